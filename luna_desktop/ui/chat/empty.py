"""What an empty conversation shows: the moon as it is now and a few ways to begin."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QWidget

from luna_desktop.ui.chat.flow import FlowLayout
from luna_desktop.ui.growth.moon import MoonWidget
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Label, button

EDGE = Theme.space(1)


class EmptyChat(QScrollArea):
    """Tips fill the composer rather than send, so that the person finishes the sentence."""

    tip_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content = QWidget()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)
        self.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)  # setWidget switches it on
        self.moon = MoonWidget(theme, least=120)
        self.moon.setParent(content)
        self._title = Label(theme, "", "heading")
        self._words = Label(theme, "", "body", "dim")
        for label in (self._title, self._words):
            label.setParent(content)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._tips = QWidget(content)
        self._flow = FlowLayout(self._tips, spacing=Theme.space(1), centred=True)
        for text, begin in (
            (self.tr("Tell her your name"), self.tr("My name is ")),
            (self.tr("Tell her where you live"), self.tr("I live in ")),
            (self.tr("Tell her about a pet"), self.tr("My dog is called ")),
            (self.tr("Ask her something"), self.tr("What is my name?")),
        ):
            self._flow.addWidget(button(text, lambda start=begin: self.tip_chosen.emit(start)))
        theme.changed.connect(self._place)
        self._age: int | None = 0
        self._private = False
        self._say()

    def set_age(self, age: int | None) -> None:
        """Say what there is to say to her at this age; None before her birth."""
        self._age = age
        self._say()

    def set_private(self, private: bool) -> None:
        """Whether what is said here is kept out of what she learns from."""
        self._private = private
        self._say()

    def _say(self) -> None:
        age = self._age
        if age is None:
            title = self.tr("Luna is not born yet")
            words = self.tr("Her birth takes about a minute. You can talk as soon as it is done.")
        elif self._private:
            title = self.tr("Say something to her")
            words = self.tr("This conversation is private.\nShe learns nothing from it.")
        elif age == 0:
            title = self.tr("Say something to her")
            words = self.tr(
                "She begins without knowing anything.\nWhat you tell her is what she will learn from."
            )
        else:
            title = self.tr("Say something to her")
            words = self.tr("Ask her something you taught her, or tell her something new.")
        self._title.setText(title)
        self._words.setText(words)
        self._tips.setVisible(age is not None)
        self._place()

    def set_lit(self, fraction: float) -> None:
        """Show the moon as full as her karma is."""
        self.moon.set_fraction(fraction, animate=False)

    def minimumSizeHint(self) -> QSize:
        widest = max(tip.sizeHint().width() for tip in self._tips.findChildren(QPushButton))
        return QSize(widest + 2 * EDGE, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        """One below the other, a little above the middle; the moon goes when there is no room."""
        gap, across, high = Theme.space(1.5), self.viewport().width(), self.height()
        room = max(120, across - 2 * Theme.space(3))
        parts: list[tuple[QWidget, int, int]] = []
        for label, most in ((self._title, 560), (self._words, 540)):
            wide = min(most, room)
            parts.append((label, wide, label.heightForWidth(wide)))
        if not self._tips.isHidden():
            wide = min(700, across - 2 * EDGE)
            parts.append((self._tips, wide, self._flow.heightForWidth(wide) + gap))
        words = sum(tall + gap for _, _, tall in parts)
        moon = (self.moon, across, self.moon.height())
        self.moon.setVisible(high >= words + moon[2] + gap)
        if not self.moon.isHidden():
            parts.insert(0, moon)
            words += moon[2]
        self._content.setMinimumHeight(words + gap)
        y = max(gap, (high - words) * 2 // 5)
        for widget, wide, tall in parts:
            top = gap if widget is self._tips else 0
            widget.setGeometry((across - wide) // 2, y + top, wide, tall - top)
            y += tall + gap
