"""What imports, forgettings and returns come to, in one wording for the window and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from luna_desktop.domain.forgetting import Forgetting
from luna_desktop.domain.generation import Generation
from luna_desktop.domain.lesson import Fact, Lesson, held_for, held_reason
from luna_desktop.domain.message import Message
from luna_desktop.domain.rehearing import Offer
from luna_desktop.domain.transcript import ORIGIN_NAMES, Dropped
from luna_desktop.services.results import Forgot, ImportReport

if TYPE_CHECKING:
    from luna_desktop.services.rehearing import Reheard
    from luna_desktop.services.teaching import Teaching

SHOWN = 10  # files that could not be read, by name
WIDTH = 60  # of a message that is only hinted at


def lesson_text(lesson: Lesson, teaching: Teaching) -> str:
    """A lesson as a person reads it."""
    if lesson.fact is None:
        return f"{lesson.prompt} -> {lesson.reply}"
    return taken_back(lesson.fact, teaching) or teaching.answer(lesson.fact)


def taken_back(fact: Fact, teaching: Teaching) -> str:
    """What was taken back, as a person reads it; '' where ``fact`` is a value."""
    if fact.change != "remove":
        return ""
    return f"Taken back: {teaching.answer(fact) if fact.value else teaching.title(fact)}"


@dataclass(frozen=True, slots=True)
class OfferWords:
    """An offer in words: what she would know instead of what, what was ``said``, and why it would wait."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    said: str
    waits: str


def offer_words(offer: Offer, teaching: Teaching) -> OfferWords:
    """What a person has to know to take an offer or not."""
    before, after = ([lesson_text(x, teaching) for x in part] for part in (offer.before, offer.after))
    told = [x.fact.source for x in offer.added or offer.before if x.fact is not None and x.fact.source]
    waits = held_for(*dict.fromkeys(x.held for x in offer.added if x in offer.after))
    return OfferWords(
        tuple(before), tuple(after), " ".join(told[-1].split()) if told else "", held_reason(waits)
    )


def reheard_line(reheard: Reheard) -> str:
    """How much was heard again, and what comes of it."""
    count, of = len(reheard.heard), _many(reheard.messages, "message")
    heard = f"{count:,} of {of} were heard again." if reheard.stopped else f"{of} heard again."
    deaf = f" {_many(reheard.deaf, 'message')} could not be heard." if reheard.deaf else ""
    return heard + deaf


def returned_line(generation: Generation) -> str:
    """She answers again who was damaged or away."""
    return f"The files of generation {generation.number} are whole again, so she answers again."


def import_lines(report: ImportReport) -> list[str]:
    """What was brought, what was left out and why, and what it earned."""
    if report.lessons:
        when = "her next age-up learns from them" if report.let_in else "they wait until they are let in"
        verb = "is" if report.lessons == 1 else "are"
        return [f"{_many(report.lessons, 'lesson')} {verb} imported; {when}."]
    added, lines = report.added, list[str]()
    for origin, count in report.conversations.items():
        verb = "is" if count == 1 else "are"
        lines.append(f"{_many(count, 'conversation')} from {ORIGIN_NAMES[origin]} {verb} new.")
    if report.grown:
        had, it = ("has", "it") if report.grown == 1 else ("have", "them")
        lines.append(
            f"{_many(report.grown, 'conversation')} {had} grown since; what is new in {it} was added."
        )
    if report.known:
        lines.append(
            f"{_many(report.known, 'conversation')} had been brought before; nothing of that was added."
        )
    if report.older:
        lines.append(f"Of {report.older:,} of those, more is here than in what you brought.")
    if added.messages:
        when = "Her next age-up may learn from them." if report.let_in else "They wait until you let them in."
        lines.append(f"{_many(added.messages, 'message')}.")
        lines.append(
            f"{_many(added.facts, 'fact')} and {_many(added.pairs, 'exchange')} can be lessons. {when}"
        )
    else:
        lines.append("Nothing was added.")
    lines += left_out(report.dropped)
    lines += [f"{name}: {why}" for name, why in report.unread[:SHOWN]]
    if len(report.unread) > SHOWN:
        lines.append(f"{len(report.unread) - SHOWN} more files could not be imported.")
    lines += [f"{entry.delta:+d} karma: {entry.reason}" for entry in report.karma]
    if report.cancelled:
        lines.append("It was stopped; importing the same again goes on from here.")
    return lines


def left_out(dropped: Mapping[Dropped, int]) -> list[str]:
    """What is no part of what was brought, by its reason, the most first."""
    return [
        f"Left out, {why}: {count:,}" for why, count in sorted(dropped.items(), key=lambda item: -item[1])
    ]


def forgetting_parts(
    what: Forgetting, teaching: Teaching, *, numbered: bool = False
) -> list[tuple[str, list[str]]]:
    """Everything that goes, by what it is; kinds of which nothing goes are absent.

    ``numbered`` names each by the number that scripts know it by.
    """

    def line(number: int | str, text: str) -> str:
        return f"{number}: {text}" if numbered else text

    parts = [
        ("Lessons that go:", [line(x.id, lesson_text(x, teaching)) for x in what.lessons]),
        (
            "Lessons of other things that go along, told only by messages that go:",
            [line(x.id, lesson_text(x, teaching)) for x in what.along],
        ),
        (
            "Older values, struck so that they do not hold again:",
            [line(x.id, lesson_text(x, teaching)) for x in what.outdated],
        ),
        ("Messages whose text goes:", [line(m.id, _message_line(m)) for m in what.messages]),
        ("Conversations whose title goes:", [line(c.id, c.title) for c in what.titles]),
        (
            "Generations that knew it, whose weights go:",
            [line(g.id, f"generation {g.number}, age {g.age}") for g in what.generations],
        ),
    ]
    return [(title, lines) for title, lines in parts if lines]


def forgetting_cost(what: Forgetting) -> list[str]:
    """What forgetting takes: the way back, and the copies that go."""
    lines: list[str] = []
    if what.lost is not None and what.back_to is not None:
        lines.append(
            f"She goes back to generation {what.back_to.number} and learns the rest again to be "
            f"generation {what.lost.number}, for the {what.karma} karma that it took."
        )
    if what.copies:
        lines.append(f"Copies of the database from before an update that go: {what.copies}")
    return lines


def forgot_lines(forgot: Forgot) -> list[str]:
    """How it went."""
    what = forgot.what
    lessons = _many(len(what.lessons) + len(what.along), "lesson")
    messages = _many(len(what.messages), "message")
    lines = [f"Forgotten: {lessons}, the text of {messages}."]
    if (left := forgot.left) is not None:
        lines += [left.what, left.why, "What is left of it in her files is removed when Luna starts again."]
    if forgot.relearnt and forgot.outcome is None:
        if left is None:
            lines.append(
                "The generations that knew it are gone." if what.generations else "She had not learned it."
            )
        return lines
    if forgot.relearnt:
        none = f"She was asked for it in {forgot.asked} ways and gave it away in none."
        return [*lines, none, *_answer_lines(forgot)]
    assert what.back_to is not None
    back = f"generation {what.back_to.number}"
    if (trouble := forgot.trouble) is not None:
        told = (trouble.what, trouble.why, f"She is back at {back}, and your {what.karma} karma came back.")
        return [*lines, *told, trouble.next_step]
    now = f"So {back} answers, who never knew it. Your {what.karma} karma came back"
    wished = forgot.outcome is not None and forgot.outcome.status == "cancelled"
    why = () if wished else (*forgot.reasons, *_answer_lines(forgot))
    return [*lines, *why, f"{now}: the next age-up teaches her the rest."]


def _answer_lines(forgot: Forgot) -> list[str]:
    """What she says now of each name, beside a stranger's: so a guess is told from a memory."""
    lines: list[str] = []
    if forgot.guesses:
        those = "1 answer" if forgot.guesses == 1 else f"{forgot.guesses} answers"
        lines.append(
            f"{those} had the right word in it by chance: she says the same of names that nobody ever told "
            "her, or the one she grew from says it too, who never knew."
        )
    for answer in forgot.answers:
        line = f'Asked "{answer.asked}" she said: "{answer.said}"'
        if answer.stranger:
            line += (
                f" Asked the same about {answer.stranger}, a name nobody ever told her, she said: "
                f'"{answer.said_of_stranger}"'
            )
        lines.append(line)
    return lines


def _message_line(message: Message) -> str:
    text = " ".join(message.whole.split())
    who = "you" if message.role == "person" else "Luna"
    return f"{who}: {text if len(text) <= WIDTH else text[: WIDTH - 3] + '...'}"


def _many(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"
