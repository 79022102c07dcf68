"""The exam about what was told: sealed wordings, near misses, names, and talk that brings up nothing."""

from __future__ import annotations

import random

import pytest

from luna_desktop.domain.exam import ANCHOR, ExamItem
from luna_desktop.domain.words import contains_word
from luna_desktop.language.common_items import common_items
from luna_desktop.language.inner.asking import generic, same_owner
from luna_desktop.language.inner.exam import CONTROL_ITEMS, controls, fixed_text, told_items
from luna_desktop.language.inner.facts import Heard
from luna_desktop.language.inner.ledger import Known, known
from luna_desktop.language.inner.topics import Topics
from luna_desktop.language.wordings import bank, phrasings
from luna_desktop.language.wordings.forms import form, wordings


@pytest.fixture(scope="module")
def items(topics: Topics, life: tuple[Known, ...]) -> list[ExamItem]:
    return told_items(life[:3], life[3:], topics, bank(), age=2, seed=4)


def of(items: list[ExamItem], section: str) -> list[ExamItem]:
    return [item for item in items if item.section == section]


def test_every_fact_is_asked_and_no_question_has_its_answer(
    items: list[ExamItem], life: tuple[Known, ...]
) -> None:
    for section, facts in (("teach_back", life[:3]), ("old_teach_back", life[3:])):
        for one in facts:
            asked = [item for item in of(items, section) if item.id.startswith(f"{section}-{one.key}-")]
            assert len(asked) >= 2, one.key
            for item in asked:
                assert item.kind == "slot"
                assert not contains_word(item.prompt, item.answer), item


def test_each_of_several_values_is_looked_for(items: list[ExamItem]) -> None:
    assert {item.answer for item in of(items, "teach_back") if "sister's name" in item.id} >= {"Bea", "Fran"}


def test_no_wording_of_the_exam_is_trained(items: list[ExamItem], life: tuple[Known, ...]) -> None:
    trained = {one for wording in wordings(bank()) if wording.split == "train" for one in wording.forms}
    names = [value for one in life for value in one.values]
    asks = [*phrasings("who", "train"), *phrasings("what", "train")]
    trained |= {form(text.replace("{v}", name)) for text in asks for name in names}
    trained |= {form(text) for one in life for text in generic(one.key, "train")}
    for item in items:
        assert form(item.prompt) not in trained, item


def test_from_the_name_to_who_bears_it(items: list[ExamItem]) -> None:
    found = {item.id: item.answer for item in items if "-who-" in item.id}
    assert found == {
        "teach_back-cat's name-who-Loki": "cat",
        "teach_back-sister's name-who-Bea": "sister",
        "teach_back-sister's name-who-Fran": "sister",
    }


@pytest.mark.parametrize(
    ("key", "name"), [("cat's name", "Cat Stevens"), ("dog's name", "Mad Dog"), ("boat's name", "The Boat")]
)
def test_whose_a_name_is_that_says_it_is_not_asked(topics: Topics, key: str, name: str) -> None:
    named = [known([Heard(key, name)], topics)]
    for new, old in ((named, []), ([], named)):
        items = told_items(new, old, topics, bank(), age=2, seed=4)
        assert not any("-who-" in item.id for item in items)
        assert name in {item.answer for item in items}


def test_controls_are_many_near_and_ask_nothing_that_was_told(
    topics: Topics, life: tuple[Known, ...]
) -> None:
    asked = controls(life, topics, random.Random(1))
    assert len(asked) == CONTROL_ITEMS
    prompts = {item.prompt for item in asked}
    assert len(prompts) == CONTROL_ITEMS
    assert not any(contains_word(prompt, name) for prompt in prompts for name in ("Loki", "Bea", "Fran"))
    known = {
        one
        for told in life
        for about in topics.about(told.key)
        for line in about.topic.ask
        for one in [form(line.text.replace("{n}", about.nouns[0] if about.nouns else ""))]
    }
    assert not {form(prompt) for prompt in prompts} & known
    assert sum(" who " in f" {form(prompt)} " or "name" in prompt for prompt in prompts) >= 6


def test_many_controls_are_about_those_whom_something_is_known_of(
    topics: Topics, life: tuple[Known, ...]
) -> None:
    groups = [group for topic in topics.facts.topics for group in topic.nouns]
    owners = {noun for group in groups if group[0] in ("cat", "sister") for noun in group}
    prompts = [item.prompt for seed in range(5) for item in controls(life, topics, random.Random(seed))]
    assert sum(any(contains_word(prompt, noun) for noun in owners) for prompt in prompts) >= 40


def test_controls_without_any_fact(topics: Topics) -> None:
    assert len(controls((), topics, random.Random(1))) == CONTROL_ITEMS


def test_ids_are_unique_and_the_seed_decides(
    topics: Topics, life: tuple[Known, ...], items: list[ExamItem]
) -> None:
    assert len({item.id for item in items}) == len(items)
    assert told_items(life[:3], life[3:], topics, bank(), age=2, seed=4) == items
    assert told_items(life[:3], life[3:], topics, bank(), age=2, seed=5) != items


def test_what_the_person_says_themselves_may_be_said_back(items: list[ExamItem]) -> None:
    for item in of(items, "talk"):
        assert not any(contains_word(item.prompt, value) for value in item.choices)
    assert len(of(items, "talk")) >= 20


@pytest.mark.parametrize(
    ("key", "also", "other"),
    [
        ("wife's name", "partner's name", "husband's name"),
        ("partner's job", "girlfriend's job", "wife's city"),
        ("son's age", "child's age", "daughter's age"),
        ("hamster's name", "pet's name", "cat's name"),
        ("best friend's city", "friend's city", "cousin's city"),
        ("sister's job", "sibling's job", "brother's job"),
    ],
)
def test_what_is_known_under_another_noun_is_not_refused(key: str, also: str, other: str) -> None:
    assert also in set(same_owner(key))
    assert other not in set(same_owner(key))


@pytest.mark.parametrize(("age", "phases"), [(0, [1]), (1, [1]), (2, [1, 2]), (3, [1, 2]), (9, [1, 2])])
def test_the_babble_of_birth_is_no_text_to_keep(age: int, phases: list[int]) -> None:
    text = fixed_text(age)
    items = [item for item in common_items(age, 1, text) if item.section == ANCHOR]
    assert list(text.phases) == phases == sorted({int(item.id.split("-")[1]) for item in items})
    for phase in phases:
        words = [word for item in items if item.id.startswith(f"{ANCHOR}-{phase}-") for word in item.choices]
        assert sum(len(word.encode()) for word in words) >= text.least
