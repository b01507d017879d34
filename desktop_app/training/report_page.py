"""What came of a training: the verdict first, then the old model beside the new one."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import Qt, QUrl, pyqtSignal
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStyle,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.settings.fields import Mnemonics, add_row, describe, narrow, page_form
from desktop_app.told import told
from desktop_app.training.picture_view import PictureTab
from desktop_app.training.report_data import Measured, TrainingReport
from desktop_app.training.report_tables import FigureTable, by_class, overview


class ReportPage(QWidget):
    """The report of the training that ended last.

    Attributes:
        verdict: Whether the new model is in use.
        reason: Why.
        report: What is shown; None where there is no report.
        measured_on: Which digits the figures are of.
        tabs: Figures, digits, confusion, calibration, mistakes and curves.
        use_anyway: Puts a refused model into use.
        go_back: Puts the one before into use again.
        open_page: Shows the report in the browser.
        back: Leaves the page.

    Signals:
        use_anyway_requested: The refused model is to be used.
        go_back_requested: The model before is to be used again.
        back_requested: The page can be left.
    """

    use_anyway_requested = pyqtSignal()
    go_back_requested = pyqtSignal()
    back_requested = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.report: TrainingReport | None = None
        keys = Mnemonics()
        self._sign = QLabel()
        self.verdict = _wrapped(self.tr("Verdict"))
        bold = self.verdict.font()
        bold.setBold(True)
        self.verdict.setFont(bold)
        self.reason = _wrapped(self.tr("Reason"))
        self.missing = _wrapped(self.tr("Report"))
        top = QHBoxLayout()
        top.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.addWidget(self.verdict)
        words.addWidget(self.reason)
        top.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addLayout(self._buttons(keys))
        layout.addWidget(self.missing)
        layout.addWidget(self._figures(keys), 1)
        layout.addStretch(0)

    def _buttons(self, keys: Mnemonics) -> QHBoxLayout:
        tr = self.tr
        self.use_anyway = QPushButton(keys.mark(tr("&Use It Anyway")))
        describe(
            self.use_anyway,
            tr("Use it anyway"),
            tr("Reads with the new model from now on, though it was not good enough."),
        )
        self.use_anyway.clicked.connect(self.use_anyway_requested)
        self.go_back = QPushButton(keys.mark(tr("&Go Back to the One Before")))
        describe(
            self.go_back,
            tr("Go back to the one before"),
            tr("Reads with the model before again; the new one is kept."),
        )
        self.go_back.clicked.connect(self.go_back_requested)
        self.open_page = QPushButton(keys.mark(tr("Open as a &Page…")))
        describe(
            self.open_page,
            tr("Open as a page"),
            tr("Shows the whole report in the browser, to be read or printed."),
        )
        self.open_page.clicked.connect(self._open_page)
        self.back = QPushButton(keys.mark(tr("&Done")))
        describe(self.back, tr("Done"), tr("Goes back to the choices."))
        self.back.clicked.connect(self.back_requested)
        row = QHBoxLayout()
        for button in (self.back, self.use_anyway, self.go_back, self.open_page):
            button.setAutoDefault(False)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _figures(self, keys: Mnemonics) -> QWidget:
        tr = self.tr
        self._body = QWidget()
        self.measured_on = QComboBox()
        narrow(self.measured_on)
        form = page_form()
        add_row(
            form,
            keys.mark(tr("&Measured on")),
            self.measured_on,
            tr("Digits that neither model learnt from; both read the same ones."),
        )
        self.measured_on.currentIndexChanged.connect(self._show_measured)
        self.overview = FigureTable(tr("Figures of both models"))
        self.by_class = FigureTable(tr("Figures of each digit"))
        self.confusion = PictureTab(tr("Confusion"))
        self.calibration = PictureTab(tr("Calibration"))
        self.mistakes = PictureTab(tr("Mistakes"))
        self.curves = PictureTab(tr("Curves"))
        self.tabs = QTabWidget()
        self.tabs.setAccessibleName(tr("Report"))
        for widget, title in (
            (self.overview, tr("Overview")),
            (self.by_class, tr("Digits")),
            (self.confusion, tr("Confusion")),
            (self.mistakes, tr("Mistakes")),
            (self.calibration, tr("Calibration")),
            (self.curves, tr("Curves")),
        ):
            self.tabs.addTab(widget, title)
        layout = QVBoxLayout(self._body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(form)
        layout.addWidget(self.tabs, 1)
        self._body.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        return self._body

    def show_result(
        self, *, accepted: bool, reason: str, report: TrainingReport | None, name: str = ""
    ) -> None:
        """Shows what came of a training.

        Args:
            accepted: Whether the new model is in use.
            reason: Of the gate, as it tells it.
            report: The figures; None where there are none.
            name: Of the new model.
        """
        self.report = report
        self.show_verdict(
            self.tr("The new model is in use.")
            if accepted
            else self.tr("The model in use stays. The new one is kept, marked as refused."),
            is_good=accepted,
        )
        self.reason.setText(told(reason))
        self.setAccessibleName(name)
        self.use_anyway.setVisible(not accepted)
        self.go_back.setVisible(accepted)
        self.open_page.setVisible(report is not None and report.page is not None)
        self.missing.setVisible(report is None)
        self.missing.setText(self.tr("There is no report of this training to be shown."))
        self._body.setVisible(report is not None)
        was_blocked = self.measured_on.blockSignals(True)
        self.measured_on.clear()
        for measured in report.measured if report else ():
            text = self.tr("{title} ({count})")
            self.measured_on.addItem(
                text.format(title=measured.title, count=self.locale().toString(measured.count))
            )
        self.measured_on.blockSignals(was_blocked)
        curves = report.curves if report else None
        self.curves.show_pictures([(self.tr("Loss and accuracy"), curves)] if curves else [])
        self.tabs.setTabVisible(self.tabs.indexOf(self.curves), curves is not None)
        self.tabs.setCurrentIndex(0)
        self._show_measured()

    def show_verdict(self, text: str, *, is_good: bool) -> None:
        """Says which model is in use; with a sign, for colour alone would not do."""
        self.verdict.setText(told(text))
        style = self.style()
        if style is not None:
            kind = (
                QStyle.StandardPixmap.SP_DialogApplyButton
                if is_good
                else QStyle.StandardPixmap.SP_MessageBoxWarning
            )
            side = round(1.6 * self.fontMetrics().height())
            self._sign.setPixmap(style.standardIcon(kind).pixmap(side, side))

    def tell_used(self, text: str) -> None:
        """Says that the user has chosen which of the two models reads."""
        had_focus = self.use_anyway.hasFocus() or self.go_back.hasFocus()
        self.show_verdict(text, is_good=True)
        self.use_anyway.hide()
        self.go_back.hide()
        if had_focus:
            self.back.setFocus()

    def _show_measured(self) -> None:
        at = self.measured_on.currentIndex()
        if self.report is None or not 0 <= at < len(self.report.measured):
            return
        measured = self.report.measured[at]
        self.overview.show_rows(*overview(measured))
        self.by_class.show_rows(*by_class(measured))
        tr = self.tr
        self._show_pictures(
            self.confusion,
            measured,
            {"confusion_new": tr("New model"), "confusion_old": tr("Model before")},
        )
        self._show_pictures(
            self.calibration,
            measured,
            {"calibration_new": tr("New model"), "calibration_old": tr("Model before")},
        )
        self._show_pictures(
            self.mistakes,
            measured,
            {
                "mistakes": tr("The surest mistakes of the new model"),
                "lost": tr("Only the model before reads these right"),
                "gained": tr("Only the new model reads these right"),
            },
        )

    def _show_pictures(self, tab: PictureTab, measured: Measured, titles: dict[str, str]) -> None:
        found: list[tuple[str, Path]] = [
            (title, measured.pictures[key])
            for key, title in titles.items()
            if key in measured.pictures
        ]
        tab.show_pictures(found)
        self.tabs.setTabVisible(self.tabs.indexOf(tab), bool(found))

    def _open_page(self) -> None:
        if self.report is not None and self.report.page is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.report.page)))


def _wrapped(name: str) -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAccessibleName(name)
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return label
