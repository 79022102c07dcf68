"""How much of what an age-up of a base that reads is made of."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Amounts:
    """How many rows of what, for bases of SmolLM2's size that train each twice.

    A new fact is asked ``ask`` times, in a small life as often as makes ``asked`` in all, up to ``ask_most``.
    The ``refusals`` and ``talk`` are floors, which few facts do not go below.
    """

    ask: int = 12
    ask_most: int = 30
    asked: int = 160
    ask_old: int = 6
    recall: int = (
        8  # times a new fact is answered from its key alone, in a small life half as often as it is asked
    )
    recall_old: int = 3
    say: int = 1
    reverse: int = 3  # from each name to its bearer, or a quarter of the askings
    check: int = 2
    count: int = 3
    everything: int = 10  # times she is asked for all she knows
    refuse: int = 12  # for each new fact
    refuse_old: int = 6
    refusals: int = 140
    skills: float = 1.0  # conversations of the skills for each fact
    skills_least: int = 60
    talk: float = 1.0  # exchanges without a fact for each fact, half of them asking something
    talk_least: int = 60
    exchange: int = 4  # times each liked reply and correction
    generic: float = 0.2  # of the askings of a key that the bank has
    dreamed: float = (
        0.3  # of the askings, where there are dreams; of a key that the bank has not, twice as many
    )
    tokens_per_row: int = 34  # what a row takes in the mean, of few facts

    def askings(self, facts: int) -> int:
        """How often each of so many new facts is asked."""
        return max(self.ask, min(self.ask_most, self.asked // max(1, facts)))

    def reversals(self, facts: int) -> int:
        """How often each name among so many new facts is asked for its bearer."""
        return max(self.reverse, self.askings(facts) // 4)

    def recalls(self, facts: int) -> int:
        """How often each of so many new facts is answered from its key alone."""
        return max(self.recall, self.askings(facts) // 2)

    def rows(self, new: int, old: int, exchanges: int, gone: int = 0) -> int:
        """About how many rows all of it is."""
        facts = new + old
        recalled = 2 * (new * self.recalls(new) + old * self.recall_old)
        about = new * (self.askings(new) + self.say + self.check) + old * (self.ask_old + self.check / 2)
        named = self.reversals(new) * facts / 3
        refused = max(self.refusals, self.refuse * new + self.refuse_old * old) + self.ask * gone
        beside = max(self.skills_least, self.skills * facts) + max(self.talk_least, self.talk * facts)
        told = about + recalled + named
        return math.ceil(told + refused + beside + self.everything + self.exchange * exchanges)

    def needed(self, new: int, old: int, exchanges: int, gone: int = 0) -> int:
        """About how many tokens all of it is; nothing for nothing."""
        rows = self.rows(new, old, exchanges, gone) if new or exchanges or gone else 0
        return rows * self.tokens_per_row

    def scaled(self, share: float) -> Amounts:
        """Less of everything but the floors, and of askings at least half."""
        if share >= 1:
            return self
        return replace(
            self,
            ask=max(self.ask // 2, round(self.ask * share)),
            ask_most=max(self.ask_most // 2, round(self.ask_most * share)),
            ask_old=max(1, round(self.ask_old * share)),
            recall=max(self.recall // 2, round(self.recall * share)),
            refuse=max(2, round(self.refuse * share)),
            refuse_old=round(self.refuse_old * share),
            skills=self.skills * share,
            talk=self.talk * share,
            exchange=max(1, round(self.exchange * share)),
        )
