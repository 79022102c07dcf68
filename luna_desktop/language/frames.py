"""Teaching with frames: kinds of facts that are told, asked and answered by templates. The embryo's way.

It is one of the ways behind the port ``services/teaching.py``; what of this room is its own is reached
through here only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from luna_desktop.domain.curriculum import PERSONALITY, Phase
from luna_desktop.domain.exam import ExamItem, FixedText
from luna_desktop.domain.lesson import Fact, Snapshot
from luna_desktop.domain.row import Row
from luna_desktop.domain.teaching import REMEMBERED, Composed, Order, Said, Understood, Wording, bare_question
from luna_desktop.language import personality, speech
from luna_desktop.language.acts import ACKNOWLEDGED
from luna_desktop.language.corrections import find_correction
from luna_desktop.language.dataset import REVERSED, birth_rows, compose
from luna_desktop.language.exam_items import told_items
from luna_desktop.language.finder import MAX_TEXT, find_facts
from luna_desktop.language.kinds import KINDS, is_kind, kind_of
from luna_desktop.language.lane import Lane
from luna_desktop.language.phases import phases_up_to
from luna_desktop.language.themselves import of_themselves

_NAMED = "Who is {v}?"
_ANYTHING = "Tell me about {v}."
_NAMING = (
    *REVERSED,
    "What is {v}?",
    _ANYTHING,
    "What do you know about {v}?",
    "Who is {v} to me?",
    "Have I told you about {v}?",
)
_BEFORE_ANSWERS = "|".join(re.escape(words) for words in (*ACKNOWLEDGED, "Yes,"))


class Frames:
    """Teaches a base that reads nothing but its generator."""

    def __init__(self, lane: Lane) -> None:
        self._lane = lane

    async def hear(self, text: str, before: Sequence[Said] = (), known: Sequence[Fact] = ()) -> Understood:
        return await self._lane(_hear, text, before)

    async def read(self, conversations: Sequence[Sequence[str]]) -> list[list[Understood]]:
        return await self._lane(lambda: [_read(texts) for texts in conversations])

    async def ear(self) -> str:
        return ""

    async def get_ready(self) -> None:
        await self._lane(_hear, "", ())

    async def close(self) -> None:
        pass

    def needed(self, order: Order) -> int:
        if order.mixture is None:
            return 0
        told = order.told
        return order.mixture.needed(
            len(told.new_facts), len(told.old_facts), len(told.exchanges), order.learning, gone=len(told.gone)
        )

    async def lessons(self, order: Order) -> Composed:
        return await self._lane(_compose, order)

    async def own_phase(self, told: Snapshot, seed: int) -> Phase:
        return await self._lane(personality.generate, told.facts, told.exchanges, seed)

    async def sealed(
        self, told: Snapshot, *, age: int, seed: int, taught_in: Mapping[str, int] | None = None
    ) -> list[ExamItem]:
        return await self._lane(told_items, told, age=age, seed=seed, taught_in=taught_in)

    def fixed_text(self, age: int) -> FixedText:
        return FixedText(range(min(age, 2) + 1))  # personality has no text of its own

    def questions_for(self, fact: Fact) -> list[Wording]:
        if not is_kind(fact.key):
            return []
        kind = kind_of(fact.key)
        found = [Wording(said) for said in kind.questions]
        found += [Wording(said, sealed=True) for said in kind.held_questions]
        if begun := kind.answer.split("{v}")[0].rstrip():
            found.append(Wording(kind.questions[0], begun=begun))
        openings = (statement.split("{v}")[0].rstrip() for statement in kind.statements)
        found += [Wording(opening, "opening") for opening in openings if opening]
        plainest = _NAMED if kind.values == "name" else _ANYTHING
        reversed_ = dict.fromkeys((plainest, *_NAMING))
        return found + [Wording(said.replace("{v}", fact.value), "reversed") for said in reversed_]

    def facts_in(self, row: Row) -> list[Fact]:
        if row.source == "own":
            return find_facts(row.turns[0].text)
        _, is_fact, key = row.source.partition("fact:")
        if not is_fact or not is_kind(key):
            return []
        # Words of other turns are no value.
        found = (_answer(kind_of(key).answer).fullmatch(turn.text) for turn in row.turns[1::2])
        return [Fact(key, match["value"]) for match in found if match is not None]

    def statement(self, fact: Fact) -> str:
        sayings = self.sayings(fact)
        return sayings[1] if sayings else _bare(fact)

    def answer(self, fact: Fact) -> str:
        sayings = self.sayings(fact)
        return sayings[0] if sayings else _bare(fact)

    def sayings(self, fact: Fact) -> tuple[str, ...]:
        if not is_kind(fact.key):
            return ()
        kind = kind_of(fact.key)
        return tuple(form.replace("{v}", fact.value) for form in (kind.answer, *kind.statements))

    def longest(self, fact: Fact) -> tuple[str, str]:
        answer, *statements = self.sayings(fact) or (_bare(fact), _bare(fact))
        return max(statements, key=len), f"{max(ACKNOWLEDGED, key=len)} {answer}"

    def title(self, fact: Fact) -> str:
        return kind_of(fact.key).title if is_kind(fact.key) else fact.key

    def is_key(self, key: str) -> bool:
        return is_kind(key)

    def key_of(self, written: str) -> str:
        return written

    def is_many(self, key: str) -> bool:
        return False

    def suggested_keys(self) -> tuple[str, ...]:
        return tuple(KINDS)

    def is_refusal(self, text: str) -> bool:
        return speech.is_refusal(text)


def asked_keys(text: str) -> frozenset[str]:
    """The kinds of facts that ``text`` asks for, in any wording that is known."""
    return _questions().get(bare_question(text), frozenset())


@cache
def _questions() -> Mapping[str, frozenset[str]]:
    keys: dict[str, frozenset[str]] = {}
    for key, kind in KINDS.items():
        for form in map(bare_question, (*kind.questions, *kind.held_questions)):
            keys[form] = keys.get(form, frozenset()) | {key}
    return keys


def _hear(text: str, before: Sequence[Said]) -> Understood:
    return _understood(text, find_facts(text), _context(before))


def _understood(text: str, facts: Sequence[Fact], context: Sequence[Fact]) -> Understood:
    mended = find_correction(text, context)
    if mended is not None and any(fact.key == mended.key for fact in facts):
        mended = None
    found = [*facts, mended] if mended is not None else facts
    told = {fact: _told(fact, text) for fact in found}
    return Understood(tuple(told.values()), told[mended] if mended is not None else None, asked_keys(text))


def _told(fact: Fact, text: str) -> Fact:
    return replace(fact, sentence=kind_of(fact.key).answer.replace("{v}", fact.value), source=text)


def _context(before: Sequence[Said]) -> list[Fact]:
    """What the conversation was about, the newest first; what was asked for has an empty value."""
    context: list[Fact] = []
    for said in reversed(before):
        context += reversed(said.facts)
        if said.turn.role == "person":
            context += [Fact(key, "") for key in sorted(asked_keys(said.turn.text))]
    return context


def _read(texts: Sequence[str]) -> list[Understood]:
    heard: list[Understood] = []
    back = REMEMBERED // 2  # turns of theirs: of as many messages every other one is the assistant's
    for text in texts:
        own = of_themselves(text, MAX_TEXT)
        recent = [fact for one in reversed(heard[-back:]) for fact in reversed(one.facts)]
        heard.append(_understood(text, find_facts(own) if own else (), recent))
    return heard


def _compose(order: Order) -> Composed:
    phases = phases_up_to(order.age)
    if order.mixture is None:
        return Composed(tuple(birth_rows(order, phases[0])))
    told, own = order.told, None
    if order.age >= PERSONALITY and (told.facts or told.exchanges):
        own = personality.generate(told.facts, told.exchanges, order.seed)
        phases.append(own)
    return Composed(tuple(compose(order, phases)), own)


def _bare(fact: Fact) -> str:
    return f"{fact.key}: {fact.value}"


@cache
def _answer(template: str) -> re.Pattern[str]:
    opening, closing = map(re.escape, template.split("{v}"))
    first, rest = opening[:1], opening[1:]
    start = f"[{first.upper()}{first.lower()}]{rest}" if first.isalpha() else opening
    return re.compile(rf"(?:(?:{_BEFORE_ANSWERS}) )?{start}(?P<value>.+){closing}", re.DOTALL)
