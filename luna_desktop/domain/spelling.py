"""One spelling for all the ways in which the same words are written, so that what is sought is found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from luna_desktop.domain.message import UNSEEN

_APOSTROPHES = re.compile(
    "[`\u00b4\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u02ca\u02cb"
    "\u0384\u055a\u05f3\u1fbd\u1fbf\u2018\u2019\u201b\u2032\u2035\ua78c\uff07]"
)
_HYPHENS = re.compile("[\u2010\u2011\u2012\u2013\u2212\u2043\u058a\ufe63\uff0d]")
# Letters of their own to Unicode, which people without the key type as these.
_LETTERS = {"\u0131": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th"}
_LETTER = re.compile(f"[{''.join(_LETTERS)}]")
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
# Scripts that put no space between words: each sign is looked at as a word.
_UNSPACED = re.compile(
    "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff])"
)
# "Sea-Gull" is "Seagull" too, and "D'Angelo" is "DAngelo", but "she'll" is no "shell".
_JOINT = re.compile(r"(?:-|'(?!(?:s|t|d|m|ll|re|ve)\b))(?<=\w.)(?=\w)")
_POSSESSIVE = re.compile(r"(?<=\w)'s(?=[\W_]*$)")
_ARTICLE = re.compile(r"^(?:an?|the) (?=.)")


def _plain(text: str) -> str:
    """``text`` without case, accents and what is not seen, its apostrophes and hyphens of one kind."""
    text = _one_sign(text)
    if text.isascii():  # most texts by now, and the rest takes its time
        return text.lower()
    text = unicodedata.normalize("NFKD", text).casefold()
    text = _one_sign(unicodedata.normalize("NFKD", _one_sign(text)))
    return unicodedata.normalize("NFKC", UNSEEN.sub("", _ACCENTS.sub("", text)))


def _one_sign(text: str) -> str:
    text = _HYPHENS.sub("-", _APOSTROPHES.sub("'", text))
    return text if text.isascii() else _LETTER.sub(lambda match: _LETTERS[match.group()], text)


class _Signs(dict[int, str]):
    """What each sign is to words: part of one, one of its own ("C++"), or their end."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        category = unicodedata.category(sign)
        if category[0] in "LNM":  # also the marks by which some scripts write vowels
            self[code] = sign
        else:
            self[code] = f" {sign} " if category in ("So", "Sc") or sign in "+#" else " "
        return self[code]


_SIGNS = _Signs()


def _words(plain: str) -> str:
    words = plain.translate(_SIGNS)
    if not words.isascii():
        words = _UNSPACED.sub(r" \1 ", words)
    return " ".join(words.split())


def _readings(plain: str) -> tuple[str, ...]:
    """Its words, and where hyphens or apostrophes stand within some, its words with those joined."""
    apart = _words(plain)
    joined = _words(_JOINT.sub("", plain)) if _JOINT.search(plain) else apart
    return (apart,) if joined == apart else (apart, joined)


def spelled(text: str) -> str:
    """The words of ``text`` in the one spelling, with single spaces between them."""
    return _words(_plain(text))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in order, which are found in a text however they are written there."""

    readings: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Phrase:
        """``text`` without what stands at its edges: punctuation, quotation marks, a possessive."""
        plain = _plain(text)
        return cls(_readings(_POSSESSIVE.sub("", plain)))

    def __bool__(self) -> bool:
        """Whether there is any word in it."""
        return self.readings != ("",)

    def stands_in(self, text: str) -> bool:
        """Whether ``text`` has these words, whole and in this order."""
        return any_stands_in([self], text)

    def is_all_of(self, text: str) -> bool:
        """Whether ``text`` is these words and no others, but for an article before either."""
        mine, told = _bare(self), _bare(Phrase.of(text))
        return bool(self) and not mine.isdisjoint(told)

    def shares(self, text: str) -> bool:
        """Whether a word of it is one of ``text``."""
        return not set(self.readings[0].split()).isdisjoint(spelled(text).split())


def any_stands_in(phrases: Iterable[Phrase], text: str) -> bool:
    """Whether ``text`` has the words of one of ``phrases``; it is read once for all of them."""
    told = [f" {reading} " for reading in _readings(_plain(text))]
    return any(f" {mine} " in one for phrase in phrases if phrase for mine in phrase.readings for one in told)


def _bare(phrase: Phrase) -> set[str]:
    return {_ARTICLE.sub("", reading) for reading in phrase.readings}
