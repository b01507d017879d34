"""What the user is told about the state of a source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from desktop_app.live.capture import CaptureState, CaptureStatus

OPENING_IS_LONG_AFTER_S = 1.0


class NoticeAction(Enum):
    """What the one button of a notice does."""

    CANCEL = auto()
    TRY_NOW = auto()
    RECONNECT = auto()
    OPEN_FILE = auto()


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence and one button.

    Attributes:
        losses: Tells one loss of a flapping source from the next.
    """

    text: str
    label: str
    action: NoticeAction
    losses: int = 0


def notice_for(
    status: CaptureStatus, name: str, *, is_live: bool, is_stalled: bool, now_s: float
) -> Notice | None:
    """What to tell of a source, None while all is well.

    Args:
        status: Of its capture.
        name: Of the source, for the user.
        is_live: Whether it is a camera or a stream.
        is_stalled: Whether it should long have given another frame.
        now_s: The time on the capture's clock.
    """
    match status.state:
        case CaptureState.OPENING if now_s - status.since_s > OPENING_IS_LONG_AFTER_S:
            return Notice(f"Still opening {name}…", "Cancel", NoticeAction.CANCEL)
        case CaptureState.RECONNECTING:
            return Notice(
                f"{status.problem} Reconnecting…",
                "Try Now",
                NoticeAction.TRY_NOW,
                status.losses,
            )
        case CaptureState.FAILED if is_live:
            return Notice(status.problem, "Reconnect", NoticeAction.RECONNECT)
        case CaptureState.FAILED:
            return Notice(status.problem, "Open…", NoticeAction.OPEN_FILE)
        case CaptureState.RUNNING if is_stalled and is_live:
            return Notice(
                f"{name} has stalled: no new picture comes.", "Reconnect", NoticeAction.RECONNECT
            )
    return None


def message_for(status: CaptureStatus | None, name: str) -> str:
    """The text in place of a picture that is not there yet."""
    if status is None:
        return "Drop a picture or a video here, or open one with Ctrl+O."
    if status.state is CaptureState.FAILED:
        return f"{name} could not be opened."
    if status.state is CaptureState.PAUSED:
        return "Paused"
    return f"Opening {name}…"


def is_picture_outdated(status: CaptureStatus, *, is_stalled: bool) -> bool:
    """Whether the picture shown is no longer what the source sees."""
    return is_stalled or status.state is CaptureState.RECONNECTING
