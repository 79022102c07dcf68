"""Which turns of a conversation fit before her next reply."""

from __future__ import annotations

from collections.abc import Sequence

from luna_desktop.domain.prompt import Turn

_BYTES_PER_TOKEN = 2.0  # English takes about 2.6 with the embedded tokenizer; other text takes less
_TURN_TOKENS = 4  # control tokens around a turn


def estimate(turn: Turn) -> int:
    """More tokens than ``turn`` usually takes."""
    return int(len(turn.text.encode("utf-8")) / _BYTES_PER_TOKEN) + 1 + _TURN_TOKENS


def fit(turns: Sequence[Turn], room: int) -> list[Turn]:
    """The latest turns within ``room`` tokens, beginning with the person; always the last one."""
    kept = [turns[-1]]
    room -= estimate(turns[-1])
    for turn in reversed(turns[:-1]):
        room -= estimate(turn)
        if room < 0:
            break
        kept.append(turn)
    kept.reverse()
    while len(kept) > 1 and kept[0].role == "luna":
        kept.pop(0)
    return kept


def shorter(turns: Sequence[Turn]) -> list[Turn]:
    """Without the oldest exchange; empty when only the last turn was left."""
    rest = list(turns[1:])
    while rest and rest[0].role == "luna":
        rest.pop(0)
    return rest
