"""Every phase: its file follows from its generator, and what it holds out is nowhere in what is taught."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from luna_desktop.domain.curriculum import parse_held_out
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.words import same_words
from luna_desktop.language import reasoning
from luna_desktop.language.curricula import CURRICULA, HELD_SEED, write
from luna_desktop.language.phases import held_out_path, load_held_out, load_phase, phase_path


@pytest.mark.parametrize("number", CURRICULA)
def test_the_shipped_files_follow_from_the_generators(number: int, tmp_path: Path) -> None:
    write(number, 0, tmp_path / "phase.json")
    assert (tmp_path / "phase.json").read_bytes() == phase_path(number).read_bytes()
    assert (tmp_path / "held_out" / "phase.json").read_bytes() == held_out_path(number).read_bytes()
    assert load_held_out(number).seed == HELD_SEED


@pytest.mark.parametrize("number", CURRICULA)
@pytest.mark.parametrize("seed", [0, 7])
def test_nothing_that_is_asked_is_taught(number: int, seed: int) -> None:
    taught = {same_words(e.prompt) for e in CURRICULA[number].generate(seed).examples}
    held = load_held_out(number).items
    assert len(held) >= 60
    assert not [item.prompt for item in held if same_words(item.prompt) in taught]


def test_phase_2_is_of_the_asked_size() -> None:
    phase = load_phase(phase_path(2))
    assert len(phase.examples) >= 1000
    assert {example.template for example in phase.examples} >= set(reasoning.TEMPLATES)


@pytest.mark.parametrize("template", reasoning.TEMPLATES)
def test_a_story_holds_its_answer_and_rivals(template: str) -> None:
    for seed in range(40):
        drawn = reasoning.story(random.Random(seed), template, held=seed % 2 == 0)
        assert drawn.choices[0] == drawn.answer
        assert len(set(drawn.choices)) == 3
        assert drawn.answer.split()[0].lower() in drawn.prompt.lower()
        assert drawn.prompt.endswith(("?", "."))


def test_held_stories_are_peopled_by_others() -> None:
    trained = " ".join(story.prompt for story in reasoning.stories(2000, 3)).split()
    words = {word.strip(".?,") for word in trained}
    for pool in (reasoning.HELD_THINGS, reasoning.HELD_ROOMS, reasoning.HELD_HOLDERS, reasoning.HELD_ACTS):
        assert not words & set(pool)
    assert not words & set(reasoning.HELD_NAMES)
    assert not words & {word for pair in reasoning.HELD_COMPARED for word in pair}


def test_a_fresh_story_is_new_and_never_asked_in_its_held_wording() -> None:
    questions: set[str] = set()
    for seed in range(3000):
        template = random.Random(seed).choice(tuple(reasoning.TEMPLATES))
        rng = random.Random(seed)
        fresh = reasoning.fresh(rng)
        assert fresh.template == template and fresh.answer == fresh.choices[0]
        again = random.Random(seed)
        again.choice(tuple(reasoning.TEMPLATES))
        world = reasoning._World(again, held=False)  # pyright: ignore[reportPrivateUsage]
        facts, _, held, answer, _ = reasoning.TEMPLATES[template][1](world)
        assert fresh.answer == answer and len(facts) >= 2
        assert not fresh.prompt.endswith(held)
        questions.add(fresh.prompt.split(". ")[-1].split()[0])
    assert {"Remind", "Please", "Tell", "Who"} <= questions, "asked in many ways"


def test_half_of_the_stories_are_asked_exactly() -> None:
    items = reasoning.held_out()
    assert sum(not item.choices for item in items) * 2 == len(items)
    assert {item.template for item in items} == set(reasoning.TEMPLATES)


@pytest.mark.parametrize(
    ("entry", "where"),
    [
        ("text", "entry 1"),
        ({"prompt": "Q?", "answer": "A.", "template": "t"}, "entry 1"),
        ({"prompt": "Q?", "answer": "A.", "choices": ["B.", "A."], "template": "t"}, "entry 1"),
        ({"prompt": "Q?", "answer": "A.", "choices": ["A.", "A."], "template": "t"}, "entry 1"),
        ({"prompt": "P?", "answer": "A.", "choices": [], "template": "t"}, "entry 1"),
    ],
)
def test_a_malformed_item_is_named(entry: object, where: str) -> None:
    good: dict[str, object] = {"prompt": "P?", "answer": "A.", "choices": [], "template": "t"}
    top: dict[str, object] = {"phase": 2, "name": "patterns", "seed": 1, "items": [good, entry]}
    with pytest.raises(LunaError) as caught:
        parse_held_out(json.loads(json.dumps(top)), "file.json")
    assert caught.value.code == "curriculum-malformed"
    assert where in caught.value.sentence
