"""The timeline page: the line, a legend, and the card of the chosen generation."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.lesson import Lesson
from luna_desktop.ui import formats
from luna_desktop.ui.bridge import Bridge
from luna_desktop.ui.question import ask
from luna_desktop.ui.tasks import Tasks
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.timeline.canvas import TimelineCanvas
from luna_desktop.ui.timeline.details import Details, can_speak
from luna_desktop.ui.timeline.exporting import Exporting
from luna_desktop.ui.timeline.layout import LEARNING, line_of, share_of, worth_telling
from luna_desktop.ui.timeline.legend import Legend
from luna_desktop.ui.widgets import IconButton, Label, announce, button, row

if TYPE_CHECKING:
    from luna_desktop.services.app import App
    from luna_desktop.services.teaching import Teaching

NARROW = 760
CANVAS_LEAST = 200  # less shows the curve without the generations below it
DETAILS_WIDE = 320
CANVAS_WIDE = 440  # beside the details, when larger text makes those wider


class TimelinePage(QWidget):
    """Follows the lineage as it grows."""

    talk_asked = Signal(object)  # Generation
    said = Signal(str)  # a short word for the status line

    def __init__(self, app: App, tasks: Tasks, bridge: Bridge, theme: Theme) -> None:
        super().__init__()
        self._app = app
        self._tasks = tasks
        self._theme = theme
        self._nodes: list[Generation] = []
        self._head = ""
        self.canvas = TimelineCanvas(theme)
        self.canvas.setMinimumHeight(CANVAS_LEAST)
        self.details = Details(theme)
        self._splitter = QSplitter()
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.canvas)
        self._splitter.addWidget(self.details)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setSizes([800, DETAILS_WIDE])
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addWidget(self._header())
        lines.addWidget(self._splitter, 1)
        self._wire()
        self._stale = QTimer(self)
        self._stale.setSingleShot(True)
        self._stale.setInterval(80)
        self._stale.timeout.connect(self.refresh)
        for signal in (
            bridge.generation_published,
            bridge.generation_rejected,
            bridge.generation_loaded,
            bridge.age_up_started,
            bridge.age_up_ended,
        ):
            signal.connect(self._outdated)
        self.refresh()

    def refresh(self) -> None:
        """Fetch the lineage."""
        self._tasks.run(self, self._fetch(), panel="timeline")

    def choose(self, generation_id: str) -> None:
        """Select a generation."""
        self.canvas.choose(generation_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        beside = max(DETAILS_WIDE, self.details.minimumSizeHint().width())
        narrow = self.width() < max(NARROW, beside + CANVAS_WIDE)
        way = Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal
        if self._splitter.orientation() != way:
            self._splitter.setOrientation(way)
            self._splitter.setSizes([600, 400] if narrow else [self.width() - beside, beside])

    async def _fetch(self) -> None:
        nodes = worth_telling(await self._app.generations.list())
        head = await self._app.generations.head()
        self._nodes, self._head = nodes, head.id
        self.canvas.show_life(nodes, head.id)
        self._subtitle.setText(self._summary())
        line = line_of(nodes, head.id)
        beside = any(_published(g) and g.id not in line and share_of(g.exam) is not None for g in nodes)
        self._legend.explain({node.status for node in nodes}, branch=beside)

    def _summary(self) -> str:
        whole = sum(g.status not in LEARNING for g in self._nodes)
        counted = formats.count(whole, self.tr("{n} generation"), self.tr("{n} generations"))
        curve = self.tr("The curve is how much she gets right in her exams, beyond guessing.")
        if all(share_of(g.exam) is None for g in self._nodes):
            curve = self.tr("The curve begins with her first exam.")
        return self.tr("{whole}, {n} published. {curve}").format(
            whole=counted, n=sum(map(_published, self._nodes)), curve=curve
        )

    def _outdated(self, _event: object) -> None:
        self._stale.start()

    def _header(self) -> QWidget:
        self._subtitle = Label(self._theme, "", tone="dim")
        self._legend = Legend(self._theme)
        zoom_in = IconButton(self._theme, "plus", self.tr("Zoom in"), lambda: self.canvas.zoom(1.25))
        zoom_out = IconButton(self._theme, "minus", self.tr("Zoom out"), lambda: self.canvas.zoom(0.8))
        fit = IconButton(self._theme, "fit", self.tr("Fit"), self.canvas.fit)
        heading = Label(self._theme, self.tr("Timeline"), "heading", wrap=False)
        title = row(heading, None, zoom_out, zoom_in, fit, spacing=0.5)
        box = QWidget()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(Theme.space(3), Theme.space(2), Theme.space(2), Theme.space(1))
        lines.setSpacing(Theme.space(0.5))
        lines.addWidget(title)
        lines.addWidget(self._subtitle)
        lines.addWidget(self._legend)
        return box

    def _wire(self) -> None:
        self.canvas.selected.connect(self._chosen)
        self.canvas.activated.connect(self._talk)
        self.details.talk_asked.connect(self.talk_asked)
        self.details.use_asked.connect(self._use)
        self.details.publish_asked.connect(self._ask_to_publish)
        self.exporting = Exporting(self, self._app, self._tasks, self.details)
        self.exporting.said.connect(self.said)
        self.details.copy_asked.connect(self._copy)
        self.details.manifest_asked.connect(self._manifest)
        self.details.lessons_asked.connect(self._lessons)
        self._theme.changed.connect(self._fit)

    def _chosen(self, node: Generation | None) -> None:
        parent = None
        if node is not None and node.parent_id is not None:
            parent = next((g for g in self._nodes if g.id == node.parent_id), None)
        self.details.show_node(node, parent, node is not None and node.id == self._head)

    def _talk(self, node: Generation) -> None:
        if can_speak(node):
            self.talk_asked.emit(node)
        else:
            self.said.emit(self.tr("She left no file to load."))

    def _use(self, node: Generation) -> None:
        self._tasks.run(self, self._app.generations.use(node.id), done=self._used, panel="timeline")

    def _ask_to_publish(self, node: Generation) -> None:
        words = self.tr(
            "She will answer from now on, for the karma that it would have cost. "
            "The timeline will say that it was your decision. You can go back at any time."
        )
        ask(
            self,
            self.tr("Publish anyway"),
            self.tr("The exam said no. Publish generation {n} anyway?").format(n=node.number),
            "\n\n".join(part for part in (node.reason, words) if part),
            yes=self.tr("Publish"),
            no=self.tr("Cancel"),
            then=lambda: self._publish(node),
        )

    def _publish(self, node: Generation) -> None:
        work = self._app.generations.publish_by_hand(node.id)
        self.details.setEnabled(False)  # until she is loaded, which takes a while
        self._tasks.run(self, work, done=self._published, failed=self._not_published, panel="timeline")

    def _published(self, node: Generation) -> None:
        self.details.setEnabled(True)
        self._used(node)

    def _not_published(self, _error: BaseException) -> bool:
        self.details.setEnabled(True)
        return False

    def _used(self, node: Generation) -> None:
        text = self.tr("Generation {n} answers from now on.").format(n=node.number)
        announce(self, text)
        self.said.emit(text)
        self.refresh()

    def _copy(self, node: Generation) -> None:
        QGuiApplication.clipboard().setText(node.id)
        self.said.emit(self.tr("Id copied."))

    def _lessons(self, node: Generation) -> None:
        async def look() -> tuple[list[Lesson], Teaching]:
            return await self._app.lessons.taught_to(node.id), await self._app.teachings.of(node.id)

        def done(found: tuple[list[Lesson], Teaching]) -> None:
            self.details.show_lessons(node, *found)

        self._tasks.run(self, look(), done=done, panel="timeline")

    def _manifest(self, node: Generation) -> None:
        work = self._app.generations.manifest(node.id)
        self._tasks.run(self, work, done=self._show_manifest, panel="timeline")

    def _show_manifest(self, manifest: dict[str, Any]) -> None:
        dialog = QDialog(self)
        dialog.setWindowTitle(self.tr("All details"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.resize(640, 480)
        view = QPlainTextEdit(json.dumps(manifest, indent=2, ensure_ascii=False, default=str))
        view.setReadOnly(True)
        view.setFont(self._theme.font("mono"))
        view.setAccessibleName(self.tr("All details"))
        lines = QVBoxLayout(dialog)
        edge = Theme.space(2)
        lines.setContentsMargins(edge, edge, edge, edge)
        lines.addWidget(view)
        lines.addWidget(row(None, button(self.tr("Close"), dialog.accept)))
        dialog.open()


def _published(node: Generation) -> bool:
    return node.status is GenerationStatus.PUBLISHED
