import pytest

from desktop_app.live.capture import CaptureState, CaptureStatus
from desktop_app.live.status import (
    NoticeAction,
    badge_for,
    is_picture_outdated,
    message_for,
    notice_for,
)


def told(state, *, problem="", is_live=True, is_stalled=False, age_s=0.0, losses=0):
    status = CaptureStatus(state, 100.0, problem, losses)
    return notice_for(
        status, "Desk camera", is_live=is_live, is_stalled=is_stalled, now_s=100.0 + age_s
    )


@pytest.mark.parametrize(
    "state",
    [
        CaptureState.OPENING,
        CaptureState.RUNNING,
        CaptureState.PAUSED,
        CaptureState.RELEASED,
        CaptureState.ENDED,
    ],
)
def test_nothing_is_told_while_all_is_well(state):
    assert told(state) is None


@pytest.mark.parametrize(
    ("arguments", "words", "action"),
    [
        ({"state": CaptureState.OPENING, "age_s": 1.5}, "Desk camera", NoticeAction.CANCEL),
        (
            {"state": CaptureState.RECONNECTING, "problem": "It was unplugged."},
            "It was unplugged. Reconnecting",
            NoticeAction.TRY_NOW,
        ),
        ({"state": CaptureState.RUNNING, "is_stalled": True}, "stalled", NoticeAction.RECONNECT),
        ({"state": CaptureState.PAUSED, "is_stalled": True}, "stalled", NoticeAction.RECONNECT),
        (
            {"state": CaptureState.FAILED, "problem": "No file.", "is_live": False},
            "No file.",
            NoticeAction.OPEN_FILE,
        ),
        ({"state": CaptureState.FAILED, "problem": "Bug."}, "Bug.", NoticeAction.RECONNECT),
    ],
)
def test_each_trouble_has_a_sentence_and_a_button(arguments, words, action):
    notice = told(**arguments)
    assert words in notice.text
    assert notice.action is action
    assert notice.label


def test_each_loss_of_a_flapping_camera_is_told_anew():
    first = told(CaptureState.RECONNECTING, problem="Lost.", losses=1)
    assert first != told(CaptureState.RECONNECTING, problem="Lost.", losses=2)


def test_a_picture_is_outdated_while_its_source_is_lost_or_stalled():
    def outdated(state, *, is_stalled=False):
        return is_picture_outdated(CaptureStatus(state, 0.0), is_stalled=is_stalled)

    assert outdated(CaptureState.RECONNECTING)
    assert outdated(CaptureState.RUNNING, is_stalled=True)
    assert not outdated(CaptureState.RUNNING)
    assert not outdated(CaptureState.PAUSED)


def test_an_empty_view_says_what_goes_on():
    assert "Ctrl+O" in message_for(None, "")
    assert "Desk camera" in message_for(CaptureStatus(CaptureState.OPENING, 0.0), "Desk camera")
    assert "off" in message_for(CaptureStatus(CaptureState.RELEASED, 0.0), "Desk camera")


def test_the_badge_tells_a_frozen_picture_from_a_camera_that_is_off():
    def badge(*, is_paused=True, is_live=True, is_released=False):
        return badge_for(is_paused=is_paused, is_live=is_live, is_released=is_released)

    assert not badge(is_paused=False)
    assert badge() == badge(is_live=False) != badge(is_released=True)
    assert all("Space" in text for text in (badge(), badge(is_released=True)))
