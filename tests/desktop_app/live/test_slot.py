import threading

from desktop_app.live.slot import LatestSlot


def test_the_newest_item_wins_and_the_others_are_counted():
    slot: LatestSlot[int] = LatestSlot()
    for number in range(5):
        slot.put(number)
    assert slot.take() == 4
    assert slot.dropped == 4
    assert slot.take() is None


def test_clear_forgets_item_and_count():
    slot: LatestSlot[int] = LatestSlot()
    slot.put(1)
    slot.put(2)
    slot.clear()
    assert slot.take() is None
    assert slot.dropped == 0


def test_take_waits_for_an_item_of_another_thread():
    slot: LatestSlot[str] = LatestSlot()
    taken: list[str | None] = []
    thread = threading.Thread(target=lambda: taken.append(slot.take(timeout_s=None)))
    thread.start()
    slot.put("frame")
    thread.join(10)
    assert taken == ["frame"]


def test_wake_ends_a_wait_even_if_it_comes_first():
    slot: LatestSlot[str] = LatestSlot()
    slot.wake()
    assert slot.take(timeout_s=None) is None
    slot.put("later")
    assert slot.take(timeout_s=None) == "later"


def test_a_slow_taker_gets_what_is_new_and_every_item_is_accounted_for():
    slot: LatestSlot[int] = LatestSlot()
    taken: list[int] = []

    def take_all() -> None:
        while (item := slot.take(timeout_s=10)) != -1:
            assert item is not None
            taken.append(item)

    thread = threading.Thread(target=take_all)
    thread.start()
    for number in range(2000):
        slot.put(number)
    while slot.take() is not None:
        pass  # whatever the thread left
    dropped = slot.dropped
    slot.put(-1)
    thread.join(10)
    assert taken == sorted(taken)
    assert len(taken) + dropped <= 2000
