"""The one window. It opens empty and fast; ``attach`` gives it Luna once her home is open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import TroubleRaised
from luna_desktop.domain.generation import Generation
from luna_desktop.resources import resources_path
from luna_desktop.ui.actions import Actions
from luna_desktop.ui.bridge import Bridge
from luna_desktop.ui.errors import BugDialog, ErrorReporter
from luna_desktop.ui.focus import FocusInSight, arrive
from luna_desktop.ui.growth.model import GrowthModel, Mode
from luna_desktop.ui.growth.news import GrowthNews
from luna_desktop.ui.leaving import ask_before_leaving
from luna_desktop.ui.nav import NavRail
from luna_desktop.ui.notice import Notice
from luna_desktop.ui.opening import OpeningPage
from luna_desktop.ui.palette import CommandPalette
from luna_desktop.ui.preferences import Preferences
from luna_desktop.ui.shortcuts import ShortcutsDialog
from luna_desktop.ui.tasks import Tasks
from luna_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from luna_desktop.services.app import App
    from luna_desktop.ui.chat_page import ChatPage

PAGES = ("chat", "growth", "timeline", "settings", "welcome")
LEAST_SIZE = QSize(760, 520)
FIRST_SIZE = QSize(1280, 800)


class MainWindow(QMainWindow):
    """Rail, notice and pages. Pages but the chat are made when first looked at."""

    close_asked = Signal()

    def __init__(self, theme: Theme, preferences: Preferences, home: Path, reporter: ErrorReporter) -> None:
        super().__init__()
        self._theme = theme
        self._preferences = preferences
        self._home = home
        self._app: App | None = None
        self._tasks: Tasks | None = None
        self._bridge: Bridge | None = None
        self._leaving = False
        self._born = False
        self._pages: dict[str, QWidget] = {}
        self.model: GrowthModel | None = None
        self.chat: ChatPage | None = None  # once Luna is there
        self.setWindowTitle("Luna")
        self.setWindowIcon(QIcon(str(resources_path() / "icons" / "luna.svg")))
        self.setMinimumSize(LEAST_SIZE)
        self.actions_ = Actions(self, theme)
        self.nav = NavRail(theme)
        self.notice = Notice(theme)
        self.opening = OpeningPage(theme)
        self.stack = QStackedWidget()
        self._build()
        self._add_actions()
        self._enable(False)
        reporter.trouble.connect(self.show_trouble)
        reporter.bug.connect(self.show_bug)
        FocusInSight(self)
        self.resize(FIRST_SIZE)
        self.restoreGeometry(preferences.state("window/geometry"))

    # what the app calls

    def attach(self, app: App, tasks: Tasks, bridge: Bridge, *, born: bool, mode: Mode) -> None:
        """Fill the window with Luna."""
        from luna_desktop.ui.chat_page import ChatPage  # the empty window shows before this is read

        self._app, self._tasks, self._bridge = app, tasks, bridge
        self.notice.hide()
        self.model = GrowthModel(app, tasks, bridge, self)
        self.model.mode = mode
        self.model.verdict.connect(self._mark_title)
        self.model.forgotten.connect(self._mark_title)
        GrowthNews(self.notice, self.model, self._growth_in_sight, self)
        bridge.trouble_raised.connect(self._hear_trouble)
        self.model.changed.connect(self._follow_model)
        chat = ChatPage(
            app, tasks, bridge, theme=self._theme, model=self.model, preferences=self._preferences
        )
        chat.more_asked.connect(lambda: self.show_page("growth"))
        chat.lessons_asked.connect(lambda: self.show_page("growth"))
        self.chat = chat
        self._put("chat", chat)
        if born:
            self._begin()
        else:
            self._enable(False)
            self.show_page("welcome")

    def show_page(self, name: str) -> None:
        """Go to a page, made now if nobody has seen it yet; before her birth the chat is the welcome."""
        if name == "chat" and not self._born:
            name = "welcome"
        if name not in self._pages:
            made = self._make(name)
            if made is None:
                return
            self._put(name, made)
        page = self._pages[name]
        self.stack.setCurrentWidget(page)
        self.nav.show_page(name)
        self._focus_page(name, page)

    def fail_to_open(
        self, error: LunaError, retry: Callable[[], object], anew: Callable[[], object] | None = None
    ) -> None:
        """She cannot come: say why, and offer to try again, or to let her be born again with ``anew``."""
        self.opening.show_error(error, retry, anew)

    def show_trouble(self, error: LunaError, panel: str) -> None:
        """Known trouble that no panel took."""
        self.notice.show_error(error)

    def show_bug(self, report: str) -> None:
        """A fault of ours."""
        BugDialog(self._theme, report, self).open()

    def say(self, text: str) -> None:
        """A short good word."""
        self.notice.say(text)

    def bring_to_front(self) -> None:
        """A second launch asked for this window."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def remember(self) -> None:
        """Keep geometry and what is open."""
        self._preferences.set_state("window/geometry", self.saveGeometry())
        if self.chat is not None:
            self.chat.remember()
        self._preferences.save()

    def leave(self) -> None:
        """Close without asking."""
        self._leaving = True
        self.remember()
        self.close_asked.emit()

    # Qt

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._leaving:
            event.accept()
            return
        event.ignore()
        if self.model is not None and (self.model.training is not None or self.model.relearning):
            ask_before_leaving(self, self.model.relearning, self.leave)
        else:
            self.leave()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._app is not None:
            self._stop()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.setWindowTitle("Luna")
        super().changeEvent(event)

    # inside

    def _build(self) -> None:
        tr = self.tr
        self.nav.add("chat", tr("Chat"), "Ctrl+1")
        self.nav.add("growth", tr("Growth"), "Ctrl+2")
        self.nav.add("timeline", tr("Timeline"), "Ctrl+3")
        self.nav.add_stretch()
        self.nav.add("settings", tr("Settings"), "Ctrl+,")
        self.nav.asked.connect(self.show_page)
        self.opening.left.connect(self.close)
        self.stack.addWidget(self.opening)
        notices = QWidget()
        held = QVBoxLayout(notices)
        held.setContentsMargins(12, 8, 12, 0)
        held.addWidget(self.notice)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(notices)
        right.addWidget(self.stack, 1)
        self.notice.installEventFilter(self)
        self._notices = notices
        notices.hide()
        centre = QWidget()
        whole = QHBoxLayout(centre)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.nav)
        whole.addLayout(right, 1)
        self.setCentralWidget(centre)

    def eventFilter(self, watched: Any, event: QEvent) -> bool:
        if watched is self.notice and event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._notices.setVisible(event.type() == QEvent.Type.ShowToParent)
        return super().eventFilter(watched, event)

    def _add_actions(self) -> None:
        tr, add, go = self.tr, self.actions_.add, self.show_page
        add("new", tr("New conversation"), self._new, "Ctrl+N", icon="plus")
        add("find", tr("Search all messages"), self._find, "Ctrl+F", icon="search")
        add("stop", tr("Stop her answer"), self._stop, icon="close", spoken=tr("Esc"))
        add("age_up", tr("Age up now"), self._age_up, "Ctrl+Shift+A", icon="growth")
        add("pause", tr("Pause learning"), self._pause)
        add("resume", tr("Go on learning"), self._resume)
        add("cancel", tr("Cancel learning"), self._cancel)
        add("import", tr("Bring conversations"), lambda: self._on_growth("bring"), icon="folder")
        add("forget", tr("Forget something"), lambda: self._on_growth("forget"), icon="trash")
        add("chat", tr("Go to the chat"), lambda: go("chat"), "Ctrl+1", icon="chat")
        add("growth", tr("Go to growth"), lambda: go("growth"), "Ctrl+2", icon="growth")
        add("timeline", tr("Go to the timeline"), lambda: go("timeline"), "Ctrl+3", icon="timeline")
        add("settings", tr("Settings"), lambda: go("settings"), "Ctrl+,", icon="settings")
        add("side", tr("Show or hide conversations"), self._toggle_list, "Ctrl+B", icon="sidebar")
        add("panel", tr("Show or hide her growth beside the chat"), self._toggle_growth, "Ctrl+G")
        add("larger", tr("Larger text"), lambda: self._zoom(0.1), "Ctrl++")
        add("smaller", tr("Smaller text"), lambda: self._zoom(-0.1), "Ctrl+-")
        add("dark", tr("Theme: night"), lambda: self._set_theme("dark"))
        add("light", tr("Theme: paper"), lambda: self._set_theme("light"))
        add("system", tr("Theme: like the system"), lambda: self._set_theme("system"))
        add("palette", tr("All commands"), self._palette, "Ctrl+K")
        add("keys", tr("Keyboard shortcuts"), self._keys, "F1", icon="info")
        add("quit", tr("Quit"), self.close, "Ctrl+Q", icon="close")

    def _enable(self, on: bool) -> None:
        names = ("new", "find", "stop", "import", "forget", "growth", "timeline", "side", "panel")
        absent = self.tr("Luna is not there yet.")
        self.actions_.enable(on, *names, why=absent)
        self.actions_.enable(False, "age_up", why=absent)
        self.actions_.offer(False, "pause", "resume", "cancel")
        self.actions_.enable(self._app is not None, "chat", "settings", why=absent)
        self.nav.enable(on, "growth", "timeline")
        self.nav.enable(self._app is not None, "chat", "settings")

    def _begin(self, _generation: Generation | None = None) -> None:
        """Luna is there: show her."""
        assert self.model is not None
        self._born = True
        self.model.refresh()
        self._enable(True)
        self.show_page("chat")
        if "welcome" in self._pages:
            gone = self._pages.pop("welcome")
            self.stack.removeWidget(gone)
            gone.deleteLater()

    def _put(self, name: str, page: QWidget) -> None:
        self._pages[name] = page
        self.stack.addWidget(page)

    def _make(self, name: str) -> QWidget | None:
        app, tasks, bridge, model = self._app, self._tasks, self._bridge, self.model
        if app is None or tasks is None or bridge is None or model is None:
            return None
        if name == "growth":
            from luna_desktop.ui.growth.page import GrowthPage

            growth = GrowthPage(app, tasks, self._theme, model)
            if self.chat is not None:
                growth.brought.connect(self.chat.conversations.reload)
            return growth
        if name == "timeline":
            from luna_desktop.ui.timeline.page import TimelinePage

            page = TimelinePage(app, tasks, bridge, self._theme)
            page.talk_asked.connect(self._talk_to)
            page.said.connect(self.say)
            return page
        if name == "settings":
            from luna_desktop.ui.settings.page import SettingsPage

            made = SettingsPage(app, tasks, self._theme, self._preferences, self._home)
            made.mode_changed.connect(model.set_mode)
            made.keys_asked.connect(self._keys)
            made.commands_asked.connect(self._palette)
            return made
        from luna_desktop.ui.welcome.page import WelcomePage

        welcome = WelcomePage(app, tasks, self._theme)
        welcome.born.connect(self._begin)
        return welcome

    def _focus_page(self, name: str, page: QWidget) -> None:
        if name == "chat" and self.chat is not None:
            self.chat.pane.focus_composer()
        elif name == "timeline":
            getattr(page, "canvas", page).setFocus(Qt.FocusReason.OtherFocusReason)
        elif name == "welcome":
            getattr(page, "focus_start", page.setFocus)()
        else:
            arrive(page, self.nav.title(name))

    def _talk_to(self, generation: Generation) -> None:
        if self.chat is None or self.model is None:
            return
        head = self.model.head
        self.chat.talk_to(None if head is not None and head.id == generation.id else generation)
        self.show_page("chat")

    def _hear_trouble(self, event: TroubleRaised) -> None:
        if event.panel != "chat":  # the chat has a banner of its own
            self.show_trouble(event.error, event.panel)

    def _follow_model(self) -> None:
        model = self.model
        if model is None or model.preview is None:
            return
        learning = model.training is not None
        busy = learning or model.starting
        why_not = model.preview.why_not or self.tr("She is learning already.")
        self.actions_.enable(model.preview.possible and not busy, "age_up", why=why_not)
        self.actions_.offer(learning and not model.relearning, "pause")
        self.actions_.offer(learning, "cancel")
        self.actions_.offer(model.preview.resumable is not None and not busy, "resume")

    def _growth_in_sight(self) -> bool:
        page = self.stack.currentWidget()
        beside = self.chat is not None and page is self.chat and self.chat.growth.isVisible()
        return beside or page is self._pages.get("growth")

    def _mark_title(self) -> None:
        """Growing takes minutes: who looks elsewhere sees in the task bar that it is over."""
        if not self.isActiveWindow():
            self.setWindowTitle(self.tr("● Luna"))

    # commands

    def _new(self) -> None:
        self.show_page("chat")
        if self.chat is not None:
            self.chat.new()

    def _find(self) -> None:
        self.show_page("chat")
        if self.chat is not None:
            self.chat.find()

    def _stop(self) -> None:
        if self._app is not None:
            self._app.chat.stop()

    def _age_up(self) -> None:
        if self.model is not None:
            self.model.age_up()

    def _pause(self) -> None:
        if self.model is not None:
            self.model.pause()

    def _resume(self) -> None:
        if self.model is not None:
            self.model.resume()

    def _cancel(self) -> None:
        if self.model is not None:
            self.model.cancel()

    def _on_growth(self, what: str) -> None:
        self.show_page("growth")
        getattr(self._pages["growth"], what)()

    def _toggle_list(self) -> None:
        if self.chat is not None:
            self.chat.toggle_list()

    def _toggle_growth(self) -> None:
        if self.chat is not None:
            self.chat.toggle_growth()

    def _zoom(self, by: float) -> None:
        self._theme.set_scale(self._theme.scale + by)
        self._preferences.scale = self._theme.scale

    def _set_theme(self, name: Any) -> None:
        self._preferences.theme = name
        self._theme.set_preference(name)

    def _palette(self) -> None:
        CommandPalette(self._theme, self.actions_.all(), self).open()

    def _keys(self) -> None:
        ShortcutsDialog(self._theme, self.actions_.all(), self).open()
