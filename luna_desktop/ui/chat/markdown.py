"""Markdown written straight into a text document, token by token.

No HTML exists on the way, so none can run; a picture becomes the words that
describe it; a link becomes one only with an allowed address.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextListFormat,
    QTextTable,
    QTextTableFormat,
)

from luna_desktop.ui.chat import links

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

CODE = QTextFormat.Property.UserProperty.value + 1
QUOTE = CODE + 1
RULE = CODE + 2
PAD = 10
GAP = 8
INDENT = 24
QUOTE_STEP = 14
_LINE = "\u2028"
_HAIR = "\u200a"
_HEADINGS = (1.44, 1.2, 1.1, 1.0, 1.0, 1.0)
_COLOURED_CODE = 20_000
_WIDEST_TABLE = 12
_MARKS: dict[str, Callable[[QTextCharFormat], None]] = {
    "strong_open": lambda char: char.setFontWeight(QFont.Weight.Bold),
    "em_open": lambda char: char.setFontItalic(True),
    "s_open": lambda char: char.setFontStrikeOut(True),
}


@dataclass(frozen=True)
class TextStyle:
    """Fonts and colours of a message's text; ``code`` maps a token family to its colour."""

    body: QFont
    mono: QFont
    text: QColor
    dim: QColor
    link: QColor
    line: QColor
    code_back: QColor
    code: dict[str, QColor] = field(default_factory=dict)


@cache
def parser() -> MarkdownIt:
    """CommonMark with tables and strike-through; raw HTML stays the text it is."""
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 12})
    made.enable(["table", "strikethrough"])
    made.validateLink = lambda url: True  # every address is judged where it is written, by links.allowed
    return made


@dataclass(frozen=True, slots=True)
class Mark:
    """A place between two blocks where writing can go on."""

    position: int = 0
    fresh: bool = True  # the block there is still empty
    first: bool = True  # nothing stands above it
    gap: int = 0  # what the block above wants as room below


class Writer:
    """Writes block tokens at a cursor, from ``mark`` on."""

    def __init__(self, cursor: QTextCursor, style: TextStyle, mark: Mark) -> None:
        self.cursor = cursor
        self.style = style
        self._fresh = mark.fresh
        self._first = mark.first
        self._lists: list[Any] = []
        self._new_item = False
        self._quotes = 0
        self._gap = mark.gap

    def mark(self) -> Mark:
        """Where the next block would begin."""
        return Mark(self.cursor.position(), self._fresh, self._first, self._gap)

    def write(self, tokens: Sequence[Token]) -> None:
        """Append all of ``tokens``."""
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.type == "table_open":
                end = _closing(tokens, at, "table_close")
                self._table(tokens[at:end])
                at = end
            else:
                self._block(token, tokens[at + 1] if at + 1 < len(tokens) else None)
            at += 1

    def plain(self, text: str) -> None:
        """Append ``text`` as it was typed; only its web addresses become links."""
        self._begin(QTextBlockFormat())
        body = self._char()
        self._linked(text.replace("\r\n", "\n").replace("\n", _LINE), body)

    def _block(self, token: Token, following: Token | None) -> None:
        kind = token.type
        if kind in ("paragraph_open", "heading_open"):
            self._paragraph(token, following)
        elif kind in ("fence", "code_block"):
            self._code(token)
        elif kind == "hr":
            block = QTextBlockFormat()
            block.setProperty(RULE, True)
            self._begin(block, gap=GAP)
        elif kind in ("bullet_list_open", "ordered_list_open"):
            self._open_list(token)
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self._lists.pop()
        elif kind == "list_item_open":
            self._new_item = True
        elif kind == "blockquote_open":
            self._quotes += 1
        elif kind == "blockquote_close":
            self._quotes -= 1

    def _paragraph(self, token: Token, inline: Token | None) -> None:
        heading = int(token.tag[1]) if token.type == "heading_open" else 0
        gap = GAP * 2 if heading and heading < 3 else GAP
        if token.hidden:
            gap = 3
        self._begin(QTextBlockFormat(), gap=gap)
        char = self._char()
        if heading:
            font = QFont(self.style.body)
            font.setPointSizeF(font.pointSizeF() * _HEADINGS[heading - 1])
            font.setWeight(QFont.Weight.DemiBold)
            char.setFont(font)
        if inline is not None and inline.children:
            self._inline(inline.children, char)

    def _begin(self, block: QTextBlockFormat, gap: int = GAP) -> None:
        """Start a block with the margins of where it stands."""
        block.setTopMargin((0 if self._first else gap) + self._gap)
        block.setLineHeight(115, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if self._quotes:
            block.setProperty(QUOTE, self._quotes)
            block.setLeftMargin(QUOTE_STEP * self._quotes)
        if self._lists and not self._new_item:
            block.setIndent(len(self._lists))
        self._gap = 0
        char = self._char()
        if self._fresh:
            self.cursor.setBlockFormat(block)
            self.cursor.setBlockCharFormat(char)
        else:
            self.cursor.insertBlock(block, char)
        self._fresh = self._first = False
        if self._lists and self._new_item:
            made = self._lists[-1]
            if isinstance(made, QTextListFormat):
                self._lists[-1] = self.cursor.createList(made)
            else:
                made.add(self.cursor.block())
            self._new_item = False

    def _open_list(self, token: Token) -> None:
        made = QTextListFormat()
        made.setIndent(len(self._lists) + 1)
        if token.type == "ordered_list_open":
            made.setStyle(QTextListFormat.Style.ListDecimal)
            start = token.attrGet("start")
            if isinstance(start, int) and 0 <= start < 2**31:
                made.setStart(start)
        else:
            deep = len(self._lists) % 2 == 1
            made.setStyle(QTextListFormat.Style.ListCircle if deep else QTextListFormat.Style.ListDisc)
        self._lists.append(made)

    def _code(self, token: Token) -> None:
        block = QTextBlockFormat()
        block.setProperty(CODE, token.info.split(" ", maxsplit=1)[0][:40] or "text")
        self._begin(block)
        block = self.cursor.blockFormat()
        block.setTopMargin(block.topMargin() + PAD)
        block.setBottomMargin(PAD)
        block.setLeftMargin(block.leftMargin() + PAD)
        block.setRightMargin(PAD)
        block.setLineHeight(0, QTextBlockFormat.LineHeightTypes.SingleHeight.value)
        self.cursor.setBlockFormat(block)
        self._gap = PAD
        char = QTextCharFormat()
        char.setFont(self.style.mono)
        char.setForeground(self.style.text)
        self.cursor.setBlockCharFormat(char)
        code = token.content.removesuffix("\n")
        for family, text in _coloured(code, token.info):
            char.setForeground(self.style.code.get(family, self.style.text))
            self.cursor.insertText(text.replace("\n", _LINE), char)

    def _table(self, tokens: Sequence[Token]) -> None:
        rows: list[list[Token]] = []
        for token, following in pairwise(tokens):
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                rows[-1].append(following)
        columns = min(_WIDEST_TABLE, max(len(row) for row in rows))
        if not self._fresh:
            self._begin(QTextBlockFormat(), gap=0)
        _flatten(self.cursor)
        table: QTextTable = self.cursor.insertTable(len(rows), columns, self._table_format())
        for number, row in enumerate(rows):
            for column, cell in enumerate(row[:columns]):
                self.cursor = table.cellAt(number, column).firstCursorPosition()
                char = self._char()
                char.setFontWeight(QFont.Weight.DemiBold if number == 0 else QFont.Weight.Normal)
                self._inline(cell.children or [], char)
        self.cursor = table.lastCursorPosition()
        self.cursor.movePosition(QTextCursor.MoveOperation.NextBlock)
        _flatten(self.cursor)
        self._fresh, self._first, self._gap = True, False, 0

    def _table_format(self) -> QTextTableFormat:
        made = QTextTableFormat()
        made.setCellPadding(6)
        made.setCellSpacing(0)
        made.setBorder(1)
        made.setBorderCollapse(True)
        made.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        made.setBorderBrush(self.style.line)
        made.setTopMargin(GAP)
        made.setBottomMargin(GAP + PAD)  # Qt leaves out the top margin of what follows a table
        made.setHeaderRowCount(1)
        made.setWidth(QTextLength())
        return made

    def _inline(self, tokens: Sequence[Token], base: QTextCharFormat) -> None:
        stack = [QTextCharFormat(base)]
        addresses: list[str] = []
        for token in tokens:
            now = QTextCharFormat(stack[-1])
            if token.type in _MARKS:
                _MARKS[token.type](now)
                stack.append(now)
            elif token.type == "link_open":
                addresses.append(str(token.attrGet("href") or ""))
                stack.append(self._link(now, links.allowed(addresses[-1])))
            elif token.nesting < 0:
                stack.pop()
                if token.type == "link_close" and not now.isAnchor():
                    self.cursor.insertText(f" ({addresses.pop()})", stack[-1])
            else:
                self._words(token, now)

    def _words(self, token: Token, char: QTextCharFormat) -> None:
        """One inline token that holds text."""
        if token.type in ("softbreak", "hardbreak"):
            self.cursor.insertText(_LINE, char)
        elif token.type == "code_inline":
            char.setBackground(self.style.code_back)
            code = QTextCharFormat(char)
            code.setFontFamilies(self.style.mono.families() or [self.style.mono.family()])
            for text, how in ((_HAIR, char), (token.content, code), (_HAIR, char)):
                self.cursor.insertText(text, how)
        elif token.type == "image":
            self._image(token, char)
        elif char.isAnchor():
            self.cursor.insertText(token.content, char)
        else:
            self._linked(token.content, char)

    def _image(self, token: Token, char: QTextCharFormat) -> None:
        """A picture is never loaded: its words and its address stand for it."""
        words = QCoreApplication.translate("Writer", "[picture not loaded: {words}]")
        char.setForeground(self.style.dim)
        self.cursor.insertText(words.format(words=token.content or token.attrGet("src") or ""), char)

    def _linked(self, text: str, char: QTextCharFormat) -> None:
        for piece, address in links.pieces(text):
            self.cursor.insertText(piece, self._link(QTextCharFormat(char), address) if address else char)

    def _link(self, char: QTextCharFormat, address: str) -> QTextCharFormat:
        if address:
            char.setAnchor(True)
            char.setAnchorHref(address)
            char.setForeground(self.style.link)
            char.setFontUnderline(True)
        return char

    def _char(self) -> QTextCharFormat:
        char = QTextCharFormat()
        char.setFont(self.style.body)
        char.setForeground(self.style.dim if self._quotes else self.style.text)
        return char


def _flatten(cursor: QTextCursor) -> None:
    """Take the height from the empty line that Qt keeps before and after a table."""
    block = QTextBlockFormat()
    block.setLineHeight(1, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
    cursor.setBlockFormat(block)


def _closing(tokens: Sequence[Token], at: int, kind: str) -> int:
    """Where the token of ``kind`` stands after ``at``."""
    return next(n for n in range(at, len(tokens)) if tokens[n].type == kind)


def _coloured(code: str, info: str) -> list[tuple[str, str]]:
    """``code`` as (token family, text) by pygments; one plain piece if the language is unknown."""
    language = info.split(" ", maxsplit=1)[0]
    if not language or len(code) > _COLOURED_CODE:
        return [("", code)]
    from pygments import lex
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return [("", code)]
    return [(_family(str(kind)), text) for kind, text in lex(code, lexer)]


def _family(kind: str) -> str:
    """The colour family of a pygments token type."""
    for prefix, family in (
        ("Token.Keyword", "keyword"),
        ("Token.Literal.String", "string"),
        ("Token.Literal.Number", "number"),
        ("Token.Comment", "comment"),
        ("Token.Name.Function", "name"),
        ("Token.Name.Class", "name"),
        ("Token.Name.Builtin", "builtin"),
        ("Token.Operator.Word", "keyword"),
    ):
        if kind.startswith(prefix):
            return family
    return ""
