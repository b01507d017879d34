"""What the tests of the window get."""

import pytest


def pytest_itemcollected(item: pytest.Item) -> None:
    """Qt's offscreen platform complains of what no screen can do; that is no fault of a test."""
    item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))
