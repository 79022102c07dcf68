"""What an empty conversation shows: a calm moon and a few ways to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from luna_desktop.ui.chat.flow import FlowLayout
from luna_desktop.ui.growth.moon import MoonWidget
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Label, button


class EmptyChat(QWidget):
    """Tips fill the composer rather than send, so that the person finishes the sentence."""

    tip_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.moon = MoonWidget(theme, least=120)
        self.moon.setParent(self)
        self.moon.set_fraction(0.18, animate=False)
        self._title = Label(theme, "", "heading")
        self._words = Label(theme, "", "body", "dim")
        for label in (self._title, self._words):
            label.setParent(self)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._tips = QWidget(self)
        self._flow = FlowLayout(self._tips, spacing=Theme.space(1), centred=True)
        for text, begin in (
            (self.tr("Tell her your name"), self.tr("My name is ")),
            (self.tr("Tell her where you live"), self.tr("I live in ")),
            (self.tr("Tell her about a pet"), self.tr("My dog is called ")),
            (self.tr("Ask her something"), self.tr("What is my name?")),
        ):
            self._flow.addWidget(button(text, lambda start=begin: self.tip_chosen.emit(start)))
        theme.changed.connect(self._place)
        self.set_born(True)

    def set_born(self, born: bool) -> None:
        """Say what there is to say before and after her birth."""
        if born:
            self._title.setText(self.tr("Say something to her"))
            self._words.setText(
                self.tr(
                    "She begins without knowing anything.\nWhat you tell her is what she will learn from."
                )
            )
        else:
            self._title.setText(self.tr("Luna is not born yet"))
            self._words.setText(
                self.tr("Her birth takes about a minute. You can talk as soon as it is done.")
            )
        self._tips.setVisible(born)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        """One below the other, a little above the middle; the moon goes when there is no room."""
        gap, room = Theme.space(1.5), max(120, self.width() - 2 * Theme.space(3))
        parts: list[tuple[QWidget, int, int]] = []
        for label, most in ((self._title, 560), (self._words, 540)):
            wide = min(most, room)
            parts.append((label, wide, label.heightForWidth(wide)))
        if not self._tips.isHidden():
            wide = min(700, room)
            parts.append((self._tips, wide, self._flow.heightForWidth(wide) + gap))
        words = sum(high + gap for _, _, high in parts)
        moon = (self.moon, self.width(), self.moon.height())
        self.moon.setVisible(self.height() >= words + moon[2] + gap)
        if not self.moon.isHidden():
            parts.insert(0, moon)
            words += moon[2]
        y = max(gap, (self.height() - words) * 2 // 5)
        for widget, wide, high in parts:
            top = gap if widget is self._tips else 0
            widget.setGeometry((self.width() - wide) // 2, y + top, wide, high - top)
            y += high + gap
