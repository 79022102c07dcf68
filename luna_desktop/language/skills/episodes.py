"""The kinds of conversations that are composed of topics, each with its share."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from luna_desktop.domain.inner_speech import (
    Clause,
    Everything,
    Fact,
    InnerSpeech,
    Question,
    WhoIs,
    asking,
    render,
)
from luna_desktop.domain.prompt import Turn
from luna_desktop.language.skills import phrases
from luna_desktop.language.skills.facts import Facts, Told
from luna_desktop.language.skills.talk import Talk, closed
from luna_desktop.language.speech import REFUSAL, sentence_case
from luna_desktop.language.wording import decapitalise
from luna_desktop.language.wordings import Bank, phrasings

Drawn = tuple[tuple[Turn, ...], frozenset[str]]
"""The turns, and the values in which no slip of the finger may fall."""

MANY = frozenset(
    ("allergy", "hobby", "fear", "collection", "disliked food", "dislike", "other language", "instrument", "pet",
     "health condition", "favourite snack", "favourite food", "volunteering place", "club", "learning", "skill")
)  # fmt: skip


def _said(text: str) -> Turn:
    return Turn("person", text)


def _luna(clauses: Sequence[Clause], text: str) -> Turn:
    return Turn("luna", f"{render(InnerSpeech(tuple(clauses)))} {text}")


def _asks_for(rng: random.Random, who: WhoIs) -> Turn:
    return _said(rng.choice(phrasings(who.word, "train")).replace("{v}", who.name))


def told_reply(rng: random.Random, facts: Sequence[Told]) -> Turn:
    """``[city = Oslo] Good to know. You live in Oslo.``"""
    answers = " ".join(told.answer.replace("{v}", told.value) for told in facts)
    return _luna([told.fact for told in facts], f"{rng.choice(phrases.ACKNOWLEDGED)} {answers}")


def answer(told: Told) -> str:
    return told.answer.replace("{v}", told.value)


def answered(told: Told) -> Turn:
    """``[city] You live in Oslo.``"""
    return _luna([Question(told.key)], answer(told))


def refused(key: str) -> Turn:
    """``[city] I do not know that yet.``"""
    return _luna([Question(key)], REFUSAL)


def of_many(bank: Bank) -> frozenset[str]:
    """What one can have several of, without its owner: where ``bank`` adds one more as well. Names are not in it."""
    added = {
        fact.key.rpartition("'s ")[2]
        for dialogue in bank.dialogues for spoken in dialogue.replies() if spoken.inner
        for fact in spoken.inner.facts if fact.change == "add"
    }  # fmt: skip
    return MANY | added - {"name"}


class Episodes:
    """Draws one conversation of each kind from what may be trained."""

    def __init__(self, training: Bank, facts: Facts) -> None:
        self.facts = facts
        self.talk = Talk(training)
        self._many = of_many(training)

    # -- parts

    def tell(self, rng: random.Random, told: Told) -> tuple[Turn, ...]:
        """One fact in a message of its own, at times with chatter before or behind it."""
        return _said(self.talk.amid(rng, told.say(rng))), told_reply(rng, [told])

    # -- kinds

    def told(self, rng: random.Random) -> Drawn:
        """One or two messages that tell something."""
        facts = self.facts.several(rng, 1 if rng.random() < 0.7 else 2)
        return _drawn(sum((self.tell(rng, told) for told in facts), ()), facts)

    def together(self, rng: random.Random) -> Drawn:
        """Several facts in one message, and one of them asked."""
        facts = self.facts.several(rng, 2 if rng.random() < 0.8 else 3)
        text = facts[0].say(rng).rstrip(". ")
        for told in facts[1:]:
            text = _join(rng, text, told.say(rng))
        turns = (_said(text), told_reply(rng, facts))
        if rng.random() < 0.4:
            asked = rng.choice(facts)
            turns += (_said(asked.ask(rng)), answered(asked))
        return _drawn(turns, facts)

    def introduced(self, rng: random.Random) -> Drawn:
        """A name told on the way: "my sister Ana works as a vet"; then one of the two asked, or who it is."""
        pair = self.facts.of_named(rng)
        text = pair[1].introduce(rng, pair[0].value) if pair else None
        if pair is None or text is None:
            return self.told(rng)
        named, other = pair
        turns = (_said(self.talk.amid(rng, text)), told_reply(rng, pair))
        draw = rng.random()
        if draw < 0.3:
            asked = rng.choice(pair)
            turns += (_said(asked.ask(rng)), answered(asked))
        elif draw < 0.45:
            turns += self._who(rng, named)
        elif draw < 0.6 and (near := other.near(rng)) and near[1] != named.key:
            turns += (_said(near[0]), refused(near[1]))
        return _drawn(turns, pair)

    def by_name(self, rng: random.Random) -> Drawn:
        """Somebody spoken of by name: known by a relation that was told before, or by the name alone."""
        stranger = self.facts.of_stranger(rng)
        if stranger is None or not self.facts.people_names:
            return self.told(rng)
        if rng.random() < 0.4:
            asked = (_said(stranger.ask(rng)), answered(stranger)) if rng.random() < 0.7 else ()
            return _drawn((*self.tell(rng, stranger), *asked), [stranger])
        if rng.random() < 0.3:
            return _drawn((_said(stranger.ask(rng)), refused(stranger.key)), [stranger])
        named = self.facts.draw(rng, rng.choice(self.facts.people_names))
        noun = named.nouns[0]
        plain = self.facts.draw(rng, stranger.topic, noun)
        called = Told(plain.topic, plain.key, plain.answer, plain.value, plain.nouns, named.value)
        turns = (*self.tell(rng, named), *self.tell(rng, called))
        asked = plain if rng.random() < 0.5 else called
        return _drawn((*turns, _said(asked.ask(rng)), answered(plain)), [named, called])

    def asked(self, rng: random.Random) -> Drawn:
        """Told, other things between, asked in other words; often something that was not told as well."""
        facts = self.facts.several(rng, rng.choice((1, 1, 2, 2, 3, 4)))
        known, other = facts[:-1] or facts, facts[-1]
        turns: tuple[Turn, ...] = ()
        for told in known:
            turns += self.tell(rng, told)
            if rng.random() < 0.2:
                turns += self.talk.exchange(rng)
        asked = rng.choice(known)
        turns += (_said(asked.ask(rng)), answered(asked))
        draw = rng.random()
        if draw < 0.25 and other is not asked and other not in known:
            turns += (_said(other.ask(rng)), refused(other.key))
        elif draw < 0.5 and (near := asked.near(rng)) and near[1] not in {told.key for told in known}:
            turns += (_said(near[0]), refused(near[1]))
        elif draw < 0.6:
            again = rng.choice(known)
            turns += (_said(again.ask(rng)), answered(again))
        return _drawn(turns, facts)

    def unknown(self, rng: random.Random) -> Drawn:
        """Asked without ever having been told."""
        told = self.facts.draw(rng)
        turns: tuple[Turn, ...] = self.talk.exchange(rng) if rng.random() < 0.25 else ()
        near = told.near(rng) if rng.random() < 0.25 else None
        if near:
            return _drawn((*turns, _said(near[0]), refused(near[1])), [told])
        return _drawn((*turns, _said(told.ask(rng)), refused(told.key)), [told])

    def near(self, rng: random.Random) -> Drawn:
        """One thing told, and another of the same owner, or the same of another owner, asked."""
        told = self.facts.draw(rng)
        turns, draw = self.tell(rng, told), rng.random()
        if told.nouns and draw < 0.4:
            other = self.facts.draw(rng, told.topic)
            if other.key != told.key:
                return _drawn((*turns, _said(other.ask(rng)), refused(other.key)), [told, other])
        kind = {"people": self.facts.of_people, "pets": self.facts.of_pets}.get(self.facts.kind_of(told), ())
        if kind and draw < 0.7:
            other = self.facts.draw(rng, rng.choice(kind), told.nouns[0])
            if other.key != told.key:
                return _drawn((*turns, _said(other.ask(rng)), refused(other.key)), [told, other])
        if (near := told.near(rng)) and near[1] != told.key:
            turns += (_said(near[0]), refused(near[1]))
        return _drawn(turns, [told])

    def told_and_asked(self, rng: random.Random) -> Drawn:
        """A fact and a question in one message, or two questions at once."""
        one, two = self.facts.several(rng, 2)
        if rng.random() < 0.4:
            text = f"{closed(one.say(rng))} {sentence_case(two.ask(rng))}"
            reply = f"{rng.choice(phrases.ACKNOWLEDGED)} {answer(one)} {REFUSAL}"
            return _drawn((_said(text), _luna([one.fact, Question(two.key)], reply)), [one, two])
        known = [one] if rng.random() < 0.4 else [one, two]
        turns = sum((self.tell(rng, told) for told in known), ())
        both = rng.choice(phrases.BOTH_ASKED).replace("{a}", one.ask(rng)).replace("{b}", two.ask(rng))
        reply = f"{answer(one)} {answer(two) if two in known else REFUSAL}"
        return _drawn((*turns, _said(both), _luna([Question(one.key), Question(two.key)], reply)), [one, two])

    def added(self, rng: random.Random) -> Drawn:
        """One more of many, and all of them asked."""
        topics = [t for t in self.facts.topics if t.key.rpartition("'s ")[2] in self._many]
        named = not topics or (bool(self.facts.names) and rng.random() < 0.4)
        told = self.facts.draw(rng, rng.choice(self.facts.names if named else topics))
        more = self.facts.value(rng, told.topic)
        if more.lower() == told.value.lower():
            return self.told(rng)
        templates = phrases.ANOTHER if named else phrases.ADDED
        noun = told.nouns[0] if told.nouns else ""
        turns = self.tell(rng, told)
        turns += (
            _said(rng.choice(templates).replace("{n}", noun).replace("{v}", more)),
            _luna(
                [Fact(told.key, more, "add")],
                f"{rng.choice(phrases.ACKNOWLEDGED)} {sentence_case(more)} too.",
            ),
        )
        if rng.random() < 0.6:
            both = f"{told.value} and {more}"
            text = f"{sentence_case(both)}." if named else told.answer.replace("{v}", both)
            turns += (_said(told.ask(rng)), _luna([Question(told.key)], text))
        return turns, frozenset((told.value, more))

    def taken_back(self, rng: random.Random) -> Drawn:
        """Told, taken back, and then not known any more."""
        told = self.facts.draw(rng)
        turns = self.tell(rng, told)
        if rng.random() < 0.2:
            turns += self.talk.exchange(rng)
        if told.phrase and rng.random() < 0.35:
            text, fact = rng.choice(phrases.FORGOTTEN), Fact(told.key, change="remove")
        else:
            templates = [text for text in phrases.TAKEN_BACK if told.phrase or "{k}" not in text]
            text, fact = rng.choice(templates), Fact(told.key, told.value, "remove")
        text = text.replace("{k}", told.phrase).replace("{v}", told.value)
        turns += (_said(text), _luna([fact], rng.choice(phrases.LET_GO)))
        if rng.random() < 0.5:
            turns += (_said(told.ask(rng)), refused(told.key))
        return _drawn(turns, [told])

    def corrected(self, rng: random.Random) -> Drawn:
        """Told, told otherwise, and the newer one asked."""
        told = self.facts.draw(rng)
        new = Told(
            told.topic, told.key, told.answer, self.facts.value(rng, told.topic), told.nouns, told.owner
        )
        if new.value.lower() == told.value.lower():
            return self.told(rng)
        turns = self.tell(rng, told)
        if rng.random() < 0.6:
            text = rng.choice(phrases.CORRECTED).replace("{v}", new.value).replace("{o}", told.value)
        else:
            text = rng.choice(phrases.SAID_ANEW).replace("{s}", new.say(rng))
        turns += (_said(text), told_reply(rng, [new]))
        if rng.random() < 0.6:
            turns += (_said(new.ask(rng)), answered(new))
        return _drawn(turns, [told, new])

    def who(self, rng: random.Random) -> Drawn:
        """Whose name it is, of one that was told or of another."""
        named = self.facts.draw(rng, rng.choice(self.facts.names)) if self.facts.names else None
        if named is None:
            return self.told(rng)
        if rng.random() < 0.4:
            nobody = self.facts.nobody(rng)
            asked = _asks_for(rng, nobody), _luna([nobody], REFUSAL)
            unlike = nobody.name.casefold() not in named.value.casefold()
            before = self.tell(rng, named) if rng.random() < 0.5 and unlike else ()
            return (*before, *asked), frozenset((nobody.name, named.value))
        other = self.tell(rng, self.facts.draw(rng)) if rng.random() < 0.4 else ()
        return _drawn((*self.tell(rng, named), *other, *self._who(rng, named)), [named])

    def _who(self, rng: random.Random, named: Told) -> tuple[Turn, ...]:
        thing = self.facts.kind_of(named) == "things"
        who = WhoIs(named.value, "what" if thing else "who")
        return _asks_for(rng, who), _luna([who], f"{sentence_case(named.value)} is your {named.nouns[0]}.")

    def checked(self, rng: random.Random) -> Drawn:
        """Whether it is so: yes, no, or not known."""
        told = self.facts.draw(rng)
        if not told.phrase:
            return self.asked(rng)
        draw = rng.random()
        other = rng.choice([value for value in told.topic.values if value != told.value])
        asked = rng.choice(phrasings("check", "train")).replace("{k}", told.phrase)
        if draw < 0.25:
            return (_said(asked.replace("{v}", other)), refused(told.key)), frozenset((other,))
        right = draw < 0.6
        text = f"{'Yes' if right else 'No'}, {decapitalise(answer(told))}"
        turns = (
            *self.tell(rng, told),
            _said(asked.replace("{v}", told.value if right else other)),
            _luna([Question(told.key)], text),
        )
        return turns, frozenset((told.value, other))

    def counted(self, rng: random.Random) -> Drawn:
        """How many there are, of names that were listed or of a number that was told."""
        told = self.facts.draw(rng, rng.choice(self.facts.names)) if self.facts.names else None
        noun = told.nouns[0] if told else ""
        plural = phrases.plural(noun)
        if told is None or not plural or self.facts.kind_of(told) == "things":
            return self.told(rng)
        key = f"number of {plural}"
        asked = _said(rng.choice(phrasings("count", "train")).replace("{ns}", plural))
        draw = rng.random()
        if draw < 0.2:
            return (asked, refused(key)), frozenset()
        many = rng.randint(2, 4 if draw < 0.7 else 8)
        count = phrases.NUMBER_WORDS[many - 1]
        if draw >= 0.7:
            text = rng.choice(phrases.NUMBERED).replace("{c}", count).replace("{ns}", plural)
            sentence = f"You have {count} {plural}."
            told_it = _luna([Fact(key, count)], f"{rng.choice(phrases.ACKNOWLEDGED)} {sentence}")
            return (_said(text), told_it, asked, _luna([Question(key)], sentence)), frozenset()
        names = list(dict.fromkeys(self.facts.value(rng, told.topic) for _ in range(many)))
        if len(names) < many:
            return self.told(rng)
        listed = phrases.listed(names)
        text = rng.choice(phrases.LISTED).replace("{ns}", plural).replace("{c}", count).replace("{v}", listed)
        reply = f"{rng.choice(phrases.ACKNOWLEDGED)} Your {plural} are {listed}."
        turns = (_said(sentence_case(text)), _luna([Fact(told.key, listed)], reply))
        if rng.random() < 0.75:
            turns += (asked, _luna([Question(key)], f"{sentence_case(count)}: {listed}."))
        return turns, frozenset(names)

    def everything(self, rng: random.Random) -> Drawn:
        """All that was told, or all about one."""
        pair = self.facts.of_named(rng)
        if pair is None or rng.random() < 0.6:
            facts = self.facts.several(rng, rng.choice((1, 2, 2, 3)))
            asked, clause = rng.choice(phrasings("all", "train")), Everything()
        else:
            facts, noun = list(pair), pair[0].nouns[0]
            asked, clause = rng.choice(phrasings("all_about", "train")).replace("{n}", noun), Everything(noun)
            if rng.random() < 0.3:
                return (_said(asked), _luna([clause], REFUSAL)), frozenset()
        turns = sum((self.tell(rng, told) for told in facts), ())
        reply = _luna([clause], " ".join(map(answer, facts)))
        return _drawn((*turns, _said(asked), reply), facts)

    def talk_after(self, rng: random.Random) -> Drawn:
        """Talk after something was told, and perhaps a question right after it: neither is taken for the other."""
        facts = self.facts.several(rng, rng.choice((1, 1, 2, 3)))
        known, other = facts[:-1] or facts, facts[-1]
        turns = sum((self.tell(rng, told) for told in known), ())
        for _ in range(rng.choice((1, 1, 2))):
            turns += self.talk.request(rng) if rng.random() < 0.35 else self.talk.exchange(rng)
        draw = rng.random()
        if draw < 0.3:
            return _drawn(turns, facts)
        if draw < 0.7:
            asked = rng.choice(known)
            turns += (_said(asked.ask(rng)), answered(asked))
        elif other not in known:
            turns += (_said(other.ask(rng)), refused(other.key))
        if rng.random() < 0.3:
            turns += self.talk.exchange(rng)
        return _drawn(turns, facts)

    def small_talk(self, rng: random.Random) -> Drawn:
        """One to three exchanges without a fact."""
        return sum((self.talk.exchange(rng) for _ in range(rng.randint(1, 3))), ()), frozenset()

    def asker(self, rng: random.Random) -> Drawn:
        """The ear turned round: questions for a fact, one a line."""
        told = self.facts.draw(rng)
        questions = told.questions(rng, rng.randint(5, 8))
        if len(questions) < 3:
            return self.told(rng)
        return (_said(asking(told.fact, answer(told))), Turn("luna", "\n".join(questions))), frozenset()


def _drawn(turns: tuple[Turn, ...], facts: Sequence[Told]) -> Drawn:
    return turns, frozenset(told.value for told in facts)


def _join(rng: random.Random, one: str, two: str) -> str:
    how = rng.choice(phrases.JOINED)
    two = (
        two
        if how.startswith("{a}.") or "\n" in how
        else decapitalise(two, two.split(maxsplit=1)[0] if two[1:2].isupper() else "")
    )
    return how.replace("{a}", one).replace("{b}", two)


Kind = Callable[[Episodes, random.Random], Drawn]
EPISODES: tuple[tuple[Kind, float], ...] = (
    (Episodes.told, 0.13),
    (Episodes.together, 0.07),
    (Episodes.introduced, 0.055),
    (Episodes.by_name, 0.04),
    (Episodes.asked, 0.14),
    (Episodes.unknown, 0.095),
    (Episodes.near, 0.055),
    (Episodes.told_and_asked, 0.03),
    (Episodes.added, 0.025),
    (Episodes.taken_back, 0.03),
    (Episodes.corrected, 0.03),
    (Episodes.who, 0.07),
    (Episodes.checked, 0.03),
    (Episodes.counted, 0.02),
    (Episodes.everything, 0.015),
    (Episodes.talk_after, 0.1),
    (Episodes.small_talk, 0.03),
    (Episodes.asker, 0.07),
)
"""Each kind with its share of what is composed."""
