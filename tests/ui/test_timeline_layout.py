"""Where generations stand: the current line on top, nothing on top of each other."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF

from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.ui.timeline.layout import lay_out, line_of, share_of, worth_telling
from luna_desktop.ui.timeline.measures import RADIUS, hanging_path
from tests.ui import fakes


def test_no_life_is_an_empty_layout() -> None:
    layout = lay_out([], "")
    assert (layout.columns, layout.lanes, layout.edges) == (0, 1, ())


def test_births_that_came_to_nothing_are_told_only_until_she_is_born() -> None:
    born = fakes.first_life(1)[0]
    lost = [
        replace(born, id=status.value, status=status)
        for status in (GenerationStatus.FAILED, GenerationStatus.CANCELLED)
    ]
    attempt = replace(lost[0], id="attempt", parent_id=born.id)
    assert worth_telling(lost) == lost
    assert worth_telling([*lost, born, attempt]) == [born, attempt]


@pytest.mark.parametrize("count", [1, 2, 30])
def test_a_straight_life_is_one_lane(count: int) -> None:
    life = fakes.first_life(count)
    layout = lay_out(life, life[-1].id)
    assert [layout.places[g.id].column for g in life] == list(range(count))
    assert {p.lane for p in layout.places.values()} == {0}
    assert len(layout.edges) == count - 1


def test_the_current_line_is_lane_zero_and_branches_lie_below() -> None:
    life, head = fakes.branched_life()
    layout = lay_out(life, head)
    line = line_of(life, head)
    assert {layout.places[i].lane for i in line} == {0}
    assert all(layout.places[g.id].lane > 0 for g in life if g.id not in line | {layout.coming})


@pytest.mark.parametrize("status", [GenerationStatus.TRAINING, GenerationStatus.PAUSED])
def test_who_learns_stands_where_the_next_age_will(status: GenerationStatus) -> None:
    life = fakes.first_life(3)
    later = replace(life[-1], id="new", parent_id=life[-1].id, status=status, created_at=fakes.NOW)
    elsewhere = replace(later, id="old", parent_id=life[0].id, created_at=fakes.NOW - 1)
    layout = lay_out([*life, elsewhere, later], life[-1].id)
    assert layout.coming == "new" and "new" not in layout.line | layout.tries
    assert layout.places["new"].lane == 0
    assert layout.places["old"].lane > 0, "what another one began is no future of the head"
    assert lay_out(life, life[-1].id).coming == ""


def test_columns_follow_the_order_given_and_not_the_clock() -> None:
    life = fakes.first_life(4)
    back = [*life[:2], *(replace(g, created_at=g.created_at - 30 * fakes.DAY) for g in life[2:])]
    layout = lay_out(back, back[-1].id)
    assert [layout.places[g.id].column for g in back] == [0, 1, 2, 3]
    assert {p.lane for p in layout.places.values()} == {0}


def test_the_line_moves_with_the_head() -> None:
    life, head = fakes.branched_life()
    gardener = next(g for g in life if g.name == "Gardener")
    layout = lay_out(life, gardener.id)
    assert layout.places[gardener.id].lane == 0
    assert layout.places[head].lane > 0


@given(st.data())
def test_every_life_has_a_place_of_its_own_for_all(data: st.DataObject) -> None:
    """Whatever grew from whatever: forgotten generations have descendants that are forgotten too."""
    life: list[Generation] = []
    for n in range(data.draw(st.integers(1, 14))):
        parent = data.draw(st.sampled_from(life)).id if life else None
        status = data.draw(st.sampled_from(GenerationStatus))
        life.append(Generation(f"g{n}", n, n, parent, status, float(n), "embryo"))
    layout = lay_out(life, data.draw(st.sampled_from(life)).id)
    assert set(layout.places) == {g.id for g in life}
    assert len(set(layout.places.values())) == len(life)
    assert len(layout.edges) == len(life) - 1


def test_a_line_that_was_forgotten_stays_one_line() -> None:
    born, *gone = fakes.first_life(4)
    gone = [replace(g, status=GenerationStatus.FORGOTTEN) for g in gone]
    again = replace(gone[-1], id="again", parent_id=born.id, created_at=fakes.NOW)
    layout = lay_out([born, *gone, replace(again, status=GenerationStatus.PUBLISHED)], "again")
    assert {layout.places[ident].lane for ident in (born.id, "again")} == {0}
    assert len({layout.places[g.id].lane for g in gone}) == 1


@pytest.mark.parametrize("seed", range(6))
def test_a_big_life_has_no_two_on_one_spot_and_no_chain_through_another(seed: int) -> None:
    life, head = fakes.long_life(300, seed)
    layout = lay_out(life, head)
    assert len(layout.places) == 300
    assert len(set(layout.places.values())) == 300
    # a horizontal stretch between parent and child on one lane crosses nobody else's mark
    by_lane: dict[int, list[tuple[int, str]]] = {}
    for ident, place in layout.places.items():
        by_lane.setdefault(place.lane, []).append((place.column, ident))
    for above, below in layout.edges:
        a, b = layout.places[above], layout.places[below]
        if a.lane == b.lane:
            between = [i for column, i in by_lane[a.lane] if a.column < column < b.column]
            assert between == []


def test_attempts_that_came_to_nothing_share_a_lane() -> None:
    life, head = fakes.branched_life()
    layout = lay_out(life, head)
    for one, other in combinations(life, 2):
        tries = (GenerationStatus.REJECTED, GenerationStatus.FAILED)
        if one.parent_id == other.parent_id and one.status in tries and other.status in tries:
            assert layout.places[one.id].lane == layout.places[other.id].lane


def test_attempts_hang_side_by_side_and_none_from_another() -> None:
    life, head = fakes.branched_life()
    layout = lay_out(life, head)
    came_to_nothing = (GenerationStatus.REJECTED, GenerationStatus.FAILED, GenerationStatus.CANCELLED)
    assert layout.tries == {g.id for g in life if g.status in came_to_nothing}
    parent, first, second = QPointF(0, 0), QPointF(100, 96), QPointF(200, 96)
    path = hanging_path(parent, second, 100.0)
    points = [path.pointAtPercent(n / 400) for n in range(401)]
    assert points[0] == parent and points[-1] == second
    away = [math.hypot(p.x() - first.x(), p.y() - first.y()) for p in points]
    assert min(away) > RADIUS, "the line to the second one passes above the first one's mark"
    assert path.pointAtPercent(0.99).x() == pytest.approx(second.x(), abs=1), "it comes from above"


def test_a_lost_parent_or_a_head_nobody_knows_breaks_nothing() -> None:
    life = fakes.first_life(3)[1:]
    layout = lay_out(life, "nobody")
    assert len(layout.places) == 2
    assert layout.line == frozenset()


def test_share_counts_all_questions() -> None:
    report = fakes.exam("x", {"grammar": 0.9, "controls": 0.5}, 50)
    share = share_of(report)
    assert share is not None
    assert share[0] == pytest.approx(0.7)
    assert share[1] < 0.7 < share[2]
    assert share_of(None) is None
