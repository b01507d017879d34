"""What is said of the rows of a sheet."""

from __future__ import annotations

from PyQt6.QtCore import QCoreApplication

from desktop_app.teaching.held_rows import HeldSheet
from model.teaching_sheet import RowProblem, SheetRow

translate = QCoreApplication.translate

TAKEN_SIGN, REFUSED_SIGN = "✓", "✗"


def row_text(number: int, row: SheetRow) -> str:
    """One line on a row: taken, or why not.

    Args:
        number: From 1, from the top.
        row: As it was read.
    """
    if row.problem is None:
        if len(row.digits) == 10:
            text = translate("TeachingDialog", "Row {row}: all ten digits")
        else:
            text = translate(
                "TeachingDialog", "Row {row}: {found} of ten digits; the others are unclear"
            )
        return f"{TAKEN_SIGN} " + text.format(row=number, found=len(row.digits))
    return f"{REFUSED_SIGN} " + _refusal(row).format(
        row=number, found=row.found, missing=", ".join(map(str, row.missing))
    )


def _refusal(row: SheetRow) -> str:
    if row.problem is RowProblem.TOO_FEW:
        if len(row.missing) == 1:
            return translate(
                "TeachingDialog",
                "Row {row}: {found} digits found, 10 expected; the {missing} seems to be missing. "
                "Write them apart.",
            )
        return translate(
            "TeachingDialog", "Row {row}: {found} digits found, 10 expected. Write them apart."
        )
    if row.problem is RowProblem.TOO_MANY:
        return translate(
            "TeachingDialog",
            "Row {row}: {found} digits found, 10 expected. Cover what does not belong to the row.",
        )
    return translate(
        "TeachingDialog", "Row {row}: this does not look like 0 to 9 in order, upright."
    )


def advice(sheet: HeldSheet, expected: int) -> str:
    """What to do now, in one sentence.

    Args:
        sheet: As it is seen.
        expected: How many rows the user was to write.
    """
    taken = sum(row.is_accepted for row in sheet.rows)
    if not sheet.rows:
        return translate(
            "TeachingDialog",
            "No rows of digits are seen yet. Hold the sheet so that it fills the picture.",
        )
    if not sheet.is_steady:
        return translate("TeachingDialog", "Hold still…")
    if taken >= expected:
        return translate("TeachingDialog", "All rows are read.")
    if taken == len(sheet.rows):
        return translate(
            "TeachingDialog", "The rows that are seen are read; show the others too, or go on."
        )
    return translate(
        "TeachingDialog",
        "Some rows are not read. Tilt the sheet to the light, or go on without them.",
    )
