"""What a person told, out of the inner speech that the ear heard: checked against their words, and what of it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from luna_desktop.domain import inner_speech
from luna_desktop.domain.inner_speech import InnerSpeech
from luna_desktop.domain.lesson import Change, Fact
from luna_desktop.domain.words import contains_word, same_words
from luna_desktop.language.inner.topics import Topics, fitting, owned, several
from luna_desktop.language.skills.phrases import listed
from luna_desktop.language.speech import is_question, sentence_case
from luna_desktop.language.spelling import APOSTROPHES, SENTENCE

MAX_TEXT = 2000  # longer turns are pasted, not told
LONGEST_VALUE = 90  # bytes
LONGEST_KEY = 60  # characters; what is longer is a sentence and no key

_ME = re.compile(r"\b(?:i|im|ive|my|mine|me|myself|we|were|weve|our|ours|us)\b", re.IGNORECASE)
_YOU = re.compile(r"\b(?:you|your|youre|u|ur)\b", re.IGNORECASE)
_LUNA = "luna"
_CALLED_ON = re.compile(
    r"(?:^|(?<=[.!?\n]))\s*(?:(?:hi|hey|hello|hiya|yo|dear|oh|ok|okay|so|well|thanks|thank you|good (?:morning|evening|night))"
    r"[, ]+)*luna\b(?=\s*(?:[,:!.?\n-]|$))|,\s*luna\b(?=\s*(?:[.!?\n]|$))|\b(?:hi|hey|hello|hiya|dear|thanks|thank you|night|morning|evening) luna\b",
    re.IGNORECASE,
)
_QUOTED = re.compile('"([^"\n]+)"|\u201c([^\u201d]+)\u201d|\u00ab([^\u00bb]+)\u00bb')
_FENCED = re.compile(r"```.*?(?:```|\Z)|^\s*>.*$", re.DOTALL | re.MULTILINE)
_SPEAKER = re.compile(r"^\s*(?:\[[^\]\n]*\]\s*)?([A-Z][\w .]{0,20}): \S.*$", re.MULTILINE)
_TITLE_WORDS = 4  # a quotation of more words is somebody's speech, unless most of them are capitalised
_KNOW = re.compile(r"^(?:did (?:you|u) know|have i (?:told|mentioned)|guess what|you know)\b", re.IGNORECASE)
_PUTS_RIGHT = re.compile(
    r"^\W*(?:no|nope|nah|wait|sorry|oops|correction|actually|update|typo|my mistake|scratch that)\b|"
    r"\b(?:i meant?|i got (?:that|it) wrong|instead of|not (?:any ?more|\w+ any ?more)|renamed|now (?:called|named)|changed)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that a message told: set, one more of many, or taken back (without a value: all under the key).

    ``sentence`` is how Luna tells it, nothing where it was taken back; ``source`` the message.
    """

    key: str
    value: str = ""
    change: Change = "set"
    sentence: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What holds now under one key, its values in the order they were told; ``told`` is what told each."""

    key: str
    told: tuple[Heard, ...]
    sentence: str

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(one.value for one in self.told)

    @property
    def value(self) -> str:
        """All of them: "Bea and Fran"."""
        return listed(self.values)

    @property
    def fact(self) -> Fact:
        """As lessons hold it."""
        return Fact(self.key, self.value, self.sentence, self.told[-1].source)


def hear(message: str, inner: InnerSpeech | None, topics: Topics) -> tuple[Heard, ...]:
    """What ``message`` tells by the ear's account; what it misheard is left out."""
    if inner is None or len(message) > MAX_TEXT or _only_asks(message):
        return ()
    own = own_words(message)
    found: list[Heard] = []
    for fact in inner.facts:
        one = _heard(fact, own, message, topics)
        if one is None:
            continue
        if one.change == "set" and any(other.key == one.key and other.change != "remove" for other in found):
            one = replace(one, change="add")  # one bracket says no key twice to put it right
        found.append(one)
    return tuple(dict.fromkeys(found))


def holding(told: Iterable[Heard], topics: Topics) -> tuple[Known, ...]:
    """What holds of all that was ``told``, the oldest first; keys in the order they came up.

    A second value of what one can have several of is one more, unless its message puts something right.
    """
    held: dict[str, list[Heard]] = {}
    for one in told:
        have = held.setdefault(one.key, [])
        if one.change == "remove":
            have[:] = [other for other in have if one.value and not _same(one, other)]
            continue
        if any(_bare(other.value) == _bare(one.value) for other in have):
            continue
        if one.change == "set":
            have[:] = _kept(have, one, topics)
        have += _singly(one, topics)
    return tuple(_known(key, have, topics) for key, have in held.items() if have)


def known(fact: Fact, topics: Topics) -> Known:
    """A fact that lessons hold, taken apart again."""
    values = several(fact.value) if topics.is_many(fact.key) else (fact.value,)
    told = [Heard(fact.key, value, "set", topics.sentence(fact.key, value), fact.source) for value in values]
    return Known(fact.key, tuple(told), fact.sentence or topics.sentence(fact.key, *values))


def own_words(message: str) -> str:
    """``message`` without what is somebody else's in it: pasted chats, quoted lines, speech in quotation marks."""
    text = _FENCED.sub("\n", message)
    speakers = {match[1].casefold() for match in _SPEAKER.finditer(text)}
    if len(speakers) > 1:
        text = _SPEAKER.sub("", text)
    return _QUOTED.sub(_title_alone, text)


def bearers(some: Iterable[Known], topics: Topics) -> dict[str, list[str]]:
    """Each name that is known, with the nouns that bear it: {"Loki": ["cat"]}."""
    found: dict[str, list[str]] = {}
    for one in some:
        if noun := topics.noun(one.key):
            for value in one.values:
                found.setdefault(value, []).append(noun)
    return found


def who_sentence(name: str, nouns: Sequence[str]) -> str:
    """Whose name it is: "Loki is your cat."."""
    return f"{sentence_case(name)} is {' and '.join(owned(noun, 'your') for noun in nouns)}."


# -- what was misheard ---------------------------------------------------------


def _heard(fact: inner_speech.Fact, own: str, message: str, topics: Topics) -> Heard | None:
    key = topics.keys.canonical(fact.key)
    if not key or len(key) > LONGEST_KEY or key.casefold().startswith(f"{_LUNA}'s "):
        return None
    if not fact.value:
        return Heard(key, change="remove", source=message)
    value = _with_article(key, _as_written(fact.value.rstrip(" .!,;"), message), message, topics)
    told = fact.change == "remove" or _is_told(key, value, own, topics)
    if not value or len(value.encode()) > LONGEST_VALUE or not told:
        return None
    sentence = "" if fact.change == "remove" else topics.sentence(key, value)
    return Heard(key, value, fact.change, sentence, message)


def _is_told(key: str, value: str, own: str, topics: Topics) -> bool:
    if same_words(value) == _LUNA and not (topics.noun(key) and contains_word(own, topics.noun(key))):
        own = _CALLED_ON.sub(" ", own)
        if _YOU.search(own) and not _ME.search(own):
            return False
    return _stands_in(value, own) and not _says_the_key(key, value)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", re.sub("['\u2019`]", "", text.translate(APOSTROPHES)).casefold())


def _stands_in(value: str, text: str) -> bool:
    """Whether all words of ``value`` are in ``text``, in their order; what only joins a list may be anywhere."""
    words = [word for word in _words(value) if word != "and"]
    rest = iter(_words(text))
    return bool(words) and all(any(_is_word(word, there) for there in rest) for word in words)


def _is_word(word: str, there: str) -> bool:
    """The same, but for a plural, an owner's s or a unit behind a number: "5pm", "Lokis"."""
    unit = word.isdigit() and re.fullmatch(rf"{word}[a-z]+", there) is not None
    return unit or there in (word, f"{word}s")


def _says_the_key(key: str, value: str) -> bool:
    """ "[cat's name = cat]" and "[city = city]" tell nothing."""
    owner, _, thing = re.sub(r"'s |s' ", "|", key).partition("|")
    return same_words(value) in {same_words(part) for part in (key, owner, thing) if part}


def _as_written(value: str, message: str) -> str:
    """``value`` in the person's own spelling, where it has capitals and is not shouted."""
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, value.split())) + r"(?!\w)"
    spelled = {" ".join(found[0].split()) for found in re.finditer(pattern, message, re.IGNORECASE)}
    if value in spelled or not spelled:
        return value
    best = min(spelled, key=message.find)
    return best if best != best.lower() and not (message.isupper() or best.isupper()) else value


def _with_article(key: str, value: str, message: str, topics: Topics) -> str:
    """``value`` with its "a", where the person wrote one and the bank's values under that key have one."""
    about = topics.about(key)
    if not about or re.match(r"an? ", value):
        return value
    values = fitting(about, f"a {value}").topic.values
    if sum(bool(re.match(r"an? ", one)) for one in values) * 2 < len(values):
        return value
    found = re.search(rf"\b(an?) {re.escape(value)}(?!\w)", message, re.IGNORECASE)
    return f"{found[1].lower()} {value}" if found else value


def _title_alone(quoted: re.Match[str]) -> str:
    """The quotation where it is a name or a title, nothing where it is speech."""
    inside = next(text for text in quoted.groups() if text is not None)
    words = inside.split()
    titled = sum(word[0].isupper() or word[0].isdigit() for word in words) * 2 > len(words)
    return inside if (len(words) <= _TITLE_WORDS and not _ME.search(inside)) or titled else " "


def _only_asks(message: str) -> bool:
    sentences = [sentence.strip() for sentence in SENTENCE.split(message.strip()) if sentence.strip()]
    return bool(sentences) and all(is_question(one) and not _KNOW.match(one) for one in sentences)


# -- what holds ----------------------------------------------------------------


def _bare(value: str) -> str:
    """Equal for "a cello" and "Cello"."""
    return re.sub(r"^(?:an?|the) ", "", same_words(value))


def _same(one: Heard, other: Heard) -> bool:
    """Whether ``one`` takes ``other`` back, however much of its value it names."""
    wanted = {_bare(value) for value in (*several(one.value), one.value)}
    return _bare(other.value) in wanted or contains_word(other.value, one.value)


def _kept(have: list[Heard], new: Heard, topics: Topics) -> list[Heard]:
    """What stays beside ``new``: nothing where it replaces, all where it is one more of many."""
    if not topics.is_many(new.key):
        return []
    named = [old for old in have if contains_word(new.source, old.value)]
    if named:
        return [old for old in have if old not in named]  # "it is Fran, not Bea"
    return [] if _PUTS_RIGHT.search(new.source) else have


def _singly(one: Heard, topics: Topics) -> Iterator[Heard]:
    """One for each of a list's values, where there can be several."""
    values = several(one.value) if topics.is_many(one.key) else (one.value,)
    for value in values:
        yield (
            one if value == one.value else replace(one, value=value, sentence=topics.sentence(one.key, value))
        )


def _known(key: str, have: list[Heard], topics: Topics) -> Known:
    sentence = have[0].sentence if len(have) == 1 else topics.sentence(key, *(one.value for one in have))
    return Known(key, tuple(have), sentence)
