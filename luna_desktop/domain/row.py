"""One row of a training's dataset."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from luna_desktop.domain.prompt import Turn


@dataclass(frozen=True, slots=True)
class Row:
    """One training conversation and what it teaches: ``source`` is "fact:<key>", "exchange", "refusal" ...

    The first ``given`` characters of its last reply are read and not learned.
    """

    turns: tuple[Turn, ...]
    source: str
    dev: bool = False  # only watched: its question is in a wording that no row trains
    given: int = 0

    def tokens(self, characters_per_token: float) -> float:
        """About how many tokens it takes with a tokenizer that puts so many characters into each."""
        return sum(len(turn.text) for turn in self.turns) / characters_per_token + 1.5 * len(self.turns)

    def to_json(self) -> str:
        """Its line of the frozen dataset."""
        turns = [{"role": turn.role, "text": turn.text} for turn in self.turns]
        line = {"turns": turns, "source": self.source, "weight": 0 if self.dev else 1}
        return json.dumps(line | ({"given": self.given} if self.given else {}), ensure_ascii=False)


def up_to(rows: Iterable[Row], tokens: float, characters_per_token: float) -> list[Row]:
    """The first of ``rows`` that take so many ``tokens`` together, and one in any case."""
    kept: list[Row] = []
    for row in rows:
        tokens -= row.tokens(characters_per_token)
        if tokens < 0 and kept:
            break
        kept.append(row)
    return kept


def read_row(line: str) -> Row:
    """The row of one line that ``Row.to_json`` wrote."""
    data = json.loads(line)
    turns = tuple(Turn(turn["role"], turn["text"]) for turn in data["turns"])
    return Row(turns, str(data["source"]), dev=data.get("weight", 1) == 0, given=data.get("given", 0))
