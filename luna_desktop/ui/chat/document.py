"""A message as a text document that can load nothing from anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QCoreApplication, QObject, QRectF, Qt, QUrl
from PySide6.QtGui import QTextCursor, QTextDocument, QTextOption

from luna_desktop.ui.chat.markdown import CODE, PAD, QUOTE, QUOTE_STEP, RULE, Mark, TextStyle, Writer, parser
from luna_desktop.ui.theme import Theme

SHOWN_CHARACTERS = 40_000


@dataclass(frozen=True, slots=True)
class Decoration:
    """Something to paint behind the text: a code panel, a quote's bar, a rule."""

    kind: Literal["code", "quote", "rule"]
    rect: QRectF


def text_style(theme: Theme) -> TextStyle:
    """The style of message text under ``theme``."""
    families = {
        "keyword": "link",
        "string": "good",
        "number": "warn",
        "comment": "text_faint",
        "name": "accent",
        "builtin": "link",
    }
    return TextStyle(
        body=theme.font("body"),
        mono=theme.font("mono"),
        text=theme.colour("text"),
        dim=theme.colour("text_dim"),
        link=theme.colour("link"),
        line=theme.colour("line_strong"),
        code_back=theme.colour("code"),
        code={family: theme.colour(token) for family, token in families.items()},
    )


class MessageDocument(QTextDocument):
    """Holds one message. Text that only grew is written from its last block on."""

    def __init__(self, style: TextStyle, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._style = style
        self._source = ""
        self._tail_at = 0
        self._tail = Mark()
        self._fitted = self._snug_for = -1.0
        self.decorations: list[Decoration] = []
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        self.setIndentWidth(24)
        self.setDefaultFont(style.body)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        self.setDefaultTextOption(option)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Nothing, ever: Qt's own would open local files."""
        return None

    def set_plain(self, text: str) -> None:
        """Show ``text`` as it was typed."""
        self._fitted = self._snug_for = -1.0
        self.clear()
        self._source, self._tail_at, self._tail = "", 0, Mark()
        cursor = QTextCursor(self)
        cursor.beginEditBlock()
        Writer(cursor, self._style, Mark()).plain(_clipped(text))
        cursor.endEditBlock()

    def set_markdown(self, text: str, *, growing: bool = False) -> None:
        """Show ``text`` as Markdown; while ``growing`` only its last block is written anew."""
        self._fitted = self._snug_for = -1.0
        text = _clipped(text)
        grown = growing and self._tail_at > 0 and text.startswith(self._source[: self._tail_at])
        if not grown:
            self.clear()
            self._tail_at, self._tail = 0, Mark()
        self._source = text
        cursor = QTextCursor(self)
        cursor.beginEditBlock()
        cursor.setPosition(self._tail.position)
        block, char = cursor.blockFormat(), cursor.blockCharFormat()
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        cursor.setBlockFormat(block)  # an empty block would have taken the removed one's format
        cursor.setBlockCharFormat(char)
        self._write_from_tail(cursor, text)
        cursor.endEditBlock()

    def _write_from_tail(self, cursor: QTextCursor, text: str) -> None:
        part = text[self._tail_at :]
        tokens = parser().parse(part)
        last = max((n for n, t in enumerate(tokens) if t.level == 0 and t.nesting >= 0), default=0)
        writer = Writer(cursor, self._style, self._tail)
        writer.write(tokens[:last])
        where = tokens[last].map if tokens else None
        if last and where:
            lines = part.splitlines(keepends=True)
            self._tail_at += sum(len(line) for line in lines[: where[0]])
            self._tail = writer.mark()
        writer.write(tokens[last:])

    def fit(self, width: float) -> None:
        """Lay the text out at ``width`` and find what is painted behind it."""
        if self._fitted != width:
            self.setTextWidth(width)
            self.decorations = _decorations(self)
            self._fitted = width

    def fit_snug(self, width: float) -> float:
        """Lay the text out as narrow as it needs, at most ``width``; returns that."""
        if self._snug_for != width:
            self.setTextWidth(width)
            self.setTextWidth(min(self.idealWidth() + 1, width))
            self._snug_for = width
        return self.textWidth()


def _clipped(text: str) -> str:
    if len(text) <= SHOWN_CHARACTERS:
        return text
    more = QCoreApplication.translate(
        "MessageDocument", "… {rest} more characters are not drawn here. Copy gives the whole text."
    )
    return text[:SHOWN_CHARACTERS] + "\n\n" + more.format(rest=f"{len(text) - SHOWN_CHARACTERS:,}")


def _decorations(document: QTextDocument) -> list[Decoration]:
    found: list[Decoration] = []
    layout = document.documentLayout()
    bars: dict[int, QRectF] = {}
    block = document.begin()
    while block.isValid():
        style = block.blockFormat()
        rect = layout.blockBoundingRect(block)
        depth = int(style.property(QUOTE) or 0)
        for level in [level for level in bars if level > depth]:
            found.append(Decoration("quote", bars.pop(level)))
        for level in range(1, depth + 1):
            bar = QRectF((level - 1) * QUOTE_STEP, rect.top(), 3, rect.height())
            bars[level] = bars[level].united(bar) if level in bars else bar
        if style.property(CODE):
            left = style.leftMargin() - PAD
            wide = document.textWidth() - left
            found.append(Decoration("code", QRectF(left, rect.top() - PAD, wide, rect.height() + 2 * PAD)))
        if style.property(RULE):
            found.append(Decoration("rule", QRectF(0, rect.center().y(), document.textWidth(), 1)))
        block = block.next()
    return [*found, *(Decoration("quote", bar) for bar in bars.values())]
