"""The JSON shapes of the command line. Scripts rely on these keys: add, never rename or remove."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from luna_desktop.domain.comparison import judged
from luna_desktop.domain.exam import ANCHOR
from luna_desktop.domain.statistics import wilson

if TYPE_CHECKING:
    from luna_desktop.domain.exam import Comparison, ExamReport, SectionScore
    from luna_desktop.domain.generation import Generation
    from luna_desktop.domain.karma import LedgerEntry
    from luna_desktop.services.results import AgeUpOutcome, Exchange


def timestamp(seconds: float) -> str:
    """UTC, as in 2026-11-23T02:47:00Z."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def exam_shape(report: ExamReport | None) -> dict[str, Any] | None:
    """Sections with their 95% intervals; what cannot be told is null.

    ``p`` is one-sided, that she is better than her parent; ``p_holm`` holds over all sections.
    """
    if report is None:
        return None
    return {
        "generation": report.generation_id,
        "items_sha256": report.items_sha256,
        "version": report.version,
        "seconds": report.seconds,
        "headline": asdict(report.headline) if report.headline else None,
        "sections": [_section_shape(score, report) for score in report.sections] + _anchor_shape(report),
        "known": report.known,
        "wrongly_refused": report.wrongly_refused,
        "wrongly_refused_interval": list(wilson(report.wrongly_refused, report.known)),
        "invention": _invention_shape(report),
        "dropped": report.dropped,
        "tests": [asdict(test) for test in report.tests],
    }


def _section_shape(score: SectionScore, report: ExamReport) -> dict[str, Any]:
    return {
        "section": score.section,
        "unit": "share",
        "correct": score.correct,
        "n": score.n,
        "share": score.share if score.n else None,
        "score": score.share if score.n else None,
        "interval": list(score.interval),
        "chance": score.chance,
        "at_chance": score.at_chance,
        "judged": judged(score),
        **_versus_shape(report.against(score.section)),
    }


def _anchor_shape(report: ExamReport) -> list[dict[str, Any]]:
    text = report.anchor
    if not text.chunks:
        return []
    return [
        {
            "section": ANCHOR,
            "unit": "bits per byte",
            "correct": None,
            "n": len(text.chunks),
            "share": None,
            "score": text.mean,
            "median": text.median,
            "bytes": text.bytes,
            "phases": {str(phase): text.of(phase).mean for phase in text.phases},
            "interval": list(text.interval),
            "chance": None,
            **_versus_shape(report.against(ANCHOR)),
        }
    ]


def _versus_shape(versus: Comparison | None) -> dict[str, Any]:
    names = ("before", "gained", "lost", "p", "p_holm", "p_worse", "p_worse_holm")
    if versus is None:
        return dict.fromkeys(names)
    values = (
        *(versus.before, versus.gained, versus.lost),
        *(versus.p_better, versus.holm_better, versus.p_worse, versus.holm_worse),
    )
    return dict(zip(names, values, strict=True))


def comparison_shape(row: Comparison) -> dict[str, Any]:
    """One section of two generations side by side."""
    return {"section": row.section, "n": row.n, **_versus_shape(row)}


def _invention_shape(report: ExamReport) -> dict[str, Any] | None:
    controls = report.section("controls")
    if controls is None or not controls.n:
        return None
    invented = controls.n - controls.correct
    return {
        "count": invented,
        "n": controls.n,
        "share": invented / controls.n,
        "interval": list(wilson(invented, controls.n)),
    }


def generation_shape(generation: Generation, head_id: str | None) -> dict[str, Any]:
    """One node of the timeline; ``head`` tells whether it answers now."""
    return {
        "id": generation.id,
        "number": generation.number,
        "age": generation.age,
        "parent": generation.parent_id,
        "status": str(generation.status),
        "created_at": timestamp(generation.created_at),
        "head": generation.id == head_id,
        "bytes": generation.bytes,
        "lessons": generation.lessons,
        "tokens": generation.tokens,
        "seconds": generation.seconds,
        "base": generation.base,
        "name": generation.name,
        "reason": generation.reason,
        "by_hand": generation.by_hand,
        "exam": exam_shape(generation.exam),
    }


def entry_shape(entry: LedgerEntry) -> dict[str, Any]:
    """One line of the karma ledger."""
    return {
        "id": entry.id,
        "created_at": timestamp(entry.created_at),
        "kind": str(entry.kind),
        "delta": entry.delta,
        "reason": entry.reason,
        "generation": entry.generation_id,
    }


def outcome_shape(outcome: AgeUpOutcome) -> dict[str, Any]:
    """How an age-up ended; ``to`` is null unless it was published."""
    return {
        "status": outcome.status,
        "from": outcome.from_.number,
        "to": outcome.to.number if outcome.to else None,
        "candidate": outcome.candidate.id,
        "reasons": list(outcome.reasons),
        "exam": exam_shape(outcome.exam),
        "seconds": outcome.seconds,
        "tokens": outcome.tokens,
    }


def refused_shape(number: int, why: str) -> dict[str, Any]:
    """An age-up of generation ``number`` that could not begin, in the shape of an outcome."""
    return {
        "status": "failed",
        "from": number,
        "to": None,
        "candidate": None,
        "reasons": [why],
        "exam": None,
        "seconds": 0.0,
        "tokens": 0,
    }


def chat_shape(exchange: Exchange, generation: int, age_up: dict[str, Any] | None) -> dict[str, Any]:
    """One exchange; ``held`` are kinds of secrets in what was said, for which nothing of it is learned, and
    ``age_up`` is the outcome where this exchange filled the bar and she aged up. ``heard`` is what was told
    and is learned, ``about`` what her answer was about as she understood it (``inner_speech.about``)."""
    return {
        "reply": exchange.reply.text,
        "generation": generation,
        "conversation": exchange.person.conversation_id,
        "karma_earned": exchange.karma_earned,
        "karma": exchange.balance,
        "threshold": exchange.threshold,
        "reasons": [entry.reason for entry in exchange.karma],
        "held": [kind for kind in exchange.reply.held.split(",") if kind],
        "heard": [{"key": x.key, "value": x.value, "change": x.change} for x in exchange.heard],
        "about": list(exchange.about),
        "age_up": age_up,
    }
