"""Where failures go: known trouble to a banner, a bug to one dialog a kind."""

from __future__ import annotations

import logging
import platform
import traceback
from types import TracebackType

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from luna_desktop import __version__
from luna_desktop.domain.errors import LunaError
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Label, button, row

_log = logging.getLogger(__name__)


def kind_of(error: BaseException) -> str:
    """Type and place: two bugs of one kind share it."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "nowhere"
    return f"{type(error).__name__} at {place}"


def bug_report(error: BaseException) -> str:
    """Versions and the way through the code. Messages of exceptions are left out: they may quote a chat."""
    lines = [
        f"Luna Desktop {__version__}, Python {platform.python_version()}, PySide6 {pyside_version}",
        platform.platform(),
        "",
    ]
    link: BaseException | None = error
    while link is not None:
        lines.append(type(link).__name__)
        lines += [
            f"  {frame.filename}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(link.__traceback__)
        ]
        link = link.__cause__ or link.__context__
    return "\n".join(lines)


class ErrorReporter(QObject):
    """The window listens: ``trouble`` carries (LunaError, panel), ``bug`` carries a report."""

    trouble = Signal(object, str)
    bug = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told: set[str] = set()
        self.muted = False

    def report(self, error: BaseException, panel: str) -> None:
        """Tell the person, unless the app is closing anyway."""
        if isinstance(error, LunaError):
            _log.warning("%s: %s", panel, error.code)
            if not self.muted:
                self.trouble.emit(error, panel)
            return
        kind = kind_of(error)
        report = bug_report(error)
        _log.error("bug in %s\n%s", panel, report)
        if kind not in self._told and not self.muted:
            self._told.add(kind)
            self.bug.emit(report)

    def hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """For ``sys.excepthook``: exceptions in slots end there."""
        if not issubclass(kind, KeyboardInterrupt):
            self.report(error, "window")


class BugDialog(QDialog):
    """Says that it is our fault, and gives a report to copy."""

    def __init__(self, theme: Theme, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something went wrong"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 420)
        self._report = report
        lines = QVBoxLayout(self)
        edge = Theme.space(3)
        lines.setContentsMargins(edge, edge, edge, edge)
        lines.setSpacing(Theme.space(2))
        lines.addWidget(Label(theme, self.tr("Something went wrong, and it is a fault of ours"), "title"))
        words = self.tr(
            "Your conversations are safe. The report below holds no word of them; "
            "please send it to the makers so that it can be mended."
        )
        lines.addWidget(Label(theme, words, tone="dim"))
        view = QPlainTextEdit(report)
        view.setReadOnly(True)
        view.setProperty("kind", "report")
        view.setFont(theme.font("mono"))
        view.setAccessibleName(self.tr("Report"))
        lines.addWidget(view, 1)
        copy = button(self.tr("Copy report"), self._copy)
        close = button(self.tr("Go on"), self.accept, "primary")
        close.setDefault(True)
        lines.addWidget(row(copy, None, close))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
