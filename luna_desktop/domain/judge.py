"""What an exchange earns: one pure function, every award with its reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from luna_desktop.domain.karma import POINTS, Award, KarmaKind
from luna_desktop.domain.transcript import ORIGIN_NAMES, Origin

# Words that every second sentence has say nothing about its topic.
_COMMON = frozenset(
    re.split(
        r"\s+",
        "a about all am an and any are as at be because been but by can could did do does for from had "
        "has have he her hers him his how i if in into is it its just know like me my no nor not of on "
        "one or our please say she so some tell than that the their them then there these they this "
        "those to too up us very was we were what when where which who whom whose why will with would "
        "yes yet you your yours",
    )
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")  # noqa: RUF001  the typographic apostrophe is meant


@dataclass(frozen=True, slots=True)
class Heard:
    """An exchange, and what is known about it.

    ``new_facts`` are the titles of facts that were not known with that value;
    ``recalled`` is the title and the key of a fact that was asked and answered rightly,
    ``corrected`` those of one that the person put right.
    """

    person_id: int
    said: str
    reply: str
    completed: bool
    said_before: bool
    new_facts: tuple[str, ...] = ()
    recalled: tuple[str, str] | None = None
    corrected: tuple[str, str] | None = None


def content_words(text: str) -> frozenset[str]:
    """The words of ``text`` that carry its topic."""
    return frozenset(w for w in (m.group().casefold() for m in _WORD.finditer(text)) if w not in _COMMON)


def on_topic(said: str, reply: str) -> str | None:
    """The word that both share when ``reply`` is a whole sentence about ``said``."""
    shared = content_words(said) & content_words(reply)
    whole = reply.rstrip().endswith((".", "!", "?")) and len(reply.split()) >= 2
    return min(shared, key=lambda word: (-len(word), word)) if whole and shared else None


def _yours(title: str) -> str:
    """What a kind of fact is called to the person: "your dog", "what you drive", "the team you support"."""
    if " I " not in title:
        return f"your {title}"
    yours = title.replace(" I ", " you ")
    return yours if yours.startswith("what ") else f"the {yours}"


def judge(heard: Heard) -> tuple[Award, ...]:
    """The awards of one exchange, none of them for length or speed."""
    awards: list[Award] = []

    def give(kind: KarmaKind, reason: str, points: int | None = None, detail: str = "") -> None:
        awards.append(
            Award(kind, POINTS[kind] if points is None else points, reason, heard.person_id, detail)
        )

    if heard.said_before:
        give(KarmaKind.EXCHANGE, "You had said exactly this before, so it earns nothing.", 0)
        return tuple(awards)
    if heard.completed:
        give(KarmaKind.EXCHANGE, "You talked, and she answered.")
    for title in heard.new_facts:
        give(KarmaKind.FACT, f"You told her something new: {_yours(title)}.")
    if heard.corrected is not None:
        title, key = heard.corrected
        give(KarmaKind.CORRECTION, f"You put her right about {_yours(title)}.", detail=f"correction:{key}")
    if not heard.completed:
        return tuple(awards)
    if heard.recalled is not None:
        title, key = heard.recalled
        reason = f"She remembered {_yours(title)} long after you told her."
        give(KarmaKind.RECALL, reason, detail=f"recall:{key}")
    if on_topic(heard.said, heard.reply):
        give(KarmaKind.ON_TOPIC, "Her answer was a whole sentence about what you said.")
    return tuple(awards)


def thumbs_award(value: int, given: int, reply_id: int, exchange: str) -> Award | None:
    """What a thumb changes when thumbs on this exchange gave ``given`` points so far.

    Versions of a reply share one exchange, so each exchange gives +2, 0 or -2 in all.
    """
    delta = POINTS[KarmaKind.THUMBS] * value - given
    if delta == 0:
        return None
    reasons = {1: "You liked her answer.", -1: "You did not like her answer.", 0: "You took back a thumb."}
    return Award(KarmaKind.THUMBS, delta, reasons[value], reply_id, exchange)


def correction_award(reply_id: int, exchange: str) -> Award:
    """What showing her the better answer earns, once an exchange."""
    return Award(
        KarmaKind.CORRECTION,
        POINTS[KarmaKind.CORRECTION],
        "You showed her what she should have said.",
        reply_id,
        exchange,
    )


def imported_award(exchanges: Mapping[Origin, int]) -> Award | None:
    """What conversations brought from elsewhere earn: as much as exchanges had here, as one line.

    This may fill many bars at once, and harms nothing: karma buys training tokens, at most one bar's at a
    time, so it buys an attempt only. The exam decides whether she is better for it.
    """
    brought = {origin: count for origin, count in exchanges.items() if count}
    if not brought:
        return None
    total = sum(brought.values())
    names = " and ".join(ORIGIN_NAMES[origin] for origin in brought)
    return Award(
        KarmaKind.IMPORT,
        POINTS[KarmaKind.EXCHANGE] * total,
        f"You brought {total} exchange{'s' if total != 1 else ''} from {names}.",
        detail="import:" + ",".join(f"{origin}={count}" for origin, count in brought.items()),
    )


def spent_award(points: int, age: int) -> Award:
    """What a publication costs."""
    return Award(KarmaKind.SPENT, -points, f"Luna grew to age {age}, which took {points} karma.")


def returned_award(points: int, number: int) -> Award:
    """What the generations cost that are forgotten: she has to learn anew."""
    return Award(
        KarmaKind.RETURNED, points, f"Generation {number} is forgotten; the {points} karma it took came back."
    )
