"""What should not be taught without being asked for: keys, passwords, accounts, numbers, addresses.

Checks that a machine can make (Luhn, modulo 97, entropy) keep years, times,
versions and prices out. The kinds are those of ``domain.lesson.HELD``.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from luna_desktop.language.also_said import words


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret of ``kind`` at ``text[start:stop]``."""

    kind: str
    start: int
    stop: int


MAX_TEXT = 100_000  # of longer texts only the beginning is read
_ENTROPY = 3.2  # bits a letter; English words have less, drawn letters more
_TOKEN_LENGTH = 20

_KEYS = re.compile(
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----|"
    r"\b(?:sk-[\w-]{16,200}|[spr]k_(?:live|test)_\w{10,200}|gh[pousr]_\w{20,200}|github_pat_\w{20,200}|glpat-[\w-]{16,200}|"
    r"xox[abeoprs]-[\w-]{10,200}|A(?:KI|SI)A[0-9A-Z]{16}|AIza[\w-]{30,200}|ya29\.[\w-]{20,200}|hf_[A-Za-z0-9]{20,200}|"
    r"npm_\w{20,200}|pypi-[\w-]{20,400}|SG\.[\w-]{16,100}\.[\w-]{16,100}|shp(?:at|ss|ca)_\w{20,200}|dop_v1_\w{20,200}|"
    r"eyJ[\w-]{8,2000}\.[\w-]{8,2000}\.[\w-]{6,2000}|AGE-SECRET-KEY-\w{20,200}|xprv\w{20,200})"
)
_IN_ADDRESS = re.compile(r"://[^\s/:@]{1,100}:(?P<v>[^\s/@]{3,100})@")
_TOKEN = re.compile(rf"(?<![\w/.@+-])[A-Za-z0-9+/_=-]{{{_TOKEN_LENGTH},400}}(?![\w@])")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PASSWORD = re.compile(
    r"\b(?:pass ?(?:word|code|phrase)|pwd|passwd)\b(?: (?:for|of|to|on|at) [\w' .-]{1,30}?)?(?:'s| is| was| ?[:=])\s{0,3}[\"'\u201c]?(?P<v>\S{3,100})",
    re.IGNORECASE,
)
_PIN = re.compile(
    r"\bpin(?: code| number)?\b(?: (?:for|of|to) [\w' ]{1,30}?)?(?:'s| is| was|:|=)?\s{0,3}(?P<v>\d{4,8})\b",
    re.IGNORECASE,
)
# "My password is too long" gives nothing away.
_TELLS_NOTHING = words(
    """
    the too very not really quite always never safe secret strong weak long short hard easy wrong right old new lost gone
    forgotten something nothing none stored saved written kept expired your our his her their what how that this
    important required needed missing and but because when only also still now
    """
)
_CARD = re.compile(r"(?<![\d.,-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\d-])")
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![A-Z0-9])", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w.,:/+-])(?:\+\d{1,3}|00[1-9]\d{0,2}|\(0\d{1,5}\)|0\d{2,5}|\(\d{3}\)|\d{3}(?=[-. ]\d{3}[-. ]\d{4}\b))"
    r"(?:[ ./-]{0,2}\(?\d{1,8}\)?){1,6}(?![\w:])"
)
_PHONE_SAID = re.compile(
    r"\b(?:phone|mobile|cell|telephone|tel|whatsapp|my number|call me (?:on|at)|reach me (?:on|at)|text me (?:on|at))\b[^\d\n]{0,20}"
    r"(?P<v>\d(?:[ -]?\d){5,14})(?!\d)",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}")
_WAYS = (
    r"street|st|road|rd|avenue|ave|lane|ln|drive|boulevard|blvd|court|terrace|close|crescent|square|parkway|"
    r"highway|gardens|grove|mews|quay"
)
_ADDRESSES = (
    re.compile(rf"\b\d{{1,5}}[A-Za-z]?,? (?:[A-Z][\w'.-]{{0,30}} ){{1,4}}(?i:{_WAYS}|place|hill|row|way)\b"),
    re.compile(
        rf"\b\d{{1,5}}[a-z]?,? (?!way|one|lane|long|dead|busy|quiet|miles?|km|more)[a-z]{{3,20}} (?:{_WAYS})\b"
    ),
    re.compile(
        r"\b[\w\u00c0-\u024f-]{2,40}(?:stra(?:\u00dfe|sse)|str\.|gasse|weg|platz|allee|damm|ufer|laan|straat|gatan|vej) \d{1,4} ?[a-z]?\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b\d{1,4},? (?:rue|avenue|boulevard|place) (?:d[eu]s? |de la )?[A-Z]\w+"),
    re.compile(
        r"\b(?:via|calle|piazza|plaza|rua|ulica|ul\.) (?:[\w'.]{1,30} ){0,3}[\w'.]{2,30},? \d{1,4}\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"),  # a British postcode
    re.compile(r"\b[A-Z][a-z]+,? [A-Z]{2} \d{5}(?:-\d{4})?\b"),  # Springfield, IL 62704
    re.compile(
        r"\b(?:my|our|home|postal|house) address(?:'s| is|:) (?=[^.!?\n]{0,60}\d)[^.!?\n]{3,80}",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:p\.?o\.? box) \d{1,6}\b", re.IGNORECASE),
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\b")


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


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


def _entropy(text: str) -> float:
    counts = Counter(text).values()
    return -sum(n / len(text) * math.log2(n / len(text)) for n in counts)


def _drawn(token: str) -> bool:
    """Letters and digits mixed as only a machine mixes them."""
    if _UUID.fullmatch(token):
        return False
    longest = max(re.split(r"[-_/=+]", token), key=len)
    kinds = (
        any(c.isdigit() for c in longest),
        any(c.islower() for c in longest),
        any(c.isupper() for c in longest),
    )
    changes = sum(a.isdigit() != b.isdigit() for a, b in pairwise(longest))
    return len(longest) >= 16 and kinds[0] and any(kinds[1:]) and changes >= 3 and _entropy(token) >= _ENTROPY


def _whole(pattern: re.Pattern[str], text: str, check: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Places of ``pattern`` that pass ``check``; a named part ``v`` alone, where there is one."""
    part = "v" if "v" in pattern.groupindex else 0
    for match in pattern.finditer(text):
        if check(match.group(part)):
            yield match.span(part)


def _is_password(value: str) -> bool:
    bare = value.strip(".,!?\"'\u201d").lower()
    return len(bare) >= 3 and bare not in _TELLS_NOTHING and not bare.startswith("*")


def _is_card(value: str) -> bool:
    digits = _digits(value)
    return 13 <= len(digits) <= 19 and luhn(digits) and len(set(digits)) > 1


def _is_iban(value: str) -> bool:
    bare = value.replace(" ", "").upper()
    return 15 <= len(bare) <= 34 and modulo_97(bare)


def _is_phone(value: str) -> bool:
    # A bare run of zeros and digits may be any number; a phone has at least eight, or a plus.
    digits = _digits(value)
    enough = 7 if value.startswith(("+", "(")) else 9
    return enough <= len(digits) <= 15 and not _DATE.fullmatch(value.strip())


def _ibans(text: str) -> Iterator[tuple[int, int]]:
    """An IBAN may be followed by words that look like more of it: the longest part that adds up counts."""
    for match in _IBAN.finditer(text):
        ends = [match.end(), *(match.start() + m.start() for m in re.finditer(r" ", match.group()))]
        for end in sorted(ends, reverse=True):
            if _is_iban(text[match.start() : end]):
                yield match.start(), end
                break


def _found(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Every suspicion, the surest kinds first."""
    yield from (("key", span) for span in _whole(_KEYS, text, bool))
    yield from (("password", span) for span in _whole(_IN_ADDRESS, text, bool))
    yield from (("iban", span) for span in _ibans(text))
    yield from (("card", span) for span in _whole(_CARD, text, _is_card))
    yield from (("password", span) for span in _whole(_PASSWORD, text, _is_password))
    yield from (("password", span) for span in _whole(_PIN, text, bool))
    yield from (("email", span) for span in _whole(_EMAIL, text, bool))
    yield from (("key", span) for span in _whole(_TOKEN, text, _drawn))
    for pattern in _ADDRESSES:
        yield from (("address", span) for span in _whole(pattern, text, bool))
    yield from (("phone", span) for span in _whole(_PHONE, text, _is_phone))
    yield from (("phone", span) for span in _whole(_PHONE_SAID, text, bool))


def find_secrets(text: str) -> list[Secret]:
    """What ``text`` may give away, in order; where two kinds overlap the surer one counts."""
    kept: list[Secret] = []
    for kind, (start, stop) in _found(text[:MAX_TEXT]):
        if all(stop <= other.start or start >= other.stop for other in kept):
            kept.append(Secret(kind, start, stop))
    return sorted(kept, key=lambda secret: secret.start)


def held(*texts: str) -> str:
    """Why a lesson made of ``texts`` is held back, as ``Lesson.held`` has it; '' when nothing speaks against it."""
    return ",".join(sorted({secret.kind for text in texts for secret in find_secrets(text)}))
