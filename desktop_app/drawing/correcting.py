"""What the user says of digits on the pad: selected, named by key, kept as samples."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PyQt6.QtCore import QEvent, QObject, QPointF, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent, QMouseEvent

from desktop_app.correcting import words
from desktop_app.correcting.corrections import Correction, corrected, correction_of, read_of
from desktop_app.correcting.exchange import Exchange, Kept
from desktop_app.drawing.pad import DrawingPad, PadMark
from desktop_app.drawing.reader import PageReading
from desktop_app.files.errands import Errands
from desktop_app.live.marks import marks
from desktop_app.live.selection import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Item,
    Selection,
    in_reading_order,
    item_at,
    next_item,
)
from desktop_app.samples.grid import label_of
from desktop_app.samples.words import sign
from vision.reading import DigitRead, Recognition

if TYPE_CHECKING:
    from model.samples import SampleStore

STEPS = {
    Qt.Key.Key_Left: LEFT,
    Qt.Key.Key_Right: RIGHT,
    Qt.Key.Key_Up: UP,
    Qt.Key.Key_Down: DOWN,
}
REACH = 0.4
"""So far beside a box a click still counts, in heights of a line of text."""
MOST_APART = 5.0
"""Mean difference of two crops of the same ink, 0 to 255. Of 60 drawn digits each was found anew
within 0.06 when more was written beside it and the page had grown; another digit in its place
differed by 13 and more."""
LAST_SAVE_S = 5.0


class PadCorrector(QObject):
    """Takes the user's word for what a digit on the pad is.

    The left button draws, so a digit is selected with the right one or with the
    arrow keys; 0 to 9 say what it is, the minus that it is none, and Esc lets go.
    What was said stays with the ink while more is written, and goes with it.

    Signals:
        changed: Something else is to be shown.
        told: One sentence of no great weight.
        failed: One sentence: why it could not be kept; "" when it could.
    """

    changed = pyqtSignal()
    told = pyqtSignal(str)
    failed = pyqtSignal(str)

    def __init__(
        self,
        pad: DrawingPad,
        samples: Callable[[], SampleStore],
        parent: QObject,
        *,
        model_id: Callable[[], str | None] = lambda: None,
    ) -> None:
        """Listens to the pad; nothing is kept before the first word.

        Args:
            pad: Where digits are selected.
            samples: Gives the store of samples.
            parent: The window, which calls `stop` at the end.
            model_id: Names the model that reads.
        """
        super().__init__(parent)
        self._pad = pad
        self._samples = samples
        self._model_id = model_id
        self._reading: PageReading | None = None
        self._origin: Recognition | None = None
        self._said: list[Correction] = []
        self._kept: dict[Correction, Kept] = {}
        self._selection = Selection()
        self._errands = Errands("samples of the pad", self)
        pad.installEventFilter(self)

    @property
    def recognition(self) -> Recognition | None:
        """What was read, as the user knows it to be."""
        return self._reading.recognition if self._reading is not None else None

    @property
    def selected(self) -> Item | None:
        """What is selected."""
        return self._selection.item

    def take(self, reading: PageReading) -> None:
        """Lays what was said over the next reading."""
        own = reading.recognition
        picture = weakref.ref(own.frame.image)
        still: list[Correction] = []
        for said in self._said:
            found = _same_ink(said, own)
            if found is not None:
                now = replace(said, box=found.box, picture=picture, read=found)
                if said in self._kept:
                    self._kept[now] = self._kept.pop(said)
                still.append(now)
        self._said = still
        self._lay(reading)

    def forget(self) -> None:
        """The pad is empty."""
        self._reading = None
        self._said = []
        self._kept = {}
        self._selection.select(None, None)

    def marks(self) -> list[PadMark]:
        """What the pad shows of the reading."""
        reading, recognition = self._reading, self.recognition
        if reading is None or recognition is None:
            return []
        chosen = self.selected.box if self.selected is not None else None
        found = [
            PadMark(reading.page.box_on_page(mark.box), mark.character, mark.box == chosen)
            for group in marks(recognition)
            for mark in group
        ]
        if self.selected is not None and not any(mark.is_selected for mark in found):
            # Ink that is no digit, as the user says, has no other mark.
            text = sign(correction.label) if (correction := correction_of(self.selected)) else ""
            found.append(PadMark(reading.page.box_on_page(self.selected.box), text, True))
        return found

    def stop(self) -> None:
        """Waits for what is being kept; nothing is told any more."""
        self._errands.stop(LAST_SAVE_S)

    # --- what the user does ---

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802
        if isinstance(event, QMouseEvent) and event.button() == Qt.MouseButton.RightButton:
            if event.type() == QEvent.Type.MouseButtonPress:
                self._select_at(event.position())
            return True
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and self._pressed(event)
        ):
            return True
        return super().eventFilter(watched, event)

    def name(self, label: int) -> None:
        """Takes the user's word for what is selected: 0 to 9, or 10 for "not a digit"."""
        item, reading = self.selected, self._reading
        if item is None or reading is None:
            self.told.emit(
                self.tr("Select a digit first: with the arrow keys, or click it on the right.")
            )
            return
        before = correction_of(item)
        if before is not None and before.label == label:
            self.told.emit(words.known_already(label))
            return
        if item.crop is None:
            self.told.emit(words.no_ink())
            return
        picture = weakref.ref(reading.recognition.frame.image)
        said = Correction(label, item.box, item.crop, picture, None, read_of(item))
        self._keep(said, before)
        self._said = [one for one in self._said if one is not before] + [said]
        self._lay(reading)

    def _pressed(self, event: QKeyEvent) -> bool:
        """Whether a key was for a digit."""
        if self.recognition is None:
            return False
        step = STEPS.get(Qt.Key(event.key()))
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        label = label_of(event)
        if step is not None and not held:
            ordered = in_reading_order(self.recognition)
            self._select(next_item(ordered, self.selected, step))
        elif event.key() == Qt.Key.Key_Escape and self.selected is not None:
            self._select(None)
        elif label is not None:
            self.name(label)
        else:
            return False
        return True

    def _select_at(self, place: QPointF) -> None:
        if self._reading is None or self.recognition is None:
            return
        x, y = self._pad.on_page(place)
        margin, reach = self._reading.page.margin, REACH * self._pad.fontMetrics().height()
        self._select(item_at(self.recognition, x + margin, y + margin, reach))

    def _select(self, item: Item | None) -> None:
        self._selection.select(item, self.recognition)
        text = ""
        if item is not None:
            shown = str(item.digit) if isinstance(item, DigitRead) else "?"
            text = self.tr("Selected: {digit}").format(digit=shown)
        self._pad.setAccessibleDescription(text)
        self.changed.emit()

    # --- what is shown and kept ---

    def _lay(self, reading: PageReading) -> None:
        own = reading.recognition
        if reading is self._reading and self._origin is not None:
            own = self._origin  # without a word of the user's
        self._reading = replace(reading, recognition=corrected(own, self._said))
        self._origin = own
        self._selection.follow(self._reading.recognition)
        self.changed.emit()

    def _keep(self, said: Correction, before: Correction | None) -> None:
        self._kept[said] = Kept(said, "DRAWING")
        old = [self._kept[before]] if before in self._kept else []
        exchange = Exchange(self._samples, [self._kept[said]], old, model_id=self._model_id)
        self._errands.run(
            lambda: _attempt(exchange.do), lambda result: self._tell_kept(said, before, result)
        )

    def _tell_kept(self, said: Correction, before: Correction | None, result: int | str) -> None:
        if isinstance(result, int):
            self.failed.emit("")
            self.told.emit(words.learnt([said.label], result))
            return
        # It is not kept, and so not shown either.
        self._said = [
            one for one in self._said if self._kept.get(one) is not self._kept.get(said)
        ] + ([before] if before is not None else [])
        if self._reading is not None:
            self._lay(self._reading)
        self.failed.emit(result)


def _same_ink(said: Correction, recognition: Recognition) -> Item | None:
    """What of a reading is the ink that was spoken of, wherever it lies by now."""
    items: list[Item] = [*recognition.digits, *recognition.rejections]
    apart = {
        id(item): float(np.abs(item.crop.astype(np.int16) - said.crop.astype(np.int16)).mean())
        for item in items
        if item.crop is not None
    }
    found = min(items, key=lambda item: apart.get(id(item), 255.0), default=None)
    return found if found is not None and apart.get(id(found), 255.0) < MOST_APART else None


def _attempt(work: Callable[[], int]) -> int | str:
    """What the work gives, or one sentence that says why it could not be done."""
    from model.samples import SampleError

    try:
        return work()
    except SampleError as error:
        return str(error)
