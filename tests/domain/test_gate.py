"""The gate refuses whatever is not shown, and lets through what is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luna_desktop.domain.exam import ExamReport, SectionScore
from luna_desktop.domain.gate import NO_BETTER, Evidence, decide
from luna_desktop.domain.speech import Reply

SAID = Reply("I see.", 3, 0.1, "end")
SIZES = {"form": 60, "vocabulary": 60, "teach_back": 12, "old_teach_back": 12, "controls": 20}


def report(**right: int) -> ExamReport:
    """The first ``right`` items of each section are right."""
    sections = tuple(
        SectionScore(name, right[name], n, {f"{name}{i}": float(i < right[name]) for i in range(n)})
        for name, n in SIZES.items()
        if name in right
    )
    return ExamReport("g", "seal", sections, 1.0)


PARENT = report(form=57, vocabulary=20, teach_back=0, old_teach_back=12, controls=10)
BETTER = report(form=57, vocabulary=50, teach_back=12, old_teach_back=12, controls=18)
GOOD = Evidence(BETTER, PARENT, 4, SAID, True, 3.0, 0.5, "seal")


def test_a_planted_improvement_is_let_through_with_its_reasons() -> None:
    verdict = decide(GOOD)
    assert verdict.published
    assert verdict.reasons[0] == "What you taught her came back: 12 of 12 right, 0 of 12 before."
    assert "Form held: 57 of 60 right, 57 of 60 before." in verdict.reasons


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"candidate": None}, "missing"),
        ({"parent": None}, "missing"),
        ({"smoke": None}, "did not answer"),
        ({"smoke": replace(SAID, text="  ")}, "did not answer"),
        ({"smoke": replace(SAID, finish="length")}, "did not stop"),
        ({"weights_changed": False}, "weights are the same"),
        ({"loss_last": float("nan")}, "not a number"),
        ({"loss_first": float("inf")}, "not a number"),
        ({"items_sha256": "another"}, "sealed"),
        ({"candidate": PARENT}, "did not come back"),
        ({"new_facts": 13}, "too few items on teach back"),
    ],
)
def test_shams_are_refused(change: dict[str, object], word: str) -> None:
    verdict = decide(replace(GOOD, **change))  # type: ignore[arg-type]
    assert not verdict.published
    assert verdict.reasons[0] == NO_BETTER
    assert word in verdict.reason


@pytest.mark.parametrize("section", SIZES)
def test_a_section_that_got_worse_is_enough(section: str) -> None:
    right = {s.section: int(s.correct) for s in BETTER.sections}
    parent = {s.section: int(s.correct) for s in PARENT.sections}
    parent[section], right[section] = SIZES[section], 0
    verdict = decide(replace(GOOD, candidate=report(**right), parent=report(**parent)))
    assert not verdict.published
    assert "got worse" in verdict.reason


@pytest.mark.parametrize("absent", ["form", "vocabulary", "teach_back"])
def test_a_section_that_is_not_there_is_no_evidence(absent: str) -> None:
    def without(whole: ExamReport) -> ExamReport:
        return replace(whole, sections=tuple(s for s in whole.sections if s.section != absent))

    assert not decide(replace(GOOD, candidate=without(BETTER))).published
    assert not decide(replace(GOOD, parent=without(PARENT))).published
    assert not decide(replace(GOOD, candidate=without(BETTER), parent=without(PARENT))).published


def test_items_of_another_exam_are_no_evidence() -> None:
    section = BETTER.sections[0]
    other = replace(section, marks={f"x{k}": v for k, v in section.marks.items()})
    candidate = replace(BETTER, sections=(other, *BETTER.sections[1:]))
    assert "differ" in decide(replace(GOOD, candidate=candidate)).reason


def test_where_nothing_was_taught_the_words_must_be_better() -> None:
    candidate = report(form=57, vocabulary=50, controls=10)
    parent = report(form=57, vocabulary=20, controls=10)
    assert decide(replace(GOOD, candidate=candidate, parent=parent, new_facts=0)).published
    assert not decide(replace(GOOD, candidate=parent, parent=parent, new_facts=0)).published


def test_where_something_was_taught_better_words_are_not_enough() -> None:
    right = {s.section: int(s.correct) for s in BETTER.sections}
    assert not decide(replace(GOOD, candidate=report(**{**right, "teach_back": 4}))).published


def test_one_fact_alone_must_come_back_more_often_than_a_guess() -> None:
    def small(right: int, words: int) -> ExamReport:
        marks = {f"t{i}": float(i < right) for i in range(3)}
        others = report(form=57, vocabulary=words)
        return replace(others, sections=(*others.sections, SectionScore("teach_back", right, 3, marks)))

    def published(right: int, words: int) -> bool:
        return decide(
            replace(GOOD, candidate=small(right, words), parent=small(0, 20), new_facts=1)
        ).published

    assert published(3, 50)
    assert published(3, 20)
    assert published(2, 20)
    assert not published(1, 50)
    assert not published(0, 50)


def test_sections_are_judged_together_so_that_chance_alone_rejects_nobody() -> None:
    def lost(items: int) -> bool:
        right = {s.section: int(s.correct) for s in BETTER.sections}
        return decide(replace(GOOD, candidate=report(**{**right, "form": 57 - items}))).published

    assert lost(6)  # p = 0.016 in one of five sections
    assert not lost(7)  # p = 0.008, which holds among five


@given(
    st.fixed_dictionaries({name: st.integers(0, n) for name, n in SIZES.items()}),
    st.fixed_dictionaries({name: st.integers(0, n) for name, n in SIZES.items()}),
    st.integers(0, 4),
)
def test_nothing_is_published_that_lost_more_than_it_won(
    right: dict[str, int], before: dict[str, int], facts: int
) -> None:
    verdict = decide(replace(GOOD, candidate=report(**right), parent=report(**before), new_facts=facts))
    assert verdict.reasons and all(reason.endswith(".") for reason in verdict.reasons)
    if verdict.published:
        assert (
            right["teach_back" if facts else "vocabulary"] > before["teach_back" if facts else "vocabulary"]
        )
        assert all(right[name] > before[name] - 7 for name in SIZES)
    else:
        assert verdict.reasons[0] == NO_BETTER
