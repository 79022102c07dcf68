"""Which format a record has, told by what is in it, and the transcript it becomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, cast

from luna_desktop.domain.transcript import Dropped, Origin, Said, Transcript
from luna_desktop.transcripts import chatgpt, claude, plain, sharegpt
from luna_desktop.transcripts.fields import MAX_TEXT, as_text, as_time, as_title, digest

LESSON_KEYS = frozenset({"prompt", "reply", "fact", "value"})


class _Format(NamedTuple):
    origin: Origin
    matches: Callable[[dict[str, Any]], bool]
    read: Callable[[dict[str, Any], Counter[Dropped]], list[Said]]


_FORMATS = (
    _Format(Origin.CHATGPT, chatgpt.matches, chatgpt.read),
    _Format(Origin.CLAUDE, claude.matches, claude.read),
    _Format(Origin.SHAREGPT, sharegpt.matches, sharegpt.read),
    _Format(Origin.PLAIN, plain.matches, plain.read),
)


def origin_of(record: Any) -> Origin | None:
    """The origin of a record; None when it is no conversation that is known here."""
    found = _format_of(record)
    return found.origin if found else None


def is_lesson(record: Any) -> bool:
    """Whether ``record`` is a line of a file of lessons rather than a conversation."""
    return isinstance(record, dict) and bool(LESSON_KEYS & record.keys()) and _format_of(record) is None


def read_record(record: Any, dropped: Counter[Dropped]) -> Transcript | None:
    """The conversation of a record; None, and counted in ``dropped``, when nothing of it can be kept."""
    form = _format_of(record)
    if form is None:
        dropped[Dropped.BAD_CONVERSATION] += 1
        return None
    said = joined(form.read(record, dropped), dropped)
    if not said:
        dropped[Dropped.NO_CONVERSATION] += 1
        return None
    ids = (_ident(record.get(key)) for key in ("conversation_id", "uuid", "id"))
    return Transcript(
        form.origin,
        next((ident for ident in ids if ident), "") or digest(said),
        next((title for key in ("title", "name") if (title := as_title(record.get(key)))), ""),
        tuple(said),
        _first_time(record, ("create_time", "created_at")),
        _first_time(record, ("update_time", "updated_at")),
    )


def joined(turns: Sequence[Said], dropped: Counter[Dropped]) -> list[Said]:
    """Turns that alternate and begin with the person: what one side said in a row becomes one turn."""
    said: list[Said] = []
    for turn in turns:
        if not said and turn.role == "luna":
            dropped[Dropped.UNASKED] += 1
        elif not said or said[-1].role != turn.role:
            said.append(turn)
        elif len(said[-1].text) + len(turn.text) > MAX_TEXT:
            dropped[Dropped.TOO_LONG] += 1
        else:
            last = said[-1]
            said[-1] = Said(
                last.role, f"{last.text}\n\n{turn.text}", last.at if last.at is not None else turn.at
            )
    return said


def _format_of(record: Any) -> _Format | None:
    if not isinstance(record, dict):
        return None
    known = cast("dict[str, Any]", record)
    return next((form for form in _FORMATS if form.matches(known)), None)


def _ident(value: Any) -> str:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else as_text(value)


def _first_time(record: dict[str, Any], keys: Iterable[str]) -> float | None:
    return next((time for key in keys if (time := as_time(record.get(key))) is not None), None)
