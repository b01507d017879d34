"""The language of the window: the system's, or the one that was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PyQt6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

FOLDER = Path(__file__).with_name("translations")
LANGUAGES = ("en", "de")
"""Those that there are catalogues of. As the code is in English, that one has plurals only."""


def chosen_language(setting: str, wanted: Sequence[str]) -> str:
    """The language that the window speaks.

    Args:
        setting: One of `LANGUAGES`, or "system".
        wanted: The languages of the system as BCP 47 names, the best first.
    """
    if setting in LANGUAGES:
        return setting
    spoken = (name.replace("_", "-").partition("-")[0].lower() for name in wanted)
    return next((name for name in spoken if name in LANGUAGES), LANGUAGES[0])


def install_translation(app: QCoreApplication, setting: str) -> str:
    """Has the application speak a language, Qt's own dialogs and keys included.

    To be called before anything is shown: what is there already keeps its words.

    Args:
        app: The application, which keeps what was loaded.
        setting: One of `LANGUAGES`, or "system".

    Returns:
        The language.
    """
    system = QLocale.system()
    language = chosen_language(setting, system.uiLanguages())
    if setting in LANGUAGES and QLocale(setting).language() != system.language():
        # Figures are written as in the language; else as the user has it in the system.
        QLocale.setDefault(QLocale(setting))
    of_qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for name, folder in (("qtbase", of_qt), ("digitlens", str(FOLDER))):
        translator = QTranslator(app)
        if translator.load(f"{name}_{language}", folder):
            app.installTranslator(translator)
        else:
            translator.deleteLater()
    return language
