"""What the window remembers: an ini file in the home, never the registry."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from luna_desktop.ui.theme import Preference

FILE = "window.ini"


class Preferences:
    """Look and geometry. What the services need to know lives in their own settings."""

    def __init__(self, home: Path) -> None:
        self._store = QSettings(str(home / FILE), QSettings.Format.IniFormat)

    @property
    def theme(self) -> Preference:
        """The chosen theme."""
        value = str(self._store.value("look/theme", "system"))
        return "dark" if value == "dark" else "light" if value == "light" else "system"

    @theme.setter
    def theme(self, value: Preference) -> None:
        self._store.setValue("look/theme", value)

    @property
    def scale(self) -> float:
        """Factor on all text."""
        try:
            return float(str(self._store.value("look/scale", "1.0")))
        except ValueError:
            return 1.0

    @scale.setter
    def scale(self, value: float) -> None:
        self._store.setValue("look/scale", str(value))

    def flag(self, name: str, default: bool) -> bool:
        """A switch of the window."""
        return str(self._store.value(name, str(default))).lower() == "true"

    def set_flag(self, name: str, on: bool) -> None:
        """Remember a switch."""
        self._store.setValue(name, str(on))

    def state(self, name: str) -> QByteArray:
        """Geometry or a splitter's state as Qt packs it."""
        value = self._store.value(name)
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_state(self, name: str, value: QByteArray) -> None:
        """Remember a state."""
        self._store.setValue(name, value)

    def save(self) -> None:
        """Write what changed."""
        self._store.sync()
