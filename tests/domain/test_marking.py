"""How open answers are marked: by what the person reads alone."""

from __future__ import annotations

import pytest

from luna_desktop.domain.exam import ExamItem, ItemKind
from luna_desktop.domain.inner_speech import split_reply
from luna_desktop.domain.marking import departs, right
from luna_desktop.domain.words import same_words
from luna_desktop.language.speech import is_refusal

DUNNO = "I do not know that yet."


def marked(kind: ItemKind, reply: str, answer: str = "", choices: tuple[str, ...] = ()) -> bool:
    item = ExamItem("x", "talk" if kind == "talk" else "teach_back", kind, "Say it.", answer, choices)
    return right(item, split_reply(reply), is_refusal)


@pytest.mark.parametrize(
    ("kind", "answer", "reply", "good"),
    [
        ("slot", "Rex", "Your dog is called Rex.", True),
        ("slot", "Rex", "[dog's name] Your dog is called Rex.", True),
        ("slot", "Rex", "[dog's name = Rex] Good to know.", False),
        ("slot", "Rex", "[dog's name = Rex", False),
        ("exact", "Klaus is lighter.", "klaus is lighter", True),
        ("exact", "Klaus is lighter.", "[Klaus's weight] Klaus is lighter.", True),
        ("exact", "Klaus is lighter.", "[Klaus is lighter] Is he?", False),
        ("refusal", DUNNO, DUNNO, True),
        ("refusal", DUNNO, f"[comet's name] {DUNNO}", True),
        ("refusal", DUNNO, "[I do not know that yet] It is called Halley.", False),
        ("refusal", DUNNO, "", False),
    ],
)
def test_only_what_stands_after_the_bracket_is_marked(
    kind: ItemKind, answer: str, reply: str, good: bool
) -> None:
    assert marked(kind, reply, answer) is good


@pytest.mark.parametrize(
    ("reply", "free"),
    [
        ("I am well. How are you?", True),
        ("[cat's name] Your cat is called Loki.", False),
        ("I am well, and so is Loki.", False),
        ("I am well, and so is Lokison.", True),
        ("[weather = rain] I see.", False),
        ("[not: weather] I see.", False),
        (f"[weather = rain] {DUNNO}", False),
        (f"[dream] {DUNNO}", True),
        ("[dream] You dream of the sea.", False),
        ("[everything] I like to talk.", False),
        ("[cat's name", False),  # nothing is said
        ("", False),
        (f"[dream] {DUNNO} Loki.", False),
    ],
)
def test_talk_brings_up_nothing(reply: str, free: bool) -> None:
    assert marked("talk", reply, choices=("Loki", "Bea")) is free


@pytest.mark.parametrize(
    "reply",
    [
        "Klaus is lighter.",
        "klaus  is lighter",
        "[weight] Klaus is lighter.",
        "Klaus, is it lighter?",
        "Karl is lighter.",
        "Klaus is lighter than Beatrix.",
        "I do not know that yet.",
        "[Karl's weight = 80] Klaus is lighter.",
        "[weight",
        "",
    ],
)
def test_a_reply_departs_from_the_answer_only_where_it_cannot_become_it(reply: str) -> None:
    answer = "Klaus is lighter."
    good = marked("exact", reply, answer)
    gone = [departs(reply[:end], answer) for end in range(len(reply) + 1)]
    assert gone == sorted(gone), "once gone, always gone"
    assert not (good and any(gone))
    if not good and len(same_words(split_reply(reply).text).split()) > 3:
        assert gone[-1]
