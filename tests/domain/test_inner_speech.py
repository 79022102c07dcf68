"""The bracket: one grammar both ways, nothing a model writes breaks it, and nothing of it is ever shown."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from luna_desktop.domain.inner_speech import (
    LONGEST,
    Clause,
    Everything,
    Fact,
    InnerSpeech,
    Question,
    Spoken,
    WhoIs,
    asked,
    asking,
    is_over,
    parse,
    render,
    shown,
    split_reply,
)

_TEXT = st.one_of(
    st.text(min_size=1, max_size=20),
    st.text(alphabet="ab \\[];=+:'", min_size=1, max_size=12),
    st.sampled_from(["not: x", "who x is", "what is is", "everything", "everything about me", "C +", "a\\"]),
).filter(str.strip)
_CLAUSES = st.one_of(
    st.builds(Fact, _TEXT, _TEXT, st.sampled_from(["set", "add", "remove"])),
    st.builds(Fact, _TEXT, st.just(""), st.just("remove")),
    st.builds(Question, _TEXT),
    st.builds(WhoIs, _TEXT, st.sampled_from(["who", "what"])),
    st.builds(Everything, st.one_of(st.just(""), _TEXT)),
)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("[sister's job = vet]", [Fact("sister's job", "vet")]),
        ("[cat's name = Loki; job = nurse]", [Fact("cat's name", "Loki"), Fact("job", "nurse")]),
        ("[allergy += eggs]", [Fact("allergy", "eggs", "add")]),
        ("[not: city = Oslo]", [Fact("city", "Oslo", "remove")]),
        ("[not: gym]", [Fact("gym", change="remove")]),
        ("[height; brother's height]", [Question("height"), Question("brother's height")]),
        ("[city = Oslo; sister's job]", [Fact("city", "Oslo"), Question("sister's job")]),
        ("[who Anjali is]", [WhoIs("Anjali")]),
        ("[what The Anchor is]", [WhoIs("The Anchor", "what")]),
        ("[what sister wants]", [Question("what sister wants")]),
        ("[everything]", [Everything()]),
        ("[everything about brother]", [Everything("brother")]),
        (r"[password = a\;b\]\=c]", [Fact("password", "a;b]=c")]),
        ("[formula = E = mc2]", [Fact("formula", "E = mc2")]),
        ("[ pet's name=x = Tom ]", None),
        ("[time = 10:30; note = not: this]", [Fact("time", "10:30"), Fact("note", "not: this")]),
    ],
)
def test_every_form_has_one_reading(text: str, clauses: list[Clause] | None) -> None:
    wanted = InnerSpeech(tuple(clauses)) if clauses else None
    assert parse(text) == wanted


@pytest.mark.parametrize(
    "text",
    ["", "[", "]", "[]", "[ ]", "[;]", "[city = ]", "[= Oslo]", "[a; ]", "[not:]", "[not: a += b]", "[a = b",
     "a = b]", "[a] b]", "[[a]", "[a\nb]", "[a = b]]", "[a=b]", "[" + "a" * LONGEST + "]", "[a\\]"],
)  # fmt: skip
def test_a_broken_bracket_is_no_inner_speech(text: str) -> None:
    assert parse(text) is None


@given(st.lists(_CLAUSES, min_size=1, max_size=4))
def test_what_is_rendered_is_read_back(clauses: list[Clause]) -> None:
    inner = InnerSpeech(tuple(clauses))
    assert parse(render(inner)) == inner
    assert split_reply(render(inner) + " Good to know.") == Spoken(inner, "Good to know.")


@given(st.text(alphabet="ab \\[];=+:\n", max_size=30))
@example("[a = b] [c] d")
@example("[\\")
def test_nothing_a_model_writes_raises_and_what_is_shown_only_grows(text: str) -> None:
    split_reply(text)
    before = ""
    for end in range(len(text) + 1):
        now = shown(text[:end])
        assert now.startswith(before)
        before = now


@pytest.mark.parametrize(
    "reply",
    ["[cat's name = Loki] Loki it is.", "  [not: city = Oslo]\nI see.", "[everything] You are Tadeo.",
     r"[word = a\]b] Noted.", "[= broken] I see.", "No bracket here [at all]."],
)  # fmt: skip
def test_cut_anywhere_no_bit_of_the_bracket_is_shown(reply: str) -> None:
    said = split_reply(reply).text
    assert said
    for end in range(len(reply) + 1):
        assert said.startswith(shown(reply[:end]).rstrip())


def test_a_bracket_that_never_closes_is_shown_as_the_text_it_is() -> None:
    assert shown("[a list\nof things") == "[a list\nof things"
    long = "[" + "word " * LONGEST
    assert shown(long) == long
    assert split_reply("[cut off") == Spoken(None, "")


@pytest.mark.parametrize(
    ("reply", "over"),
    [
        ("[cat's name = Loki] Good to know.", "[cat's name = Loki]"),
        ("  [job]Sure.", "  [job]"),
        (r"[page = a\]b \\] Noted.", r"[page = a\]b \\]"),
        ("I am well.", "I"),
        ("\n\nHello", "\n\nH"),
        ("[never\nclosed]", "[never\n"),
        ("[" + "x" * LONGEST, "[" + "x" * LONGEST),
    ],
)
def test_inner_speech_is_over_as_soon_as_nothing_can_change_it(reply: str, over: str) -> None:
    grown = [reply[:end] for end in range(len(reply) + 1)]
    assert next(text for text in grown if is_over(text)) == over
    assert split_reply(over).inner == split_reply(reply).inner


def test_a_bracket_cut_off_is_not_over() -> None:
    assert not any(map(is_over, ("", " ", "[", "[a = b", "[a = b\\]", "[a; b = c")))


def test_empty_parts_are_refused() -> None:
    for make in (
        lambda: Fact(" ", "x"),
        lambda: Fact("x", " "),
        lambda: Question(""),
        lambda: WhoIs(" "),
        lambda: InnerSpeech(()),
    ):
        with pytest.raises(ValueError, match=r"empty|without"):
            make()


# -- the asker -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "bracket"),
    [
        (Fact("city", "Oslo"), "[ask: city = Oslo]"),
        (Fact("band's name", "Duo [live]"), r"[ask: band's name = Duo \[live\]]"),
        (Fact("motto", "now; here"), r"[ask: motto = now\; here]"),
        (Fact("allergy", "eggs", "add"), "[ask: allergy += eggs]"),
        (
            Fact("where the money is kept", "in the\nshoe box"),
            "[ask: where the money is kept = in the shoe box]",
        ),
    ],
)
def test_questions_are_asked_for_with_the_fact_and_its_sentence(fact: Fact, bracket: str) -> None:
    assert asking(fact, "It is so.\nReally.") == f"{bracket} It is so. Really."


def test_the_questions_are_the_plain_lines_each_once() -> None:
    reply = "where do I live?\n  whats my  city \n\n[city] You live in Oslo.\nwhere do I live?\n"
    assert asked(reply) == ("where do I live?", "whats my city")
    assert asked("") == asked("[ask: city = Oslo]") == ()
