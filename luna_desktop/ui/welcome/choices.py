"""What she can be born from, a card each: the bases there are, and a folder of weights."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QRadioButton

from luna_desktop.domain.prospect import FACTS, Prospect
from luna_desktop.ui import formats
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Label, Surface, button, repolish

INDENT = 32  # under the text of a radio button
EMBEDDED = "embryo"


class ChoiceCard(Surface):
    """One base: a radio button with what it is. ``base`` is its name or folder, empty while there is none."""

    def __init__(self, theme: Theme, title: str, about: str, base: str = "") -> None:
        super().__init__("card", margin=1.5, spacing=0.25)
        self.base = base
        self.theme = theme
        self.radio = QRadioButton(title)
        self.radio.setAutoExclusive(False)  # the page's group sees to that: cards are not siblings
        self.radio.setAccessibleDescription(about)
        self.radio.toggled.connect(self._show_chosen)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.head = QHBoxLayout()
        self.head.addWidget(self.radio, 1)
        self.body.addLayout(self.head)
        self.about = Label(theme, about, tone="dim")
        self.about.setContentsMargins(INDENT, 0, 0, 0)
        self.body.addWidget(self.about)

    def _restyle(self) -> None:
        self.radio.setFont(self.theme.font("strong"))

    def _show_chosen(self, on: bool) -> None:
        self.setProperty("selected", "true" if on else "false")
        repolish(self)


class BaseCard(ChoiceCard):
    """A base that is here, with what it takes on this computer as soon as that is known."""

    def __init__(self, theme: Theme, title: str, about: str, base: str) -> None:
        super().__init__(theme, title, about, base)
        self._badge = Label(theme, formats.tr("Recommended"), "caption", "accent", wrap=False)
        self._badge.setProperty("badge", "true")
        self._badge.hide()
        self.head.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignVCenter)
        self.figures = Label(theme, "", "caption", "faint")
        self.figures.setContentsMargins(INDENT, 0, 0, 0)
        self.body.addWidget(self.figures)

    @property
    def recommended(self) -> bool:
        """Whether it is the one to begin with."""
        return not self._badge.isHidden()

    def recommend(self, on: bool) -> None:
        """Mark it as the one to begin with, or as one of the others."""
        self._badge.setVisible(on)
        self._describe()

    def show_prospect(self, found: Prospect) -> None:
        """Say what is known of it by now."""
        self.radio.setText(found.base.title)
        self.about.setText(found.about)
        self.tell(_figures(found))

    def tell(self, words: str) -> None:
        """Say this in the place of what it takes."""
        self.figures.setText(words)
        self._describe()

    def _describe(self) -> None:
        badge = self._badge.text() if self.recommended else ""
        told = (badge, self.about.text().rstrip("."), self.figures.text())
        self.radio.setAccessibleDescription(". ".join(part for part in told if part))


def _figures(found: Prospect) -> str:
    """What it takes, in one line: minutes first, for that is what a person waits for."""
    parts: list[str] = []
    if found.minutes is not None:
        taken = formats.duration(60 * found.minutes)
        parts.append(formats.tr("Learns {n} facts in about {time}").format(n=FACTS, time=taken))
    if found.memory_bytes:
        parts.append(formats.tr("{size} of memory").format(size=formats.size(found.memory_bytes)))
    parts.append(formats.tr("{size} on disk").format(size=formats.size(found.base.disk_bytes)))
    return " · ".join(parts)


class FolderCard(ChoiceCard):
    """Weights that are on this computer already. ``picked`` tells that there is a folder now."""

    picked = Signal()

    def __init__(self, theme: Theme) -> None:
        title = formats.tr("A folder of your own")
        about = formats.tr(
            "Weights of the Llama family on this computer. Large ones learn slowly without a graphics card."
        )
        super().__init__(theme, title, about)
        self.place = Label(theme, "", "caption")
        self.place.setContentsMargins(INDENT, 0, 0, 0)
        self.place.hide()
        self.body.addWidget(self.place)
        self.pick_button = button(self.tr("Choose…"), self.ask, name=self.tr("Choose a folder…"))
        self.head.addWidget(self.pick_button)

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
