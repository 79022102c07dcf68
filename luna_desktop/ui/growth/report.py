"""Text that tells what was done or would go: long words wrap, and keys scroll it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QTextEdit

from luna_desktop.ui.theme import Theme

Part = tuple[str, Sequence[str]]


class Report(QTextEdit):
    """Titles with lines below them; plain text only, so that nothing can be read as markup."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._parts: Sequence[Part] = ()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setAccessibleName(name)
        theme.changed.connect(self._write)

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show these; a part without a title is only its lines."""
        self._parts = parts
        self._write()

    def _write(self) -> None:
        self.clear()
        self.setFont(self._theme.font("body"))
        plain, strong = QTextCharFormat(), QTextCharFormat()
        plain.setFont(self._theme.font("body"))
        strong.setFont(self._theme.font("strong"))
        cursor = QTextCursor(self.document())
        for number, (title, lines) in enumerate(self._parts):
            if number:
                cursor.insertText("\n\n", plain)
            if title:
                cursor.insertText(title + ("\n" if lines else ""), strong)
            cursor.insertText("\n".join(lines), plain)
        self.moveCursor(QTextCursor.MoveOperation.Start)
