import pytest

from desktop_app.live.rate import FrameRate


def fed(times_s):
    rate = FrameRate()
    for time_s in times_s:
        rate.tick(time_s)
    return rate


def test_thirty_frames_a_second_are_measured():
    rate = fed(number / 30 for number in range(90))
    assert rate.per_second(89 / 30) == pytest.approx(30, rel=0.02)
    assert rate.usual_interval_s == pytest.approx(1 / 30)


def test_nothing_is_measured_before_two_frames():
    assert FrameRate().per_second(0.0) == 0.0
    assert fed([1.0]).per_second(1.1) == 0.0
    assert fed([1.0]).usual_interval_s == 0.0


def test_the_rate_falls_while_nothing_comes():
    rate = fed(number / 30 for number in range(60))
    assert rate.per_second(2.5) < 25
    assert rate.per_second(10.0) == 0.0


@pytest.mark.parametrize(("per_second", "limit_s"), [(30, 2.0), (60, 2.0), (5, 6.0), (0.5, 60.0)])
def test_a_source_stalls_after_two_seconds_or_thirty_frames(per_second, limit_s):
    rate = fed(number / per_second for number in range(40))
    assert rate.stall_limit_s == pytest.approx(limit_s)


def test_one_long_gap_is_not_the_usual():
    rate = fed([*(number / 30 for number in range(31)), 60.0])
    assert rate.stall_limit_s == 2.0
