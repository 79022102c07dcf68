"""What of a conversation is not here yet, whatever became of it at its origin and here."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luna_desktop.domain.growth import Kept, News, news_of
from luna_desktop.domain.transcript import Arrival, Said

_WORDS = st.sampled_from(["Hello.", "Go on.", "Yes.", "No."])  # few, so that much is said twice
_TALK = st.lists(_WORDS, min_size=1, max_size=9)


def said(words: list[str], *, timed: bool = True) -> tuple[Said, ...]:
    return tuple(
        Said("luna" if n % 2 else "person", text, 100.0 + n if timed else 100.0)
        for n, text in enumerate(words)
    )


def added(kept: list[Kept], turns: tuple[Said, ...], news: News) -> list[Kept]:
    """What is here once ``news`` was added."""
    ids = dict(news.known)
    for number, place in enumerate(news.places, len(kept) + 1):
        ids[place] = number
        one = turns[place]
        to = ids[place - 1] if one.role == "luna" else None
        kept = [*kept, Kept(number, one.role, one.whole, one.at or 0.0, to)]
    return kept


def brought(*exports: tuple[Said, ...]) -> list[Kept]:
    kept: list[Kept] = []
    for turns in exports:
        kept = added(kept, turns, news_of(kept, turns))
    return kept


def forget(kept: list[Kept], text: str) -> list[Kept]:
    return [one._replace(text="(forgotten)", forgotten=True) if one.text == text else one for one in kept]


@given(st.lists(_TALK, min_size=1, max_size=4), st.booleans())
def test_nothing_is_lost_and_nothing_comes_twice(exports: list[list[str]], timed: bool) -> None:
    kept = brought(*(said(words, timed=timed) for words in exports))
    for words in exports:
        turns = said(words, timed=timed)
        news = news_of(kept, turns)
        assert (news.places, news.forgotten) == ((), 0)
        assert news.arrival is not Arrival.GROWN
    questions = {one.id: one.text for one in kept if one.role == "person"}
    pairs = {(questions[one.reply_to], one.text) for one in kept if one.reply_to}
    for words in exports:
        assert set(zip(words[::2], words[1::2], strict=False)) <= pairs, "each answer is to its own question"


@given(_TALK, _TALK)
def test_one_that_has_grown_ends_as_if_it_came_whole(first: list[str], more: list[str]) -> None:
    begun, grown = said(first), said([*first, *more])
    assert [one.text for one in brought(begun, grown)] == [one.text for one in brought(grown)]


@given(_TALK, _TALK, st.booleans(), st.data())
def test_what_was_forgotten_never_comes_again(
    first: list[str], more: list[str], timed: bool, data: st.DataObject
) -> None:
    words = [f"{n} {text}" for n, text in enumerate([*first, *more])]
    kept = brought(said(words[: len(first)], timed=timed))
    secret = data.draw(st.sampled_from(words[: len(first)]))
    turns = said(words, timed=timed)
    news = news_of(forget(kept, secret), turns)
    assert secret not in [turns[place].text for place in news.places]
    new = {one.text for one in turns[len(first) :]} - {words[len(first)]}
    assert new <= {turns[place].text for place in news.places}, "and what is new comes all the same"


@pytest.mark.parametrize(
    ("words", "arrival", "places"),
    [
        (["A?", "a.", "B?", "b."], Arrival.KNOWN, ()),
        (["A?", "a."], Arrival.OLDER, ()),
        (["A?", "a.", "B?"], Arrival.KNOWN, ()),
        (["A?", "a.", "B?", "b.", "C?"], Arrival.GROWN, (4,)),
        (["A?", "other."], Arrival.GROWN, (1,)),
        (["C?", "c."], Arrival.GROWN, (0, 1)),
        (["B?", "b.", "A?", "a."], Arrival.KNOWN, ()),
        (["A?", "a.", "A?", "a."], Arrival.GROWN, (2, 3)),
    ],
)
def test_cases(words: list[str], arrival: Arrival, places: tuple[int, ...]) -> None:
    news = news_of(brought(said(["A?", "a.", "B?", "b."])), said(words))
    assert (news.arrival, news.places) == (arrival, places)


def test_where_no_times_are_told_rather_too_little_comes_than_what_was_forgotten() -> None:
    kept = forget(brought(said(["A?", "a.", "B?", "b."], timed=False)), "B?")
    edited = said(["Z?", "a.", "B?", "b.", "C?", "c."], timed=False)
    news = news_of(kept, edited)
    assert (news.places, news.forgotten) == ((4, 5), 4)
    timed = tuple(replace(one, at=200.0 + n) for n, one in enumerate(edited))
    assert news_of(kept, timed).places == (0, 1, 2, 3, 4, 5), "said anew, at another time"
