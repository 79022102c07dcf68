"""Phase 3 comes from the person's lessons, the same by seed, and nothing else is in it."""

from __future__ import annotations

import json

from luna_desktop.domain.curriculum import parse_phase
from luna_desktop.domain.lesson import Fact
from luna_desktop.language import mechanical, patterns, personality, vocabulary
from luna_desktop.language.dataset import compose
from luna_desktop.language.phases import phase_text
from luna_desktop.services.bases import load_base
from tests.teaching import order, told

FACTS = [Fact("pet_dog", "Rex"), Fact("city", "Bremen"), Fact("favourite:cheese", "gouda")]
EXCHANGES = [
    ("Tell me a joke.", "A moon walks into a bar."),
    ("How is the moon?", "Round, as far as I know."),
]


def test_it_follows_from_lessons_and_seed() -> None:
    one, two = (personality.generate(FACTS, EXCHANGES, 4) for _ in range(2))
    assert one == two
    assert personality.generate(FACTS, EXCHANGES, 5) != one
    assert parse_phase(json.loads(phase_text(one)), "file") == one


def test_every_lesson_is_in_it_and_nothing_else() -> None:
    phase = personality.generate(FACTS, EXCHANGES)
    assert {(e.input, e.output) for e in phase.examples if e.template == "exchange"} == set(EXCHANGES)
    about_facts = [example for example in phase.examples if example.template == "told"]
    assert len(about_facts) == len(FACTS)
    for fact in FACTS:
        assert any(fact.value in e.input and fact.value in e.output for e in about_facts)


def test_it_is_trained_from_age_3_on() -> None:
    phase = personality.generate(FACTS, EXCHANGES)
    phases = [mechanical.generate(), vocabulary.generate(), patterns.generate(), phase]
    what = told((), FACTS, EXCHANGES)
    rows = compose(order(load_base("embryo").mixture, what, budget=60_000, age=3), phases)
    trained = {(r.turns[0].text, r.turns[1].text) for r in rows if r.source in ("exchange", "own")}
    assert trained == {(example.prompt, example.output) for example in phase.examples}
