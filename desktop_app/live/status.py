"""What the user is told about the state of a source."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from PyQt6.QtCore import QCoreApplication

from desktop_app.live.capture import CaptureState, CaptureStatus
from desktop_app.told import told

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
    translate = QCoreApplication.translate
    match status.state:
        case CaptureState.OPENING if now_s - status.since_s > OPENING_IS_LONG_AFTER_S:
            return Notice(
                translate("SourceStatus", "Still opening {name}…").format(name=name),
                translate("SourceStatus", "Cancel"),
                NoticeAction.CANCEL,
            )
        case CaptureState.RECONNECTING:
            return Notice(
                translate("SourceStatus", "{problem} Reconnecting…").format(
                    problem=told(status.problem)
                ),
                translate("SourceStatus", "Try Now"),
                NoticeAction.TRY_NOW,
                status.losses,
            )
        case CaptureState.FAILED if is_live:
            return Notice(
                told(status.problem), translate("SourceStatus", "Reconnect"), NoticeAction.RECONNECT
            )
        case CaptureState.FAILED:
            return Notice(
                told(status.problem), translate("SourceStatus", "Open…"), NoticeAction.OPEN_FILE
            )
        # Paused, it is stalled only where it was to go on and nothing came.
        case CaptureState.RUNNING | CaptureState.PAUSED if is_stalled and is_live:
            return Notice(
                translate("SourceStatus", "{name} has stalled: no new picture comes.").format(
                    name=name
                ),
                translate("SourceStatus", "Reconnect"),
                NoticeAction.RECONNECT,
            )
    return None


def message_for(status: CaptureStatus | None, name: str) -> str:
    """The text in place of a picture that is not there yet."""
    translate = QCoreApplication.translate
    if status is None:
        return translate("SourceStatus", "Drop a picture or a video here, or open one with Ctrl+O.")
    match status.state:
        case CaptureState.FAILED:
            return translate("SourceStatus", "{name} could not be opened.").format(name=name)
        case CaptureState.PAUSED:
            return translate("SourceStatus", "Paused")
        case CaptureState.RELEASED:
            return translate("SourceStatus", "{name} is off.").format(name=name)
    return translate("SourceStatus", "Opening {name}…").format(name=name)


def badge_for(*, is_paused: bool, is_live: bool, is_released: bool) -> str:
    """Says over a picture that it stands still and how it goes on; "" over one that moves.

    Args:
        is_paused: Whether the user paused it.
        is_live: Whether it is a camera or a stream.
        is_released: Whether this was given back.
    """
    if not is_paused:
        return ""
    if is_live and is_released:
        return QCoreApplication.translate("SourceStatus", "Camera off: Space turns it on")
    return QCoreApplication.translate("SourceStatus", "Frozen: Space goes on")


def is_picture_outdated(status: CaptureStatus, *, is_stalled: bool) -> bool:
    """Whether the picture shown is no longer what the source sees."""
    return is_stalled or status.state is CaptureState.RECONNECTING
