"""Composes the conversations that skills are trained on, out of the bank's training split.

The dialogues of the bank come as they are, each several times with other names; the rest is composed of topics:
told, asked in other words, refused, corrected, taken back. What is sealed (or watched) is never said.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from luna_desktop.domain.inner_speech import split_reply
from luna_desktop.domain.prompt import Turn
from luna_desktop.language.skills.episodes import EPISODES, Episodes
from luna_desktop.language.skills.facts import Facts
from luna_desktop.language.skills.hand import Hand
from luna_desktop.language.values import name
from luna_desktop.language.wordings import Bank, Dialogue, Keys, bank, keys
from luna_desktop.language.wordings.forms import Templates, form, wordings
from luna_desktop.language.wordings.records import KINDS
from luna_desktop.language.wordings.sealing import (
    Sealed,
    paraphrases_path,
    says_something,
    sealed_paraphrases,
)

VERSION = 3  # of what is composed from one bank and seed
_TRIES = 50
_NAME = re.compile(r"[A-Z][a-z]{2,}")


@dataclass(frozen=True, slots=True)
class Mixture:
    """How much of what: ``conversations`` in all, each dialogue of the bank ``dialogue_times`` among them.

    Of talk, and of what is easily taken for a fact, there are more than of what tells one: ``talk_times`` each.
    """

    seed: int = 2026
    conversations: int = 250_000
    dialogue_times: int = 14
    talk_times: int = 20
    most_dialogues: float = 0.45  # of all conversations
    hurried: float = 0.3  # of all conversations: typed with slips
    held_out: bool = True  # whether topics held out for development are trained


class Composer:
    """Draws conversations; each follows from the seed and its number alone.

    Args:
        bank: the whole bank; only its training split is ever said.
        keys: the one spelling of each key.
        sealed: paraphrases that nothing may say.
        mixture: how much of what.
    """

    def __init__(self, bank: Bank, keys: Keys, sealed: tuple[Sealed, ...], mixture: Mixture) -> None:
        training = bank.training(mixture.held_out)
        self.mixture = mixture
        self._episodes = Episodes(training, Facts(training.topics, keys))
        self._forbidden = untrained(bank) | {text for row in sealed for text in (row.fact, row.question)}
        self._phrases = Templates(phrase for phrase in bank.phrases if phrase.split != "train")
        self._kinds, self._weights = zip(*EPISODES, strict=True)
        # Their words are as they are: what may not be said cannot be drawn anew.
        allowed = [one for one in training.dialogues if self._may_be_told(one.turns)]
        rounds = range(max(mixture.dialogue_times, mixture.talk_times))
        self._dialogues = tuple(one for n in rounds for one in allowed if n < self._times(one))

    @property
    def dialogues(self) -> int:
        """How many of the conversations are the bank's own, which come first."""
        return min(len(self._dialogues), int(self.mixture.conversations * self.mixture.most_dialogues))

    def _times(self, dialogue: Dialogue) -> int:
        often = dialogue.kind in KINDS["talk"] | KINDS["tricky"]
        return self.mixture.talk_times if often else self.mixture.dialogue_times

    def conversation(self, index: int) -> tuple[Turn, ...]:
        """The conversation of that number."""
        rng = random.Random(f"{self.mixture.seed}-{index}")
        for _ in range(_TRIES):
            if index < self.dialogues:
                turns, spared = _renamed(rng, self._dialogues[index]), frozenset[str]()
            else:
                [kind] = rng.choices(self._kinds, self._weights)
                turns, spared = kind(self._episodes, rng)
            hand = Hand.draw(rng, self.mixture.hurried)
            written = tuple(
                Turn("person", hand.write(rng, turn.text, spared | _values(turns)))
                if turn.role == "person" and not turn.text.startswith("[")
                else turn
                for turn in turns
            )
            if self._may_be_told(written):
                return written
        raise ValueError(f"conversation {index} cannot be told without what is sealed")

    def talk(self, rng: random.Random) -> tuple[Turn, ...]:
        """One exchange without a fact."""
        return self._drawn(rng, self._episodes.talk.exchange)

    def request(self, rng: random.Random) -> tuple[Turn, ...]:
        """One exchange in which something is asked of Luna or of the world."""
        return self._drawn(rng, self._episodes.talk.request)

    def may_say(self, text: str) -> bool:
        """Whether ``text`` has the form of nothing that is sealed or watched, nor is such a phrase filled in."""
        one = form(text)
        return one not in self._forbidden and next(self._phrases.matching(one), None) is None

    def _drawn(
        self, rng: random.Random, draw: Callable[[random.Random], tuple[Turn, ...]]
    ) -> tuple[Turn, ...]:
        for _ in range(_TRIES):
            turns = draw(rng)
            if self._may_be_told(turns):
                return turns
        raise ValueError("no talk can be told without what is sealed")

    def _may_be_told(self, turns: Iterable[Turn]) -> bool:
        return all(turn.role != "person" or self.may_say(turn.text) for turn in turns)


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the conversations of a mixture, by their numbers."""

    mixture: Mixture
    numbers: range


@lru_cache(maxsize=1)
def composer_of(mixture: Mixture) -> Composer:
    """Composes ``mixture`` from the project's bank."""
    return Composer(bank(), keys(), sealed_paraphrases(paraphrases_path()), mixture)


def composed(part: Part) -> list[tuple[Turn, ...]]:
    """Those conversations, composed wherever it is called: each follows from its number alone."""
    return [composer_of(part.mixture).conversation(number) for number in part.numbers]


def untrained(bank: Bank) -> set[str]:
    """The forms of everything outside the training split."""
    outside = (wording for wording in wordings(bank) if wording.split != "train")
    return {one for wording in outside for one in wording.forms if says_something(one)}


def _values(turns: tuple[Turn, ...]) -> frozenset[str]:
    replies = (split_reply(turn.text).inner for turn in turns if turn.role == "luna")
    return frozenset(fact.value for inner in replies if inner for fact in inner.facts if fact.value)


def _renamed(rng: random.Random, dialogue: Dialogue) -> tuple[Turn, ...]:
    """The dialogue, half the time with other names for those that were told in it."""
    if rng.random() < 0.5:
        return dialogue.turns
    inner = (spoken.inner for spoken in dialogue.replies() if spoken.inner)
    told = {fact.value for one in inner for fact in one.facts if fact.key.endswith("name")}
    whole = " ".join(turn.text for turn in dialogue.turns)
    others = {
        old: name(rng).split()[0]
        for old in sorted(told)
        if _NAME.fullmatch(old) and len(re.findall(old, whole, re.I)) == len(re.findall(rf"\b{old}\b", whole))
    }
    if not others:
        return dialogue.turns
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, others))})\b")
    return tuple(
        Turn(turn.role, pattern.sub(lambda found: others[found[0]], turn.text)) for turn in dialogue.turns
    )
