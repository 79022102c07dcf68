"""One spelling for the many ways people type, with each place leading back into what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from luna_desktop.language.also_said import OTHER_WORDS
from luna_desktop.language.families import NAMED_THINGS, PETS, RELATIVES

APOSTROPHES = str.maketrans("\u2018\u2019\u02bc\u00b4`", "'''''")


def any_of(words: tuple[str, ...] | list[str]) -> str:
    """A pattern for one of ``words``, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_ONES = any_of([*PETS, *RELATIVES, *NAMED_THINGS])
_OWN_NOUNS = (
    r"name|surname|nickname|job|birthday|hobby|dream|goal|goal this year|project|hair|instrument|bedtime|breakfast|"
    r"mother tongue|home town|shoe size|eye colour|hair colour|lucky number|favourite [\w ]{1,30}?|team|club|employer|major|age"
)
_ADVERBS = (
    "already|just|really|always|usually|normally|currently|also|still|mostly|actually|simply|"
    "mainly|generally|typically|honestly|definitely|probably|basically|obviously|absolutely|totally|severely|very|now|"
    "kind of|sort of|presently|recently|originally|in fact|of course"
)
_FLAGS = re.IGNORECASE
_SPELLINGS = tuple(
    (re.compile(pattern, _FLAGS), replacement)
    for pattern, replacement in (
        (r"\s*,\s*(?=[^\s\d])", ", "),
        (r"\bI'm\b|\bim\b|\bi m\b", "I am"),
        (r"\bI've got\b|\bI have got\b|\bI've\b|\bive got\b|\bI got(?= an? )", "I have"),
        (r"\bI'd (?:really |so )?(?=love|like)", "I would "),
        (r"\bI would (?=love to go to)", "I'd "),
        (r"\bdont\b|\bdo not(?= like)", "don't"),
        (r"\bcant\b", "can't"),
        (r"\b(\w+)'s (called|named)\b", r"\1 is \2"),
        (r"\b(my|his|her|its|our|the) (name)s (?=\w)", r"\1 \2 is "),
        (r"\bour\b", "my"),
        (r"\bwe(?='ve| have| live| drive| come| speak| named| own| moved| call| are based| got)", "I"),
        (r"\bI've got\b|\bI've\b|\bI have got\b", "I have"),
        (rf"\b({any_of(list(OTHER_WORDS))})\b", "other word"),
        (rf"\bmy (?:little|big|older|elder|younger|youngest|eldest|oldest|baby|twin|beloved|new|dear|sweet|lovely|good old|late|dearest)(?: (?:little|old|sweet))? (?=(?:{_ONES})\b)", "my "),
        (rf"\bmy old (?=(?:{any_of(list(PETS))})\b)", "my "),
        (r"^(?=favourite \w+ is )", "my "),
        (r"\b(lives?) (?:with (?:me|us|him|her|my \w+)|alone|happily|right|over) in\b", r"\1 in"),
        (rf"\bmy ({_ONES})'s (?=an? |(?-i:[A-Z])\w+\W*$)", r"my \1 is "),
        (r"\b(my mum|my dad|my mother|my father|my sister|my brother)'s living\b", r"\1 is living"),
        (rf"\bmy ({_OWN_NOUNS})'s (?=\S)", r"my \1 is "),
        (r"\bname's (?=\S)", "name is "),
        (r"\b([\w-]+)'s my (?=\w)", r"\1 is my "),
        (r"\bare my (favourite|hobby)", r"is my \1"),
        (r"\b(my favourite \w+) are\b", r"\1 is"),
        (r"\b(is my favourite \w+?)s(?=\W*$)", r"\1"),
        (r"\bwas (called|named)\b", r"is \1"),
        (rf"\b(my [\w' ]{{1,40}}? (?:is|was)) (?-i:{_ADVERBS}) (?=\S)", r"\1 "),
        (rf"\b(I am|I have|I) (?:{_ADVERBS})(?: (?:{_ADVERBS}))? (?=\w)", r"\1 "),
        (rf"\b(calls? me|breakfast is|breakfast|for breakfast I|they|everyone|everybody|turned) (?:{_ADVERBS}) (?=\w)", r"\1 "),
        (rf"^(?:{_ADVERBS}) (?=turned|living|based|working|studying|learning)", ""),
        (rf"^(?:my )?({_OWN_NOUNS}|last name|family name): ", r"my \1 is "),
        (r"\bat about\b|\bat around\b|\b(?<=up )(?:around|about)\b(?= \d)", "at"),
        (r"\b(I have|my) (?:long|short|curly|straight|wavy|thick|thin|big|bright|beautiful|nice) (?=[\w-]+ (?:hair|eyes)\b|hair and )", r"\1 "),
        (r"(?<=\band )(?:long|short|curly|straight|wavy|thick|thin|big|bright|beautiful) (?=[\w-]+ (?:hair|eyes)\b)", ""),
        (r"\bI have hair and (?=[\w-]+ eyes\b)", "I have "),
        (r"(?:,| and) (?=an? (?:[\w-]+ ){1,2}(?:called|named)\b|(?!(?:my|your|his|her|the)\b)[\w-]+ (?:eyes|hair)\W*$)", " and I have "),
        (r"\s{2,}|[^\S ]", " "),  # single spaces, nearly all of them, cost as much as all the rest
    )
)  # fmt: skip
OPENER = re.compile(
    r"^(?:(?:(?:hi|hey|hello|oh|ok|okay) (?:luna|there)|hi|hey|hello|oh|ok so|okay so|so yeah|so|well|ok|okay|yes|yeah|yep|no|nope|"
    r"sorry|actually|luna|listen|haha|lol|um|uh|hm+|right|now|fun fact|careful|look|oops|guess what|"
    r"remember|also|btw|thanks|by the way|you know|just so you know|i made a mistake|that was wrong|that is wrong|"
    r"please remember that|remember that|did you know that|i told you that|there|honestly|to be honest|tbh|i'll be honest|"
    r"right now|currently|these days|one day|for the record|as you know|in case you wonder|i think|i guess|"
    r"i mean|fyi|at home|in fact|anyway|luckily|sadly|it turns out)"
    r"(?:[,:!.;]+\s*|\.\.\.\s*|\s+(?=(?:my|i|im|i'm|we|the|our)\b))|(?:and|but)[, ]\s*)+",
    re.IGNORECASE,
)
_STARTS = (
    r"(?:my |i am |i'm |im |i |i've |i'd |our |we |we've |we're |the name of my |the home of my |"
    r"he |she |it |they |you |he's |she's |it's |his |her |their |at home we |for fun |in my |by trade )"
)
_JOINT = re.compile(
    rf",? and (?={_STARTS})|,? but |; |: (?=an? (?:{_ONES}) (?:called|named))|, (?={_STARTS})|,? so (?={_STARTS})",
    re.IGNORECASE,
)
# "My shoe size? 44." is told as "My shoe size: 44.", and "Name: Tom" asks nobody to name anything.
ASIDE = re.compile(rf"(?:^|(?<=[.!] ))((?:my |and )?(?:{_OWN_NOUNS}))\?(?= [^?]{{1,40}}$)", re.IGNORECASE)
ENTRY = re.compile(rf"(?:my )?(?:{_OWN_NOUNS}|last name|family name):", re.IGNORECASE)
SENTENCE = re.compile(
    r"(?<=[.!?\n])(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bDr\.)(?<!\bSt\.)(?<!\bProf\.)\s+|\n+", re.IGNORECASE
)
FACES = r"(?:\s|[:;=]'?-?[()DPp3/|*]+|<3|[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F\u200D])"
_FACES = re.compile(rf"{FACES}+$")


def _new(match: re.Match[str], replacement: str) -> str:
    return OTHER_WORDS[match.group().lower()] if replacement == "other word" else match.expand(replacement)


def _same(one: str, other: str) -> int:
    """How many letters both begin with."""
    return next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause in the frames' spelling; ``origin`` leads each place in it back into ``source``."""

    text: str
    origin: tuple[int, ...]
    source: str

    @classmethod
    def spelled(cls, source: str) -> Clause:
        text, origin = source, list(range(len(source) + 1))
        for pattern, replacement in _SPELLINGS:
            if pattern.search(text) is None:  # nearly always
                continue
            pieces: list[str] = []
            places: list[int] = []
            done = 0
            for match in pattern.finditer(text):
                old, new, start = match.group(), _new(match, replacement), match.start()
                # What stays as it was keeps its places: a value may stand in it.
                head = _same(old, new)
                tail = _same(old[head:][::-1], new[head:][::-1])
                pieces += text[done:start], new
                places += origin[done : start + head] + [origin[start + head]] * (len(new) - head - tail)
                places += origin[match.end() - tail : match.end()]
                done = match.end()
            text, origin = "".join(pieces) + text[done:], places + origin[done:]
        return cls(text, tuple(origin), source)

    def cut(self, start: int, stop: int) -> Clause:
        return Clause(self.text[start:stop], self.origin[start : stop + 1], self.source)

    def said(self, start: int, stop: int) -> str:
        """What the person wrote from ``start`` to ``stop``, on one line and without quotation marks."""
        words = " ".join(self.source[self.origin[start] : self.origin[stop]].split())
        return words.strip("\"' \u201c\u201d")

    def parts(self) -> Iterator[Clause]:
        """What stands between its joints, without openers, stops and smileys."""
        begin = 0
        for stop, after in [*(m.span() for m in _JOINT.finditer(self.text)), (len(self.text), 0)]:
            part, begin = self.text[begin:stop], after
            start = stop - len(part)
            opened = start + len(part) - len(OPENER.sub("", part.lstrip()).lstrip())
            kept = _FACES.sub("", self.text[opened:stop]).rstrip(".!,;) ")
            if kept:
                yield self.cut(opened, opened + len(kept))


def lower(text: str) -> str:
    """Lower case of the same length, which ``str.lower`` does not promise."""
    if text.isascii():
        return text.lower()
    whole = text.lower()
    if len(whole) == len(text):
        return whole
    return "".join(low if len(low := c.lower()) == 1 else c for c in text)
