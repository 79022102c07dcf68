"""What looks like a value: a name, a place, a time, and when it is one beyond doubt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from luna_desktop.language.also_said import words
from luna_desktop.language.lexicon import common_words
from luna_desktop.language.lexicon.describing import ADJECTIVES, ADVERBS
from luna_desktop.language.lexicon.function_words import CONTRACTIONS, FUNCTION_WORDS
from luna_desktop.language.values import COLOURS, DAYS, LANGUAGES, MONTHS, NAMES, PLACES, SEASONS

ARTICLES = words("a an the my your his her its our their this that some any no")
_NOT_VALUES = words(
    """
    not very so too really quite always never also just still already going gone here there fine well sure sorry glad
    happy sad tired hungry ill sick busy late back home out away ready done it he she they we you i me and or because
    but if when while which who what where how why is are was were be been to
    """
)
BREAKS = words("because but which who when while if although though since so that and")
PREPOSITIONS = words("at in on for with by from of about like as")
# "I am a {v}" says many things; these are not what a person works as.
_LOOSE_JOB = words(
    """
    bit little lot big huge very good bad great really person man woman boy girl fan lucky happy vegetarian vegan idiot
    fool mess friend guest stranger human mother father mum mom dad parent grandmother grandfather sister brother twin
    daughter son uncle aunt child kid baby cat dog member size guy liar genius redhead
    """
)
_HAIR_AND_EYES = frozenset([*COLOURS, "blond", "blonde", "hazel", "ginger", "auburn", "gray", "dark"])
# "I am Swedish" gives no name; "i speak swedish" gives a language.
_PEOPLES = words(
    """
    american british scottish welsh irish austrian swiss belgian swedish norwegian finnish danish portuguese russian
    ukrainian romanian bulgarian hungarian serbian croatian indian chinese japanese korean vietnamese thai canadian
    mexican brazilian argentinian chilean australian african european asian egyptian nigerian kenyan israeli iranian
    catholic protestant christian muslim jewish hindu buddhist tamil
    """
) | {language.lower() for language in LANGUAGES}
_NUMBER_WORDS = words(
    """
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred
    """
)
# Words inside a name or a place that stay lower case: "Ludwig van Beethoven", "Frankfurt am Main".
_PARTICLES = words(
    "de da di del der den van von zu la le el al bin ibn of the and y e am an upon on sur in o' a"
)
_NO_NAMES = ARTICLES - {"the"} | PREPOSITIONS | words(CONTRACTIONS.lower())  # what no name begins with
_DESCRIBING = words(f"{ADJECTIVES} {ADVERBS} {FUNCTION_WORDS} asleep fun broken raining closed wrong right")
# What people say after "no", "sorry" and "actually" without putting anything right.
_EXCLAIMED = words(
    """
    nonsense seriously thanks thank please really way problem worries idea chance need doubt kidding joke joking exactly
    maybe perhaps cool great ok okay luna god gosh lol haha dear stop enough nothing everything something anything time day
    dinner lunch breakfast morning evening night tonight mistake google christmas easter listen look wait forget sir madam
    friend love honey sweetie yes no hello hi bye goodbye everybody everyone nobody more less again later soon comment
    stay go come say said hold hang relax peace true false same
    """
)
_JOBS = words(
    """
    nurse chef cook judge pilot vet lawyer clerk guard surgeon midwife monk priest poet coach tailor smith sailor soldier
    astronaut athlete architect dentist student scout spy thief butler barista au-pair secretary attorney mechanic plumber
    """
)
_CALLING = re.compile(r"(?:er|or|ist|ian|man|woman|eer|tant|dent|gent|ress|yst|ic|maid|smith|wright)$")
_TAIL = re.compile(
    r"(?:,? (?:now|too|as well|right now|at the moment|these days|by the way|btw|though|today|please|in \d{4}|basically|"
    r"actually|lol|haha|of course|obviously|sadly|honestly|so badly|currently|last (?:week|month|year)|i guess|i think|"
    r"for (?:years|ages|\w+ (?:years?|months?|weeks?))|since \d{4}|since (?:school|childhood)|all my life|usually|a lot|"
    r"every (?:single )?(?:day|morning|night|evening|week|year)|some ?day|one day|these days|on weekends|"
    r"this (?:week|month|year)|tomorrow|yesterday|with two n))+$",
    re.IGNORECASE,
)
_WORKPLACE = re.compile(r" (?:at|in|for|with) .+$", re.IGNORECASE)
_ARTICLE = re.compile(r"^(?:an? )(?=\w)", re.IGNORECASE)


@cache
def common() -> frozenset[str]:
    return frozenset(word.lower() for word in common_words())


@cache
def known_names() -> frozenset[str]:
    return frozenset(name.lower() for name in NAMES)


@cache
def known_places() -> frozenset[str]:
    return frozenset(place.lower() for place in PLACES)


def _words_ok(value: str, limit: int) -> bool:
    words = value.split()
    lowered = [word.strip(",'\"").lower() for word in words]
    return 0 < len(words) <= limit and lowered[0] not in _NOT_VALUES and not BREAKS.intersection(lowered[1:])


def _one_phrase(value: str, limit: int) -> bool:
    """A few words with a letter among them and nothing between that would end a phrase."""
    return (
        _words_ok(value, limit) and not any(c in value for c in ",;:()") and any(c.isalpha() for c in value)
    )


def _named(value: str, shouting: bool) -> bool:
    """A proper name: capitalised, or in an all-lower-case message any word that is not common."""
    words = value.split()
    if not _one_phrase(value, 4) or words[0].lower() in _NO_NAMES:
        return False
    if words[0].lower() == "the":
        return len(words) > 1 and words[1][0].isupper() and not shouting
    if words[0][0].isupper() and not shouting:
        return True
    return all(word.lower() not in common() or word.lower() in known_names() for word in words)


def _place(value: str, shouting: bool) -> bool:
    words = value.split()
    if not _one_phrase(value, 4) or words[0].lower() in _NO_NAMES:
        return False
    if words[0].lower() == "the":
        return len(words) > 1 and words[1][0].isupper()
    return (words[0][0].isupper() and not shouting) or all(word.lower() not in common() for word in words)


def _number(value: str, _shouting: bool) -> bool:
    return bool(re.fullmatch(r"\d{1,6}(?:\.\d+)?", value)) or all(
        w in _NUMBER_WORDS for w in re.split(r"[ -]", value.lower())
    )


def _date(value: str, _shouting: bool) -> bool:
    whole = "," not in value or bool(re.search(r", \d{4}$", value))
    return whole and len(value.split()) <= 5 and any(month.lower() in value.lower() for month in MONTHS)


def _time(value: str, _shouting: bool) -> bool:
    return bool(
        re.fullmatch(
            r"(?:(?:half past|quarter (?:past|to)) )?(?:\d{1,2}(?:[:.]\d\d)?|\w+)(?: ?(?:am|pm|a\.m|p\.m|o'clock))?",
            value,
            re.IGNORECASE,
        )
    ) and (any(c.isdigit() for c in value) or any(w in _NUMBER_WORDS for w in value.lower().split()))


def _thing(value: str, _shouting: bool) -> bool:
    pair = value.split(" and ")
    if len(pair) == 2:  # "coins and stamps" are one thing to collect
        return all(len(one.split()) <= 2 and _thing(one, _shouting) for one in pair)
    words = value.lower().split()
    return _one_phrase(value, 4) and words[0] not in (ARTICLES - {"the"}) and words[0] not in PREPOSITIONS


def _job(value: str, _shouting: bool) -> bool:
    words = value.lower().split()
    return (
        _one_phrase(value, 3)
        and not any(c.isdigit() for c in value)
        and words[0] not in (_LOOSE_JOB | ARTICLES | PREPOSITIONS)
        and words[-1] not in (_LOOSE_JOB | PREPOSITIONS)
    )


def _title(value: str, _shouting: bool) -> bool:
    return _words_ok(value, 7) or value.lower().startswith("the ") or value[:1].isupper()


def _colour(value: str, _shouting: bool) -> bool:
    words = value.lower().split()
    return _words_ok(value, 2) and (
        words[-1] in _HAIR_AND_EYES or not any(word in common() or word in ARTICLES for word in words)
    )


def _language(value: str, shouting: bool) -> bool:
    several = re.split(r", | and |, and | & ", value)
    return all(one.lower() in _PEOPLES or _named(one, shouting) for one in several if one) and bool(value)


def _word(value: str, _shouting: bool) -> bool:
    return _words_ok(value, 1)


VALID: Mapping[str, Callable[[str, bool], bool]] = {
    "name": _named, "place": _place, "number": _number, "date": _date, "time": _time, "thing": _thing, "job": _job,
    "title": _title, "colour": _colour, "season": _word, "day": _word, "month": _word, "language": _language,
}  # fmt: skip


def describes(value: str) -> bool:
    """Whether ``value`` tells how something is rather than what it is."""
    words = value.lower().split()
    return all(word in _DESCRIBING for word in words) or (
        words[0] in _DESCRIBING and words[0] not in ARTICLES and len(words) > 1 and words[-1] in _DESCRIBING
    )


def beyond_doubt(name: str) -> bool:
    """A name that is no common word nor a people's, and capitalised unless it is known."""
    for word in name.split():
        low = word.lower().rstrip(".")
        if low in ("the", "mr", "mrs", "ms", "dr", "prof"):
            continue
        if low not in known_names() and (low in common() or low in _PEOPLES or not word[0].isupper()):
            return False
    return True


def _in(pool: Iterable[str]) -> Callable[[str], bool]:
    lowered = frozenset(word.lower() for word in pool)
    return lambda value: value.lower() in lowered


def _surely_title(value: str) -> bool:
    return all(word[0].isupper() or word in _PARTICLES or word[0].isdigit() for word in value.split())


def _surely_job(value: str) -> bool:
    last = value.lower().split()[-1]
    return last in _JOBS or bool(_CALLING.search(last))


_SURELY: Mapping[str, Callable[[str], bool]] = {
    "season": _in(SEASONS), "day": _in(DAYS), "month": _in(MONTHS),
    "number": lambda value: True, "date": lambda value: True,
    "time": lambda value: bool(re.fullmatch(r"\d{1,2}(?:[:.]\d\d)?", value)) or value.lower() in _NUMBER_WORDS,
    "colour": lambda value: value.lower().split()[-1] in _HAIR_AND_EYES,
    "name": lambda value: value.lower() in known_names() or (value[0].isupper() and beyond_doubt(value)),
    "place": lambda value: value.lower() in known_places() or (value[0].isupper() and value.lower() not in known_names()),
    "title": _surely_title,
    "language": lambda value: all(one.lower() in _PEOPLES for one in re.split(r", | and ", value)),
    "job": _surely_job,
    "thing": lambda value: len(value.split()) == 1,
}  # fmt: skip
_NOT_DAYS = _in([*DAYS, *MONTHS])


def surely(value: str, values: str) -> bool:
    """Whether ``value`` is one of its class even where nothing else in the sentence says so."""
    low = value.lower()
    if (
        _EXCLAIMED.intersection(low.split())
        or trimmed(value, values) != value
        or not VALID[values](value, False)
    ):
        return False
    if values in ("name", "place", "title", "job", "thing", "language") and (
        _NOT_DAYS(low) or describes(value) or low.endswith("ly")
    ):
        return False
    return _SURELY[values](value)


def trimmed(value: str, values: str) -> str:
    """``value`` without what people add behind it: "Rex too", "a nurse at Siemens", "Bern for three years"."""
    if values == "title":
        return re.sub(r", not .+$", "", value)
    value = _TAIL.sub("", value)
    if values == "job":
        return _WORKPLACE.sub("", value)
    if values == "language":
        return _WORKPLACE.sub("", value)
    return _proper(value) if values in ("name", "place") else value


def without_article(value: str) -> str:
    return _ARTICLE.sub("", value)


def _proper(value: str) -> str:
    """``value`` up to the first everyday word: "Rex at home" is Rex, "Frankfurt am Main" stays whole."""
    words = value.split()
    if not words or words[0].lower() in ARTICLES:
        return value
    for n, word in enumerate(words[1:], 1):
        bare = word.strip(",.'\"").lower()
        if word[0].islower() and bare in common():
            particle = bare in _PARTICLES and n + 1 < len(words) and words[n + 1][0].isupper()
            if not particle:
                return " ".join(words[:n]).rstrip(",")
    return value
