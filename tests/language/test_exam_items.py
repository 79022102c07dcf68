"""The exam's questions: enough of each section, sealed by seed, and honest in their choices."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import Counter

import pytest

from luna_desktop.domain.exam import ExamItem, FixedText, items_sha256
from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.words import contains_word, same_words
from luna_desktop.language.anchor import conversations
from luna_desktop.language.common_items import GENERIC, MOST_FACTS, common_items
from luna_desktop.language.contamination import drop_contaminated
from luna_desktop.language.exam_items import CONTROL_ITEMS
from luna_desktop.language.kinds import KINDS
from luna_desktop.language.speech import REFUSAL, is_question
from luna_desktop.language.values import value
from tests.teaching import exam

SHAPES = [(0, 0), (1, 0), (0, 5), (12, 0), (12, 60), (61, 61), (65, 65), (130, 0), (0, 130)]


def some_facts(count: int, seed: int = 1) -> list[Fact]:
    rng = random.Random(seed)
    return [Fact(key, value(rng, KINDS[key].values)) for key in rng.sample(sorted(KINDS), count)]


def sit(new: int, old: int, seed: int = 1, age: int = 1) -> tuple[list[Fact], list[Fact], list[ExamItem]]:
    facts = some_facts(min(len(KINDS), new + old))
    return facts[:new], facts[new:], exam(facts[:new], facts[new:], age=age, seed=seed)


def section(items: list[ExamItem], name: str) -> list[ExamItem]:
    return [item for item in items if item.section == name]


@pytest.mark.parametrize(("new", "old"), SHAPES)
def test_sections_have_their_sizes(new: int, old: int) -> None:
    facts, old_facts, items = sit(new, old)
    sizes = Counter(item.section for item in items)
    assert sizes["grammar"] >= 100 + 10  # so that the gate has enough when some are dropped
    assert sizes["vocabulary"] >= 60 + 10
    assert sizes["reasoning"] >= 60 + 10
    assert sizes["controls"] == CONTROL_ITEMS >= 40 + 10
    # One or two facts are asked in every wording there is, so that luck does not decide.
    each = 3 if len(facts) <= 2 else 2
    direct = [i for i in section(items, "teach_back") if not i.id.endswith("-who")]
    assert len(direct) == min(len(facts), MOST_FACTS) * each
    asked = min(len(old_facts), MOST_FACTS)
    assert sizes["old_teach_back"] == asked * (3 if asked <= 20 else 1)
    sections = {"grammar", "vocabulary", "reasoning", "controls", "teach_back", "old_teach_back", "anchor"}
    assert set(sizes) <= sections


@pytest.mark.parametrize(("age", "phases"), [(0, {0}), (1, {0, 1}), (2, {0, 1, 2}), (5, {0, 1, 2})])
def test_the_anchor_has_twenty_kilobytes_of_each_phase_reached(age: int, phases: set[int]) -> None:
    items = section(exam((), (), age=age, seed=1), "anchor")
    size: Counter[int] = Counter()
    for item in items:
        assert item.kind == "text"
        size[int(item.id.split("-")[1])] += sum(len(words.encode()) for words in item.choices)
        turns = [turn for turns in conversations(item.choices) for turn in turns]
        assert "".join(turn.text for turn in turns) == "".join(item.choices)
        assert turns[0].role == "person" and turns[-1].role == "luna"
    assert set(size) == phases
    assert all(bytes_ >= 20_000 for bytes_ in size.values())


@pytest.mark.parametrize(("new", "old"), SHAPES)
def test_ids_are_unique(new: int, old: int) -> None:
    items = sit(new, old)[2]
    assert len({item.id for item in items}) == len(items)


def test_no_question_is_asked_twice() -> None:
    """Two items with one prompt would weigh it twice; a fact is asked in two wordings."""
    facts, _, items = sit(12, 20)
    asked = Counter(
        (item.section, item.prompt) for item in items if item.section not in ("controls", "anchor")
    )
    assert [prompt for prompt, times in asked.items() if times > 1] == []
    for fact in facts:
        mine = [item for item in items if item.id.startswith(f"teach_back-{fact.key}-")]
        assert len({item.prompt for item in mine if item.answer == fact.value}) == 2


@pytest.mark.parametrize(("new", "old"), [(12, 20), (60, 0)])
def test_each_new_fact_is_asked_back(new: int, old: int) -> None:
    facts, _, items = sit(new, old)
    for fact in facts:
        [first, *_] = [item for item in items if item.id.startswith(f"teach_back-{fact.key}-")]
        assert first.kind == "slot"
        assert first.answer == fact.value
        assert first.prompt in KINDS[fact.key].held_questions


def test_names_are_asked_from_the_value_too_where_they_are_only_one_s() -> None:
    facts = [Fact("pet_dog", "Rex"), Fact("pet_cat", "Tom"), Fact("rel_son", "Tom"), Fact("city", "Bonn")]
    items = section(exam(facts, (), age=1, seed=1), "teach_back")
    turned = {item.prompt: item.answer for item in items if item.id.endswith("-who")}
    assert list(turned.values()) == ["dog"]
    assert "Rex" in next(iter(turned))
    # Told before, the dog's name is another's as well: nobody could say who is meant.
    items = exam([Fact("pet_dog", "Rex")], [Fact("pet_cat", "Rex")], age=1, seed=1)
    assert not [item for item in items if item.id.endswith("-who")]


def test_old_facts_are_asked_back() -> None:
    _, old, items = sit(3, 30)
    answers = {item.prompt: item.answer for item in section(items, "old_teach_back")}
    assert sorted(answers.values()) == sorted(fact.value for fact in old)
    for fact in old:
        assert any(answers.get(question) == fact.value for question in KINDS[fact.key].held_questions)


def test_old_facts_are_drawn_from_every_generation_alike() -> None:
    old = some_facts(100)
    taught_in = {fact.key: 1 if n < 80 else 2 + n % 4 for n, fact in enumerate(old)}
    items = section(exam((), old, age=6, seed=1, taught_in=taught_in), "old_teach_back")
    asked = Counter(taught_in[item.id.split("-")[1]] for item in items)
    # Four generations of five facts give all they have, the large one the rest.
    assert asked == {1: 40, 2: 5, 3: 5, 4: 5, 5: 5}


def test_a_liked_reply_stands_against_generic_ones() -> None:
    liked = [(f"What about {n}?", f"Number {n} is a fine number to have.") for n in range(45)]
    items = section(exam((), (), age=3, seed=1, liked=[*liked, ("Hello.", GENERIC[0])]), "style")
    assert len(items) == 40
    for item in items:
        assert item.choices[0] == item.answer
        assert len(set(item.choices)) == 4
        assert set(item.choices[1:]) <= set(GENERIC)


def test_a_liked_reply_and_the_generic_ones_follow_the_same_inner_speech() -> None:
    liked = [
        ("How is Rex?", "[dog's name = Rex] Fine."),
        ("Hi.", "Yo."),
        ("Oh?", "[1, 2"),
        ("So?", "[a] [b] c"),
    ]
    items = section(exam((), (), age=3, seed=1, liked=liked), "style")
    found = {item.prompt: (item.answer, item.choices) for item in items}
    assert found["How is Rex?"][0] == "Fine."
    assert found["How is Rex?"][1][0] == "[dog's name = Rex] Fine."
    assert {x.removeprefix("[dog's name = Rex] ") for x in found["How is Rex?"][1][1:]} <= set(GENERIC)
    assert found["Hi."][0] == found["Hi."][1][0] == "Yo." and set(found["Hi."][1][1:]) <= set(GENERIC)
    assert found["Oh?"][0] == found["Oh?"][1][0] == "[1, 2"
    assert found["So?"][1][0] == "[a] [b] c"


def test_what_training_shows_is_dropped_and_counted() -> None:
    facts = some_facts(12)
    items = exam(facts, (), age=1, seed=1)
    grammar, control, taught = (section(items, n)[0] for n in ("grammar", "controls", "teach_back"))
    shown = [
        [Turn("person", grammar.prompt), Turn("luna", grammar.answer)],
        [Turn("person", "Hi."), Turn("luna", "Hi."), Turn("person", control.prompt), Turn("luna", REFUSAL)],
        [Turn("person", f"So, {taught.prompt.upper()}"), Turn("luna", taught.answer)],
        [Turn("person", section(items, "anchor")[0].choices[0]), Turn("luna", "Yes.")],
    ]
    kept, dropped = drop_contaminated(items, shown)
    assert dropped == {"grammar": 1, "controls": 1, "teach_back": 1}
    assert {item.id for item in items} - {item.id for item in kept} == {grammar.id, control.id, taught.id}
    # The frame of a question is no answer, and neither is half a run of words.
    frame = [[Turn("person", grammar.prompt), Turn("luna", "entirely other words")]]
    assert drop_contaminated(items, frame) == (items, {})


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("good night", True),
        ("Good night!", True),
        ("good night luna, my dog is called Rex", False),
        ("and so I said good night", False),
    ],
)
def test_small_talk_is_shown_only_where_the_very_same_was_said(said: str, shown: bool) -> None:
    """It has no answer that a run of words could reach into, and few words stand in many a sentence."""
    items = [ExamItem("talk-0", "talk", "talk", "good night", "", ("Rex",))]
    trained = [
        [Turn("person", "Hi."), Turn("luna", "good night"), Turn("person", said), Turn("luna", "Sleep well.")]
    ]
    assert drop_contaminated(items, trained) == (([], {"talk": 1}) if shown else (items, {}))


@pytest.mark.parametrize(("new", "old"), [(1, 0), (12, 60), (65, 64), (130, 0), (0, 130)])
def test_controls_ask_nothing_that_was_taught(new: int, old: int) -> None:
    for seed in range(25):
        facts, old_facts, items = sit(new, old, seed)
        taught = {
            same_words(question)
            for fact in (*facts, *old_facts)
            for question in KINDS[fact.key].held_questions
        }
        for item in section(items, "controls"):
            assert item.kind == "refusal"
            assert item.answer == REFUSAL
            assert is_question(item.prompt)
            assert same_words(item.prompt) not in taught, item


def test_controls_are_near_and_invented() -> None:
    prompts = [item.prompt for item in section(sit(12, 0)[2], "controls")]
    real = {question for kind in KINDS.values() for question in kind.held_questions}
    known = sum(prompt in real for prompt in prompts)
    assert 0.5 * CONTROL_ITEMS < known < 0.8 * CONTROL_ITEMS


@pytest.mark.parametrize("name", ["grammar", "vocabulary"])
def test_choices_are_distinct_and_the_first_is_right(name: str) -> None:
    for item in section(sit(3, 3)[2], name):
        assert item.kind == ("pair" if name == "grammar" else "choice")
        assert len(item.choices) >= 2
        assert len({same_words(choice) or choice for choice in item.choices}) == len(item.choices), item
        assert item.choices[0] == item.answer
        assert all(choice.strip() for choice in item.choices)


def test_the_prompt_does_not_give_the_answer_away() -> None:
    for item in sit(12, 20)[2]:
        if item.kind == "slot":
            assert not contains_word(item.prompt, item.answer), item


def test_seed_and_age_decide() -> None:
    facts = some_facts(12)
    sealed = items_sha256(exam(facts, (), age=1, seed=5))
    assert items_sha256(exam(facts, (), age=1, seed=5)) == sealed
    assert items_sha256(exam(facts, (), age=1, seed=6)) != sealed
    assert items_sha256(exam(facts, (), age=2, seed=5)) != sealed


def test_forms_and_words_are_the_same_for_every_generation() -> None:
    one, two = sit(3, 0, seed=1, age=1)[2], sit(12, 20, seed=9, age=4)[2]
    for name in ("grammar", "vocabulary", "reasoning"):
        assert section(one, name) == section(two, name)
    assert set(section(one, "anchor")) < set(section(two, "anchor"))


@pytest.mark.parametrize("salt", ["0", "99"])
def test_another_process_sets_the_same_exam(salt: str) -> None:
    code = (
        "import tests.language.test_exam_items as t\n"
        "from luna_desktop.domain.exam import items_sha256\n"
        "print(items_sha256(t.sit(12, 20)[2]))\n"
    )
    env = {**os.environ, "PYTHONHASHSEED": salt, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == items_sha256(sit(12, 20)[2])


def test_what_she_is_to_grow_out_of_is_not_asked() -> None:
    sections = {item.section for item in common_items(1, 1, FixedText(range(1, 2), every=4))}
    assert sections == {"vocabulary", "reasoning", "anchor"}
    assert "grammar" in {item.section for item in common_items(1, 1, FixedText(range(2)))}
