"""The conversations that skills are trained on: their labels are right, and nothing sealed is said."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import replace

import pytest

from luna_desktop.domain.inner_speech import Everything, Fact, InnerSpeech, WhoIs, asked, parse, split_reply
from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.words import contains_word, same_words
from luna_desktop.language.skills import Composer, Mixture, Probe, probes
from luna_desktop.language.skills.episodes import EPISODES, Episodes
from luna_desktop.language.skills.facts import Facts
from luna_desktop.language.skills.hand import Hand
from luna_desktop.language.speech import REFUSAL, of_the_person
from luna_desktop.language.wordings import Split, bank, keys, phrasings
from luna_desktop.language.wordings.forms import LEAST_OWN, Templates, form, own_words, wordings
from luna_desktop.language.wordings.records import PHRASES
from luna_desktop.language.wordings.sealing import (
    Sealed,
    paraphrases_path,
    says_something,
    sealed_paraphrases,
)

Conversation = tuple[Turn, ...]
SMALL = Mixture(conversations=3000, dialogue_times=1, talk_times=1, most_dialogues=0.5)


@pytest.fixture(scope="module")
def composer() -> Composer:
    return Composer(bank(), keys(), sealed_paraphrases(paraphrases_path()), SMALL)


@pytest.fixture(scope="module")
def composed(composer: Composer) -> list[Conversation]:
    """Those that are composed of topics, not the bank's own."""
    return [composer.conversation(index) for index in range(composer.dialogues, SMALL.conversations)]


@pytest.fixture(scope="module")
def episodes() -> Episodes:
    training = bank().training()
    return Episodes(training, Facts(training.topics, keys()))


def inner(turn: Turn) -> InnerSpeech | None:
    return split_reply(turn.text).inner


# -- what is said ----------------------------------------------------------------


def test_every_conversation_alternates_and_every_bracket_is_whole(composed: list[Conversation]) -> None:
    for turns in composed:
        assert [turn.role for turn in turns] == ["person", "luna"] * (len(turns) // 2)
        for turn in turns:
            assert turn.text.strip()
            assert not re.search(r"\{\w\}", turn.text), turn.text
            if turn.role == "luna" and turn.text.startswith("["):
                spoken = split_reply(turn.text)
                assert spoken.inner is not None, turn.text
                assert spoken.text


def test_values_are_words_of_what_was_said(composed: list[Conversation]) -> None:
    for turns in composed:
        heard = ""
        for turn in turns:
            heard += f" {turn.text}" if turn.role == "person" else ""
            for fact in said.facts if (said := inner(turn)) and turn.role == "luna" else ():
                plain = same_words(heard.replace("'", ""))  # "Bettina's" holds Bettina
                assert all(word in plain for word in same_words(fact.value.replace("'", "")).split()), turns


def test_a_plain_question_is_answered_with_what_was_told_last_or_refused(
    composed: list[Conversation],
) -> None:
    answered = refused = 0
    for turns in composed:
        known: dict[str, list[str]] = {}
        for turn in turns[1::2]:
            said = inner(turn)
            if said is None or turns[0].text.startswith("[ask:"):
                continue
            for fact in said.facts:
                match fact.change:
                    case "set":
                        known[fact.key] = [fact.value]
                    case "add":
                        known[fact.key].append(fact.value)
                    case "remove":
                        known.pop(fact.key)
            asked_for = [clause for clause in said.clauses if not isinstance(clause, Fact)]
            if len(said.clauses) != 1 or len(asked_for) != 1 or isinstance(asked_for[0], WhoIs | Everything):
                continue
            text, key = split_reply(turn.text).text, said.keys[0]
            if key.startswith("number of ") and key not in known:
                continue
            if key in known:
                answered += 1
                assert all(value.lower() in text.lower() for value in known[key]), turns
            else:
                refused += 1
                assert text == REFUSAL, turns
    assert answered > 400
    assert refused > 300


def test_nothing_sealed_or_watched_is_ever_said(composer: Composer, composed: list[Conversation]) -> None:
    outside = {
        one
        for wording in wordings(bank())
        if wording.split in ("exam", "dev")
        for one in wording.forms
        if says_something(one)
    }
    paraphrases = {t for row in sealed_paraphrases(paraphrases_path()) for t in (row.fact, row.question)}
    own = [composer.conversation(index) for index in range(composer.dialogues)]
    said = {form(turn.text) for turns in (*composed, *own) for turn in turns if turn.role == "person"}
    assert len(said) > 3000
    assert not said & (outside | paraphrases)
    held = Templates(phrase for phrase in bank().phrases if phrase.split != "train")
    assert [one for one in said if next(held.matching(one), None)] == []


@pytest.mark.parametrize("split", ["dev", "exam"])
@pytest.mark.parametrize("part", PHRASES)
def test_a_phrase_that_is_held_may_not_be_said_whatever_it_is_filled_with(
    composer: Composer, part: str, split: Split
) -> None:
    for phrase in bank().phrases:
        if (phrase.part, phrase.split) == (part, split) and own_words(phrase) >= LEAST_OWN:
            assert not composer.may_say(filled(phrase.text)), phrase.place
    assert all(composer.may_say(filled(text)) for text in phrasings(part, "train"))


@pytest.mark.parametrize("part", PHRASES)
def test_a_filled_phrase_has_no_slot_left(part: str) -> None:
    for text in bank().phrasings(part):
        assert not re.search(r"[{}]", filled(text)), text


def filled(text: str) -> str:
    slots = {"{k}": "sister's job", "{v}": "Ottoline Bray", "{n}": "guinea pig", "{ns}": "guinea pigs"}
    for slot, words in slots.items():
        text = text.replace(slot, words)
    return text


def test_a_question_that_the_exam_asks_is_drawn_anew() -> None:
    """Also one that no line of the bank has, but a general form with a key in it."""
    told = Composer(bank(), keys(), (), SMALL)
    shown = {
        form(t.text) for index in range(1000, 2000) for t in told.conversation(index) if t.role == "person"
    }
    general = [text for text in shown if text.startswith(("what is my", "tell me my", "remind me of my"))]
    assert len(general) > 5
    sealed = tuple(Sealed("", text, "") for text in general)
    kept = Composer(bank(), keys(), sealed, SMALL)
    again = {
        form(t.text) for index in range(1000, 2000) for t in kept.conversation(index) if t.role == "person"
    }
    assert not again & set(general)


def test_topics_held_out_are_left_out_when_asked_for() -> None:
    held = {key for topic in bank().topics if topic.held_out for key in topic.plain_keys()}
    without = Composer(bank(), keys(), (), replace(SMALL, held_out=False))
    told = {
        fact.key
        for index in range(SMALL.conversations)
        for turn in without.conversation(index)[1::2]
        if (said := inner(turn))
        for fact in said.facts
    }
    assert len(held) > 10
    assert not held & told


# -- how much of what ------------------------------------------------------------


def test_the_same_seed_says_the_same_and_another_something_else(composer: Composer) -> None:
    again = Composer(bank(), keys(), sealed_paraphrases(paraphrases_path()), SMALL)
    other = Composer(bank(), keys(), (), replace(SMALL, seed=1))
    for index in (0, 5, 1500, 2999):
        assert composer.conversation(index) == again.conversation(index)
    assert any(composer.conversation(index) != other.conversation(index) for index in (1500, 2999))


def test_the_banks_dialogues_come_first_and_never_crowd_out_the_rest() -> None:
    composer = Composer(bank(), keys(), (), replace(SMALL, conversations=50_000))
    training = bank().training().dialogues
    said = [[turn.text for turn in dialogue.turns if turn.role == "person"] for dialogue in training]
    allowed = sum(all(map(composer.may_say, texts)) for texts in said)
    assert composer.dialogues == allowed > 0.99 * len(training)
    many = replace(SMALL, dialogue_times=10)
    assert Composer(bank(), keys(), (), many).dialogues == int(0.5 * SMALL.conversations)


def test_shares_are_as_asked(composed: list[Conversation]) -> None:
    assert sum(share for _, share in EPISODES) == pytest.approx(1.0, abs=0.06)
    plain = Composer(bank(), keys(), (), replace(SMALL, hurried=0.0))
    same = sum(plain.conversation(SMALL.conversations - 1 - i) == composed[-1 - i] for i in range(1000))
    assert 600 < same < 850  # a hurried hand changes the rest
    asking = sum(turns[0].text.startswith("[ask:") for turns in composed) / len(composed)
    assert 0.03 < asking < 0.09
    refusing = sum(any(t.text.endswith(REFUSAL) for t in turns) for turns in composed) / len(composed)
    assert 0.25 < refusing < 0.5


@pytest.fixture(scope="module")
def whole() -> list[Conversation]:
    """Some of all that the standard mixture composes, the bank's own as often as they are in it."""
    everything = Composer(bank(), keys(), sealed_paraphrases(paraphrases_path()), Mixture())
    drawn = random.Random(1).sample(range(everything.mixture.conversations), 2000)
    return [everything.conversation(index) for index in drawn]


def exchanges(turns: Conversation) -> list[tuple[str, InnerSpeech | None]]:
    return [(said.text, inner(reply)) for said, reply in zip(turns[::2], turns[1::2], strict=True)]


def test_a_fifth_is_talk_and_much_of_it_has_the_surface_of_a_telling(whole: list[Conversation]) -> None:
    told = [exchanges(turns) for turns in whole if not turns[0].text.startswith("[ask:")]
    assert sum(all(heard is None for _, heard in one) for one in told) > 0.16 * len(whole)
    amid = [
        one for one in told
        if any(
            heard is None and any(before and before.facts for _, before in one[:index])
            for index, (_, heard) in enumerate(one)
        )
    ]  # fmt: skip
    assert len(amid) > 0.07 * len(whole)
    sham = [
        one for one in told if any(heard is None and looks_like_a_telling(text) for text, heard in one)
    ]  # fmt: skip
    assert len(sham) > 0.06 * len(whole)


def looks_like_a_telling(text: str) -> bool:
    """First person, with something of their own, a number or a name; no question."""
    mine = re.search(r"\bmy\b", text, re.IGNORECASE)
    own = re.search(r"\b(?:i|we|me|our)\b", text, re.IGNORECASE)
    told = re.search(
        r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twenty)\b|[a-z,] [A-Z][a-z]{2}", text
    )
    return bool(mine or (own and told)) and not text.endswith("?")


def test_names_are_asked_for_that_were_told_and_that_nobody_bore(whole: list[Conversation]) -> None:
    asked_for = Counter[bool]()
    for turns in whole:
        for (text, heard), reply in zip(exchanges(turns), turns[1::2], strict=True):
            for clause in heard.clauses if heard else ():
                if isinstance(clause, WhoIs):
                    asked_for[reply.text.endswith(REFUSAL)] += 1
                    words = same_words(clause.name).split()
                    assert sum(word in same_words(text) for word in words) >= len(words) - 1
    assert asked_for[True] > 0.012 * len(whole)
    assert asked_for[False] > 0.025 * len(whole)


def test_all_ways_to_ask_for_a_name_are_trained(episodes: Episodes) -> None:
    said: dict[bool, set[str]] = {True: set(), False: set()}
    for seed in range(3000):
        turns, _ = episodes.who(random.Random(seed))
        if isinstance((one := inner(turns[-1])) and one.clauses[0], WhoIs):
            said[turns[-1].text.endswith(REFUSAL)].add(turns[-2].text.replace(one.clauses[0].name, "{v}"))  # type: ignore
    for texts in said.values():
        assert texts >= set(phrasings("who", "train"))
    assert len(said[True] & set(phrasings("what", "train"))) > 20


def test_values_and_nouns_vary_beyond_the_bank(composed: list[Conversation]) -> None:
    bank_values = {value for topic in bank().topics for value in topic.values}
    told = [f for turns in composed for t in turns[1::2] if (said := inner(t)) for f in said.facts if f.value]
    names = [fact.value for fact in told if fact.key.endswith("name")]
    assert 0.25 < sum(value not in bank_values for value in names) / len(names) < 0.8
    keys_of_bank = {key for topic in bank().topics for key in topic.plain_keys()}
    assert len({fact.key for fact in told} - keys_of_bank) > 20


# -- each kind -------------------------------------------------------------------


@pytest.mark.parametrize("kind", [kind for kind, _ in EPISODES], ids=lambda kind: kind.__name__)
def test_every_kind_makes_conversations(episodes: Episodes, kind: object) -> None:
    for seed in range(200):
        turns, _ = kind(episodes, random.Random(seed))  # type: ignore[operator]
        assert turns
        assert turns[-1].role == "luna"


def brackets(episodes: Episodes, kind: str, count: int = 200) -> Counter[type]:
    found: Counter[type] = Counter()
    for seed in range(count):
        turns, _ = getattr(episodes, kind)(random.Random(seed))
        found.update(type(clause) for turn in turns if (said := inner(turn)) for clause in said.clauses)
    return found


def test_kinds_show_the_brackets_they_are_for(episodes: Episodes) -> None:
    assert brackets(episodes, "who")[WhoIs] > 150
    assert brackets(episodes, "everything")[Everything] > 150
    assert set(brackets(episodes, "small_talk")) == set()


def test_a_name_told_in_passing_is_heard_beside_the_fact(episodes: Episodes) -> None:
    both = 0
    for seed in range(100):
        turns, _ = episodes.introduced(random.Random(seed))
        said = inner(turns[1])
        assert said
        if len(said.facts) == 2:
            both += 1
            named, other = said.facts
            assert named.key.endswith("'s name")
            assert other.key.split("'")[0] in turns[0].text or named.value in turns[0].text
    assert both > 70


def test_who_is_known_by_name_alone_has_a_key_of_that_name(episodes: Episodes) -> None:
    strangers = [episodes.facts.of_stranger(random.Random(seed)) for seed in range(50)]
    for told in strangers:
        assert told
        assert told.owner in told.key
        assert contains_word(told.say(random.Random(1)), told.owner)
        assert contains_word(told.answer, told.owner)


def test_the_asker_never_gives_the_value_away(episodes: Episodes) -> None:
    made = 0
    for seed in range(200):
        turns, _ = episodes.asker(random.Random(seed))
        if not turns[0].text.startswith("[ask:"):
            continue
        made += 1
        value = turns[0].text.partition(" = ")[2].partition("]")[0]
        questions = asked(turns[1].text)
        assert 3 <= len(questions) <= 8
        assert not any(value.lower() in question.lower() for question in questions)
    assert made > 150


@pytest.mark.parametrize(
    ("hers", "theirs"),
    [
        ("You live in Rome.", "I live in Rome."),
        ("Your name is Ada.", "My name is Ada."),
        ("You're allergic to eggs.", "I'm allergic to eggs."),
        ("On trains you like to sleep.", "On trains I like to sleep."),
        (
            "While you are away your cat is looked after by Bo.",
            "While I am away my cat is looked after by Bo.",
        ),
        ("Your aunt gave you a clock.", "My aunt gave me a clock."),
        ("Bo owes you a tenner.", "Bo owes me a tenner."),
    ],
)
def test_what_luna_answers_is_said_by_the_person_in_turn(hers: str, theirs: str) -> None:
    assert of_the_person(hers) == theirs


def test_every_topic_is_told_in_the_plainest_words_too(episodes: Episodes) -> None:
    rng = random.Random(1)
    for topic in episodes.facts.topics:
        told = episodes.facts.draw(rng, topic)
        plain = of_the_person(told.answer).replace("{v}", told.value)
        assert not re.search(r"\byour?\b", plain.replace(told.value, ""), re.IGNORECASE), plain
        assert any(told.say(rng) == plain for _ in range(200)), plain


def test_a_hurried_hand_leaves_values_whole() -> None:
    hand = Hand(slips=0.99)
    text = "my sister works somewhere called Marchetti foods, every single morning"
    written = {hand.write(random.Random(seed), text, {"Marchetti foods"}) for seed in range(50)}
    assert len(written) > 30
    assert all("Marchetti foods" in line for line in written)
    bare = Hand(lower=True, bare=True).write(random.Random(1), "What's my cat's name, Luna?")
    assert bare == "whats my cats name luna"


# -- what measures them ----------------------------------------------------------


def test_probes_ask_in_dev_wordings_alone() -> None:
    found = list(probes(bank(), keys(), 150))
    assert Counter(probe.section for probe in found).keys() == {
        "told", "asked", "never told", "near", "asker", "passing", "talk", "dialogue", "who", "nobody",
    }  # fmt: skip
    # What stands in both is said by no conversation, so it was not trained either.
    watched = {one for wording in wordings(bank()) if wording.split == "dev" for one in wording.forms}
    trained = {one for wording in wordings(bank()) for one in wording.forms} - watched
    for probe in found:
        if probe.section in ("never told", "asked"):
            assert form(probe.turns[-1].text) not in trained
        if probe.section in ("who", "nobody"):
            [one] = probe.inner.clauses if probe.inner else ()
            assert isinstance(one, WhoIs)
            assert probe.turns[-1].text.replace(one.name, "{v}") in phrasings(one.word, "dev")
    assert any(probe.held_out for probe in found)


def right(probe: Probe, reply: str) -> dict[str, int]:
    return {verdict.figure: verdict.right for verdict in probe.judge(reply)}


def test_replies_are_judged_by_key_value_and_refusal() -> None:
    said = (Turn("person", "x"),)
    told = Probe("told", said, parse("[cat's name = Loki]"), "Loki")
    assert right(told, "[cat's name = loki] Noted.")["key and value right"] == 1
    assert right(told, "[dog's name = Loki] Noted.") == {
        "key right": 0, "value right under any key": 1, "key and value right": 0,
    }  # fmt: skip
    known = Probe("asked", said, parse("[cat's name]"), "Loki")
    assert right(known, "[cat's name] Your cat is called Loki.") == {"key right": 1, "value right": 1}
    assert right(known, "Your cat is called Lo.") == {"key right": 0, "value right": 0}
    never = Probe("never told", said, parse("[cat's name]"))
    assert right(never, f"[cat's name] {REFUSAL}") == {"key right": 1, "refused": 1}
    assert right(never, "[cat's name] Your cat is called Loki.")["refused"] == 0
    who = Probe("who", said, parse("[who Loki is]"), "cat")
    assert right(who, "[who Loki is] Loki is your cat.") == {"the very bracket": 1, "noun right": 1}
    assert right(who, "[what Loki is] Loki is your dog.") == {"the very bracket": 0, "noun right": 0}
    nobody = Probe("nobody", said, parse("[who Lily is]"))
    assert right(nobody, f"[who Lily is] {REFUSAL}") == {"the very bracket": 1, "refused": 1}
    assert right(nobody, "[name] Your name is Lily.") == {"the very bracket": 0, "refused": 0}
    talk = Probe("talk", said, None)
    assert right(talk, "[mood = sad] Oh.") == {"taken for a fact": 1}
    assert right(talk, "Oh dear.") == {"taken for a fact": 0}
    passing = Probe("passing", said, parse("[cat's name = Loki; job = nurse]"))
    [keyed, *_] = passing.judge("[job = nurse] Rest well.")
    assert (keyed.right, keyed.of) == (1, 2)
    asker = Probe("asker", said, None, "Loki")
    assert right(asker, "who is my cat?\nwhat do I call it?\ncats name") == {
        "three questions or more without the value": 1
    }
    assert right(asker, "is my cat Loki?\nwhat do I call it?\ncats name") == {
        "three questions or more without the value": 0
    }
