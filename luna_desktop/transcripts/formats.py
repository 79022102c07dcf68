"""Which format a record has, told by what is in it, and the transcript it becomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, cast

from luna_desktop.domain.transcript import Dropped, Left, Origin, Said, Transcript, Turn
from luna_desktop.transcripts import (
    chatgpt,
    claude,
    librechat,
    lmstudio,
    openwebui,
    plain,
    sharegpt,
    sillytavern,
    textgen,
)
from luna_desktop.transcripts.fields import MAX_TEXT, as_map, as_text, as_time, as_title, first

LESSON_KEYS = frozenset({"prompt", "reply", "fact", "value"})
_IDS = ("conversation_id", "conversationId", "uuid", "id", "thread_id")
_TITLES = ("title", "name", "character_name")


class _Format(NamedTuple):
    origin: Origin
    matches: Callable[[dict[str, Any]], bool]
    read: Callable[[dict[str, Any]], list[Turn]]


_FORMATS = (
    _Format(Origin.CHATGPT, chatgpt.matches, chatgpt.read),
    _Format(Origin.CLAUDE, claude.matches, claude.read),
    _Format(Origin.PLAIN, openwebui.matches, openwebui.read),
    _Format(Origin.PLAIN, librechat.matches, librechat.read),
    _Format(Origin.PLAIN, lmstudio.matches, lmstudio.read),
    _Format(Origin.PLAIN, sillytavern.matches, sillytavern.read),
    _Format(Origin.PLAIN, textgen.matches, textgen.read),
    _Format(Origin.SHAREGPT, sharegpt.matches, sharegpt.read),
    _Format(Origin.PLAIN, plain.matches, plain.read),
)


def origin_of(record: Any) -> Origin | None:
    """The origin of a record; None when it is no conversation that is known here."""
    found = _format_of(record)
    return found.origin if found else None


def is_message(record: Any) -> bool:
    """Whether ``record`` is one message by itself rather than a conversation."""
    known = as_map(record)
    return (
        any(form.is_message(known) for form in (plain, sharegpt, sillytavern)) and _format_of(known) is None
    )


def is_lesson(record: Any) -> bool:
    """Whether ``record`` is a line of a file of lessons rather than a conversation."""
    return (
        isinstance(record, dict)
        and bool(LESSON_KEYS & record.keys())
        and not is_message(record)
        and _format_of(record) is None
    )


def read_record(record: Any, dropped: Counter[Dropped]) -> Transcript | None:
    """The conversation of a record; None, and counted in ``dropped``, when nothing of it can be kept."""
    form = _format_of(record)
    if form is None:
        dropped[Dropped.BAD_CONVERSATION] += 1
        return None
    said = joined(form.read(record), dropped)
    if not said:
        dropped[Dropped.NO_CONVERSATION] += 1
        return None
    inner = as_map(record.get("chat"))
    ident = next((ident for key in _IDS if (ident := _ident(record.get(key)))), "") or _ident(inner.get("id"))
    transcript = Transcript(
        form.origin,
        ident,
        next((title for key in _TITLES if (title := as_title(first(record, key) or inner.get(key)))), ""),
        tuple(said),
        _first_time(record, ("create_time", "created_at", "createdAt")),
        _first_time(record, ("update_time", "updated_at", "updatedAt")),
        named=bool(ident),
    )
    return transcript if ident else replace(transcript, source_id=list(transcript.beginnings())[-1])


def joined(turns: Iterable[Turn], dropped: Counter[Dropped]) -> list[Said]:
    """Turns that alternate and begin with the person: what one side said in a row becomes one turn.

    An answer whose question was left out is left out as well: it would seem to answer the one before.
    """
    said: list[Said] = []
    lost = cut = False  # what was asked last was left out; something was since the last turn
    for turn in turns:
        one = _fitting(said, turn)
        if isinstance(one, Left):
            dropped[one.why] += 1
            unknown = one.why is Dropped.MALFORMED and one.role is None
            asked = one.role == "person" or (unknown and bool(said) and said[-1].role == "luna")
            lost, cut = lost or asked, cut or unknown or one.role is not None
        elif one.role == "luna" and (lost or not said):
            dropped[Dropped.ORPHAN if lost else Dropped.UNASKED] += 1
        else:
            lost = lost and one.role == "luna"
            _add(said, one, cut)
            cut = False
    return said


def _fitting(said: Sequence[Said], turn: Turn) -> Turn:
    """``turn``, or that it would make the one before too long."""
    if not isinstance(turn, Said) or not said or said[-1].role != turn.role:
        return turn
    fits = len(said[-1].whole) + len(turn.whole) <= MAX_TEXT
    return turn if fits else Left(Dropped.TOO_LONG, turn.role, turn.at)


def _add(said: list[Said], turn: Said, cut: bool) -> None:
    if not said or said[-1].role != turn.role:
        said.append(turn)
        return
    last = said[-1]
    said[-1] = Said(
        last.role,
        "\n\n".join(text for text in (last.text, turn.text) if text),
        last.at if last.at is not None else turn.at,
        "\n\n".join(text for text in (last.pasted, turn.pasted) if text),
        last.entire and turn.entire and not (cut and turn.role == "person"),
    )


def _format_of(record: Any) -> _Format | None:
    if not isinstance(record, dict):
        return None
    known = cast("dict[str, Any]", record)
    return next((form for form in _FORMATS if form.matches(known)), None)


def _ident(value: Any) -> str:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else as_text(value)


def _first_time(record: dict[str, Any], keys: Iterable[str]) -> float | None:
    return next((time for key in keys if (time := as_time(record.get(key))) is not None), None)
