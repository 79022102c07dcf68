"""The JSON shapes of the command line. Scripts rely on these keys: add, never rename or remove."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from luna_desktop.domain.exam import ExamReport
    from luna_desktop.domain.generation import Generation
    from luna_desktop.domain.karma import LedgerEntry
    from luna_desktop.services.results import AgeUpOutcome, Exchange


def timestamp(seconds: float) -> str:
    """UTC, as in 2026-11-23T02:47:00Z."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def exam_shape(report: ExamReport | None) -> dict[str, Any] | None:
    """Sections with their 95% intervals; an empty section has share null."""
    if report is None:
        return None
    sections = [
        {
            "section": s.section,
            "correct": s.correct,
            "n": s.n,
            "share": s.share if s.n else None,
            "interval": list(s.interval),
        }
        for s in report.sections
    ]
    return {
        "generation": report.generation_id,
        "items_sha256": report.items_sha256,
        "seconds": report.seconds,
        "sections": sections,
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


def chat_shape(exchange: Exchange, generation: int, age_up: dict[str, Any] | None) -> dict[str, Any]:
    """One exchange; ``age_up`` is the outcome where this exchange filled the bar and she aged up."""
    return {
        "reply": exchange.reply.text,
        "generation": generation,
        "conversation": exchange.person.conversation_id,
        "karma_earned": exchange.karma_earned,
        "karma": exchange.balance,
        "threshold": exchange.threshold,
        "reasons": [entry.reason for entry in exchange.karma],
        "age_up": age_up,
    }
