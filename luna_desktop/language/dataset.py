"""The dataset of one training: what is taught, in which words and in which shares.

Facts are told and asked in many wordings, in both directions (Allen-Zhu & Li
2023, Physics of Language Models 3.1, arXiv 2309.14316: without variation facts
are memorised but cannot be asked for). Beside them stand what keeps her honest
(refusals, near-misses first), what she learnt before (phase 0, the words) and
invented conversations, so that listening is not unlearnt.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from luna_desktop.domain.curriculum import Example, Phase
from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.prompt import Turn
from luna_desktop.language import acts, mechanical, personality, reasoning, values
from luna_desktop.language.episodes import episode
from luna_desktop.language.kinds import KINDS, FactKind, held_kind, kind_of
from luna_desktop.language.loosely import beside, loosely
from luna_desktop.language.speech import REFUSAL, same_words, sentence_case
from luna_desktop.language.taught import Taught
from luna_desktop.language.vocabulary import front
from luna_desktop.language.wording import ASKERS, OPENERS, Style, decapitalise, vary_question

CHARACTERS_PER_TOKEN = 3.55  # of lessons with the embedded tokenizer
DEV_FACTS = 40
OWN = 32  # tokens of a fact in the person's own phase, where each stands once
LOOSE = 0.4  # of the questions for facts, known and unknown alike
PHASES = ("phase1", "phase2")
LEAST_CURRICULUM = 0.25  # of its tokens: what karma is too short for more
# From the value to its kind; the exam asks it in other words.
REVERSED = (
    "Who is {v}?",
    "Who's {v}?",
    "Do you know who {v} is?",
    "Tell me who {v} is.",
    "Remind me who {v} is.",
)
BOTH = 2  # from this age on the curriculum's tokens are shared between words and patterns
STATED = ("statement-reflection", "subject verb object")  # templates that answer a statement
POLAR = ("do ", "did ", "have ", "are ", "can ", "will ", "is ")  # how a question for yes or no begins
GROWN = 3  # the last age with new words; after it the curriculum holds nothing new for her

Pair = tuple[str, str]
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Row:
    """One training conversation and what it teaches."""

    turns: tuple[Turn, ...]
    source: str
    dev: bool = False  # only watched: its question is in a wording that no row trains

    @property
    def tokens(self) -> float:
        """About how many tokens it takes."""
        return sum(len(turn.text) for turn in self.turns) / CHARACTERS_PER_TOKEN + 1.5 * len(self.turns)


def _row(source: str, *pairs: Pair) -> Row:
    turns = [turn for said, reply in pairs for turn in (Turn("person", said), Turn("luna", reply))]
    return Row(tuple(turns), source)


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
            "own": OWN * (new + old) if age >= personality.NUMBER else 0,
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

    def needed(self, new: int, old: int, exchanges: int, age: int) -> int:
        """The tokens that what was told takes, whatever the karma; the curriculum is only rehearsed."""
        if not new and not exchanges:
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


def birth_rows(phase: Phase, budget_tokens: int, seed: int) -> list[Row]:
    """What she is born from: phase 0 and nothing else."""
    rng = random.Random(seed)
    rows = list(_birth(phase, rng))
    rng.shuffle(rows)
    return _up_to(rows, budget_tokens)


def compose(
    new_facts: Sequence[Fact],
    old_facts: Sequence[Fact],
    exchanges: Sequence[Pair],
    phases: Sequence[Phase],
    mixture: Mixture,
    *,
    budget_tokens: int,
    seed: int,
    age: int,
) -> list[Row]:
    """All rows of the training that leads to ``age``, in random order, within ``budget_tokens`` tokens.

    ``phases`` are 0 to 2 as far as ``age`` reaches, and the person's own phase 3 if there is one:
    of that the facts are told once, the exchanges as often as ``mixture`` says.
    ``old_facts`` are those that the weights it starts from were taught already.
    """
    rng = random.Random(seed)
    facts = [*old_facts, *new_facts]
    taught = Taught((fact.key for fact in facts), tuple(fact.value for fact in facts))
    makers: dict[str, Callable[[], Row]] = {
        "new": _each_fact(rng, new_facts, facts),
        "old": _each_fact(rng, old_facts, facts),
        "refusal": lambda: _refusal(rng, facts, taught),
        "episode": lambda: Row(episode(rng, {fact.key for fact in facts}), "episode"),
        "phase0": lambda: _instructed(rng, phases[0]),
        "exchange": _cycle(rng, [_row("exchange", _unsealed(pair)) for pair in exchanges]),
    }
    for phase in phases[1:2]:
        words = front(phase, min(age, GROWN))
        makers["phase1"] = _cycle(rng, [_row("phase1", (e.prompt, e.output)) for e in words])
    for phase in phases[2:3]:
        makers["phase2"] = _patterns(rng, phase)
    own = [example for phase in phases[personality.NUMBER :] for example in phase.examples]
    told = [_row("own", (e.prompt, e.output)) for e in own if e.template == personality.TOLD]
    rows = _up_to(told, budget_tokens / 10)
    budget_tokens -= round(sum(row.tokens for row in rows))
    wanted = mixture.tokens(len(new_facts), len(old_facts), len(exchanges), age)
    wanted.pop("own", None)
    if new_facts and age <= GROWN:
        wanted = _facts_first(wanted, budget_tokens)
    scale = min(1.0, budget_tokens / sum(wanted.values()))
    for source, tokens in wanted.items():
        left = scale * tokens
        while left > 0:
            row = makers[source]()
            rows.append(row)
            left -= row.tokens
    rng.shuffle(rows)
    return rows + [_watched(fact) for fact in rng.sample(new_facts, min(len(new_facts), DEV_FACTS))]


def _endless(rng: random.Random, items: Sequence[_Item]) -> Iterator[_Item]:
    """Every item once in random order, then again."""
    while items:
        yield from rng.sample(items, len(items))


def _facts_first(wanted: dict[str, float], budget_tokens: int) -> dict[str, float]:
    """Where karma is short, the curriculum gives up most of its tokens before what was told loses any."""
    phases = {name: tokens for name, tokens in wanted.items() if name in PHASES}
    curriculum = sum(phases.values())
    kept = max(LEAST_CURRICULUM * curriculum, curriculum - max(0.0, sum(wanted.values()) - budget_tokens))
    return wanted | {name: tokens * kept / curriculum for name, tokens in phases.items()}


def _cycle(rng: random.Random, rows: Sequence[Row]) -> Callable[[], Row]:
    return _endless(rng, rows).__next__


def _each_fact(rng: random.Random, facts: Sequence[Fact], known: Sequence[Fact]) -> Callable[[], Row]:
    """Rows about ``facts`` in turn, so that each gets its share; others of ``known`` stand beside it."""
    stream = _endless(rng, facts)
    return lambda: _about_fact(rng, next(stream), known)


def _up_to(rows: Sequence[Row], tokens: float) -> list[Row]:
    kept: list[Row] = []
    for row in rows:
        tokens -= row.tokens
        if tokens < 0 and kept:
            break
        kept.append(row)
    return kept


# -- phase 0 -------------------------------------------------------------------


def _birth(phase: Phase, rng: random.Random) -> Iterator[Row]:
    """Every example once: as a person talks, instructed, or after another."""
    examples = phase.examples
    for example in examples:
        way = rng.random()
        if way < 0.45:
            yield _row("phase0", (Style.draw(rng).say(example.input), example.output))
        elif way < 0.9:
            yield _row("phase0", (example.prompt, example.output))
        else:
            before = rng.choice(examples)
            yield _row("phase0", (before.input, before.output), (example.input, example.output))
    # The embryo refuses what it was not told, acknowledges what it is told ("Good to know your dog.") and greets;
    # unless such turns are babbled to as well, she may keep that.
    polar = [e.output for e in examples if e.input.lower().startswith(POLAR)]
    stated = [e.output for e in examples if e.template in STATED]
    for kind in KINDS.values():
        if rng.random() < 0.5:
            yield _row("phase0", (_asked(rng, kind, Style.draw(rng)), rng.choice(polar)))
        else:
            fact = Fact(kind.key, values.value(rng, kind.values))
            yield _row("phase0", (_told(rng, fact, Style.draw(rng)), rng.choice(stated)))
    for said in (*acts.GREETINGS, *acts.NAME_ASKED, *acts.WELLBEING):
        alike = [e.output for e in examples if _opening(e.input) == _opening(said)]
        if alike and not mechanical.reserved(said):
            yield from (_row("phase0", (said, rng.choice(alike))) for _ in range(2))


def _opening(said: str) -> str:
    """The first word, "what" of "What's" and "hello" of "Hello." too."""
    return said.lower().split()[0].split("'")[0].rstrip(",.!?")


def _instructed(rng: random.Random, phase: Phase) -> Row:
    example: Example = rng.choice(phase.examples)
    return _row("phase0", (example.prompt, example.output))


# -- phase 2 -------------------------------------------------------------------


def _patterns(rng: random.Random, phase: Phase) -> Callable[[], Row]:
    """Its sayings in turn, and its stories made anew each time: told again they would be known by heart."""
    sayings = [e for e in phase.examples if e.template not in reasoning.TEMPLATES]
    share = len(sayings) / len(phase.examples)
    said = _cycle(rng, [_row("phase2", (e.prompt, e.output)) for e in sayings])

    def draw() -> Row:
        if rng.random() < share:
            return said()
        story = reasoning.fresh(rng)
        return _row("phase2", (story.prompt, story.answer))

    return draw


# -- what is kept for the exam -------------------------------------------------


def _unsealed(pair: Pair) -> Pair:
    """``pair`` asked otherwise when the person happened to ask in a held wording."""
    kind = held_kind(pair[0])
    return (kind.questions[0], pair[1]) if kind else pair


# -- facts ---------------------------------------------------------------------


def _watched(fact: Fact) -> Row:
    """A fact asked in its kind's dev form, which lessons about it never use."""
    row = _row(f"fact:{fact.key}", (_dev_form(kind_of(fact.key)), _answer(fact)))
    return replace(row, dev=True)


def _dev_form(kind: FactKind) -> str:
    """The last question; one that is but the contraction of another could be met in training."""
    return next(q for q in reversed(kind.questions) if not q.split()[0].endswith("'s"))


def _asked(rng: random.Random, kind: FactKind, style: Style, *, of_fact: bool = False) -> str:
    dev = _dev_form(kind)
    loose = loosely(rng, kind) if rng.random() < LOOSE else None
    if loose and same_words(loose) != same_words(dev):
        return style.say(loose)
    questions = [q for q in kind.questions if q != dev or not of_fact]
    text = vary_question(rng, rng.choice(questions), (*kind.held_questions, dev))
    if rng.random() < 0.1:
        opened = rng.choice(ASKERS) + decapitalise(text)
        # "Please, " can make a held question of one that is not.
        text = text if held_kind(opened) else opened
    return style.say(text)


def _answer(fact: Fact) -> str:
    return kind_of(fact.key).answer.replace("{v}", fact.value)


def _told(rng: random.Random, fact: Fact, style: Style) -> str:
    text = sentence_case(rng.choice(kind_of(fact.key).statements).replace("{v}", fact.value))
    if rng.random() < 0.1:
        text = rng.choice(OPENERS) + decapitalise(text, fact.value)
    return style.say(text)


def _recall(rng: random.Random, fact: Fact, style: Style) -> Pair:
    """A question for the fact: plainly, as a check, or from value to kind."""
    kind, draw = kind_of(fact.key), rng.random()
    if draw < 0.66 or "called" not in kind.answer:
        return _asked(rng, kind, style, of_fact=True), _answer(fact)
    if draw < 0.71:
        return style.say(f"Is my {kind.title} called {fact.value}?"), f"Yes, {decapitalise(_answer(fact))}"
    asked = style.say(rng.choice(REVERSED).replace("{v}", fact.value))
    return asked, f"{sentence_case(fact.value)} is your {kind.title}."


def _about_fact(rng: random.Random, fact: Fact, known: Sequence[Fact]) -> Row:
    """Mostly a bare question; sometimes told once more, after another turn, or several in a row."""
    style, draw = Style.draw(rng), rng.random()
    source = f"fact:{fact.key}"
    if draw < 0.6:
        return _row(source, _recall(rng, fact, style))
    if draw < 0.78:
        reply = _answer(fact) if rng.random() < 0.7 else f"{rng.choice(acts.ACKNOWLEDGED)} {_answer(fact)}"
        return _row(source, (_told(rng, fact, style), reply))
    if draw < 0.88:
        return _row(source, acts.act(rng), _recall(rng, fact, style))
    others = [other for other in rng.sample(known, min(len(known), 2)) if other is not fact]
    asked = [fact, *others]
    rng.shuffle(asked)
    return _row(source, *(_recall(rng, one, style) for one in asked))


def _refusal(rng: random.Random, facts: Sequence[Fact], taught: Taught) -> Row:
    """A question she cannot answer: kinds near what was taught first, then any, invented ones, the world."""
    draw, style = rng.random(), Style.draw(rng)
    if facts and draw < 0.08:
        return _row("refusal", (style.say(beside(rng, kind_of(rng.choice(facts).key))), REFUSAL))
    if draw < 0.2:
        pair = acts.unknowable(rng, words=False)
        return _refusal(rng, facts, taught) if taught.asked_in(pair[0]) else _row("refusal", pair)
    if draw < 0.47:
        kind = acts.invented(rng)
    else:
        near = {kind_of(fact.key).family for fact in facts} if draw < 0.76 else set[str]()
        pool = [k for k in KINDS.values() if not taught.has(k) and (not near or k.family in near)]
        kind = rng.choice(pool or [acts.invented(rng)])
    if taught.has(kind):
        return _refusal(rng, facts, taught)
    pairs = [(_asked(rng, kind, style), REFUSAL)]
    if facts and rng.random() < 0.3:
        pairs.insert(rng.randint(0, 1), _recall(rng, rng.choice(facts), style))
    return _row("refusal", *pairs)
