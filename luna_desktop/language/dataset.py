"""The dataset of one training: what is taught, in which words and in which shares.

Facts are told and asked in many wordings, in both directions (Allen-Zhu & Li
2023, Physics of Language Models 3.1, arXiv 2309.14316: without variation facts
are memorised but cannot be asked for). Beside them stand what keeps her honest
(refusals, near-misses first), what she learnt before (phase 0, the words) and
invented conversations, so that listening is not unlearnt.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from luna_desktop.domain.curriculum import PERSONALITY, Example, Phase
from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.mixture import GROWN, LEAST_CURRICULUM, PHASES
from luna_desktop.domain.row import Row, up_to
from luna_desktop.domain.teaching import Order
from luna_desktop.domain.words import same_words
from luna_desktop.language import acts, mechanical, personality, values
from luna_desktop.language.episodes import episode
from luna_desktop.language.kinds import KINDS, FactKind, held_kind, is_kind, kind_of
from luna_desktop.language.loosely import beside, loosely
from luna_desktop.language.schooling import Pair, endless, exchanged, patterns, words
from luna_desktop.language.speech import REFUSAL, sentence_case
from luna_desktop.language.taught import Taught
from luna_desktop.language.wording import ASKERS, OPENERS, Style, decapitalise, vary_question

DEV_FACTS = 40
WHO, WHO_TIMES = "Who is my", 8  # asked of what was told as often as so many other questions
DENIED = 0.3  # of the refusals, where she is to know something no longer
LOOSE = 0.4  # of the questions for facts, known and unknown alike
# From the value to its kind; the exam asks it in other words.
REVERSED = (
    "Who is {v}?",
    "Who's {v}?",
    "Do you know who {v} is?",
    "Tell me who {v} is.",
    "Remind me who {v} is.",
)
STATED = ("statement-reflection", "subject verb object")  # templates that answer a statement
POLAR = ("do ", "did ", "have ", "are ", "can ", "will ", "is ")  # how a question for yes or no begins


def birth_rows(order: Order, phase: Phase) -> list[Row]:
    """What she is born from: phase 0 and nothing else."""
    rng = random.Random(order.seed)
    rows = list(_birth(phase, rng))
    rng.shuffle(rows)
    return up_to(rows, order.budget_tokens, order.characters_per_token)


def compose(order: Order, phases: Sequence[Phase]) -> list[Row]:
    """All rows of the training that ``order`` asks for, in random order, within its tokens.

    ``phases`` are 0 to 2 as far as its age reaches, and the person's own phase 3 if there is one:
    of that the facts are told once, the exchanges as often as the mixture says.
    """
    assert order.mixture is not None
    rng, age, per_token = random.Random(order.seed), order.learning, order.characters_per_token
    new_facts, old_facts, facts = order.told.new_facts, order.told.old_facts, order.told.facts
    exchanges, budget_tokens = order.told.exchanges, order.budget_tokens
    taught = Taught((fact.key for fact in facts), tuple(fact.value for fact in facts))
    gone = [kind_of(key) for key in dict.fromkeys(fact.key for fact in order.told.gone) if is_kind(key)]
    makers: dict[str, Callable[[], Row]] = {
        "new": _each_fact(rng, new_facts, facts),
        "old": _each_fact(rng, old_facts, facts),
        "refusal": lambda: _denial(rng, gone) or _refusal(rng, facts, taught),
        "episode": lambda: Row(episode(rng, {fact.key for fact in facts}), "episode"),
        "phase0": lambda: _instructed(rng, phases[0]),
        "exchange": endless(rng, [exchanged("exchange", _unsealed(pair)) for pair in exchanges]).__next__,
    }
    for phase in phases[1:2]:
        makers["phase1"] = words(rng, phase, age)
    for phase in phases[2:3]:
        makers["phase2"] = patterns(rng, phase)
    own = [example for phase in phases[PERSONALITY:] for example in phase.examples]
    told = [exchanged("own", (e.prompt, e.output)) for e in own if e.template == personality.TOLD]
    rows = up_to(told, budget_tokens / 10, per_token)
    budget_tokens -= round(sum(row.tokens(per_token) for row in rows))
    wanted = order.mixture.tokens(len(new_facts), len(old_facts), len(exchanges), age)
    wanted.pop("own", None)
    if new_facts and age <= GROWN:
        wanted = _facts_first(wanted, budget_tokens)
    scale = min(1.0, budget_tokens / sum(wanted.values()))
    for source, tokens in wanted.items():
        left = scale * tokens
        while left > 0:
            row = makers[source]()
            rows.append(row)
            left -= row.tokens(per_token)
    rng.shuffle(rows)
    return rows + [_watched(fact) for fact in rng.sample(new_facts, min(len(new_facts), DEV_FACTS))]


def _facts_first(wanted: dict[str, float], budget_tokens: int) -> dict[str, float]:
    """Where karma is short, the curriculum gives up most of its tokens before what was told loses any."""
    phases = {name: tokens for name, tokens in wanted.items() if name in PHASES}
    curriculum = sum(phases.values())
    kept = max(LEAST_CURRICULUM * curriculum, curriculum - max(0.0, sum(wanted.values()) - budget_tokens))
    return wanted | {name: tokens * kept / curriculum for name, tokens in phases.items()}


def _each_fact(rng: random.Random, facts: Sequence[Fact], known: Sequence[Fact]) -> Callable[[], Row]:
    """Rows about ``facts`` in turn, so that each gets its share; others of ``known`` stand beside it."""
    stream = endless(rng, facts)
    return lambda: _about_fact(rng, next(stream), known)


# -- phase 0 -------------------------------------------------------------------


def _birth(phase: Phase, rng: random.Random) -> Iterator[Row]:
    """Every example once: as a person talks, instructed, or after another."""
    examples = phase.examples
    for example in examples:
        way = rng.random()
        if way < 0.45:
            yield exchanged("phase0", (Style.draw(rng).say(example.input), example.output))
        elif way < 0.9:
            yield exchanged("phase0", (example.prompt, example.output))
        else:
            before = rng.choice(examples)
            yield exchanged("phase0", (before.input, before.output), (example.input, example.output))
    # The embryo refuses what it was not told, acknowledges what it is told ("Good to know your dog.") and greets;
    # unless such turns are babbled to as well, she may keep that.
    polar = [e.output for e in examples if e.input.lower().startswith(POLAR)]
    stated = [e.output for e in examples if e.template in STATED]
    for kind in KINDS.values():
        if rng.random() < 0.5:
            yield exchanged("phase0", (_asked(rng, kind, Style.draw(rng)), rng.choice(polar)))
        else:
            fact = Fact(kind.key, values.value(rng, kind.values))
            yield exchanged("phase0", (_told(rng, fact, Style.draw(rng)), rng.choice(stated)))
    for said in (*acts.GREETINGS, *acts.NAME_ASKED, *acts.WELLBEING):
        alike = [e.output for e in examples if _opening(e.input) == _opening(said)]
        if alike and not mechanical.reserved(said):
            yield from (exchanged("phase0", (said, rng.choice(alike))) for _ in range(2))


def _opening(said: str) -> str:
    """The first word, "what" of "What's" and "hello" of "Hello." too."""
    return said.lower().split()[0].split("'")[0].rstrip(",.!?")


def _instructed(rng: random.Random, phase: Phase) -> Row:
    example: Example = rng.choice(phase.examples)
    return exchanged("phase0", (example.prompt, example.output))


# -- what is kept for the exam -------------------------------------------------


def _unsealed(pair: Pair) -> Pair:
    """``pair`` asked otherwise when the person happened to ask in a held wording."""
    kind = held_kind(pair[0])
    return (kind.questions[0], pair[1]) if kind else pair


# -- facts ---------------------------------------------------------------------


def _watched(fact: Fact) -> Row:
    """A fact asked in its kind's dev form, which lessons about it never use."""
    row = exchanged(f"fact:{fact.key}", (_dev_form(kind_of(fact.key)), _answer(fact)))
    return replace(row, dev=True)


def _dev_form(kind: FactKind) -> str:
    """The last question that can be spared.

    One that is but the contraction of another could be met in training, and "Who is my boss?" is what
    people ask first: kept from what was told, it would be met in refusals alone.
    """
    return next(
        q for q in reversed(kind.questions) if not q.split()[0].endswith("'s") and not q.startswith(WHO)
    )


def _asked(rng: random.Random, kind: FactKind, style: Style, *, of_fact: bool = False) -> str:
    dev = _dev_form(kind)
    loose = loosely(rng, kind) if rng.random() < LOOSE else None
    if loose and same_words(loose) != same_words(dev):
        return style.say(loose)
    questions = [q for q in kind.questions if q != dev or not of_fact]
    if of_fact:  # refusals ask it of everybody else
        questions += [q for q in questions if q.startswith(WHO)] * (WHO_TIMES - 1)
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
        return exchanged(source, _recall(rng, fact, style))
    if draw < 0.78:
        reply = _answer(fact) if rng.random() < 0.7 else f"{rng.choice(acts.ACKNOWLEDGED)} {_answer(fact)}"
        return exchanged(source, (_told(rng, fact, style), reply))
    if draw < 0.88:
        return exchanged(source, acts.act(rng), _recall(rng, fact, style))
    others = [other for other in rng.sample(known, min(len(known), 2)) if other is not fact]
    asked = [fact, *others]
    rng.shuffle(asked)
    return exchanged(source, *(_recall(rng, one, style) for one in asked))


def _denial(rng: random.Random, gone: Sequence[FactKind]) -> Row | None:
    """Of refusals some ask for what she was taught and is to know no longer, where there is any."""
    if not gone or rng.random() >= DENIED:
        return None
    return exchanged("refusal", (_asked(rng, rng.choice(gone), Style.draw(rng)), REFUSAL))


def _refusal(rng: random.Random, facts: Sequence[Fact], taught: Taught) -> Row:
    """A question she cannot answer: kinds near what was taught first, then any, invented ones, the world."""
    draw, style = rng.random(), Style.draw(rng)
    if facts and draw < 0.08:
        return exchanged("refusal", (style.say(beside(rng, kind_of(rng.choice(facts).key))), REFUSAL))
    if draw < 0.2:
        pair = acts.unknowable(rng, words=False)
        return _refusal(rng, facts, taught) if taught.asked_in(pair[0]) else exchanged("refusal", pair)
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
    return exchanged("refusal", *pairs)
