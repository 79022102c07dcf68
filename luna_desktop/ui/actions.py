"""Everything the window can do, named once: for keys, the palette and the list of keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from luna_desktop.ui.theme import Theme


class Actions:
    """Owned by the window; an action is found by its name."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        self._window = window
        self._theme = theme
        self._by_name: dict[str, QAction] = {}
        self._icons: dict[str, str] = {}
        theme.changed.connect(self._restyle)

    def add(
        self,
        name: str,
        text: str,
        do: Callable[[], object],
        keys: str = "",
        *,
        icon: str = "",
        spoken: str = "",
    ) -> QAction:
        """A new action; ``spoken`` names keys that a widget handles itself."""
        action = QAction(text, self._window)
        action.triggered.connect(lambda *_: do())
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        if spoken:
            action.setProperty("keys", spoken)
        self._window.addAction(action)
        self._by_name[name] = action
        self._icons[name] = icon
        if icon:
            action.setIcon(self._theme.icon(icon))
        return action

    def __getitem__(self, name: str) -> QAction:
        return self._by_name[name]

    def all(self) -> list[QAction]:
        """In the order they were added."""
        return list(self._by_name.values())

    def enable(self, on: bool, *names: str, why: str = "") -> None:
        """Switch several at once; ``why`` tells in a tooltip what stands against them."""
        for name in names:
            self._by_name[name].setEnabled(on)
            self._by_name[name].setToolTip("" if on else why)

    def offer(self, on: bool, *names: str) -> None:
        """Show several only where they make sense."""
        for name in names:
            self._by_name[name].setVisible(on)
            self._by_name[name].setEnabled(on)

    def _restyle(self) -> None:
        for name, icon in self._icons.items():
            if icon:
                self._by_name[name].setIcon(self._theme.icon(icon))
