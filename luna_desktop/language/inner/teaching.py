"""Teaches a base that reads: heard by the ear, taught and asked in the bank's wordings, each fact under an open key."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Protocol

from luna_desktop.domain import inner_speech
from luna_desktop.domain.curriculum import PERSONALITY, Example, Phase
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.exam import ExamItem, FixedText
from luna_desktop.domain.inner_speech import Clause, InnerSpeech, Question, parse, render, split_reply
from luna_desktop.domain.lesson import Fact, Snapshot
from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.row import Row, up_to
from luna_desktop.domain.teaching import REMEMBERED, Composed, Order, Said, Understood, Wording
from luna_desktop.language import schooling, secrets, speech
from luna_desktop.language.inner import asking, birth, exam, facts, ledger, sieve
from luna_desktop.language.inner.amounts import Amounts
from luna_desktop.language.inner.facts import Heard
from luna_desktop.language.inner.ledger import Known
from luna_desktop.language.inner.lessons import FACT, Lessons, Life
from luna_desktop.language.inner.topics import Topics, owned
from luna_desktop.language.lane import Lane
from luna_desktop.language.phases import phases_up_to
from luna_desktop.language.skills import Composer, Mixture, composer_of, phrases
from luna_desktop.language.skills.facts import is_clause
from luna_desktop.language.speech import sentence_case
from luna_desktop.language.wordings import bank, keys

# Tokens of the curriculum an epoch. Its plain answers drown what was told: with 16,000 beside five facts a life answered
# 7 of 12 questions and 22 of 112 that it was never told.
CURRICULUM = 2_000
ALONE = 60_000  # in all epochs, where nothing was told: it alone has to show a gain
PATTERNS = 0.4  # of it, from the age on that has them


class Ear(Protocol):
    """Hears one message after what was said before it, or many by themselves."""

    async def hear(self, text: str, before: Sequence[Turn] = ()) -> InnerSpeech | None: ...

    async def hear_all(self, texts: Sequence[str]) -> list[InnerSpeech | None]: ...

    async def name(self) -> str: ...

    async def get_ready(self) -> None: ...

    async def close(self) -> None: ...


class Inner:
    """Teaches by inner speech. The bank is read when it is made, so that it is quick from then on.

    Args:
        lane: runs work beside the loop.
        ear: the base with its skills.
        amounts: how many rows of what.

    Raises:
        LunaError: as ``wordings.bank`` and ``wordings.keys``.
    """

    def __init__(self, lane: Lane, ear: Ear, amounts: Amounts | None = None) -> None:
        self._lane = lane
        self._ear = ear
        self._amounts = amounts or Amounts()
        self._topics = Topics(bank(), keys())

    @cached_property
    def _composer(self) -> Composer:
        return composer_of(Mixture())

    # -- hearing

    async def hear(self, text: str, before: Sequence[Said] = (), known: Sequence[Fact] = ()) -> Understood:
        if facts.unsays(text):
            return await self._lane(self._unsaid, text, before, known, True)
        context = _context(text, before)
        heard = [(piece, await self._heard(piece, context)) for piece in facts.pieces(text)]
        return await self._lane(self._understood, text, heard, known, True)

    async def _heard(self, piece: str, context: Sequence[Turn]) -> InnerSpeech | None:
        """What the ear makes of ``piece``; what is too long for it (code, a script it does not read) is pasted."""
        try:
            return await self._ear.hear(piece, context)
        except LunaError as error:
            if error.code != "prompt-too-long":
                raise
            return None

    async def read(self, conversations: Sequence[Sequence[str]]) -> list[list[Understood]]:
        return [await self._read(texts) for texts in conversations]

    async def _read(self, texts: Sequence[str]) -> list[Understood]:
        own = [sieve.to_hear(text) for text in texts]
        pieces = {text: facts.pieces(text) for text in own if text and not facts.unsays(text)}
        every = list(
            dict.fromkeys(piece for of_text in pieces.values() for piece in of_text if piece.strip())
        )
        heard = dict(zip(every, await self._ear.hear_all(every), strict=True))
        understood: list[Understood] = []
        known: list[Fact] = []  # by this conversation; others may have told more, before it or after
        for text in own:
            if text in pieces:
                said = [(piece, heard.get(piece)) for piece in pieces[text]]
                one = await self._lane(self._understood, text, said, known, False)
            elif text:
                one = await self._lane(self._unsaid, text, (), known, False)
            else:
                one = Understood(inner="")
            known = ledger.after(known, one.facts)
            understood.append(one)
        return understood

    async def ear(self) -> str:
        return await self._ear.name()

    async def get_ready(self) -> None:
        await self._ear.get_ready()

    async def close(self) -> None:
        await self._ear.close()

    def _understood(
        self, text: str, heard: Sequence[tuple[str, InnerSpeech | None]], known: Sequence[Fact], whole: bool
    ) -> Understood:
        told, clauses = list[Heard](), list[Clause]()
        for piece, inner in heard:
            if inner is None:
                continue
            here = facts.hear(piece, inner, self._topics)
            told += here
            clauses += [inner_speech.Fact(one.key, one.value, one.change) for one in here]
            clauses += [
                self._plain(clause) for clause in inner.clauses if not isinstance(clause, inner_speech.Fact)
            ]
        return self._changed(text, told, clauses, known, whole)

    def _unsaid(self, text: str, before: Sequence[Said], known: Sequence[Fact], whole: bool) -> Understood:
        """All that the message right before told is taken back."""
        last = next((said.facts for said in reversed(before) if said.turn.role == "person"), ())
        told = [Heard(x.key, x.value, "remove", source=text) for x in last if x.change != "remove"]
        clauses = [inner_speech.Fact(one.key, one.value, one.change) for one in told]
        return self._changed(text, told, clauses, known, whole)

    def _changed(
        self,
        text: str,
        told: Sequence[Heard],
        clauses: Sequence[Clause],
        known: Sequence[Fact],
        whole: bool,
    ) -> Understood:
        changes = ledger.changes(told, known, self._topics, whole=whole)
        before = {fact.key for fact in known}
        mended = next(
            (x for x in changes if x.change == "set" and x.key in before and ledger.puts_right(x.source)),
            None,
        )
        asked = frozenset(clause.key for clause in clauses if isinstance(clause, Question))
        as_facts = {one: Fact(one.key, one.value, one.sentence, text, one.change) for one in changes}
        inner = render(InnerSpeech(tuple(dict.fromkeys(clauses)))) if clauses else ""
        return Understood(
            tuple(as_facts.values()),
            as_facts[mended] if mended else None,
            asked,
            inner if len(inner) <= inner_speech.LONGEST else None,
        )

    def _plain(self, clause: Clause) -> Clause:
        return Question(self._topics.keys.canonical(clause.key)) if isinstance(clause, Question) else clause

    # -- lessons

    def needed(self, order: Order) -> int:
        if order.mixture is None:
            return 0
        told = order.told
        new, old, gone = map(_keys, (told.new_facts, told.old_facts, told.gone))
        tokens = self._amounts.needed(len(new), len(old), len(told.exchanges), len(gone))
        return order.epochs * (tokens + CURRICULUM) if tokens else 0

    async def lessons(self, order: Order) -> Composed:
        return await self._lane(self._compose, order)

    async def own_phase(self, told: Snapshot, seed: int) -> Phase:
        return await self._lane(self._own_phase, told, seed)

    async def sealed(
        self, told: Snapshot, *, age: int, seed: int, taught_in: Mapping[str, int] | None = None
    ) -> list[ExamItem]:
        return await self._lane(self._sealed, told, age, seed, taught_in)

    def fixed_text(self, age: int) -> FixedText:
        return exam.fixed_text(age)

    def _sealed(
        self, told: Snapshot, age: int, seed: int, taught_in: Mapping[str, int] | None
    ) -> list[ExamItem]:
        life = self._life(told)
        return exam.told_items(
            life.new, life.old, self._topics, bank(), age=age, seed=seed, taught_in=taught_in, gone=life.gone
        )

    def _compose(self, order: Order) -> Composed:
        rng, phases = random.Random(order.seed), phases_up_to(order.age)
        if order.mixture is None:
            rows = birth.rows(phases[0], self._composer, rng)
            return Composed(tuple(up_to(rows, order.budget_tokens, order.characters_per_token)))
        life, budget = self._life(order.told), order.budget_tokens // order.epochs
        school = CURRICULUM
        if not self.needed(order):
            # What she knows is rehearsed all the same: her adapter begins from nothing.
            rehearsed = self._amounts.rows(0, len(life.old), 0) * self._amounts.tokens_per_row
            school = max(CURRICULUM, min(ALONE // order.epochs, budget - rehearsed))
        lessons = Lessons(self._topics, self._composer, self._amounts).compose(
            life,
            seed=order.seed,
            budget_tokens=budget - school,
            characters_per_token=order.characters_per_token,
        )
        rows = [row for row in lessons if not row.dev]
        rows += _schooling(rng, phases, order.learning, school, order.characters_per_token)
        rng.shuffle(rows)
        rows += [row for row in lessons if row.dev]
        told = order.told
        has_own = order.age >= PERSONALITY and (told.facts or told.exchanges)
        return Composed(tuple(rows), self._own_phase(told, order.seed) if has_own else None)

    def _own_phase(self, told: Snapshot, seed: int) -> Phase:
        """Their exchanges as they were, and each fact in their own words with what she says to it."""
        rng = random.Random(f"personality {seed}")
        examples = [Example("", said, split_reply(reply).text, "exchange") for said, reply in told.exchanges]
        for fact in told.facts:
            taken_up = f"{rng.choice(phrases.ACKNOWLEDGED)} {self.answer(fact)}"
            examples.append(Example("", _own_words(fact) or self.statement(fact), taken_up, "told"))
        rows = list({example.prompt: example for example in reversed(examples)}.values())
        rng.shuffle(rows)
        return Phase(PERSONALITY, "personality", seed, tuple(rows))

    def _life(self, told: Snapshot) -> Life:
        return Life(
            tuple(self._known(of_key) for of_key in _keys(told.new_facts).values()),
            tuple(self._known(of_key) for of_key in _keys(told.old_facts).values()),
            exchanges=told.exchanges,
            gone=tuple(_keys(told.gone)),
        )

    def _known(self, of_key: Sequence[Fact]) -> Known:
        told = [
            Heard(fact.key, fact.value, fact.change, self.answer(fact), _own_words(fact)) for fact in of_key
        ]
        return ledger.known(told, self._topics)

    # -- how a fact is said and asked for

    def questions_for(self, fact: Fact) -> list[Wording]:
        about = self._topics.about(fact.key)
        told = [
            _with_noun(line.text, x.nouns) for x in about for line in x.topic.lines("ask", "train", "dev")
        ]
        sealed = [_with_noun(line.text, x.nouns) for x in about for line in x.topic.lines("ask", "exam")]
        found = [Wording(said) for said in (*told, *asking.generic(fact.key, "train"))]
        found += [
            Wording(said, sealed=True)
            for said in (*sealed, *asking.generic(fact.key, "exam"), *asking.generic(fact.key, "dev"))
        ]
        answer = self.answer(fact)
        inner = render(InnerSpeech((Question(fact.key),)))
        begun = answer.partition(fact.value)[0].rstrip() if fact.value in answer else ""
        found.append(Wording(found[0].said, begun=f"{inner} {begun}".rstrip()))
        opening = self.statement(fact).partition(fact.value)[0].rstrip()
        if opening:
            found.append(Wording(opening, "opening"))
        if noun := self._topics.noun(fact.key):
            asks = (
                *asking.who(fact.value, noun, self._topics, "train")[0],
                *asking.who(fact.value, noun, self._topics, "exam")[0],
            )
            found += [Wording(said, "reversed") for said in asks]
        return list(dict.fromkeys(found))

    def facts_in(self, row: Row) -> list[Fact]:
        _, is_fact, bracket = row.source.partition(FACT)
        inner = parse(bracket) if is_fact else None
        return [Fact(one.key, one.value) for one in inner.facts] if inner else []

    def statement(self, fact: Fact) -> str:
        key = fact.key
        return (
            f"{sentence_case(key)}: {fact.value}."
            if is_clause(key)
            else f"{sentence_case(owned(key, 'my'))} is {fact.value}."
        )

    def answer(self, fact: Fact) -> str:
        return self._topics.sentence(fact.key, fact.value)

    def sayings(self, fact: Fact) -> tuple[str, ...]:
        return self.answer(fact), self.statement(fact)

    def longest(self, fact: Fact) -> tuple[str, str]:
        bracket = render(InnerSpeech((inner_speech.Fact(fact.key, fact.value),)))
        taken_up = f"{bracket} {max(phrases.ACKNOWLEDGED, key=len)} {self.answer(fact)}"
        asked = max((x.said for x in self.questions_for(fact) if x.form == "question"), key=len)
        return max(self.statement(fact), asked, key=len), taken_up

    def title(self, fact: Fact) -> str:
        return self._topics.noun(fact.key) or fact.key

    def is_key(self, key: str) -> bool:
        return bool(key.strip()) and len(key) <= facts.LONGEST_KEY

    def key_of(self, written: str) -> str:
        return self._topics.keys.canonical(written)

    def is_many(self, key: str) -> bool:
        return self._topics.is_many(key)

    def suggested_keys(self) -> tuple[str, ...]:
        return self._topics.suggested()

    def is_refusal(self, text: str) -> bool:
        return speech.is_refusal(text)


def _keys(some: Iterable[Fact]) -> dict[str, list[Fact]]:
    """``some`` by their keys, in the order they came up."""
    found: dict[str, list[Fact]] = {}
    for fact in some:
        found.setdefault(fact.key, []).append(fact)
    return found


def _own_words(fact: Fact) -> str:
    """The message that told it, unless it may give more away than what was let in."""
    return "" if secrets.held(fact.source) else fact.source


def _context(text: str, before: Sequence[Said]) -> tuple[Turn, ...]:
    """What a short message may go on from, with what she made of it: what it takes back, else what was told last."""
    told = [said for said in reversed(before[-REMEMBERED:]) if said.turn.role == "person" and said.facts]
    for said in told:
        if any(facts.takes_back(text, fact.key) for fact in said.facts):
            return _taken_up(said)
    if told and facts.goes_on(text, [fact.value for fact in told[0].facts if fact.value]):
        return _taken_up(told[0])
    return ()


def _taken_up(said: Said) -> tuple[Turn, Turn]:
    clauses = tuple(inner_speech.Fact(fact.key, fact.value, fact.change) for fact in said.facts)
    return said.turn, Turn("luna", f"{render(InnerSpeech(clauses))} {phrases.ACKNOWLEDGED[0]}")


def _with_noun(text: str, nouns: Sequence[str]) -> str:
    return text.replace("{n}", "".join(nouns[:1]))


def _schooling(
    rng: random.Random, phases: Sequence[Phase], age: int, tokens: float, characters_per_token: float
) -> Iterator[Row]:
    """The curriculum's rows for ``age``, of so many tokens."""
    makers = [(schooling.words(rng, phase, age), 1.0) for phase in phases[1:2]]
    for phase in phases[2:3]:
        makers = [(makers[0][0], 1 - PATTERNS), (schooling.patterns(rng, phase), PATTERNS)]
    for draw, share in makers:
        left = share * tokens
        while left > 0:
            row = draw()
            left -= row.tokens(characters_per_token)
            yield row
