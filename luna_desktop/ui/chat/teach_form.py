"""A fact by hand: a sentence with a gap, found by typing, and what fills it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QVBoxLayout, QWidget

from luna_desktop.services.noted import GAP, Choice
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Label, button

SHOWN = 8  # sentences at once


class TeachForm(QWidget):
    """Emits ``taught`` with the key and the value; what is no sentence of the list is the key itself."""

    taught = Signal(str, str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._keys: dict[str, str] = {}
        self._sentences = QStringListModel(self)
        self.key = QLineEdit()
        self.key.setPlaceholderText(self.tr("My dog, my town, my favourite colour…"))
        self.key.setAccessibleName(self.tr("What should she know? Type a word and choose a sentence."))
        self.value = QLineEdit()
        self.value.setAccessibleName(self.tr("What goes in the gap"))
        self.value.returnPressed.connect(self._teach)
        self.teach = button(self.tr("Teach her"), self._teach, "primary")
        self.teach.setAutoDefault(False)
        completer = QCompleter(self._sentences, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(SHOWN)
        found = QListView()
        found.setProperty("kind", "completer")
        completer.setPopup(found)
        completer.activated.connect(lambda _: QTimer.singleShot(0, self, self._fill))
        self.key.setCompleter(completer)
        self.key.returnPressed.connect(self._fill)
        for field in (self.key, self.value):
            field.textChanged.connect(self._able)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(Theme.space(1))
        lines.addWidget(Label(theme, self.tr("What should she know?"), "caption", "dim"))
        lines.addWidget(self.key)
        lines.addWidget(self.value)
        lines.addWidget(self.teach, 0, Qt.AlignmentFlag.AlignRight)
        self._able()
        self.hide()

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """The sentences that can be chosen."""
        self._keys = {choice.words.casefold(): choice.key for choice in choices}
        self._sentences.setStringList([choice.words for choice in choices])

    def open(self) -> None:
        """Ask."""
        self.show()
        self.key.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_up(self) -> None:
        """Empty for the next time."""
        self.key.clear()
        self.value.clear()
        self.hide()

    def _fill(self) -> None:
        if self.key.text().strip():
            self.key.setCursorPosition(0)
            self.value.setFocus(Qt.FocusReason.OtherFocusReason)

    def _able(self) -> None:
        said = self.key.text().strip()
        self.value.setPlaceholderText(said if GAP in said else self.tr("Rex, Oslo, green…"))
        self.teach.setEnabled(bool(said and self.value.text().strip()))

    def _teach(self) -> None:
        said, value = " ".join(self.key.text().split()), " ".join(self.value.text().split())
        if said and value:
            self.taught.emit(self._keys.get(said.casefold(), said), value)
