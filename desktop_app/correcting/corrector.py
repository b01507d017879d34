"""What the user says of digits: shown at once, kept as samples, undone by key."""

from __future__ import annotations

import contextlib
import weakref
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PyQt6 import sip
from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtGui import QUndoStack

from desktop_app.correcting import words
from desktop_app.correcting.commands import Correcting, Step
from desktop_app.correcting.corrections import (
    SAME_PLACE,
    Correction,
    Item,
    correction_of,
    read_of,
)
from desktop_app.correcting.exchange import Exchange, Kept
from desktop_app.correcting.laying import Wish
from desktop_app.correcting.marking import MarkedDigit, marked_digit
from desktop_app.correcting.regrouping import page_quarters
from desktop_app.files.errands import Errands
from desktop_app.live.session import LiveSession
from desktop_app.live.video_view import VideoView
from desktop_app.settings.store import Settings
from model.classifier import ModelError
from vision.frame import Box
from vision.reading import NOT_A_DIGIT, NumberRead, Recognition

if TYPE_CHECKING:
    from model.samples import SampleStore
    from model.store import ModelStore

OFFERED = "samples.offered"
OFFER_EVERY = 10
"""So many new samples are worth an adaptation; it is offered once for as many."""
STEPS_KEPT = 200
LAST_SAVE_S = 5.0
"""At the end of the program what is being kept is waited for so long."""


class Corrector(QObject):
    """Takes the user's word for what a digit is.

    A correction is shown at once. It is kept in a thread, as that takes 30 to 110 ms;
    where it cannot be kept, it is taken back, and the user is told.

    Attributes:
        steps: What can be undone.

    Signals:
        told: One sentence of no great weight.
        refused: One sentence: why what was typed cannot be taken, and what to do.
        failed: One sentence: why a correction could not be kept; "" when one could.
        offered: There are so many new samples that the model can be adapted to.
        changed: What can be done is another.
    """

    told = pyqtSignal(str)
    refused = pyqtSignal(str)
    failed = pyqtSignal(str)
    offered = pyqtSignal(int)
    changed = pyqtSignal()

    def __init__(
        self,
        session: LiveSession,
        view: VideoView,
        samples: Callable[[], SampleStore],
        models: ModelStore,
        settings: Settings,
        parent: QObject,
    ) -> None:
        """Prepares it; nothing is kept before the first correction.

        Args:
            session: Shows the corrections.
            view: Where digits are selected and boxes drawn.
            samples: Gives the store of samples.
            models: Names the model in use.
            settings: What the user chose.
            parent: Its owner, which calls `stop` at the end.
        """
        super().__init__(parent)
        self._session = session
        self._view = view
        self._samples = samples
        self._models = models
        self._model_id: str | None = None
        self._settings = settings
        self._choice = session.choice
        self._laid: tuple[Correction, ...] = ()
        self._kept: dict[Correction, Kept] = {}
        self._is_paused_to_mark = False
        self._errands = Errands("samples", self)
        self.steps = QUndoStack(self)
        self.steps.setUndoLimit(STEPS_KEPT)
        self.steps.indexChanged.connect(self.changed)
        session.status_changed.connect(self._follow_source)
        session.classifier_loaded.connect(self._forget_model)
        view.marking_changed.connect(self._hold_picture)
        self._unsubscribe = settings.subscribe(self._setting_changed)

    # --- what the user does ---

    def name(self, label: int) -> None:
        """Takes the user's word for what is selected, or for the box that was drawn.

        Args:
            label: 0 to 9, or 10 for "not a digit".
        """
        item = self._view.selected
        if self._view.is_marking:
            self._name_marked(label)
        elif item is None:
            self.told.emit(words.nothing_selected())
        else:
            self._name_item(item, label, "CORRECTION")

    def name_number(self, number: NumberRead, text: str) -> None:
        """Takes the user's word for all digits of a number.

        Args:
            number: As it is shown.
            text: What it is; of as many digits.
        """
        if text == number.text:
            return
        if len(text) != len(number.digits) or not (text.isascii() and text.isdigit()):
            self.refused.emit(words.wrong_count(text, len(number.digits)))
            return
        self.refused.emit("")
        made = [
            self._correction(digit, int(label))
            for digit, label in zip(number.digits, text, strict=True)
        ]
        old = [correction_of(digit) for digit in number.digits]
        self._say([one for one in made if one is not None], old, "NUMBER")

    def forget(self) -> None:
        """All samples were deleted: nothing of them is shown, or can be brought back."""
        self.steps.clear()
        self._kept.clear()
        self._lay(())

    def stop(self) -> None:
        """Waits for what is being kept; nothing is told any more."""
        self._unsubscribe()
        self._errands.stop(LAST_SAVE_S)

    # --- what is said of what ---

    def _name_item(self, item: Item, label: int, origin: str) -> None:
        before = correction_of(item)
        if before is not None and before.label == label:
            self.told.emit(words.known_already(label))
            return
        made = self._correction(item, label)
        if made is None:
            self.told.emit(words.no_ink())
        else:
            self._say([made], [before], origin)

    def _name_marked(self, label: int) -> None:
        box, recognition = self._view.marked_box, self._session.recognition
        if box is None or recognition is None or label == NOT_A_DIGIT:
            self.told.emit(words.no_box() if box is None else words.box_is_a_digit())
            return
        found = self._found_in(recognition, box)
        if found is None:
            self.told.emit(words.no_ink())
            return
        self._is_paused_to_mark = False
        self._view.set_marking(False)
        item = _item_in(recognition, found.box)
        if item is not None:
            self._name_item(item, label, "MISSED")
        else:
            picture = weakref.ref(recognition.frame.image)
            self._say([Correction(label, found.box, found.crop, picture)], [], "MISSED")
        shown = self._session.recognition
        if shown is not None:
            self._view.select(_item_in(shown, found.box))

    def _correction(self, item: Item, label: int) -> Correction | None:
        recognition = self._session.recognition
        if recognition is None:
            return None
        crop = item.crop
        if crop is None:
            found = self._found_in(recognition, item.box)
            crop = found.crop if found is not None else None
        if crop is None:
            return None
        picture = weakref.ref(recognition.frame.image)
        return Correction(label, item.box, crop, picture, item.track_id, read_of(item))

    @staticmethod
    def _found_in(recognition: Recognition, box: Box) -> MarkedDigit | None:
        return marked_digit(recognition.frame, box, page_quarters(recognition.numbers))

    def _say(
        self, new: Sequence[Correction], old: Sequence[Correction | None], origin: str
    ) -> None:
        self._kept.update((one, Kept(one, origin)) for one in new)
        before = tuple(one for one in old if one is not None)
        exchange = Exchange(
            self._samples,
            [self._kept[one] for one in new],
            [self._kept[one] for one in before if one in self._kept],
            model_id=self._name_model,
        )
        step = Step(tuple(new), before, exchange)
        self.steps.push(Correcting(words.done_to(step.labels), step, self._do, self._undo))
        self._forget_what_cannot_come_back()

    def _forget_what_cannot_come_back(self) -> None:
        """Lets go of what is neither shown nor can be undone or done again."""
        commands = (self.steps.command(at) for at in range(self.steps.count()))
        steps = [one.step for one in commands if isinstance(one, Correcting)]
        wanted = {*self._laid, *(one for step in steps for one in (*step.new, *step.old))}
        self._kept = {one: kept for one, kept in self._kept.items() if one in wanted}

    def _name_model(self) -> str | None:
        """The model in use, which is loaded to know that; called in the thread that keeps."""
        if self._model_id is None:
            with contextlib.suppress(ModelError):
                self._model_id = self._models.current().id
        return self._model_id

    def _forget_model(self) -> None:
        self._model_id = None

    # --- doing and undoing ---

    def _do(self, command: Correcting) -> None:
        step = command.step
        self._lay(step.done_to(self._laid))
        self._errands.run(
            lambda: _attempt(step.exchange.do), lambda result: self._done(command, step, result)
        )

    def _undo(self, command: Correcting) -> None:
        step = command.step
        self._lay(step.undone_to(self._laid))
        self._errands.run(
            lambda: _attempt(step.exchange.undo), lambda result: self._undone(command, step, result)
        )

    def _done(self, command: Correcting, step: Step, result: int | str) -> None:
        if isinstance(result, int):
            self.failed.emit("")
            self.told.emit(words.learnt(step.labels, result))
            self._offer(result)
            return
        self._lay(step.undone_to(self._laid))
        if not sip.isdeleted(command):
            # Nothing is left of it to undo.
            command.is_settled = True
            command.setObsolete(True)
            if self.steps.command(self.steps.index() - 1) is command:
                self.steps.undo()
        self.failed.emit(result)

    def _undone(self, command: Correcting, step: Step, result: int | str) -> None:
        if isinstance(result, int):
            self.failed.emit("")
            self.told.emit(words.forgotten(result))
            return
        self._lay(step.done_to(self._laid))
        if not sip.isdeleted(command) and self.steps.command(self.steps.index()) is command:
            command.is_settled = True
            self.steps.redo()
            command.is_settled = False
        self.failed.emit(result)

    def _lay(self, laid: tuple[Correction, ...]) -> None:
        self._laid = laid
        groups = self._settings.get("reading.grouping") == "numbers"
        self._session.lay_over(Wish(laid, groups))

    def _offer(self, count: int) -> None:
        offered = min(int(self._settings.get(OFFERED)), count)
        if count - offered >= OFFER_EVERY:
            self.offered.emit(count - offered)
            offered = count
        if offered != self._settings.get(OFFERED):
            self._settings.set(OFFERED, offered)

    # --- what session, view and settings tell ---

    def _follow_source(self) -> None:
        if self._session.choice is not self._choice:
            self._choice = self._session.choice
            self._is_paused_to_mark = False
            self._view.set_marking(False)
            # What was said of another source is kept, but shown there alone.
            self._lay(())

    def _hold_picture(self, is_marking: bool) -> None:
        """A box stays on its digit only while the picture stands still."""
        if is_marking and not self._session.is_frozen:
            self._session.pause()
            self._is_paused_to_mark = self._session.is_paused
        elif not is_marking and self._is_paused_to_mark:
            self._is_paused_to_mark = False
            self._session.resume()

    def _setting_changed(self, key: str, _value: object) -> None:
        if key == "reading.grouping":
            self._lay(self._laid)


def _item_in(recognition: Recognition, box: Box) -> Item | None:
    """What of a reading lies in a place."""
    items: list[Item] = [*recognition.digits, *recognition.rejections]
    best = max(items, key=lambda item: item.box.intersection_over_union(box), default=None)
    if best is None or best.box.intersection_over_union(box) < SAME_PLACE:
        return None
    return best


def _attempt(work: Callable[[], int]) -> int | str:
    """What the work gives, or one sentence that says why it could not be done."""
    from model.samples import SampleError

    try:
        return work()
    except SampleError as error:
        return str(error)
