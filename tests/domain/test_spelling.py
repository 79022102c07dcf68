"""One spelling: whatever way a name is written it is found, and other names are not."""

# ruff: noqa: RUF001 - signs that look alike are what this is about

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luna_desktop.domain.spelling import Phrase, spelled

ALIKE = {
    "D'Angelo": ("D’Angelo", "D‘Angelo", "DʼAngelo", "D´Angelo", "D`Angelo", "D＇Angelo",
                 "DAngelo", "d'angelo’s"),
    "Rémi": ("Re\u0301mi", "RÉMI", "rémi,", "Remi"),
    "Sea-Gull": ("Sea‑Gull", "Sea‐Gull", "Sea–Gull", "Sea\u00adGull", "sea gull", "Seagull", "Sea－Gull"),
    "Zoltan": ("zoltan!", "Zoltan,", '"Zoltan"', "Zoltan's", "Zoltan’s", "‘Zoltan’", "„Zoltan“", "«Zoltan»",
               "Zol\u00adtan", "Zol\u200btan", "(Zoltan)", "Zoltan…", "Ｚｏｌｔａｎ", "𝐙𝐨𝐥𝐭𝐚𝐧",
               "*Zoltan*", "Zoltan’"),
    "Straße": ("STRASSE", "strasse", "Strasse", "STRAẞE"),
    "İpek": ("ipek", "IPEK", "İPEK", "ıpek"),
    "Siân O’Neill-Łuczak": ("sian o'neill łuczak", "SIÂN O'NEILL‑LUCZAK", "Sia\u0302n  O`Neill Luczak."),
    "Fiﬁ": ("fifi", "FIFI's"),
    "ガブリエル": ("ｶﾞﾌﾞﾘｴﾙ", "カ\u3099フ\u3099リエル"),
    "Ørsted": ("ørsted", "ØRSTED", "Orsted"),
    "C++": ("c++", '"C++"', "Ｃ＋＋"),
}  # fmt: skip
APART = (
    ("Zoltan", "Zoltana"), ("Ann", "Anna"), ("shell", "she’ll"), ("ill", "I'll"), ("were", "we're"),
    ("さか", "さが"), ("Sea-Gull", "Sea-Gulls"), ("C++", "C"), ("Al", "Alex"), ("O'Brien", "O'Bryan"),
    ("Straße", "Strase"), ("an", "Jo-Ann"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "other"), [(name, other) for name, all_ in ALIKE.items() for other in all_])
def test_all_spellings_of_one_name_meet(name: str, other: str) -> None:
    for typed, stored in ((name, other), (other, name)):
        assert Phrase.of(typed).stands_in(f"My dog is called {stored}, you know.")
        assert Phrase.of(typed).stands_in(stored)
        assert Phrase.of(typed).is_all_of(stored)


@pytest.mark.parametrize(("name", "other"), APART)
def test_other_words_are_other_words(name: str, other: str) -> None:
    assert not Phrase.of(name).stands_in(f"My dog is called {other}.")


def test_an_article_makes_no_other_value_but_words_are_looked_for_as_they_stand() -> None:
    assert Phrase.of("a nurse").is_all_of("nurse") and Phrase.of("nurse").is_all_of("the nurse")
    assert not Phrase.of("The Who").stands_in("Who is that?")


def test_what_has_no_word_is_nowhere() -> None:
    for nothing in ("", "...", "\u00ad", "’", "—"):
        assert not Phrase.of(nothing)
        assert not Phrase.of(nothing).stands_in("Anything at all... ’")


@given(st.text())
def test_what_is_spelled_so_stays_so(text: str) -> None:
    assert spelled(spelled(text)) == spelled(text)


LETTERS = st.text("abdefghiklmnoprtuvwzéüåñçßøłжλ", min_size=2, max_size=9)
NAMES = st.builds(
    lambda parts, joint: joint.join(parts), st.lists(LETTERS, min_size=1, max_size=3), st.sampled_from("-' ")
)
APOSTROPHES, HYPHENS = "'’ʼ‘`´＇", "-‑‐–－"


@st.composite
def two_spellings(draw: st.DrawFn) -> tuple[str, str]:
    """A name as two people type it."""
    name = draw(NAMES)

    def typed() -> str:
        text = name
        for mark, all_ in (("'", APOSTROPHES), ("-", HYPHENS)):
            text = text.replace(mark, draw(st.sampled_from(all_)))
        text = unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"])), text)
        text = draw(st.sampled_from([str.lower, str.upper, str.title, str.casefold]))(text)
        place = draw(st.integers(0, len(text)))
        unseen = draw(st.sampled_from(["", "\u00ad", "\u200b", "\u2060"]))
        before, after = draw(
            st.sampled_from(
                [("", ""), ('"', '"'), ("“", "”"), ("", "."), ("", "'s"), ("(", ")!"), (" ", "’s ")]
            )
        )
        return before + text[:place] + unseen + text[place:] + after

    return typed(), typed()


@given(two_spellings())
def test_two_spellings_of_any_name_meet(typed: tuple[str, str]) -> None:
    one, other = typed
    assert Phrase.of(one).stands_in(f"Have you met {other} before?")
    assert Phrase.of(one).is_all_of(other)


@given(st.text("bdfgklmnprtvz", min_size=2, max_size=8), st.text("bdfgklmnprtvz", min_size=2, max_size=8))
def test_different_names_do_not(one: str, other: str) -> None:
    assert Phrase.of(one).stands_in(f"I know {other.title()}.") == (one == other)
