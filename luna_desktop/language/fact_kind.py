"""What a kind of fact is, and templates that whole families of kinds share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FactKind:
    """One kind of fact: how it is told, asked for and answered.

    ``values`` names the class of its slot ("name", "place", "thing", ...), which
    decides what the finder accepts and what episodes invent. ``family`` groups
    near-misses: told of the son, asked of the daughter.
    """

    key: str
    title: str
    family: str
    values: str
    statements: tuple[str, ...]
    questions: tuple[str, ...]
    held_questions: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True)
class Family:
    """Templates shared by kinds that differ in a noun ``{n}`` only."""

    values: str
    statements: tuple[str, ...]
    questions: tuple[str, ...]
    held_questions: tuple[str, ...]
    answer: str

    def kind(self, key: str, family: str, noun: str, values: str = "") -> FactKind:
        """The kind for ``noun``."""

        def fill(templates: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(
                t.replace("{a} {n}", f"{_article(noun)} {noun}").replace("{n}", noun) for t in templates
            )

        return FactKind(
            key,
            noun,
            family,
            values or self.values,
            fill(self.statements),
            fill(self.questions),
            fill(self.held_questions),
            self.answer.replace("{n}", noun),
        )


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"
