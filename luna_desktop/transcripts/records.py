"""From the values of a file to conversations: messages that stand by themselves, and lists within lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from luna_desktop.transcripts.fields import as_list, as_map, as_text, first
from luna_desktop.transcripts.formats import is_message, origin_of
from luna_desktop.transcripts.sillytavern import is_header
from luna_desktop.transcripts.stream import BREAK, LARGEST, PARTS, Piece, TooLarge

_LISTS = ("history", "conversations", "chats", "threads", "data", "items")  # where an export keeps them
_TALKS = ("thread_id", "conversation_id", "conversationId")  # what tells whose turn a message is
_PARTS_EACH = 8  # objects and lists of one message, at most; most have one
_DEEP = 3  # lists within lists; what is deeper is no export


def conversations(pieces: Iterable[Piece]) -> Iterator[Any]:
    """The records of a file, with the messages among them as one conversation for each talk."""
    talk = _Talk()
    for piece in pieces:
        record = as_map(piece.value)
        if is_header(record) or is_message(record):
            if talk.ends_before(record):
                yield from talk.end()
            talk.add(record, piece.size)
        else:
            yield from talk.end()
            if piece is not BREAK:
                yield from _unfolded(piece.value)
    yield from talk.end()


class _Talk:
    """Messages that follow each other in a file, as long as they belong together and memory allows."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._header: dict[str, Any] = {}
        self._messages: list[dict[str, Any]] = []
        self._name = ""
        self._size = 0
        self._count = 0

    def ends_before(self, record: dict[str, Any]) -> bool:
        """Whether ``record`` begins another one."""
        return is_header(record) or (self._count > 0 and as_text(first(record, *_TALKS)) != self._name)

    def add(self, record: dict[str, Any], size: int) -> None:
        """Take ``record``, which took ``size`` characters."""
        if is_header(record):
            self._header = record
            return
        self._name = as_text(first(record, *_TALKS))
        self._size, self._count = self._size + size, self._count + 1
        if self._too_large():
            self._messages.clear()
        else:
            self._messages.append(record)

    def end(self) -> Iterator[Any]:
        """The conversation, if there is one; then everything begins anew."""
        if self._too_large():
            yield TooLarge(0, as_text(first(self._header, "character_name")))
        elif self._messages:
            yield {
                **self._header,
                "messages": self._messages,
                **({"thread_id": self._name} if self._name else {}),
            }
        self._begin()

    def _too_large(self) -> bool:
        return self._size > LARGEST or self._count > PARTS // _PARTS_EACH


def _unfolded(value: Any, depth: int = 0) -> Iterator[Any]:
    held = first(as_map(value), *_LISTS) if isinstance(value, dict) else value
    if not isinstance(held, list) or depth > _DEEP or origin_of(value) is not None:
        yield value
        return
    inner = as_list(held)
    if any(is_message(one) for one in inner):
        yield {**as_map(value), "messages": inner}
    elif isinstance(value, list) or any(origin_of(one) is not None for one in inner):
        for one in inner:
            yield from _unfolded(one, depth + 1)
    else:
        yield cast("Any", value)
