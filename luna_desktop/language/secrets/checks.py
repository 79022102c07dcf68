"""What tells a secret from a word or a number that looks like one."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise

from luna_desktop.language.also_said import words
from luna_desktop.language.lexicon.function_words import STRUCTURE_WORDS
from luna_desktop.language.secrets.rule import digits_of

_ENTROPY = 3.2  # bits a letter; English words have less, drawn letters more
_DRAWN_LENGTH = 16
_PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|\d+")
_DRAWN_PIECE = 3.5  # letters; names in a program are made of words, which are longer
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)

FUNCTION = words(STRUCTURE_WORDS.lower())
# "My password is too long" gives nothing away.
_TELLS_NOTHING = FUNCTION | words(
    """
    never always safe secret strong weak long longer short shorter hard easy easier wrong right correct incorrect valid
    invalid old older new newer lost gone different same similar unique random simple complex complicated common bad
    worse better best fine okay ok good great perfect terrible stupid silly funny boring private public personal public
    kept case sensitive hidden known unknown empty blank missing broken full free due
    written taken stolen forgotten given shown hacked kept made set reset held stuck late ready important clear unclear
    nothing none also still now and but because when only once must should what how that this there here where
    your our his her their mine yours my a an the in on off at by for to of from with without under over behind below
    case sensitive required needed ok yes no not maybe perhaps alright protected one same thing things something mess
    two three four five six seven eight nine ten eleven twelve unsafe insecure secure top part key
    page name number letter word words year line date field box form screen manager reset policy
    accepted denied about like longest down up out away back impossible possible necessary optional mandatory way
    """
)
_DERIVED = re.compile(r"[a-z]{2,}(?:ing|ed|ly|able|ible|ous|ful|less)")
_QUOTES = ".,!?;:)\"'\u201c\u201d\u2018\u2019`("


def luhn(digits: str) -> bool:
    """Whether the check digit of a card number is right."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def modulo_97(account: str) -> bool:
    """Whether the check digits of an IBAN are right."""
    turned = account[4:] + account[:4]
    return int("".join(str(int(c, 36)) for c in turned)) % 97 == 1


def is_card(value: str) -> bool:
    """13 to 19 digits whose last one is the check digit of a card."""
    digits = digits_of(value)
    return 13 <= len(digits) <= 19 and luhn(digits) and len(set(digits)) > 1


def is_iban(value: str) -> bool:
    """An account number of any country that uses them."""
    bare = value.replace(" ", "").upper()
    return 15 <= len(bare) <= 34 and modulo_97(bare)


def is_cpf(value: str) -> bool:
    """A Brazilian tax number: both check digits are right."""
    digits = [int(c) for c in digits_of(value)]
    return len(set(digits)) > 1 and all(
        digits[n] == sum(d * (n + 1 - place) for place, d in enumerate(digits[:n])) * 10 % 11 % 10
        for n in (9, 10)
    )


def entropy(text: str) -> float:
    """Bits a letter."""
    counts = Counter(text).values()
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts)


def is_drawn(token: str) -> bool:
    """Letters and digits mixed as only a machine mixes them."""
    if _UUID.fullmatch(token):
        return False
    longest = max(re.split(r"[-_/=+.]", token), key=len)
    if len(longest) < _DRAWN_LENGTH or not any(c.isdigit() for c in longest) or longest.isdigit():
        return False
    pieces = _PIECE.findall(longest)
    return len(longest) / len(pieces) <= _DRAWN_PIECE and entropy(token) >= _ENTROPY


def is_base64_key(token: str) -> bool:
    """Forty letters as Amazon draws them, slashes among them; a path has words between its slashes."""
    letters = re.sub(r"[^A-Za-z0-9]", "", token)
    classes = (str.isupper, str.islower, str.isdigit)
    mixed = all(any(test(c) for c in letters) for test in classes)
    return mixed and len(letters) / len(_PIECE.findall(letters)) <= _DRAWN_PIECE and entropy(token) >= 4


def is_password(value: str) -> bool:
    """A word that may be a password where one is announced: none that only tells about it."""
    bare = value.strip(_QUOTES)
    small = bare.lower()
    if len(bare) < 3 or small in _TELLS_NOTHING or set(bare) <= set("*x\u2022._-"):
        return False
    return not (_DERIVED.fullmatch(bare) or small.split("'")[0].split("\u2019")[0] in _TELLS_NOTHING)


def is_made(value: str) -> bool:
    """A password by its look alone: digits or signs within letters, or four digits and more."""
    bare = value.strip(_QUOTES)
    if not is_password(bare) or re.fullmatch(
        r"\d+(?:st|nd|rd|th|s|km|kg|am|pm|%|x|g|m|cm|p|k|h)", bare, re.IGNORECASE
    ):
        return False
    letters, digits = any(c.isalpha() for c in bare), any(c.isdigit() for c in bare)
    if letters and digits:
        return True
    if digits:
        return len(digits_of(bare)) >= 4 and not re.fullmatch(r"(?:19|20)\d\d|.*[:.,/].*", bare)
    return bool(re.search(r"\w[!@#$%^&*+=~]", bare)) or bool(re.search(r"[a-z][A-Z]", bare))


def is_secret_word(value: str) -> bool:
    """Eight or more letters and signs after "api key", as only a machine or a careful hand mixes them."""
    bare = value.strip(_QUOTES)
    return len(bare) >= 8 and is_made(bare)


def are_recovery_words(value: str) -> bool:
    """Words in a row that make no sentence."""
    found = re.findall(r"[a-z]+", value.lower())
    return len(found) >= 4 and not any(word in FUNCTION or _DERIVED.fullmatch(word) for word in found[:4])


def is_wallet(line: str) -> bool:
    """As many words as a wallet gives out, none of them a word of structure, hardly any a plural."""
    found = line.split()
    return (
        len(found) in (12, 15, 18, 21, 24)
        and not any(word in FUNCTION for word in found)
        and sum(word.endswith("s") and not word.endswith("ss") for word in found) <= 1
    )


def is_counting(value: str) -> bool:
    """Whether somebody counts: "one two three four" is no number to call."""
    plain = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    found = re.findall(r"[a-z]+", value.lower())
    places = [plain.index(word) for word in found if word in plain]
    steps = {b - a for a, b in pairwise(places)}
    return len(places) == len(found) and (steps <= {1} or steps <= {-1} or steps <= {2})
