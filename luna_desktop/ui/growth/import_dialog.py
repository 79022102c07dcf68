"""Brings conversations that were held elsewhere: choose, watch, and read what became of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QProgressBar, QPushButton, QVBoxLayout, QWidget

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import Progress
from luna_desktop.services.results import ImportReport
from luna_desktop.services.wording import import_lines
from luna_desktop.ui import formats
from luna_desktop.ui.growth.report import Report
from luna_desktop.ui.tasks import Tasks
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Label, announce, button, row

if TYPE_CHECKING:
    from luna_desktop.services.app import App

STEPS = 1000
TOLD_HEIGHT = 420


class ImportDialog(QDialog):
    """Stays open while it works; closing it then stops the import, and what was saved is kept."""

    brought = Signal()

    def __init__(self, app: App, tasks: Tasks, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._tasks = tasks
        self._running = False
        self.setWindowTitle(self.tr("Bring conversations"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(520)
        self._about = Label(
            theme,
            self.tr(
                "The export of ChatGPT or Claude (the zip, or its conversations.json), of Open WebUI, "
                "LibreChat and others, plain lists of messages, or a folder of them. A later export adds "
                "what is new. They stay on this computer, and bringing them earns karma once."
            ),
            tone="dim",
        )
        self.let_in = QCheckBox(self.tr("She may learn from them without asking me again"))
        waits = self.tr("What may give a secret away waits for your word in any case.")
        self.let_in.setAccessibleDescription(waits)
        self._waits = Label(theme, waits, "caption", "faint")
        self.file_button = button(self.tr("Choose a file…"), lambda: self._choose(folder=False), "primary")
        self.folder_button = button(self.tr("Choose a folder…"), lambda: self._choose(folder=True))
        self._title = Label(theme, self.tr("Bring your old conversations"), "title")
        self._bar = QProgressBar()
        self._bar.setRange(0, STEPS)
        self._bar.setAccessibleName(self.tr("How much is read"))
        self._note = Label(theme, "", tone="dim")
        self.told = Report(theme, self.tr("What became of it"))
        self.close_button = button(self.tr("Close"), self.reject)
        lines = QVBoxLayout(self)
        edge = Theme.space(3)
        lines.setContentsMargins(edge, edge, edge, edge)
        lines.setSpacing(Theme.space(1.5))
        for part in (self._title, self._about, self.let_in, self._waits, self._bar, self._note):
            lines.addWidget(part)
        lines.addWidget(self.told, 1)
        lines.addWidget(row(self.file_button, self.folder_button, None, self.close_button))
        for hidden in (self._bar, self._note, self.told):
            hidden.hide()
        self.file_button.setDefault(True)
        self.file_button.setFocus()

    def bring(self, path: Path) -> None:
        """Import ``path`` and tell what became of it."""
        if self._running:
            return
        self._running = True
        self._title.setText(self.tr("Reading…"))
        self.told.hide()
        self._progress(Progress("import"))
        self._show_running()
        work = self._app.imports.run(path, let_in=self.let_in.isChecked(), on_progress=self._progress)
        self._tasks.run(self, work, done=self._done, failed=self._failed, panel="growth")

    def reject(self) -> None:
        """Close; a running import is stopped first and its report shown."""
        if self._running:
            self._app.imports.cancel()
            self.close_button.setEnabled(False)
            self._note.setText(self.tr("Stopping after what is being saved…"))
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._running:
            event.ignore()
            self.reject()
        else:
            super().closeEvent(event)

    def _choose(self, *, folder: bool) -> None:
        chooser = QFileDialog(self, self.tr("Bring conversations"), str(Path.home()))
        if folder:
            chooser.setFileMode(QFileDialog.FileMode.Directory)
            chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        else:
            chooser.setFileMode(QFileDialog.FileMode.ExistingFile)
            chooser.setNameFilters(
                [self.tr("Conversations (*.zip *.json *.jsonl)"), self.tr("All files (*)")]
            )
        chooser.fileSelected.connect(lambda path: self.bring(Path(path)))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.open()

    def _progress(self, progress: Progress) -> None:
        self._bar.setValue(round(STEPS * progress.fraction))
        if progress.note and self.close_button.isEnabled():
            self._note.setText(progress.note)

    def _show_running(self) -> None:
        for part in (self._bar, self._note):
            part.setVisible(self._running)
        for part in (self._about, self.let_in, self._waits, self.file_button, self.folder_button):
            part.setHidden(self._running)
        self.close_button.setEnabled(True)
        self.close_button.setAutoDefault(not self._running)  # Enter once more must not stop it
        _name(self.close_button, self.tr("Stop") if self._running else self.tr("Close"))

    def _done(self, report: ImportReport) -> None:
        took = self.tr("It took {time}.").format(time=formats.duration(report.seconds))
        self._tell(self.tr("Stopped") if report.cancelled else self.tr("Done"), [*import_lines(report), took])
        self.brought.emit()

    def _failed(self, error: BaseException) -> bool:
        known = isinstance(error, LunaError)
        words = (error.what, error.why, error.next_step) if known else ()
        self._tell(self.tr("It could not be brought"), [part for part in words if part])
        self.brought.emit()  # what was saved before stays
        return known

    def _tell(self, title: str, lines: list[str]) -> None:
        self._running = False
        self._show_running()
        self._about.hide()
        self._title.setText(title)
        self.told.show_parts([("", lines)])
        self.told.setVisible(bool(lines))
        self.resize(self.width(), max(self.height(), TOLD_HEIGHT))
        _name(self.file_button, self.tr("Another file…"))
        _name(self.folder_button, self.tr("Another folder…"))
        self.close_button.setFocus()
        announce(self, "\n".join([title, *lines]))


def _name(control: QPushButton, text: str) -> None:
    control.setText(text)
    control.setAccessibleName(text)
