"""Writing a generation out as a file: asked where, told how far, and given up with the same button."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from luna_desktop.domain.events import Progress
from luna_desktop.domain.generation import Generation
from luna_desktop.ui import formats
from luna_desktop.ui.tasks import Tasks
from luna_desktop.ui.timeline.details import Details

if TYPE_CHECKING:
    from luna_desktop.services.app import App


class Exporting(QObject):
    """One export at a time, begun and stopped by the details' button."""

    said = Signal(str)

    def __init__(self, page: QWidget, app: App, tasks: Tasks, details: Details) -> None:
        super().__init__(page)
        self._page = page
        self._app = app
        self._tasks = tasks
        self._details = details
        self._running: asyncio.Task[None] | None = None
        details.export_asked.connect(self._asked)

    def _asked(self, node: Generation) -> None:
        if self._running is not None:
            self._running.cancel()
            return
        name = f"luna-age-{node.age}-{formats.short_id(node.id)}.gguf"
        title = self.tr("Export as a file")
        dialog = QFileDialog(self._page, title, str(Path.home() / name), "GGUF (*.gguf)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.fileSelected.connect(lambda path: self.write(node, Path(path)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def write(self, node: Generation, path: Path) -> None:
        """Check ``node`` and write it to ``path``, about which the dialog asked.

        It asked about the very name that was chosen: a system's own dialog may add an ending only
        afterwards, so it is added here, and what stands at that name is left alone.
        """
        asked = path.suffix != ""
        path = path if asked else path.with_name(f"{path.name}.gguf")

        def done(_: object) -> None:
            self.said.emit(self.tr("Written to {path}").format(path=path))

        work = self._app.generations.export(node.id, path, self._told, replace=asked)
        self._running = self._tasks.run(self, work, done=done, panel="timeline")
        if self._running is not None:
            self._details.show_export(0.0)
            self._running.add_done_callback(self._ended)

    def _told(self, progress: Progress) -> None:
        if self._running is not None:  # the last word may come after the end
            self._details.show_export(progress.fraction)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running = None
        if task.cancelled() and self._tasks.closed:
            return  # the window goes, and its buttons with it
        self._details.show_export(None)
        if task.cancelled():
            self.said.emit(self.tr("Stopped. Nothing was written."))
