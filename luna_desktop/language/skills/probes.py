"""What development measures skills with: the bank's dev lines, and whether a reply to them is right."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from luna_desktop.domain.inner_speech import InnerSpeech, Question, WhoIs, asked, asking, split_reply
from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.words import contains_word, same_words
from luna_desktop.language.skills.episodes import answer, told_reply
from luna_desktop.language.skills.facts import Facts, Told
from luna_desktop.language.speech import is_refusal
from luna_desktop.language.wordings import Bank, Dialogue, Keys, Topic

Section = Literal[
    "told", "asked", "never told", "near", "passing", "dialogue", "talk", "asker", "who", "nobody"
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """One figure of a section, and how many of how many were right for it."""

    figure: str
    right: int
    of: int


@dataclass(frozen=True, slots=True)
class Probe:
    """A conversation up to what the person said last, and what Luna should say to herself then.

    Of the asker it is what she should hear in each question that she writes.
    """

    section: Section
    turns: tuple[Turn, ...]
    inner: InnerSpeech | None
    value: str = ""
    held_out: bool = False

    def judge(self, reply: str) -> tuple[Verdict, ...]:
        """How right ``reply`` is."""
        spoken = split_reply(reply)
        heard = spoken.inner
        key = Verdict("key right", _keys(heard) == _keys(self.inner), 1)
        match self.section:
            case "asker":
                questions = [line for line in asked(reply) if self.value.lower() not in line.lower()]
                verdicts = (Verdict("three questions or more without the value", len(questions) >= 3, 1),)
            case "talk":
                verdicts = (Verdict("taken for a fact", bool(heard and heard.facts), 1),)
            case "passing":
                verdicts = _read(self.inner, heard)
            case "dialogue":
                verdicts = key, Verdict("the very bracket", heard == self.inner, 1)
            case "told":
                verdicts = key, *_read(self.inner, heard)[1:]
            case "asked":
                verdicts = key, Verdict("value right", contains_word(spoken.text, self.value), 1)
            case "who":
                right = contains_word(spoken.text, self.value)
                verdicts = (
                    Verdict("the very bracket", heard == self.inner, 1),
                    Verdict("noun right", right, 1),
                )
            case "nobody":
                refused = Verdict("refused", is_refusal(spoken.text), 1)
                verdicts = Verdict("the very bracket", heard == self.inner, 1), refused
            case "never told" | "near":
                verdicts = key, Verdict("refused", is_refusal(spoken.text), 1)
        return verdicts


def _keys(inner: InnerSpeech | None) -> list[str]:
    return sorted(key.casefold() for key in inner.keys) if inner else []


def _read(wanted: InnerSpeech | None, heard: InnerSpeech | None) -> tuple[Verdict, ...]:
    """How many of the facts were heard: by key, and with their values as well."""
    facts = wanted.facts if wanted else ()
    found = {fact.key.casefold(): fact.value for fact in (heard.facts if heard else ())}
    keys = [fact for fact in facts if fact.key.casefold() in found]
    values = [fact for fact in keys if same_words(found[fact.key.casefold()]) == same_words(fact.value)]
    heard_at_all = {same_words(value) for value in found.values()}
    anyhow = [fact for fact in facts if same_words(fact.value) in heard_at_all]
    return (
        Verdict("facts with their key", len(keys), len(facts)),
        Verdict("value right under any key", len(anyhow), len(facts)),
        Verdict("key and value right", len(values), len(facts)),
    )


def probes(bank: Bank, keys: Keys, most: int, seed: int = 7) -> Iterator[Probe]:
    """Up to ``most`` probes a section from the bank's dev split; what tells a fact first is of the training split."""
    rng = random.Random(seed)
    facts = Facts([topic.only("train") for topic in bank.topics], keys)
    watched = {topic.name: topic.only("dev") for topic in bank.topics}
    for topic in islice(_in_turns(rng, facts.topics), most):
        told = facts.draw(rng, topic)
        dev = Told(watched[topic.name], told.key, told.answer, told.value, told.nouns)
        yield from _of_fact(rng, told, dev, topic.held_out)
    if facts.names:
        for _ in range(most // 2):
            yield from _of_names(rng, bank, facts)
    yield from _of_dialogues(bank, most)


def _in_turns(rng: random.Random, topics: Sequence[Topic]) -> Iterator[Topic]:
    """Without end, each topic as often as any other."""
    while topics:
        yield from rng.sample(topics, len(topics))


def _of_fact(rng: random.Random, told: Told, dev: Told, held_out: bool) -> Iterator[Probe]:
    fact, question = InnerSpeech((told.fact,)), InnerSpeech((Question(told.key),))
    before = (Turn("person", told.say(rng)), told_reply(rng, [told]))
    if dev.topic.say:
        yield Probe("told", (Turn("person", dev.say(rng)),), fact, told.value, held_out)
    for text in dev.questions(rng, 1):
        asks = Turn("person", text)
        yield Probe("asked", (*before, asks), question, told.value, held_out)
        yield Probe("never told", (asks,), question, held_out=held_out)
    if (near := dev.near(rng)) and near[1] != told.key:
        wanted = InnerSpeech((Question(near[1]),))
        yield Probe("near", (*before, Turn("person", near[0])), wanted, held_out=held_out)
    yield Probe("asker", (Turn("person", asking(told.fact, answer(told))),), question, told.value, held_out)


def _of_names(rng: random.Random, bank: Bank, facts: Facts) -> Iterator[Probe]:
    """Whose a name is that was told, and that of nobody; each right after another was told."""
    named, nobody = facts.draw(rng, rng.choice(facts.names)), facts.nobody(rng)
    who = WhoIs(named.value, "what" if facts.kind_of(named) == "things" else "who")
    before = (Turn("person", named.say(rng)), told_reply(rng, [named]))
    yield Probe("who", (*before, _asks_for(rng, bank, who)), InnerSpeech((who,)), named.nouns[0])
    if nobody.name != who.name:
        yield Probe("nobody", (*before, _asks_for(rng, bank, nobody)), InnerSpeech((nobody,)))


def _asks_for(rng: random.Random, bank: Bank, one: WhoIs) -> Turn:
    return Turn("person", rng.choice(bank.phrasings(one.word, "dev")).replace("{v}", one.name))


def _of_dialogues(bank: Bank, most: int) -> Iterator[Probe]:
    """First replies to narratives and to talk, and last ones to tricky lines and questions."""
    for folder in ("narratives", "talk", "tricky", "questions"):
        dialogues: list[Dialogue] = [d for d in bank.folder(folder) if d.split == "dev"]
        for dialogue in dialogues[:most]:
            replies = list(dialogue.replies())
            if folder in ("narratives", "talk"):
                section: Section = "passing" if folder == "narratives" else "talk"
                yield Probe(section, dialogue.turns[:1], replies[0].inner)
            else:
                yield Probe("dialogue", dialogue.turns[:-1], replies[-1].inner)
