"""What an age-up is made of, in tokens."""

from __future__ import annotations

import math
from dataclasses import dataclass

from luna_desktop.domain.curriculum import PERSONALITY

OWN = 32  # tokens of a fact in the person's own phase, where each stands once
PHASES = ("phase1", "phase2")
LEAST_CURRICULUM = 0.25  # of its tokens: what karma is too short for more
BOTH = 2  # from this age on the curriculum's tokens are shared between words and patterns
GROWN = 3  # the last age with new words; after it the curriculum holds nothing new for her


@dataclass(frozen=True, slots=True)
class Mixture:
    """What an age-up is made of, in tokens; each base's recipe has its own (``[mixture]``).

    A training starts from the parent, so what she knows already is only rehearsed:
    ``old_fact`` is far below ``new_fact``, and all old facts together get at most
    ``old_facts``. ``alone`` is added to the curriculum when no new fact is to be learnt, as it
    alone has to show a gain then; with new ones it gives up what all together is above
    ``limit``, down to its half. On the way to age 2, where the second phase begins,
    curriculum, refusals, old facts and limit are doubled;
    after age 3 nothing in it is new: both phases are only rehearsed, and listening more.
    From age 3 on every fact also stands once in the person's own phase (``OWN``).
    More than ``most_facts`` at once would take longer than what else she knows can bear; a
    few share ``new_facts`` at least, as one or two would be lost among everything else.
    """

    new_fact: int
    new_facts: int  # all new ones together at least
    most_facts: int  # new ones at once
    old_fact: int
    old_facts: int
    refusal: int
    refusal_share: float  # of the tokens about new facts, on top of ``refusal``
    old_refusal_share: float  # of those about old ones
    episode: int
    phase0: int
    curriculum: int
    patterns: float  # the second phase's share of it
    episode_again: int
    words_again: int
    patterns_again: int
    alone: int
    exchange: int
    exchanges: int
    limit: int
    alone_karma: int  # with less of it nothing of the curriculum alone is learnt that the exam could show

    def tokens(self, new: int, old: int, exchanges: int, age: int) -> dict[str, float]:
        """How many tokens each source gets."""
        told, known = self._told(new), self._known(old, age)
        times = _times(age)
        parts = {
            "new": told,
            "old": known,
            "refusal": self.refusal * times + self.refusal_share * told + self.old_refusal_share * known,
            "episode": self._episode(age),
            "phase0": self.phase0,
            "exchange": min(self.exchange * exchanges, self.exchanges),
            "own": OWN * (new + old) if age >= PERSONALITY else 0,
        }
        if age > GROWN:
            parts |= {"phase1": self.words_again, "phase2": self.patterns_again}
        else:
            curriculum = self.curriculum * times + (0 if new else self.alone)
            limit = self.limit + (self.curriculum + self.refusal) * (times - 1)
            if new:
                curriculum = min(curriculum, max(limit - sum(parts.values()), curriculum / 2))
            patterns = self.patterns * curriculum if age >= BOTH else 0.0
            parts |= {"phase1": curriculum - patterns, "phase2": patterns}
        return {name: float(tokens) for name, tokens in parts.items() if tokens}

    def needed(self, new: int, old: int, exchanges: int, age: int, *, gone: int = 0) -> int:
        """The tokens that what was told, or is ``gone``, takes, whatever the karma.

        The curriculum is only rehearsed.
        """
        if not new and not exchanges and not gone:
            return 0
        parts = self.tokens(min(new, self.most_facts), old, exchanges, age)
        share = 1.0 if age > GROWN else LEAST_CURRICULUM
        phases = sum(parts.pop(name, 0.0) for name in PHASES)
        return math.ceil(sum(parts.values()) + share * phases)

    def _told(self, new: int) -> int:
        return max(self.new_fact * new, self.new_facts) if new else 0

    def _known(self, old: int, age: int) -> int:
        return min(self.old_fact * old * _times(age), self.old_facts)

    def _episode(self, age: int) -> int:
        return self.episode_again if age > GROWN else self.episode


def _times(age: int) -> int:
    """Age 2 has words and patterns to learn at once; more at age 3 was learnt by heart, no better."""
    return 2 if age == BOTH else 1
