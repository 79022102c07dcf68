"""Exam reports as values: read back as written, whatever wrote them."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest

from luna_desktop.domain.comparison import compare, drop
from luna_desktop.domain.exam import (
    Anchor,
    Chunk,
    ExamItem,
    ExamReport,
    SectionScore,
    headline,
    items_sha256,
    read_report,
)
from tests.domain.reports import anchor, report


def test_the_seal_knows_every_change_and_the_order() -> None:
    items = [ExamItem(str(i), "grammar", "pair", "p", "a", ("a", "b")) for i in range(3)]
    other = [*items[:2], ExamItem("2", "grammar", "pair", "p", "a", ("b", "a"))]
    assert len({items_sha256(x) for x in (items, items[::-1], items[:2], other, [])}) == 5
    assert items_sha256(items) == items_sha256(tuple(items))


def test_a_report_reads_back() -> None:
    before, after = report(teach_back=0), report(teach_back=10)
    after = replace(after, versus=compare(after, before), dropped={"controls": 2}, wrongly_refused=1)
    assert read_report(json.loads(json.dumps(asdict(after)))) == after


def test_a_report_from_before_there_were_eight_sections_reads() -> None:
    old = {
        "generation_id": "g1",
        "items_sha256": "x",
        "sections": [{"section": "form", "correct": 1.5, "n": 2, "marks": {"form-0": 1.0, "form-1": 0.5}}],
        "seconds": 2.0,
    }
    read = read_report(old)
    grammar = read.section("grammar")
    assert grammar == SectionScore("grammar", 1.5, 2, {"form-0": 1.0, "form-1": 0.5}, 0.5)
    assert read.version == 0 and not read.anchor.chunks


def test_chance_is_taken_out_of_the_headline() -> None:
    guessed = SectionScore("vocabulary", 20, 80, {str(i): float(i < 20) for i in range(80)}, 0.25)
    perfect = SectionScore("teach_back", 10, 10, {str(i): 1.0 for i in range(10)})
    assert guessed.at_chance and not perfect.at_chance
    found = headline([guessed, perfect], 1)
    assert found is not None
    assert found.value == pytest.approx(0.5)
    assert found.low < 0.5 < found.high
    assert found == headline([guessed, perfect], 1)
    assert headline([]) is None


def test_the_anchor_counts_bytes_and_is_not_carried_by_one_chunk() -> None:
    chunks = (*(Chunk(f"a{i}", 0, 1000, 1000.0) for i in range(4)), Chunk("b", 1, 500, 5000.0))
    text = Anchor(chunks)
    assert (text.bytes, text.phases) == (4500, (0, 1))
    assert text.mean == pytest.approx(9000 / 4500)
    assert text.median == 1.0
    assert text.of(1).mean == 10.0
    low, high = text.of(0).interval
    assert low == high == 1.0


def test_gains_and_losses_are_counted_item_by_item() -> None:
    before = report(teach_back=6)
    after = report(teach_back=9)
    pair = next(c for c in compare(after, before) if c.section == "teach_back")
    assert (pair.n, pair.gained, pair.lost, pair.before) == (12, 3, 0, 0.5)
    assert pair.p_better == pytest.approx(1 / 8)
    assert pair.holm_better > pair.p_better
    back = next(c for c in compare(before, after) if c.section == "teach_back")
    assert (back.gained, back.lost) == (0, 3)


def test_too_few_liked_replies_stand_outside_the_family() -> None:
    def with_style(n: int) -> ExamReport:
        section = SectionScore("style", n, n, {f"s{i}": 1.0 for i in range(n)}, 0.25)
        return replace(report(), sections=(*report().sections, section))

    def others(n: int) -> list[float]:
        found = compare(with_style(n), replace(with_style(n), generation_id="p"))
        return [c.holm_better for c in found]

    lost = SectionScore("style", 0, 7, {f"s{i}": 0.0 for i in range(7)}, 0.25)
    before = replace(report(), sections=(*report().sections, lost))
    pair = next(c for c in compare(with_style(7), before) if c.section == "style")
    assert pair.p_better < 0.05 and pair.holm_better == 1.0
    assert len(others(7)) == len(others(8))


def test_the_anchor_is_compared_chunk_by_chunk() -> None:
    before = report()
    after = replace(before, anchor=anchor(0.9))
    pair = compare(after, before)[-1]
    assert (pair.section, pair.n, pair.gained, pair.lost) == ("anchor", 42, 42, 0)


def test_a_fall_is_paired() -> None:
    before, after = report(old_teach_back=20), report(old_teach_back=18)
    old, new = before.section("old_teach_back"), after.section("old_teach_back")
    assert old is not None and new is not None
    fell = drop(new, old)
    assert (fell.n, fell.net) == (20, 2)
    assert 0.1 < fell.upper < 0.35
    assert drop(old, old).upper < drop(new, old).upper
