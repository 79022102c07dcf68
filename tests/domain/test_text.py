# ruff: noqa: RUF001  the scripts are meant
"""What is kept of a text, and what of it can be seen."""

from __future__ import annotations

import pytest

from luna_desktop.domain.message import fingerprint, normalised, spoken, visible, writable


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("My cat is called \x1b]0;pwned\x07Tom.", "My cat is called Tom."),
        ("\x1b[2J\x1b[HGone?", "Gone?"),
        ("\x1b[1;31mred\x1b[0m and \x1b[38:5:1mmore", "red and more"),
        ("a\x1b]8;;http://x.example\x1b\\link\x1b]8;;\x1b\\b", "alinkb"),
        ("\x9b2Jeight bits", "eight bits"),
        ("\x9d0;title\x9cafter", "after"),
        ("\x1bPq#0;2\x1b\\sixel", "sixel"),
        ("\x1bcreset", "reset"),
        ("never ended \x1b]0;but kept", "never ended 0;but kept"),
        ("bell\x07, back\x08space, delete\x7f, nul\x00", "bell, backspace, delete, nul"),
        ("one\r\ntwo\rthree\x0bfour\x0cfive\x85six", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("a\tb\nc", "a\tb\nc"),
        ("field\x1fnext", "field next"),
        ("file\u202efdp.exe\u202c", "filefdp.exe"),
        ("\u202dforced\u202c", "forced"),
    ],
)
def test_nothing_that_commands_a_terminal_is_kept(told: str, kept: str) -> None:
    assert writable(told) == kept
    assert writable(kept) == kept


@pytest.mark.parametrize(
    "text",
    [
        "شماره \u2066+1 234\u2069 است",
        "می\u200cخواهم",
        "\u200fשלום, Luna!\u200e",
        "\u202bעברית\u202c and English",
        "👨\u200d👩\u200d👧 ❤\ufe0f 🏴\U000e0067\U000e0062\U000e007f",
        "नमस्\u200dते",
        "Grüße, 你好\u2028",
    ],
)
def test_every_script_stays_as_it_is_written(text: str) -> None:
    assert writable(text) == text
    assert visible(text)


def test_a_mark_of_direction_ends_with_its_line() -> None:
    assert writable("a\u2067b\nc") == "a\u2067b\u2069\nc"
    assert writable("a\u2069b\u202c") == "ab"
    assert writable("\u202b\u2066x") == "\u202b\u2066x\u2069\u202c"
    assert writable("\u2066a\u202cb\u2069") == "\u2066ab\u2069"


@pytest.mark.parametrize(
    "text",
    [
        *("\u200b", "\u200b\u200b", "\ufeff", "\u200e", "\x01"),
        *("\u3164", "\uffa0 \u115f", "\u2800\u2800", "\ufe0f", "\U000e0101", "\u00ad", "\u2060\u2063"),
        *(
            "\u034f",
            "\u180e",
            "\u202e\u202c",
            "\x1b[2J",
            "\U0001d159",
            "\U000e0041",
            "\u2028\u00a0\u3000",
            "",
        ),
    ],
    ids=ascii,
)
def test_what_shows_nothing_says_nothing(text: str) -> None:
    assert visible(text) == "" and spoken(text) == ""


@pytest.mark.parametrize("text", ["?", ".", "\u0301", "\ufffd", "\u0600", "\ue000", "0"], ids=ascii)
def test_what_shows_something_says_something(text: str) -> None:
    assert spoken(text) == text


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("Hello there.", "Hel\u200blo there."),
        ("Hello there.", "\ufeffHello\u00a0there.\u200e"),
        ("I like tea ❤", "I like tea ❤\ufe0f"),
        ("Tom", "T\u00ad\u034fom\u2800"),
        ("caf\u00e9", "CAFE\u0301\u2060"),
    ],
)
def test_the_same_text_is_what_looks_the_same(one: str, same: str) -> None:
    assert fingerprint(one) == fingerprint(same)
    assert normalised(one) == normalised(same)
