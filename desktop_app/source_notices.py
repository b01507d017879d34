"""Tells the state of the source in the banner, and does what its button says."""

from __future__ import annotations

import time
from collections.abc import Callable

from desktop_app.live.session import LiveSession
from desktop_app.live.status import Notice, NoticeAction, notice_for
from desktop_app.problems import Banner

KEY = "source"


class SourceNotices:
    """Keeps the banner's notice about the source up to date; tells each change once."""

    def __init__(
        self, session: LiveSession, banner: Banner, ask_for_file: Callable[[], None]
    ) -> None:
        self._session = session
        self._banner = banner
        self._ask_for_file = ask_for_file
        self._notice: Notice | None = None

    def update(self) -> None:
        """Looks at the source; called on its changes, and now and then, as time is one."""
        notice = self._current()
        if notice == self._notice:
            return
        self._notice = notice
        if notice is None:
            self._banner.clear(KEY)
        else:
            action = notice.action
            self._banner.show_problem(notice.text, notice.label, lambda: self._act(action), key=KEY)

    def _current(self) -> Notice | None:
        status, choice = self._session.status, self._session.choice
        if status is None or choice is None:
            return None
        return notice_for(
            status,
            choice.name,
            is_live=choice.is_live,
            is_stalled=self._session.is_stalled,
            now_s=time.monotonic(),
        )

    def _act(self, action: NoticeAction) -> None:
        match action:
            case NoticeAction.CANCEL:
                self._session.close()
            case NoticeAction.TRY_NOW:
                self._session.retry_now()
            case NoticeAction.RECONNECT:
                self._session.reopen()
            case NoticeAction.OPEN_FILE:
                self._ask_for_file()
