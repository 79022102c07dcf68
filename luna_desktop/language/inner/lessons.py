"""The rows of one age-up for a base that reads: what was told, in many wordings, and what keeps her honest.

What is meant (many wordings, one key) is a skill that the base has already; what is left to learn is what is so.
Beside the facts stand refusals, near misses first and never few: a small life would be answered with by mistake
(docs/growth-log.md). Rehearsed skills and talk without a fact keep a greeting from being answered with one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from luna_desktop.domain.inner_speech import (
    Clause,
    Everything,
    Fact,
    InnerSpeech,
    Question,
    WhoIs,
    render,
    split_reply,
)
from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.row import Row, up_to
from luna_desktop.domain.words import contains_word
from luna_desktop.language.inner import asking
from luna_desktop.language.inner.amounts import Amounts
from luna_desktop.language.inner.dreams import Dreams, worth_training
from luna_desktop.language.inner.ledger import Known, bearers, who_sentence
from luna_desktop.language.inner.topics import Topics
from luna_desktop.language.skills import Composer, phrases
from luna_desktop.language.skills.facts import is_clause
from luna_desktop.language.skills.hand import Hand
from luna_desktop.language.speech import REFUSAL, is_refusal
from luna_desktop.language.wording import decapitalise
from luna_desktop.language.wordings import phrasings
from luna_desktop.language.wordings.forms import form

DEV_FACTS = 40
LONGEST_TOLD = 500  # characters of a message that is rehearsed as it was told
HURRIED = 0.3  # of the questions: typed with slips
_TRIES = 40
_SHORT_LIST = 4  # facts that one reply has room for
_MORE = "There is more: ask me."

FACT = "fact:"  # how the source of a row begins that teaches one, before its bracket

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Life:
    """What one person told, by now: ``new`` to the weights that training starts from, and ``old``.

    ``dreams`` are questions that she wrote herself for a fact, by its key. ``exchanges`` were liked or mended.
    Under the keys ``gone`` was something that nothing is left of: she is to deny it.
    """

    new: tuple[Known, ...]
    old: tuple[Known, ...] = ()
    dreams: Dreams = field(default_factory=dict[str, Sequence[str]])
    exchanges: tuple[Pair, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def known(self) -> tuple[Known, ...]:
        return (*self.old, *self.new)


class Lessons:
    """Composes rows from the bank's training split; what is sealed is never said."""

    def __init__(self, topics: Topics, composer: Composer, amounts: Amounts) -> None:
        self.topics = topics
        self.composer = composer
        self.amounts = amounts

    def compose(self, life: Life, *, seed: int, budget_tokens: int, characters_per_token: float) -> list[Row]:
        """All rows in random order, within ``budget_tokens``; the same for the same life and seed.

        Of up to ``DEV_FACTS`` new facts one row each is only watched.
        """
        needed = self.amounts.needed(len(life.new), len(life.old), len(life.exchanges), len(life.gone))
        amounts = self.amounts.scaled(budget_tokens / needed) if needed else self.amounts
        one = _Composing(self.topics, self.composer, amounts, life, random.Random(seed))
        rows = list(one.rows())
        one.rng.shuffle(rows)
        return [*up_to(rows, budget_tokens, characters_per_token), *one.watched()]


class _Composing:
    """One life's rows."""

    def __init__(
        self, topics: Topics, composer: Composer, amounts: Amounts, life: Life, rng: random.Random
    ) -> None:
        self.topics, self.composer, self.amounts, self.life, self.rng = topics, composer, amounts, life, rng
        self.keys = {one.key.casefold() for one in life.known}
        self.bearers = bearers(life.known, topics)
        self.values = {value.casefold() for one in life.known for value in one.values}
        self._held = asking.held_forms(life.known)
        self._asked = {one.key: _forms(one, topics) for one in life.known}
        self.dreams = worth_training(life.dreams, life.known, self._asked, self._may_say)
        dreamed = (form(text) for texts in self.dreams.values() for text in texts)
        self._answered = frozenset(dreamed).union(*self._asked.values())

    def rows(self) -> Iterator[Row]:
        """Everything that is trained."""
        life, amounts = self.life, self.amounts
        yield from self._told()
        for one, times in [(x, amounts.askings(len(life.new))) for x in life.new] + [
            (x, amounts.ask_old) for x in life.old
        ]:
            yield from (self._ask(one) for _ in range(times))
            yield from self._checks(one)
            yield from self._counts(one)
        yield from self._recalls()
        yield from self._names()
        yield from self._all_about()
        yield from self._refusals()
        facts = len(life.known)
        yield from self._skills(max(amounts.skills_least, round(amounts.skills * facts)))
        for number in range(max(amounts.talk_least, round(amounts.talk * facts))):
            yield Row(self._talk(self.composer.request if number % 2 else self.composer.talk), "talk")
        for said, reply in life.exchanges:
            yield from (_row("exchange", said, reply) for _ in range(amounts.exchange))

    def watched(self) -> Iterator[Row]:
        """New facts in a wording of the bank's dev split, or in one that no lesson has."""
        for one in self.rng.sample(self.life.new, min(len(self.life.new), DEV_FACTS)):
            about = self.topics.about(one.key, "dev")
            asks = [
                question
                for told in about
                for question in replace(told, value=one.value).questions(self.rng, 3)
            ]
            said = self.rng.choice(asks or asking.generic(one.key, "dev"))
            yield replace(_answer(one, said), dev=True)

    # -- what is so

    def _ask(self, one: Known) -> Row:
        return _answer(one, self._typed(self._question(one)))

    def _question(self, one: Known) -> str:
        dreams, in_bank = self.dreams.get(one.key, ()), bool(self.topics.about(one.key))
        if dreams and self.rng.random() < self.amounts.dreamed * (1 if in_bank else 2):
            return self.rng.choice(dreams)
        return self._say(lambda: asking.ask(self.rng, one.key, self.topics, self.amounts.generic))

    def _recalls(self) -> Iterator[Row]:
        """Each key under another question, with what she heard given: the answer is to follow from the key alone.

        As many keys that nothing was told of are refused in the same way. Trained on questions alone she refused
        what she knew where it was asked in a wording unlike those of its lessons.
        """
        life, unknown = self.life, asking.Unknown(self.life.known, self.topics)
        times = [(one, self.amounts.recalls(len(life.new))) for one in life.new]
        times += [(one, self.amounts.recall_old) for one in life.old]
        for one in (one for one, often in times for _ in range(often)):
            yield self._recall(_about(one), Question(one.key), one.sentence)
            for _ in range(_TRIES):
                if drawn := unknown.draw(self.rng, one, "train"):
                    yield self._recall("refusal", drawn[1], REFUSAL)
                    break

    def _recall(self, source: str, clause: Clause, text: str) -> Row:
        bracket = render(InnerSpeech((clause,)))
        said = self._say(lambda: self.topics.question(self.rng, self.topics.draw(self.rng), "train"))
        turns = Turn("person", self._typed(said)), Turn("luna", f"{bracket} {text}")
        return Row(turns, source, given=len(bracket))

    def _told(self) -> Iterator[Row]:
        """The person's own messages with the bracket that is right for them."""
        messages: dict[str, dict[str, list[str]]] = {}
        for one in self.life.new:
            for heard in one.told:
                messages.setdefault(heard.source, {}).setdefault(one.key, []).append(heard.value)
        for said, told in messages.items():
            if not said or len(said) > LONGEST_TOLD:
                continue
            facts = [Fact(key, phrases.listed(values)) for key, values in told.items()]
            sentences = [self.topics.sentence(key, *values) for key, values in told.items()]
            source = _source(Fact(key, value) for key, values in told.items() for value in values)
            for _ in range(self.amounts.say):
                text = " ".join((self.rng.choice(phrases.ACKNOWLEDGED), *sentences[:_SHORT_LIST]))
                yield _row(source, said, _bracketed(facts, text))

    def _checks(self, one: Known) -> Iterator[Row]:
        """Whether it is so: yes, and no where it is otherwise."""
        about = self.topics.about(one.key)
        if is_clause(one.key) or len(one.values) > 1:
            return
        others = [
            value for told in about for value in told.topic.values if value.casefold() not in self.values
        ]
        times = self.amounts.check if one in self.life.new else 1
        for number in range(times):
            right = number % 2 == 0 or not others
            said = asking.after_my(self.rng.choice(phrasings("check", "train")), one.key)
            said = said.replace("{v}", one.value if right else self.rng.choice(others))
            sentence = (
                decapitalise(one.sentence) if one.sentence.startswith(("Your ", "You ")) else one.sentence
            )
            yield _answer(one, self._typed(said, one.value), f"{'Yes' if right else 'No'}, {sentence}")

    def _counts(self, one: Known) -> Iterator[Row]:
        """How many there are, of names that were all told."""
        noun = self.topics.noun(one.key)
        several, many = phrases.plural(noun), len(one.values)
        key = f"number of {several}"
        if not several or not 2 <= many <= len(phrases.NUMBER_WORDS) or key in self.keys:
            return
        reply = _bracketed(
            [Question(key)], f"{phrases.NUMBER_WORDS[many - 1].capitalize()}: {phrases.listed(one.values)}."
        )
        for _ in range(self.amounts.count):
            said = self.rng.choice(phrasings("count", "train")).replace("{ns}", several)
            yield _row(_about(one), self._typed(said), reply)

    def _names(self) -> Iterator[Row]:
        """From the name to who bears it."""
        times = self.amounts.reversals(len(self.life.new))
        for bearer, nouns in self.bearers.items():
            asks, clause = asking.who(bearer, nouns[0], self.topics, "train")
            reply = _bracketed([clause], who_sentence(bearer, nouns))
            source = _source(Fact(f"{noun}'s name", bearer) for noun in nouns)
            for _ in range(times):
                yield _row(source, self._typed(self.rng.choice(asks), bearer), reply)

    def _all_about(self) -> Iterator[Row]:
        """All she knows of the person, as far as a reply has room, and of one owner where it all has."""
        first = self.life.known[:_SHORT_LIST]
        if first:
            more = (_MORE,) if len(first) < len(self.life.known) else ()
            reply = _bracketed([Everything()], " ".join((*(one.sentence for one in first), *more)))
            for _ in range(self.amounts.everything):
                yield _row("all", self._typed(self.rng.choice(phrasings("all", "train"))), reply)
        owners: dict[str, list[Known]] = {}
        for one in self.life.known:
            owner, owns, _ = one.key.partition("'s ")
            if owns and owner[0].islower():
                owners.setdefault(owner, []).append(one)
        for owner, facts in owners.items():
            if not 2 <= len(facts) <= _SHORT_LIST:
                continue
            reply = _bracketed([Everything(owner)], " ".join(one.sentence for one in facts))
            for _ in range(self.amounts.count):
                said = self.rng.choice(phrasings("all_about", "train")).replace("{n}", owner)
                yield _row("all", self._typed(said), reply)

    # -- what is not so

    def _refusals(self) -> Iterator[Row]:
        amounts, life = self.amounts, self.life
        for key in life.gone:
            for _ in range(amounts.ask):
                said = self._say(lambda key=key: asking.ask(self.rng, key, self.topics, amounts.generic))
                yield _row("refusal", self._typed(said), _bracketed([Question(key)], REFUSAL))
        wanted = max(amounts.refusals, amounts.refuse * len(life.new) + amounts.refuse_old * len(life.old))
        facts = self.rng.sample(life.known, len(life.known))
        unknown = asking.Unknown(life.known, self.topics)
        for number in range(wanted):
            for _ in range(_TRIES):
                drawn = unknown.draw(self.rng, facts[number % len(facts)] if facts else None, "train")
                if drawn and self._may_say(drawn[0]) and form(drawn[0]) not in self._answered:
                    yield _row("refusal", self._typed(drawn[0]), _bracketed([drawn[1]], REFUSAL))
                    break

    # -- what she could before

    def _skills(self, wanted: int) -> Iterator[Row]:
        """Conversations of the skills that deny nothing she knows."""
        many = self.composer.mixture.conversations
        while wanted:
            turns = self.composer.conversation(self.rng.randrange(many))
            if not any(self._denies(turn) for turn in turns if turn.role == "luna"):
                yield Row(turns, "skill")
                wanted -= 1

    def _denies(self, turn: Turn) -> bool:
        spoken = split_reply(turn.text)
        if spoken.inner is None or not is_refusal(spoken.text):
            return False
        asks = (*spoken.inner.keys, *(key for one in spoken.inner.keys for key in asking.same_owner(one)))
        keys = {key.casefold() for key in asks}
        names = {clause.name.casefold() for clause in spoken.inner.clauses if isinstance(clause, WhoIs)}
        everything = any(isinstance(clause, Everything) for clause in spoken.inner.clauses)
        return everything or bool(keys & self.keys or names & self.values)

    def _talk(self, draw: Callable[[random.Random], tuple[Turn, ...]]) -> tuple[Turn, ...]:
        """Talk that asks for none of it: no name of hers is in it."""
        turns = draw(self.rng)
        for _ in range(_TRIES):
            if not any(contains_word(turn.text, value) for turn in turns for value in self.bearers):
                break
            turns = draw(self.rng)
        said, *rest = turns
        return (Turn("person", self._typed(said.text)), *rest)

    # -- wordings

    def _may_say(self, text: str) -> bool:
        return self.composer.may_say(text) and form(text) not in self._held

    def _say(self, draw: Callable[[], str]) -> str:
        """What may be said of what is drawn."""
        for _ in range(_TRIES):
            text = draw()
            if self._may_say(text):
                return text
        raise ValueError("nothing that may be trained was drawn")

    def _typed(self, text: str, *spared: str) -> str:
        """``text`` as some hand types it, unless that comes out as something sealed."""
        written = Hand.draw(self.rng, HURRIED).write(self.rng, text, spared)
        return written if self._may_say(written) else text


def _row(source: str, said: str, reply: str) -> Row:
    return Row((Turn("person", said), Turn("luna", reply)), source)


def _bracketed(clauses: Sequence[Clause], text: str) -> str:
    return f"{render(InnerSpeech(tuple(clauses)))} {text}"


def _answer(one: Known, said: str, text: str = "") -> Row:
    return _row(_about(one), said, _bracketed([Question(one.key)], text or one.sentence))


def _about(one: Known) -> str:
    return _source(Fact(one.key, value) for value in one.values)


def _source(facts: Iterable[Fact]) -> str:
    """Where a row comes from that teaches ``facts``."""
    return f"{FACT}{render(InnerSpeech(tuple(facts)))}"


def _forms(one: Known, topics: Topics) -> frozenset[str]:
    """Everything that asks for what is known, in the bank or for any key."""
    asked = {form(text) for text in asking.generic(one.key, "train")}
    for told in topics.about(one.key):
        for line in told.topic.ask:
            asked |= {form(line.text.replace("{n}", noun)) for noun in told.nouns or ("",)}
    return frozenset(asked)
