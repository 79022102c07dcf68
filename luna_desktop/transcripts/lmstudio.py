"""A conversation of LM Studio: each message in versions, of which one is selected, an answer in steps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from luna_desktop.domain.transcript import Dropped, Left, Turn
from luna_desktop.transcripts.fields import as_list, as_map, as_role, as_text, some_hold, turns


def matches(record: dict[str, Any]) -> bool:
    """Whether ``record`` is one of these."""
    return some_hold(as_list(record.get("messages")), "versions", "currentlySelected")


def read(record: dict[str, Any]) -> list[Turn]:
    """The turns in the order of the file."""
    found: list[Turn] = []
    for message in map(as_map, as_list(record["messages"])):
        versions, place = as_list(message.get("versions")), message.get("currentlySelected")
        if not versions:
            found.append(Left(Dropped.MALFORMED))
            continue
        chosen = place if isinstance(place, int) and 0 <= place < len(versions) else len(versions) - 1
        found += [Left(Dropped.OTHER_BRANCH)] * (len(versions) - 1)
        found += _turns(as_map(versions[chosen]))
    return found


def _turns(version: dict[str, Any]) -> Iterator[Turn]:
    role = as_role(version.get("role"))
    if isinstance(role, Dropped):
        yield Left(role)
        return
    steps = [
        step for step in map(as_map, as_list(version.get("steps"))) if step.get("type") == "contentBlock"
    ]
    spoken = [step for step in steps if as_map(step.get("style")).get("type") != "thinking"]
    blocks = [as_list(step.get("content")) for step in spoken] or [as_list(version.get("content"))]
    parts = [as_map(part) for block in blocks for part in block]
    texts = ["".join(as_text(as_map(part).get("text")) for part in block) for block in blocks]
    whole = all(part.get("type") == "text" for part in parts)
    yield from turns(
        role, "\n\n".join(text for text in texts if text), None, parts, entire=whole or role == "luna"
    )
