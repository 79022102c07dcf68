"""What a record must be beyond its shape, and what the records must be together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from luna_desktop.domain.inner_speech import Fact, InnerSpeech, Question, parse, render, shown, split_reply
from luna_desktop.language.speech import REFUSAL
from luna_desktop.language.wordings.forms import Wording, form, spellings
from luna_desktop.language.wordings.keys import Keys
from luna_desktop.language.wordings.records import (
    KINDS,
    MY_KEY,
    PARTS,
    PHRASES,
    PHRASES_FILE,
    Bank,
    Dialogue,
    Line,
    Part,
    Phrase,
    Place,
    Problem,
    Split,
    Topic,
)

LEAST: dict[Part, int] = {"say": 12, "ask": 20, "near": 3}
LEAST_VALUES = 12
LEAST_SEALED: dict[Part, int] = {"say": 1, "ask": 2, "near": 0}
LONGEST_TURN, LONGEST_REPLY = 1500, 300

_COUNTED = "number of "  # a count follows from what was told under another key
_MY_KEY = re.compile(r"\b[Mm]y \{k\}")
_BRACES = re.compile(r"\{[nv]\}")
_NOT_KNOWN = re.compile(r"\b(?:do not|don't) know\b", re.IGNORECASE)


def check_topic(topic: Topic, keys: Keys) -> Iterator[Problem]:
    """What is wrong with one topic."""
    for what in (*_key(topic, keys), *_choices(topic), *_lines(topic, keys)):
        yield Problem(topic.place, what)


def check_dialogue(dialogue: Dialogue, keys: Keys) -> Iterator[Problem]:
    """What is wrong with one conversation."""
    heard = ""
    told: set[str] = set()
    for index, turn in enumerate(dialogue.turns, 1):
        if turn.role == "person":
            heard += f" {turn.text}"
            wrong = ["is too long"] if len(turn.text) > LONGEST_TURN else []
        else:
            inner = split_reply(turn.text).inner
            facts = inner.facts if inner else ()
            told |= {fact.key for fact in facts}
            wrong = [*_reply(turn.text, keys), *_values(facts, heard), *_asked(turn.text, told)]
            if facts and dialogue.kind in KINDS["talk"]:
                wrong.append("tells a fact, which talk has none of: it belongs to narratives")
        if turn.text != turn.text.strip():
            wrong.append("has spaces at its edges")
        for what in wrong:
            yield Problem(dialogue.place, f"turn {index} {what}")


def check_phrase(phrase: Phrase) -> Iterator[Problem]:
    """What is wrong with one phrase."""
    wanted, rest = PHRASES[phrase.part], phrase.text
    for slot in wanted:
        if (count := phrase.text.count(slot)) != 1:
            yield Problem(phrase.place, f"{phrase.part} has {count} times {slot}, and must have it once")
        rest = rest.replace(slot, "")
    if "{" in rest or "}" in rest:
        yield Problem(phrase.place, f"{phrase.part} has a brace that is no slot of it")
    if phrase.part in MY_KEY and not _MY_KEY.search(phrase.text):
        yield Problem(phrase.place, f"{phrase.part} must have {{k}} right behind 'my'")
    if phrase.text != phrase.text.strip() or "\n" in phrase.text:
        yield Problem(phrase.place, f"{phrase.part} has spaces at its edges or a line break")


def check_together(bank: Bank, wordings: Sequence[Wording]) -> Iterator[Problem]:
    """What is wrong between records: names twice, one question with two keys, conversations twice."""
    names = Counter(topic.name for topic in bank.topics)
    keys = Counter(key for topic in bank.topics for key in topic.plain_keys())
    for topic in bank.topics:
        if names[topic.name] > 1:
            yield Problem(topic.place, f"the topic {topic.name!r} stands there twice")
        if topic.held_out and any(keys[key] > 1 for key in topic.plain_keys()):
            yield Problem(topic.place, "it is held out, but another topic has its key")
    yield from _phrases(bank)
    yield from _two_keys(bank)
    yield from _twice([wording for wording in wordings if wording.name == "turn 1"])


def check_splits(bank: Bank) -> Iterator[Problem]:
    """What still waits for its split, and topics of which too little is sealed."""
    for topic in bank.topics:
        if any(topic.lines(part, "new") for part in PARTS):
            yield Problem(topic.place, "some lines have no split yet: run this with --freeze")
            continue
        for part, least in LEAST_SEALED.items():
            if len(topic.lines(part, "exam")) < least:
                yield Problem(topic.place, f"fewer than {least} of its '{part}' are sealed for the exam")
    for dialogue in bank.dialogues:
        if dialogue.split == "new":
            yield Problem(dialogue.place, "it has no split yet: run this with --freeze")
    for phrase in bank.phrases:
        if phrase.split == "new":
            yield Problem(phrase.place, "it has no split yet: run this with --freeze")
    splits: tuple[Split, ...] = ("train", "dev", "exam")
    for part in PHRASES:
        for split in splits:
            if not bank.phrasings(part, split):
                yield Problem(Place(PHRASES_FILE, 0), f"no phrase of {part!r} is of the split {split!r}")


def _phrases(bank: Bank) -> Iterator[Problem]:
    """One phrase twice, or in two splits in other letters."""
    texts: dict[tuple[str, str], Phrase] = {}
    forms: dict[tuple[str, str], Phrase] = {}
    for phrase in bank.phrases:
        if (first := texts.setdefault((phrase.part, phrase.text), phrase)) is not phrase:
            yield Problem(phrase.place, f"the {phrase.part} phrase stands in {first.place} too")
        first = forms.setdefault((phrase.part, form(phrase.text)), phrase)
        if first.split != phrase.split:
            yield Problem(phrase.place, f"{phrase.part} has the form of {first.place}, of another split")


def _key(topic: Topic, keys: Keys) -> Iterator[str]:
    if not re.fullmatch(r"[a-z0-9_]+", topic.name):
        yield f"the topic's name {topic.name!r} may have small letters, digits and _ alone"
    if ("{n}" in topic.key) != bool(topic.nouns):
        yield "'{n}' must be in the key exactly when there are nouns"
    for key in topic.plain_keys():
        if (right := keys.canonical(key)) != key:
            yield f"the key {key!r} is written {right!r} here"
    if parse(f"[{topic.key}]") != InnerSpeech((Question(topic.key),)):
        yield f"the key {topic.key!r} reads as another form of the bracket"
    yield from (f"the answer {fault}" for fault in _slots(topic.answer, 1, 1 if topic.nouns else 0))


def _choices(topic: Topic) -> Iterator[str]:
    if len(topic.values) < LEAST_VALUES:
        yield f"it has {len(topic.values)} values, of at least {LEAST_VALUES}"
    for what, texts in (("value", topic.values), ("noun", tuple(n for group in topic.nouns for n in group))):
        counts = Counter(text.casefold() for text in texts)
        yield from (f"the {what} {text!r} stands there twice" for text, count in counts.items() if count > 1)
        yield from (f"the {what} {text!r} has a brace" for text in texts if "{" in text or "}" in text)
        yield from (f"the {what} {text!r} has spaces at its edges" for text in texts if text != text.strip())


def _lines(topic: Topic, keys: Keys) -> Iterator[str]:
    seen: dict[str, str] = {}
    for part in PARTS:
        lines = topic.lines(part)
        if len(lines) < LEAST[part]:
            yield f"it has {len(lines)} '{part}', of at least {LEAST[part]}"
        for line in lines:
            noun = "{n}" in line.text if part == "near" else bool(topic.nouns)
            faults = list(_slots(line.text, 1 if part == "say" else 0, 1 if noun else 0))
            if part == "near":
                faults += _near_key(topic, line, keys)
                if noun and not topic.nouns:
                    faults.append("has '{n}', and the topic has no nouns")
            if (one := form(line.text)) in seen:
                faults.append(f"has the form of {seen[one]!r}")
            seen[one] = line.text
            yield from (f"{part} {line.text!r} {fault}" for fault in faults)


def _near_key(topic: Topic, line: Line, keys: Keys) -> Iterator[str]:
    if line.key == topic.key:
        yield "asks for the topic's own key: it is an 'ask'"
    filled = [line.key.replace("{n}", group[0]) for group in topic.nouns] if "{n}" in line.key else [line.key]
    for key in filled:
        if (right := keys.canonical(key)) != key:
            yield f"has the key {key!r}, which is written {right!r} here"
            return
    if parse(f"[{line.key}]") is None:
        yield f"has the key {line.key!r}, which is no bracket"


def _slots(text: str, values: int, nouns: int) -> Iterator[str]:
    for slot, wanted in (("{v}", values), ("{n}", nouns)):
        if (count := text.count(slot)) != wanted:
            yield f"has {count} times {slot}, and must have it {wanted} times"
    if "{" in (rest := _BRACES.sub("", text)) or "}" in rest:
        yield "has a brace that is no slot"
    if text != text.strip() or "\n" in text:
        yield "has spaces at its edges or a line break"


def _reply(reply: str, keys: Keys) -> Iterator[str]:
    said = split_reply(reply)
    spoken, inner = said.text, said.inner
    if reply.startswith("["):
        bracket = reply.removesuffix(shown(reply)).strip()
        if inner is None:
            yield f"has a bracket that cannot be read: {bracket}"
        elif (right := render(inner)) != bracket:
            yield f"has the bracket {bracket}, which is written {right}"
        for key in inner.keys if inner else ():
            if (right := keys.canonical(key)) != key:
                yield f"has the key {key!r}, which is written {right!r} here"
    if not spoken:
        yield "says nothing after the bracket"
    if re.search(r"\[[^\]]* \+?= ", spoken):
        yield "has a bracket that is not at its start"
    if len(spoken) > LONGEST_REPLY:
        yield "is too long"


def _asked(reply: str, told: set[str]) -> Iterator[str]:
    """What is answered must have been told under the very key, and what was told is not refused."""
    said = split_reply(reply)
    asked = (
        [clause.key for clause in said.inner.clauses if isinstance(clause, Question)] if said.inner else []
    )
    if not asked:
        return
    if REFUSAL in said.text:
        if told.issuperset(asked):
            yield f"refuses {asked[0]!r}, which was told"
        return
    if _NOT_KNOWN.search(said.text):
        yield f"must refuse as {REFUSAL!r}"
    for key in asked:
        if key not in told and not key.startswith(_COUNTED):
            yield f"answers {key!r}, which was not told under that key"


def _values(facts: Sequence[Fact], heard: str) -> Iterator[str]:
    """Values must be words that the person wrote."""
    words = set(form(heard).split())
    for fact in facts:
        strange = [word for word in form(fact.value).split() if not words & {word, f"{word}s"}]
        if strange:
            yield f"has {strange[0]!r} in the value of {fact.key!r}, which the person did not write"


def _two_keys(bank: Bank) -> Iterator[Problem]:
    """One question that asks for two different keys teaches neither."""
    asked: dict[str, tuple[str, Topic]] = {}
    for topic in bank.topics:
        for part in ("ask", "near"):
            for line in topic.lines(part):
                for one, noun in spellings(line.text, topic):
                    key = (line.key or topic.key).replace("{n}", noun or (topic.nouns or (("",),))[0][0])
                    other, first = asked.setdefault(one, (key, topic))
                    if other != key:
                        what = (
                            f"{part} {line.text!r} asks for {key!r} here and for {other!r} in {first.place}"
                        )
                        yield Problem(topic.place, what)
                        break


def _twice(wordings: Sequence[Wording]) -> Iterator[Problem]:
    """Conversations that begin alike, but for greetings and the like."""
    seen: dict[str, Wording] = {}
    for wording in wordings:
        one = next(iter(wording.forms))
        if len(one.split()) >= 6 and one in seen:
            yield Problem(wording.place, f"it begins as {seen[one].place} does")
        seen.setdefault(one, wording)
