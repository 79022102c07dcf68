"""What she can be born from: the embedded base, or a folder of weights."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QRadioButton

from luna_desktop.ui import formats
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Label, Surface, button, repolish

INDENT = 32  # under the text of a radio button
EMBEDDED = "embryo"


class ChoiceCard(Surface):
    """One base: a radio button with its facts. ``base`` is its name or folder, empty while there is none."""

    def __init__(self, theme: Theme, title: str, facts: str, base: str = "") -> None:
        super().__init__("card", margin=1.5, spacing=0.25)
        self.base = base
        self.theme = theme
        self.radio = QRadioButton(title)
        self.radio.setAutoExclusive(False)  # the page's group sees to that: cards are not siblings
        self.radio.setAccessibleDescription(facts)
        self.radio.toggled.connect(self._show_chosen)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.body.addWidget(self.radio)
        told = Label(theme, facts, tone="dim")
        told.setContentsMargins(INDENT, 0, 0, 0)
        self.body.addWidget(told)

    def _restyle(self) -> None:
        self.radio.setFont(self.theme.font("strong"))

    def _show_chosen(self, on: bool) -> None:
        self.setProperty("selected", "true" if on else "false")
        repolish(self)


class EmbeddedCard(ChoiceCard):
    """The base that comes with the app."""

    def __init__(self, theme: Theme) -> None:
        title = formats.tr("Luna is born here")
        facts = formats.tr(
            "An innate sense of grammar, no knowledge at all. 22 MB, comes with the app, no download, "
            "no account, no graphics card. About a minute."
        )
        super().__init__(theme, title, facts, EMBEDDED)


class FolderCard(ChoiceCard):
    """Weights that are on this computer already. ``picked`` tells that there is a folder now."""

    picked = Signal()

    def __init__(self, theme: Theme) -> None:
        title = formats.tr("A folder of your own")
        facts = formats.tr(
            "Weights of the Llama family on this computer, such as SmolLM2 or Llama 3.2. "
            "Large ones learn slowly without a graphics card."
        )
        super().__init__(theme, title, facts)
        self.place = Label(theme, "", "caption")
        self.place.setContentsMargins(INDENT, 0, 0, 0)
        self.place.hide()
        self.body.addWidget(self.place)
        self.pick_button = button(self.tr("Choose a folder…"), self.ask)
        under = QHBoxLayout()
        under.setContentsMargins(INDENT, Theme.space(1), 0, 0)
        under.addWidget(self.pick_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addLayout(under)

    def ask(self) -> None:
        """Let the person show the folder."""
        chooser = QFileDialog(self, self.tr("A folder of weights"), str(Path.home()))
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.setOption(QFileDialog.Option.ShowDirsOnly)
        chooser.fileSelected.connect(self.take)
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.open()

    def take(self, folder: str) -> None:
        """This is the folder."""
        self.base = folder
        self.place.setText(formats.breakable(folder))
        self.place.show()
        self.radio.setChecked(True)
        self.picked.emit()
