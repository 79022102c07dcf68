"""Secrets are found in what people really paste, and numbers that are none are let through."""

from __future__ import annotations

import random
import string
import subprocess
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from luna_desktop.domain.lesson import HELD, SECRETS, Fact, secret_names
from luna_desktop.language.secrets import (
    MAX_TEXT,
    find_secrets,
    held,
    held_exchange,
    held_fact,
)
from luna_desktop.language.secrets.checks import luhn, modulo_97
from luna_desktop.language.small_talk import SENTENCES
from tests.language.test_natural import lines
from tests.teaching import frames

# Joined from pieces, so that no scanner takes this file for a leak.
PASTED = (
    ("key", "my token is {}", "gh" + "p_" + "a8Jx02kLmQ91zTrW" * 2 + "Zq3x"),
    ("key", "here: {} keep it", "sk" + "-proj-" + "Ab3dEf6hIj9kLm2nOp5q"),
    ("key", "{}", "AK" + "IA" + "Q3EGR7T2NV5XW8YZ"),
    ("key", "the key {}", "xox" + "b-1234567890-abcdefABCDEF"),
    (
        "key",
        "use {}",
        "eyJ" + "hbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0." + "dozjgNryP4J3jVmNHl0w5N",
    ),
    ("key", "it is {} ok", "9f8b3c7a1e5d4f6082b7c9d0e1f2a3b4"),
    ("key", "secret={}", "Zk3Jq8Rt1Wm5Yx7Bn2Vc"),
    ("password", "my password is {}", "hunter2"),
    ("password", "The wifi password is {}", "sunflower42"),
    ("password", "Password for the bank: {}", "Tr0ub4dor&3"),
    ("password", "passcode = {}", "8841"),
    ("pin", "my PIN is {}", "4711"),
    ("password", "see ftp://tom:{}@example.org/x", "geheim99"),
    ("card", "my card is {}", "4111 1111 1111 1111"),
    ("card", "card {} exp 12/27", "5500-0055-5555-5559"),
    ("card", "{}", "4012888888881881"),
    ("iban", "IBAN {}", "DE89 3704 0044 0532 0130 00"),
    ("iban", "send it to {} please", "GB82WEST12345698765432"),
    ("iban", "{}", "FR14 2004 1010 0505 0001 3M02 606"),
    ("phone", "call me at {}", "+49 170 1234567"),
    ("phone", "My number is {}", "555-123-4567"),
    ("phone", "ring {} tonight", "(030) 1234567"),
    ("phone", "{} is my phone", "0612345678"),
    ("phone", "my phone: {}", "5551234"),
    ("address", "I live at {}", "221B Baker Street"),
    ("address", "{} is home", "14 Rosewood Ave"),
    ("address", "i live at {}", "12 elm road"),
    ("address", "Ich wohne in der {}", "Lindenstra\u00dfe 14"),
    ("address", "It is {}", "10 rue de Rivoli"),
    ("address", "postcode {}", "SW1A 1AA"),
    ("email", "write to {}", "anna.b+x@example.org"),
)


@pytest.mark.parametrize(("kind", "around", "secret"), PASTED, ids=[s[1][:14] + s[0] for s in PASTED])
def test_a_secret_is_found_where_it_stands(kind: str, around: str, secret: str) -> None:
    text = around.format(secret)
    found = find_secrets(text)
    assert kind in [one.kind for one in found], found
    one = next(one for one in found if one.kind == kind)
    assert secret in text[one.start : one.stop] or text[one.start : one.stop] in secret


HARMLESS = (
    "I was born in 1985.", "See you at 10:30.", "It is 23.11.2026 today.", "2026-11-23",
    "Python 3.11.4 is out",
    "version 1.2.3.4", "It costs 1,299.00 euros", "I ran 42.195 km", "There are 7,800,000,000 people",
    "My password is too long", "my password is not safe", "I forgot my password", "What is a password?",
    "He has a pin on his jacket", "My shoe size is 43", "My lucky number is 7", "I have 2 dogs and 3 cats",
    "It's a 2 way street", "I live on Elm Road", "My street is called Oak Lane", "I walked down Abbey Road",
    "5 miles down the road", "the 12th of May 2020", "from 1914 to 1918", "2001 2002 2003 2004", "1000000",
    "supercalifragilisticexpialidocious", "donaudampfschifffahrtsgesellschaft",
    "my-favourite-holiday-photos-2024",
    "this_is_a_very_long_variable_name_2", "https://example.org/a/very/long/path/to/some/page",
    "123e4567-e89b-12d3-a456-426614174000", "0.1234567", "1234567890123456", "pi is 3.14159265358979",
    "Room 101, floor 3", "the score was 3-2", "ISBN 978-3-16-148410-0", "I called at 8 and 9 and 10",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "AAAAAAAAAAAAAAAA1111111111111111", "my address book is full",
    "I address my mother politely", "call me at 8", "a@b",
)  # fmt: skip


TALK = Path(__file__).parent / "secret_talk"


def talk(name: str) -> list[str]:
    """The lines of a list of sentences."""
    lines_of = (TALK / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines_of if line and not line.startswith("#")]


def told_secrets(name: str) -> list[tuple[str, str]]:
    """Kind and sentence; the kind of one that is known to be missed ends in a question mark."""
    pairs = [line.split(" | ", 1) for line in talk(name)]
    return [(kind, text.replace("\u00b7", "")) for kind, text in pairs]


@pytest.mark.parametrize(("kind", "text"), told_secrets("issue.txt"))
def test_what_was_once_let_in_is_held_back(kind: str, text: str) -> None:
    assert kind in held(text).split(",")


def test_secrets_as_people_type_them_are_found() -> None:
    """Of 300 sentences 6 are known to be missed. Those that were drawn up before any rule had seen them were
    held back less often at first: 68 of 76, and after a round of rules 46 of 48."""
    said = told_secrets("secrets.txt")
    missed = [(kind, text) for kind, text in said if kind.rstrip(" ?") not in held(text).split(",")]
    assert [kind for kind, _ in missed if not kind.endswith("?")] == []
    assert len(said) >= 120 and len(missed) / len(said) <= 0.05


def test_every_kind_is_asked_for_five_times_and_more() -> None:
    said = Counter(kind for kind, _ in told_secrets("secrets.txt"))
    assert {kind for kind in SECRETS if said[kind] < 5} == set()


def test_ordinary_talk_is_never_held_back() -> None:
    """Sentences with numbers, dates, prices, scores and the words that announce secrets. Of 128 that were
    drawn up before any rule had seen them 3 were held back at first, and 2 of the next 60."""
    ordinary = talk("ordinary.txt")
    assert len(ordinary) >= 150
    assert {text: held(text) for text in ordinary if held(text)} == {}


@pytest.mark.parametrize(
    ("key", "value", "kinds"),
    [
        ("city", "10115 Berlin", "address"),
        ("city", "Oslo", ""),
        ("home_sister", "1010 Vienna", "address"),
        ("hobby", "0176 12345678", "phone"),
        ("pet_dog", "Rex", ""),
    ],
)
def test_a_fact_without_its_sentence_is_judged_by_what_it_is_about(key: str, value: str, kinds: str) -> None:
    assert held_fact(Fact(key, value), frames().statement(Fact(key, value))) == kinds


@pytest.mark.parametrize(
    ("prompt", "reply", "kinds"),
    [
        ("What is my PIN?", "4711", "pin"),
        ("What's the door code?", "4711.", "code"),
        ("what is the wifi password", "swordfish", "password"),
        ("My mother's maiden name?", "Smith", "question"),
        ("What is my passport number?", "X1234567", "document"),
        ("What is my lucky number?", "4711", ""),
        ("Who wrote Dune?", "Frank Herbert did.", ""),
        ("Where do I live?", "In Oslo.", ""),
    ],
)
def test_an_answer_is_judged_with_what_was_asked(prompt: str, reply: str, kinds: str) -> None:
    assert held_exchange(prompt, reply) == kinds


def test_a_secret_is_named_to_the_person() -> None:
    assert secret_names("email,imported,password") == "an e-mail address and a password"
    assert secret_names("code,phone,pin") == "a code that opens something, a phone number and a PIN"
    assert secret_names("imported") == secret_names("") == ""


def test_plans_of_telephone_numbers_are_loaded_when_a_number_comes() -> None:
    """``phonenumbers`` takes a while to load, and few messages hold a number."""
    code = (
        "import sys; from luna_desktop.language import secrets; secrets.held('My dog is called Rex.');"
        "assert 'phonenumbers' not in sys.modules; assert secrets.held('it is +49 170 1234567') == 'phone';"
        "assert 'phonenumbers' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_is_let_through(text: str) -> None:
    assert find_secrets(text) == []


def test_everyday_talk_gives_nothing_away() -> None:
    """Of 381 sentences of small talk and 430 of the natural lists none is held back."""
    natural = [text for name in ("tuning.txt", "report.txt", "fresh.txt") for text, _ in lines(name)]
    assert {text for text in (*SENTENCES, *natural) if find_secrets(text)} == set()


def test_check_digits() -> None:
    assert luhn("4111111111111111") and not luhn("4111111111111112")
    assert modulo_97("DE89370400440532013000") and not modulo_97("DE88370400440532013000")


@given(st.integers(10**14, 10**15 - 1))
def test_every_card_number_is_found_and_no_wrong_check_digit(number: int) -> None:
    body = "4" + str(number)[1:]
    right = next(d for d in "0123456789" if luhn(body + d))
    if len(set(body + right)) > 1:
        assert [s.kind for s in find_secrets(f"card {body}{right} ok")] == ["card"]
    wrong = str((int(right) + 1) % 10)
    assert "card" not in [s.kind for s in find_secrets(f"card {body}{wrong} ok")]


def test_drawn_tokens_are_found() -> None:
    """Random tokens of 24 letters and digits: nearly all mix enough to be seen."""
    rng = random.Random(4)
    tokens = ["".join(rng.choices(string.ascii_letters + string.digits, k=24)) for _ in range(500)]
    assert sum(held(f"it is {token} now") == "key" for token in tokens) >= 450


def test_reasons_are_those_that_a_lesson_can_be_told_with() -> None:
    assert held("my password is hunter2", "mail me: tom@example.org") == "email,password"
    assert held("My dog is called Rex.") == ""
    assert {kind for kind, _, _ in PASTED} <= set(HELD)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_survived_and_places_are_true(text: str) -> None:
    found = find_secrets(text)
    assert all(0 <= s.start < s.stop <= len(text) for s in found)
    assert all(a.stop <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    "piece", ["0 ", "1-", "a.", "DE12 ", "12 Elm ", "my password for a ", "a@", "+1 ", "A1b2", "(0", "://a:",
     "my pin is ", "one ", "a at b dot ", "live at A B, ", "9876543210 ", "A1 ", "x.y=",
     "https://a?", "seed a "]
)  # fmt: skip
def test_no_text_takes_long(piece: str) -> None:
    text = (piece * MAX_TEXT)[: MAX_TEXT // 5]
    began = time.process_time()
    find_secrets(text)
    assert time.process_time() - began < 1.5  # a fifth of the longest text takes 0.4 s at the most
