"""The documents of the messages seen last; older ones are let go and made anew when needed."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QObject

from luna_desktop.ui.chat.delegate import RowLayout
from luna_desktop.ui.chat.document import MessageDocument
from luna_desktop.ui.chat.markdown import TextStyle
from luna_desktop.ui.chat.model import Row

DOCUMENTS = 128


@dataclass(slots=True)
class Cached:
    """A document, what it was made from, and the row laid out with it."""

    text: str
    growing: bool
    document: MessageDocument
    layout: RowLayout | None = None
    layout_for: tuple[int, bool] = (0, False)


class DocumentCache:
    """By message; a document is renewed when its text changed, all when the style did."""

    def __init__(self, style: TextStyle, owner: QObject) -> None:
        self._style = style
        self._owner = owner
        self._kept: OrderedDict[int, Cached] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, row: Row) -> Cached:
        """The document of ``row``, up to date."""
        message = row.message
        cached = self._kept.get(message.id)
        if cached is None:
            cached = Cached("", False, MessageDocument(self._style, self._owner))
            self._kept[message.id] = cached
            if len(self._kept) > DOCUMENTS:
                _, old = self._kept.popitem(last=False)
                old.document.deleteLater()
        elif (cached.text, cached.growing) == (message.text, row.streaming):
            self._kept.move_to_end(message.id)
            return cached
        if row.from_person:
            cached.document.set_plain(message.text)
        else:
            cached.document.set_markdown(message.text, growing=row.streaming)
        cached.text, cached.growing, cached.layout = message.text, row.streaming, None
        self._kept.move_to_end(message.id)
        return cached

    def forget_layouts(self, message_id: int | None = None) -> None:
        """Lay this row out again, or all of them; the documents stay."""
        found = self._kept.values() if message_id is None else filter(None, [self._kept.get(message_id)])
        for cached in found:
            cached.layout = None

    def clear(self, style: TextStyle) -> None:
        """Let all documents go; new ones are made in ``style``."""
        self._style = style
        for cached in self._kept.values():
            cached.document.deleteLater()
        self._kept.clear()
