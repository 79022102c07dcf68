"""Where the person writes: grows with the text, Enter sends, Escape stops."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from luna_desktop.domain.message import spoken
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.tokens import RADIUS
from luna_desktop.ui.widgets import Label, button

MOST_LINES = 8


class Editor(QPlainTextEdit):
    """Plain text only; the keys that mean something to a chat become signals."""

    sent = Signal()
    escaped = Signal()
    recalled = Signal()
    focused = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        plain = not held & ~Qt.KeyboardModifier.KeypadModifier
        if enter and held & Qt.KeyboardModifier.ShiftModifier:
            self.insertPlainText("\n")  # a real line break; Qt's own would be a soft one
            self.ensureCursorVisible()
        elif enter and (plain or held & Qt.KeyboardModifier.ControlModifier):
            self.sent.emit()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif key == Qt.Key.Key_Up and plain and not self.toPlainText():
            self.recalled.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focused.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focused.emit(False)


class Composer(QWidget):
    """The editor in its frame, with Send, Stop and one line of why sending must wait."""

    begun = Signal()
    """The first words of all are being written."""
    sent = Signal(str)
    stopped = Signal()
    correcting = Signal(object)
    """The id of the reply that is being corrected from now on, or None."""
    corrected = Signal(int, str)
    recall_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._blocked = ""
        self._replying = False
        self._correcting: int | None = None
        self._kept = ""
        self.editor = Editor()
        self.editor.setAccessibleName(self.tr("Message to Luna"))
        self.editor.sent.connect(self._send)
        self.editor.escaped.connect(self._escape)
        self.editor.recalled.connect(self.recall_wanted)
        self.editor.textChanged.connect(self._changed)
        self.editor.textChanged.connect(self.begun, Qt.ConnectionType.SingleShotConnection)
        self.send = self._round(self.tr("Send"), self.tr("Send (Enter)"), self._send, "primary")
        self.stop = self._round(self.tr("Stop"), self.tr("Stop her reply (Esc)"), self.stopped.emit, "")
        self.why = Label(theme, "", "caption", "dim")
        self.box = _Box(theme, self.editor, self.stop, self.send)
        self.editor.focused.connect(self.box.set_focused)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(Theme.space(0.5))
        outer.addWidget(self.why)
        outer.addWidget(self.box)
        theme.changed.connect(self._restyle)
        self._restyle()

    def text(self) -> str:
        """What is written so far."""
        return self.editor.toPlainText()

    def set_text(self, text: str) -> None:
        """Replace what is written; the cursor goes to its end."""
        self.editor.setPlainText(text)
        cursor = self.editor.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.editor.setTextCursor(cursor)

    def set_blocked(self, why: str) -> None:
        """Say why sending must wait; an empty text lets it through again."""
        self._blocked = why
        self._refresh()

    def set_replying(self, replying: bool) -> None:
        """Whether there is a reply to stop."""
        self._replying = replying
        self._refresh()

    def begin_correction(self, message_id: int, text: str) -> None:
        """Let the person write what Luna should have said; Escape leaves."""
        if self._correcting is None:
            self._kept = self.text()
        self._correcting = message_id
        self.set_text(text)
        self.editor.selectAll()
        self.editor.setFocus()
        self._refresh()
        self.correcting.emit(message_id)

    def end_correction(self) -> None:
        """Back to writing a message, with what was written before."""
        if self._correcting is not None:
            self._correcting = None
            self.set_text(self._kept)
            self._refresh()
            self.correcting.emit(None)

    def _send(self) -> None:
        text = spoken(self.text())
        if not text or not self.send.isEnabled():
            return
        if self._correcting is not None:
            message_id = self._correcting
            self.end_correction()
            self.corrected.emit(message_id, text)
            return
        self.editor.clear()
        self.sent.emit(text)

    def _escape(self) -> None:
        if self._correcting is not None:
            self.end_correction()
        elif self._replying:
            self.stopped.emit()

    def _round(self, text: str, tip: str, clicked: object, kind: str) -> QPushButton:
        made = button("", clicked, kind, name=text, tip=tip)  # type: ignore[arg-type]
        made.setFixedSize(36, 36)
        made.setIconSize(QSize(18, 18))
        made.setStyleSheet("padding: 0; min-height: 34px; min-width: 34px; border-radius: 18px;")
        return made

    def _restyle(self) -> None:
        self.send.setIcon(self._theme.icon("send", "on_accent", 18))
        self.stop.setIcon(self._theme.icon("stop", "text", 18))
        self.editor.setFont(self._theme.font("body"))
        self.editor.setStyleSheet("QPlainTextEdit { border: none; background: transparent; padding: 0; }")
        self._refresh()
        self._changed()

    def _refresh(self) -> None:
        correcting = self._correcting is not None
        hint = self.tr("Write what she should have said. Enter teaches it, Escape leaves.")
        self.why.setText(hint if correcting else self._blocked)
        self.why.setVisible(bool(self.why.text()))
        words = self.tr("What she should have said") if correcting else self.tr("Say something to Luna")
        self.editor.setPlaceholderText(words)
        self.stop.setVisible(self._replying)
        self.send.setEnabled(bool(spoken(self.text())) and (correcting or not self._blocked))
        self.box.set_marked(correcting)

    def _changed(self) -> None:
        metrics = QFontMetrics(self.editor.font())
        line = metrics.lineSpacing()
        lines = min(MOST_LINES, max(1, int(self.editor.document().size().height())))
        if not self.text():  # what stands there instead needs its room too
            wide = max(1, self.editor.viewport().width() - 8)
            flags = int(Qt.TextFlag.TextWordWrap)
            words = metrics.boundingRect(0, 0, wide, 1000, flags, self.editor.placeholderText())
            lines = max(lines, round(words.height() / line))
        self.editor.setFixedHeight(lines * line + 8)
        many = self.editor.document().size().height() > MOST_LINES
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if many else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.editor.setVerticalScrollBarPolicy(policy)
        if not many:
            self.editor.verticalScrollBar().setValue(0)
        self._refresh()

    def resizeEvent(self, event: object) -> None:
        self._changed()


class _Box(QFrame):
    """The rounded frame around the editor; its border shows the focus."""

    def __init__(self, theme: Theme, editor: Editor, *buttons: QPushButton) -> None:
        super().__init__()
        self._theme = theme
        self._focused = self._marked = False
        inside = QHBoxLayout(self)
        inside.setContentsMargins(16, 8, 8, 8)
        inside.setSpacing(8)
        inside.addWidget(editor, 1, Qt.AlignmentFlag.AlignVCenter)
        for each in buttons:
            inside.addWidget(each, 0, Qt.AlignmentFlag.AlignBottom)

    def set_focused(self, focused: bool) -> None:
        """Show that the editor has the focus."""
        self._focused = focused
        self.update()

    def set_marked(self, marked: bool) -> None:
        """Show that something other than a message is written."""
        self._marked = marked
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        token = "accent" if self._focused or self._marked else "line_strong"
        thick = 2.0 if self._focused else 1.0
        painter.setPen(QPen(self._theme.colour(token), thick))
        painter.setBrush(self._theme.colour("accent_soft" if self._marked else "raised"))
        edge = thick / 2
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(edge, edge, -edge, -edge), RADIUS * 1.75, RADIUS * 1.75
        )
        painter.end()
