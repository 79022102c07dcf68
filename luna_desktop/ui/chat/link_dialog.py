"""Shows a link's whole address before anything opens."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from luna_desktop.ui.chat.links import allowed
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Label, Surface, button


class LinkDialog(QDialog):
    """Asks once; ``open_it`` gets the address only if it is an allowed one."""

    def __init__(
        self, theme: Theme, address: str, open_it: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._address = allowed(address)
        self._open_it = open_it
        self.setWindowTitle(self.tr("Open a link"))
        self.setMinimumWidth(420)
        body = QVBoxLayout(self)
        body.setContentsMargins(24, 20, 24, 20)
        body.setSpacing(14)
        body.addWidget(Label(theme, self.tr("Open this address in your browser?"), "title"))
        well = Surface("well", margin=1.5)
        # a break after every character lets a long address wrap instead of hiding its end
        self.shown = Label(theme, "\u200b".join(self._address), "mono", selectable=True)
        self.shown.setAccessibleName(self._address)
        well.body.addWidget(self.shown)
        body.addWidget(well)
        note = self.tr("Luna wrote or repeated this link. Whoever runs that address will see that you came.")
        body.addWidget(Label(theme, note, "caption", "dim"))
        buttons = QHBoxLayout()
        buttons.addWidget(button(self.tr("Copy address"), self._copy, "quiet"))
        buttons.addStretch(1)
        cancel = button(self.tr("Cancel"), self.reject)
        buttons.addWidget(cancel)
        self.open_button = button(self.tr("Open"), self._open, "primary")
        self.open_button.setAutoDefault(False)
        self.open_button.setEnabled(bool(self._address))
        buttons.addWidget(self.open_button)
        body.addLayout(buttons)
        cancel.setDefault(True)
        cancel.setFocus()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._address)
        self.reject()

    def _open(self) -> None:
        self.accept()
        if self._address:
            self._open_it(self._address)
