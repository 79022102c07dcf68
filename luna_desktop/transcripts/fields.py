"""What a stranger's JSON may hold where a text, a time or a role is expected."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Literal, cast

from luna_desktop.domain.message import spoken
from luna_desktop.domain.transcript import Dropped, Left, Said, Turn

MAX_TEXT = 100_000  # characters of a turn; what is longer was pasted, and no page could show it
MAX_TITLE = 200
_LATEST = 253_402_300_799.0  # the year 9999
_MILLISECONDS, _MICROSECONDS = 1e11, 1e14  # numbers above are in these

_ROLES: dict[str, Literal["person", "luna"] | Dropped] = {
    **dict.fromkeys(("user", "human", "person", "you", "me", "prompter"), "person"),
    **dict.fromkeys(("assistant", "ai", "bot", "gpt", "model", "chatgpt", "claude", "bard", "bing"), "luna"),
    **dict.fromkeys(("system", "developer"), Dropped.SYSTEM),
    **dict.fromkeys(
        ("tool", "tool_call", "tool_use", "tool_result", "tool_response", "function", "function_call",
         "function_response", "observation"),
        Dropped.TOOL,
    ),
}  # fmt: skip


def as_map(value: Any) -> dict[str, Any]:
    """``value`` when it is an object, else an empty one."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    """``value`` when it is an array, else an empty one."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def some_hold(messages: Iterable[Any], *keys: str) -> bool:
    """Whether one of ``messages`` is an object with all ``keys``."""
    wanted = set(keys)
    return any(isinstance(one, dict) and wanted <= one.keys() for one in messages)


def first(record: dict[str, Any], *keys: str) -> Any:
    """What stands under the first of ``keys`` that holds anything: a key with null holds nothing."""
    return next((value for key in keys if (value := record.get(key)) is not None), None)


def as_text(value: Any) -> str:
    """``value`` when it is a text that says something, as it can be kept."""
    return spoken(value) if isinstance(value, str) else ""


def as_title(value: Any) -> str:
    """A title on one line."""
    return " ".join(as_text(value).split())[:MAX_TITLE].rstrip()


def as_time(value: Any) -> float | None:
    """Unix seconds of a number (also in milliseconds), a numeric text or an ISO 8601 text; else None."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        seconds = float(value)
    except OverflowError:
        return None
    except ValueError:
        seconds = _iso(str(value))
    if seconds >= _MICROSECONDS:
        seconds /= 1e6
    elif seconds >= _MILLISECONDS:
        seconds /= 1e3
    return seconds if math.isfinite(seconds) and 0 < seconds <= _LATEST else None


def _iso(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text.strip())
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return math.nan


def as_role(value: Any) -> Literal["person", "luna"] | Dropped:
    """Whose turn it is, or why it is nobody's."""
    return (
        _ROLES.get(value.strip().lower(), Dropped.MALFORMED) if isinstance(value, str) else Dropped.MALFORMED
    )


def joined_texts(parts: Iterable[Any], kinds: frozenset[str]) -> str:
    """The texts among ``parts``: plain ones, and those of objects of one of these ``kinds``."""
    return "\n\n".join(text for part in parts if (text := _part_text(part, kinds)))


def all_of(parts: Iterable[Any], kinds: frozenset[str]) -> bool:
    """Whether ``parts`` are plain texts and objects of these ``kinds`` alone."""
    return all(isinstance(part, str) or _is_of(part, kinds) for part in parts)


def _is_of(part: Any, kinds: frozenset[str]) -> bool:
    kind = first(as_map(part), "type", "content_type")
    return isinstance(kind, str) and kind in kinds


def _part_text(part: Any, kinds: frozenset[str]) -> str:
    if not _is_of(part, kinds):
        return as_text(part)
    text = first(as_map(part), "text", "value", "content")
    return as_text(first(as_map(text), "value", "text") if isinstance(text, dict) else text)


def attached_texts(*lists: Any) -> str:
    """The texts that a site read out of the files of ``lists``; most files have none."""
    if not any(lists):
        return ""
    texts: list[str] = []
    for one in (as_map(one) for files in lists for one in as_list(files)):
        inner = as_map(as_map(one.get("file")).get("data"))
        found = (
            as_text(one.get("extracted_content")),
            as_text(one.get("text")),
            as_text(inner.get("content")),
        )
        texts += [text for text in found if text][:1]
    return "\n\n".join(texts)


def turns(
    role: Literal["person", "luna"],
    text: str,
    at: float | None,
    raw: Any,
    *,
    pasted: str = "",
    entire: bool = True,
) -> Iterator[Turn]:
    """A turn, or why it is none; ``raw`` is what ``text`` was read from."""
    if pasted and text and len(text) + len(pasted) > MAX_TEXT:
        yield Left(Dropped.TOO_LONG)  # what was pasted; what was written to it stays
        pasted, entire = "", False
    said = Said(role, text, at, pasted, entire)
    if not said.whole:
        nothing = raw is None or raw in ("", [], [""], [None]) or isinstance(raw, str)
        yield Left(Dropped.EMPTY if nothing and entire else Dropped.NOT_TEXT, role, at)
    else:
        yield Left(Dropped.TOO_LONG, role, at) if len(said.whole) > MAX_TEXT else said


def in_time(entries: Sequence[Turn]) -> list[Turn]:
    """Sorted by time. What has no time stays behind its neighbour in the file; equal times keep their order.

    A file that runs backwards is turned round first, so that this holds for it as well.
    """
    times = [one.at for one in entries if isinstance(one, Said) and one.at is not None]
    down = sum(later < earlier for earlier, later in pairwise(times))
    up = sum(later > earlier for earlier, later in pairwise(times))
    ordered = list(reversed(entries)) if down > up else list(entries)
    keys: list[float] = []
    last: float = next((one.at for one in ordered if one.at is not None), 0.0)
    for one in ordered:
        last = one.at if one.at is not None else last
        keys.append(last)
    places = sorted(range(len(ordered)), key=lambda place: (keys[place], place))
    return [ordered[place] for place in places]
