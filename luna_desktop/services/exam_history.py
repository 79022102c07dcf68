"""The exams of a line as data: points for a plot, rows for a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from luna_desktop.domain.comparison import judged
from luna_desktop.domain.exam import ANCHOR, SHARES, ExamReport
from luna_desktop.services.exam import Sitting

HEADLINE = "headline"
COLUMNS = (
    *(
        "id",
        "number",
        "age",
        "parent",
        "status",
        "by_hand",
        "section",
        "correct",
        "n",
        "score",
        "low",
        "high",
    ),
    *("p", "items_sha256", "dataset_sha256", "seed", "tokens", "seconds", "karma_spent"),
)


@dataclass(frozen=True, slots=True)
class Point:
    """What one generation reached in one section, with its 95% interval."""

    number: int
    age: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """One section over the generations; ``chance`` is what guessing gives, where it gives anything."""

    section: str
    points: tuple[Point, ...]
    chance: float = 0.0


def curves(sittings: Sequence[Sitting]) -> list[Curve]:
    """The headline, every section that was ever judged, and the anchor."""
    taken = [(s.generation, s.report) for s in sittings if s.report is not None]
    found = [
        Curve(
            HEADLINE,
            tuple(
                Point(g.number, g.age, r.headline.value, r.headline.low, r.headline.high)
                for g, r in taken
                if r.headline
            ),
        )
    ]
    for name in SHARES:
        scores = [(g, score) for g, r in taken if (score := r.section(name)) and score.n and judged(score)]
        points = tuple(Point(g.number, g.age, score.share, *score.interval) for g, score in scores)
        found.append(Curve(name, points, max((score.chance for _, score in scores), default=0.0)))
    read = [(g, r.anchor) for g, r in taken if r.anchor.chunks]
    found.append(Curve(ANCHOR, tuple(Point(g.number, g.age, a.mean, *a.interval) for g, a in read)))
    return [curve for curve in found if curve.points]


def ledger(sittings: Sequence[Sitting]) -> list[dict[str, object]]:
    """One row for each generation and section, and one for a generation that took no exam."""
    return [
        {**_origin(sitting), **row}
        for sitting in sittings
        for row in (_rows(sitting.report) if sitting.report is not None else [{"section": ""}])
    ]


def _origin(sitting: Sitting) -> dict[str, object]:
    node, report = sitting.generation, sitting.report
    return {
        **dict.fromkeys(COLUMNS, ""),
        "id": node.id,
        "number": node.number,
        "age": node.age,
        "parent": node.parent_id or "",
        "status": str(node.status),
        "by_hand": int(node.by_hand),
        "items_sha256": report.items_sha256 if report else "",
        "dataset_sha256": sitting.dataset_sha256,
        "seed": "" if sitting.seed is None else sitting.seed,
        "tokens": node.tokens,
        "seconds": round(node.seconds, 1),
        "karma_spent": sitting.karma,
    }


def _rows(report: ExamReport) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for score in report.sections:
        low, high = score.interval
        rows.append(
            {
                "section": score.section,
                "correct": score.correct,
                "n": score.n,
                "score": round(score.share, 4),
                "low": round(low, 4),
                "high": round(high, 4),
                "p": _p(report, score.section),
            }
        )
    if report.anchor.chunks:
        low, high = report.anchor.interval
        rows.append(
            {
                "section": ANCHOR,
                "n": len(report.anchor.chunks),
                "score": round(report.anchor.mean, 4),
                "low": round(low, 4),
                "high": round(high, 4),
                "p": _p(report, ANCHOR),
            }
        )
    return rows


def _p(report: ExamReport, section: str) -> object:
    versus = report.against(section)
    return "" if versus is None else versus.p_better
