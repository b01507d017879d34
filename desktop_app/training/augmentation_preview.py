"""What varying the digits makes of them, before a training does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.settings.fields import describe
from desktop_app.training.crop_strip import COLUMNS, CropStrip, ShownCrop

if TYPE_CHECKING:
    from vision.reading import Crops

VARIED_ROWS = 2
# The pen's ends and bends are clear at this height, and so are they when it is made smaller.
DRAWN_HEIGHT_PX = 60


class AugmentationPreview(QWidget):
    """Ten digits, and what the next epochs might make of them.

    Attributes:
        strip: The digits as they are, and below them as they are varied.
        again: Varies them anew.
        words: Whose digits they are.
    """

    def __init__(
        self, own_digits: Callable[[], list[Crops | None]], parent: QWidget | None = None
    ) -> None:
        """Builds the preview; digits are asked for and drawn when it is first shown.

        Args:
            own_digits: Gives the newest own sample of each digit, None where there is none.
            parent: Its parent.
        """
        super().__init__(parent)
        self._own_digits = own_digits
        self._is_varied = True
        self._seed = 0
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.again = QPushButton(self.tr("Vary Anew"))
        self.again.setAutoDefault(False)
        describe(
            self.again,
            self.tr("Vary anew"),
            self.tr("Varies these digits in another way by chance."),
        )
        self.again.clicked.connect(self.vary_anew)
        self.strip = CropStrip(self.tr("Preview of the varied digits"))
        top = QHBoxLayout()
        top.addWidget(self.words, 1)
        top.addWidget(self.again)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self.strip)

    def set_varied(self, is_varied: bool) -> None:
        """Shows the digits varied, or as they are."""
        self._is_varied = is_varied
        self.again.setEnabled(is_varied)
        self._draw()

    def vary_anew(self) -> None:
        """Varies the digits by other chances."""
        self._seed += 1
        self._draw()

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802
        super().showEvent(event)
        self._draw()

    def _draw(self) -> None:
        if not self.isVisible():
            return
        # Late: the window opens sooner without.
        import numpy as np

        from model.augmentation import augmented

        own = self._own_digits()
        has_own = any(crop is not None for crop in own)
        digits = np.stack(
            [_drawn_digit(digit) if crop is None else crop for digit, crop in enumerate(own)]
        )
        rows = [digits]
        if self._is_varied:
            rng = np.random.default_rng(self._seed)
            rows += [augmented(digits, rng) for _ in range(VARIED_ROWS)]
        self.strip.show_crops([ShownCrop(crop.tobytes()) for row in rows for crop in row])
        self.words.setText(self._sentence(has_own))

    def _sentence(self, has_own: bool) -> str:
        if not self._is_varied:
            return self.tr("Each epoch sees the digits as they are:")
        if has_own:
            return self.tr("Your digits, and below them what two epochs might see:")
        return self.tr("Digits as they are, and below them what two epochs might see:")


def no_digits() -> list[Crops | None]:
    """What there is of a user who has taught nothing."""
    return [None] * COLUMNS


def newest_of_each(samples: list[tuple[int, Crops]]) -> list[Crops | None]:
    """The first sample of each digit.

    Args:
        samples: Label and crop of each, the newest first.
    """
    found = no_digits()
    for label, crop in samples:
        if label < COLUMNS and found[label] is None:
            found[label] = crop
    return found


def _drawn_digit(digit: int) -> Crops:
    """(28, 28) uint8, always the same."""
    import numpy as np

    from model.handwriting import draw_digit
    from vision.normalization import normalized

    return normalized(draw_digit(digit, np.random.default_rng(digit), height_px=DRAWN_HEIGHT_PX))
