"""Conversations in which everything is invented: the embryo's whole experience.

An episode tells a few facts, wanders, and asks for them and for things never
told. Names and most content words are made up anew each time, so what can be
learnt is how telling, asking, correcting and not knowing work, and no fact.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from luna_desktop.domain.prompt import Turn
from luna_desktop.language import acts
from luna_desktop.language.kinds import KINDS, FactKind
from luna_desktop.language.loosely import beside, loosely
from luna_desktop.language.speech import REFUSAL, sentence_case
from luna_desktop.language.syntax import exercise
from luna_desktop.language.taught import Taught
from luna_desktop.language.values import value
from luna_desktop.language.wording import ASKERS, OPENERS, Style, decapitalise, vary_question

GENERATOR_VERSION = 4
LOOSE = 0.4  # of the questions for facts, told and untold alike

# A tenth of the kinds keeps its last statement out of the embryo's training, so
# that acceptance can ask with templates never seen.
TEMPLATE_HELD = frozenset(sorted(KINDS)[::10])

_BY_FAMILY: dict[str, tuple[FactKind, ...]] = {}
for _kind in KINDS.values():
    _BY_FAMILY[_kind.family] = (*_BY_FAMILY.get(_kind.family, ()), _kind)


@dataclass(slots=True)
class Told:
    """A fact as it stands in this conversation."""

    kind: FactKind
    value: str

    @property
    def answer(self) -> str:
        return self.kind.answer.replace("{v}", self.value)


class Episode:
    """Builds one conversation.

    ``held`` draws what acceptance keeps from training. Kinds in ``taught`` are
    known without being told here, so nothing in the episode may deny them.
    """

    def __init__(
        self, rng: random.Random, *, held: bool = False, taught: Collection[str] = frozenset()
    ) -> None:
        self.rng = rng
        self.taught = Taught(taught)
        self.held = held
        self.style = Style.draw(rng)
        self.turns: list[Turn] = []
        self.told: list[Told] = []

    def add(self, said: str, reply: str) -> None:
        if reply == REFUSAL and self.taught and self.taught.asked_in(said):
            return
        self.turns += [Turn("person", said), Turn("luna", reply)]

    def draw_kinds(self, count: int) -> list[FactKind]:
        """Kinds for this episode, clustered in one family half the time (near-misses)."""
        rng = self.rng
        if rng.random() < 0.45:
            family = _BY_FAMILY[rng.choice(tuple(_BY_FAMILY))]
            kinds = rng.sample(family, min(count, len(family)))
        else:
            kinds = rng.sample(list(KINDS.values()), count)
        return [acts.invented(rng) if rng.random() < 0.2 else kind for kind in kinds]

    def statement(self, told: Told) -> str:
        forms = told.kind.statements
        if told.kind.key in TEMPLATE_HELD:
            forms = forms[-1:] if self.held else forms[:-1]
        return sentence_case(self.rng.choice(forms).replace("{v}", told.value))

    def question(self, kind: FactKind) -> str:
        if self.held and kind.key in TEMPLATE_HELD:
            return self.rng.choice(kind.held_questions)
        if self.rng.random() < LOOSE and (asked := loosely(self.rng, kind)):
            return asked
        return vary_question(self.rng, self.rng.choice(kind.questions), kind.held_questions)

    def reply_to_telling(self, facts: Sequence[Told]) -> str:
        draw = self.rng.random()
        restated = " ".join(fact.answer for fact in facts)
        if draw < 0.45:
            return restated
        if draw < 0.7:
            return f"{self.rng.choice(acts.ACKNOWLEDGED)} {restated}"
        return self.rng.choice(acts.ACKNOWLEDGED)

    def new_value(self, kind: FactKind) -> str:
        made = value(self.rng, kind.values, held=self.held)
        return made.lower() if self.style.lower else made

    def tell(self, facts: Sequence[Told]) -> None:
        """One turn that tells one or two facts."""
        rng, sentences = self.rng, [self.statement(fact) for fact in facts]
        text = sentences[0]
        if len(sentences) == 2:
            text = f"{text[:-1]} and {decapitalise(sentences[1], facts[1].value)}"
        if rng.random() < 0.12:
            text = rng.choice(OPENERS) + decapitalise(text, facts[0].value)
        self.add(self.style.say(text), self.reply_to_telling(facts))

    def correct(self, fact: Told) -> None:
        """The person takes a fact back and gives another value."""
        old, fact.value = fact.value, self.new_value(fact.kind)
        statement = self.statement(fact)
        lowered = decapitalise(statement, fact.value)
        text = self.rng.choice(
            (
                f"No, {lowered}", f"That was wrong. {statement}", f"Sorry, {lowered}", f"Actually, {lowered}",
                f"Not {old}. {statement}", f"No, it is {fact.value}, not {old}.", f"I made a mistake: {lowered}",
            )
        )  # fmt: skip
        if text.startswith("No, it is") and self.told[-1] is not fact:
            text = f"No, {lowered}"
        self.add(
            self.style.say(text),
            self.rng.choice((f"I see. {fact.answer}", fact.answer, f"Thank you. {fact.answer}")),
        )

    def asked(self, text: str) -> str:
        if self.rng.random() < 0.08:
            text = self.rng.choice(ASKERS) + decapitalise(text, "")
        return self.style.say(text)

    def ask(self, fact: Told) -> None:
        """Ask for a told fact: plainly, as a check, or from value to kind."""
        rng, draw = self.rng, self.rng.random()
        if draw < 0.85 or "called" not in fact.kind.answer:
            self.add(self.asked(self.question(fact.kind)), fact.answer)
        elif draw < 0.92:
            shown = fact.value if rng.random() < 0.5 else self.new_value(fact.kind)
            verdict = "Yes" if shown == fact.value else "No"
            self.add(
                self.asked(f"Is my {fact.kind.title} called {shown}?"),
                f"{verdict}, {decapitalise(fact.answer, '')}",
            )
        else:
            self.add(
                self.asked(f"Who is {fact.value}?"), f"{sentence_case(fact.value)} is your {fact.kind.title}."
            )

    def ask_unknown(self) -> None:
        """Ask for something never told; near-misses of what was told come first."""
        rng = self.rng
        known = {fact.kind.key for fact in self.told}
        draw = rng.random()
        if draw < 0.12 and self.told:
            self.add(self.asked(beside(rng, rng.choice(self.told).kind)), REFUSAL)
            return
        if draw < 0.53 and self.told:
            family = _BY_FAMILY.get(rng.choice(self.told).kind.family, _BY_FAMILY["own"])
            kind = rng.choice(family)
        elif draw < 0.77:
            kind = acts.invented(rng)
        elif draw < 0.91:
            kind = rng.choice(list(KINDS.values()))
        else:
            self.add(*acts.unknowable(rng))
            return
        if kind.key not in known and not self.taught.has(kind):
            self.add(self.asked(self.question(kind)), REFUSAL)

    def wander(self) -> None:
        """A turn that has nothing to do with the facts."""
        self.add(*(acts.act(self.rng) if self.rng.random() < 0.6 else exercise(self.rng)))

    def facts(self, count: int) -> None:
        """Tell ``count`` facts, wander, correct, then ask."""
        rng = self.rng
        kinds = self.draw_kinds(count)
        seen: set[str] = set()
        waiting: list[Told] = []
        for kind in kinds:
            if kind.key in seen:
                continue
            seen.add(kind.key)
            waiting.append(Told(kind, self.new_value(kind)))
        while waiting:
            take = 2 if len(waiting) > 1 and rng.random() < 0.12 else 1
            now, waiting = waiting[:take], waiting[take:]
            self.told += now
            self.tell(now)
            if rng.random() < 0.15:
                self.wander()
            if rng.random() < 0.06:
                self.correct(rng.choice(self.told))
            if rng.random() < 0.15:
                self.ask_unknown() if rng.random() < 0.4 else self.ask(rng.choice(self.told))
        for fact in rng.sample(self.told, len(self.told)):
            if rng.random() < 0.85:
                self.ask(fact)
            if rng.random() < 0.3:
                self.ask_unknown()

    def unknowns(self) -> None:
        """Questions with nothing told at all."""
        for _ in range(self.rng.randint(1, 4)):
            if self.rng.random() < 0.4:
                self.add(*acts.unknowable(self.rng))
            else:
                self.ask_unknown()
            if self.rng.random() < 0.25:
                self.wander()


def episode(rng: random.Random, taught: Collection[str] = frozenset()) -> tuple[Turn, ...]:
    """One training episode: alternating turns, the person first."""
    made = Episode(rng, taught=taught)
    draw = rng.random()
    if draw < 0.62:
        made.facts(rng.choice((1, 1, 2, 2, 3, 3, 4, 5, 6)))
    elif draw < 0.78:
        for _ in range(rng.randint(1, 6)):
            made.add(*exercise(rng))
    elif draw < 0.87:
        for _ in range(rng.randint(1, 4)):
            made.add(*acts.act(rng))
    else:
        made.unknowns()
    return tuple(made.turns) or episode(rng, taught)


def chunk(seed: int, index: int, count: int) -> Iterator[tuple[Turn, ...]]:
    """``count`` episodes of the chunk ``index``: the same for the same seed, anywhere."""
    rng = random.Random(f"luna-episodes-{GENERATOR_VERSION}-{seed}-{index}")
    for _ in range(count):
        yield episode(rng)


@dataclass(frozen=True, slots=True)
class Probe:
    """A held-out question: the conversation up to it and the exact answer."""

    section: str  # "facts" | "syntax" | "refusal"
    turns: tuple[Turn, ...]
    answer: str


def probes(section: str, count: int, seed: int) -> Iterator[Probe]:
    """Acceptance items of other seeds, other names and, for a tenth of the kinds, other templates."""
    rng = random.Random(f"luna-probes-{section}-{seed}")
    for _ in range(count):
        made = Episode(rng, held=True)
        if section == "syntax":
            for _ in range(rng.randint(1, 3)):
                made.add(*exercise(rng))
        else:
            while not made.turns or (made.turns[-1].text == REFUSAL) != (section == "refusal"):
                made.turns, made.told = [], []
                if section == "facts":
                    _tell_and_ask(made)
                else:
                    _ask_untold(made)
        yield Probe(section, tuple(made.turns[:-1]), made.turns[-1].text)


def _tell_and_ask(made: Episode) -> None:
    rng = made.rng
    # Kinds with held templates come often, so that they weigh in the score.
    kinds = {k.key: k for k in made.draw_kinds(rng.randint(1, 5))}
    if rng.random() < 0.3:
        key = rng.choice(sorted(TEMPLATE_HELD))
        kinds[key] = KINDS[key]
    for kind in kinds.values():
        fact = Told(kind, made.new_value(kind))
        made.told.append(fact)
        made.tell([fact])
        if rng.random() < 0.15:
            made.wander()
    fact = rng.choice(made.told)
    made.add(made.asked(made.question(fact.kind)), fact.answer)


def _ask_untold(made: Episode) -> None:
    for kind in made.draw_kinds(made.rng.randint(0, 4) or 1) if made.rng.random() < 0.6 else ():
        fact = Told(kind, made.new_value(kind))
        made.told.append(fact)
        made.tell([fact])
    made.ask_unknown()
