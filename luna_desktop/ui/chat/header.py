"""The line above a conversation: its title, who answers, and whether it is private."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import IconButton, Label, repolish

_FOLLOW = ""
_OLDEST_SHOWN = 30
NARROW = 420


class ChatHeader(QWidget):
    """Emits what the person chose; the pane carries it out."""

    generation_chosen = Signal(str)
    """A generation's id, or an empty text for whichever is current."""
    private_chosen = Signal(bool)
    list_toggled = Signal()
    new_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._full_title = ""
        self._lineage: list[Generation] = []
        self._head: Generation | None = None
        self._pinned: Generation | None = None
        self._was_narrow = False
        self.side = IconButton(theme, "sidebar", "", self.list_toggled.emit)
        self.new = IconButton(theme, "plus", self.tr("New conversation (Ctrl+N)"), self.new_wanted.emit)
        self.title = _Title(theme, "", "title", wrap=False)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.who = QToolButton()
        self.who.setProperty("kind", "quiet")
        self.who.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.who.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.menu = QMenu(self.who)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.who.setMenu(self.menu)
        self.private = QToolButton()
        self.private.setProperty("kind", "quiet")
        self.private.setCheckable(True)
        self.private.setIconSize(QSize(18, 18))
        self.private.clicked.connect(self.private_chosen)
        self._line = line = QHBoxLayout(self)
        line.setContentsMargins(24, 10, 16, 10)
        line.setSpacing(Theme.space(1))
        middle = Qt.AlignmentFlag.AlignVCenter  # without it the lowest one bounds the height of all
        line.addWidget(self.side, 0, middle)
        line.addWidget(self.new, 0, middle)
        line.addWidget(self.title, 1)
        line.addWidget(self.who, 0, middle)
        line.addWidget(self.private, 0, middle)
        theme.changed.connect(self._refresh)
        self.set_list_shown(True)
        self._refresh()

    def set_list_shown(self, shown: bool) -> None:
        """Whether the list of conversations, with its own way to a new one, stands beside the chat."""
        words = self.tr("Hide conversations (Ctrl+B)") if shown else self.tr("Show conversations (Ctrl+B)")
        self.side.setAccessibleName(words)
        self.side.setToolTip(words)
        self.new.setVisible(not shown)

    def set_title(self, title: str) -> None:
        """The conversation's name."""
        self._full_title = title
        self._refresh()

    def set_private(self, private: bool, *, possible: bool) -> None:
        """Whether nothing said here is ever learned from."""
        self.private.setChecked(private)
        self.private.setEnabled(possible)
        self._refresh()

    def set_generations(self, lineage: Sequence[Generation], head: Generation | None) -> None:
        """Who there is to talk to, and who is current."""
        self._lineage = [one for one in lineage if one.status is GenerationStatus.PUBLISHED]
        self._head = head
        self._refresh()

    def set_pinned(self, generation: Generation | None) -> None:
        """Who answers here: one certain generation, or whichever is current."""
        self._pinned = generation
        self._refresh()

    def describe(self, generation: Generation) -> str:
        """A generation in a few words."""
        words = self.tr("age {age} · generation {number}").format(
            age=generation.age, number=generation.number
        )
        return f"{generation.name} · {words}" if generation.name else words

    def _fill_menu(self) -> None:
        self.menu.clear()
        if self._head is not None:
            text = self.tr("Whichever is current ({which})").format(which=self.describe(self._head))
            self._choice(text, _FOLLOW, self._pinned is None)
            self.menu.addSeparator()
        newest_first = sorted(self._lineage, key=lambda one: one.created_at, reverse=True)
        for one in newest_first[:_OLDEST_SHOWN]:
            chosen = self._pinned is not None and self._pinned.id == one.id
            self._choice(self.describe(one), one.id, chosen)

    def _choice(self, text: str, generation_id: str, chosen: bool) -> None:
        action = self.menu.addAction(text.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(chosen)
        action.triggered.connect(lambda: self.generation_chosen.emit(generation_id))

    def _refresh(self) -> None:
        who = self._pinned or self._head
        self.who.setVisible(who is not None)
        if who is not None:
            short = self.tr("age {age}").format(age=who.age)
            self.who.setText((short if self._narrow() else self.describe(who)) + "  ▾")
            answers = self.tr("{which} answers here. Choose another one.")
            self.who.setToolTip(answers.format(which=self.describe(who)))
            self.who.setAccessibleName(answers.format(which=self.describe(who)))
            self.who.setProperty("tone", "accent" if self._pinned is not None else "dim")
            repolish(self.who)
            self.who.updateGeometry()
        on = self.private.isChecked()
        self.private.setIcon(self._theme.icon("private", "accent" if on else "text_dim", 18))
        words = self.tr("Private: she never learns from this conversation")
        offer = self.tr("Make this conversation private, so that she never learns from it")
        self.private.setToolTip(words if on else offer)
        self.private.setAccessibleName(self.tr("Private conversation"))
        self.private.setAccessibleDescription(words if on else offer)
        text = self.tr("Private") if on else ""
        self.private.setText(text)
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        self.private.setToolButtonStyle(beside if on else Qt.ToolButtonStyle.ToolButtonIconOnly)
        self.title.set_full(self._full_title or self.tr("New conversation"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = self._narrow()
        if self._was_narrow is not narrow:
            self._was_narrow = narrow
            self._refresh()
        self._line.setContentsMargins(12 if narrow else 24, 10, 8 if narrow else 16, 10)
        super().resizeEvent(event)

    def _narrow(self) -> bool:
        """Whether the title needs the room that a generation's whole name would take."""
        return self.width() < NARROW * self._theme.scale


class _Title(Label):
    """One line that ends in an ellipsis where there is no room."""

    _full = ""

    def set_full(self, text: str) -> None:
        """The whole title."""
        self._full = text
        self.setAccessibleName(text)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = max(40, self.width())
        self.setText(self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, room))
