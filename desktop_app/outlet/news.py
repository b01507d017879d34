"""What is new among the readings that the window shows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from desktop_app.outlet.lines import Moment

if TYPE_CHECKING:
    from desktop_app.commands.readout import Readout
    from vision.reading import Recognition


class News:
    """Tells each reading that has changed for good, once, as `digitlens live` prints them."""

    def __init__(self) -> None:
        self._source: object = None
        self._began_s = 0.0

    def take(
        self, recognition: Recognition, source: object, name: str, *, is_still: bool
    ) -> tuple[Readout, Moment] | None:
        """Looks at the next reading.

        Args:
            recognition: As it is shown, with the user's corrections.
            source: What is shown; with another one, all is new.
            name: Of the source.
            is_still: It is a single picture, which need not last.
        """
        from desktop_app.commands.following import Changes
        from desktop_app.commands.readout import Readout

        now_s = recognition.frame.captured_at_s
        if source is not self._source:
            self._source, self._began_s = source, now_s
            self._changes = Changes(0.0) if is_still else Changes()
        readout = self._changes.take(Readout.of(recognition), now_s)
        if readout is None:
            return None
        moment = Moment(
            max(0.0, now_s - self._began_s),
            recognition.frame.index,
            datetime.now().astimezone(),
            name,
        )
        return readout, moment
