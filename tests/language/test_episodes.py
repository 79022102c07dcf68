"""Episodes: the same everywhere, well-formed, and without anything kept for the exam."""

from __future__ import annotations

import hashlib
import os
import random
import re
import subprocess
import sys
from collections.abc import Iterable
from functools import cache

import pytest

from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.words import contains_word
from luna_desktop.domain.words import same_words as plain
from luna_desktop.language import acts, syntax
from luna_desktop.language.episodes import TEMPLATE_HELD, Probe, chunk, episode, probes
from luna_desktop.language.kinds import KINDS
from luna_desktop.language.small_talk import SENTENCES
from luna_desktop.language.speech import REFUSAL, is_question
from luna_desktop.language.values import HELD_NAMES, HELD_PLACES, MAKERS, NAMES, PLACES, value
from luna_desktop.language.wording import vary_question

# The committed embryo was made of these very episodes. A change of the generator changes its
# version, and with it the weights: never mend this hash alone.
GOLDEN = "04a2006310644aee45fdfa7d64e92761077430325f02cff0dcd37a89c9b2ec3d"
EPISODES = 5_000
SMALL_TALK = {plain(sentence) for sentence in SENTENCES}  # "I'm going to bed now." tells no age

Turns = tuple[Turn, ...]


def digest(episodes: Iterable[Turns]) -> str:
    made = hashlib.sha256()
    for turns in episodes:
        for turn in turns:
            made.update(f"{turn.role}\x1f{turn.text}\x1e".encode())
        made.update(b"\x1d")
    return made.hexdigest()


@cache
def training() -> tuple[Turns, ...]:
    return tuple(chunk(404, 0, EPISODES))


def said(role: str) -> list[str]:
    return [turn.text for turns in training() for turn in turns if turn.role == role]


def test_the_committed_embryos_episodes() -> None:
    assert digest(chunk(2026, 0, 50)) == GOLDEN


def test_a_chunk_follows_from_seed_and_index() -> None:
    assert digest(chunk(1, 0, 40)) == digest(chunk(1, 0, 40))
    assert len({digest(chunk(seed, index, 40)) for seed in (1, 2) for index in (-1, 0, 1)}) == 6
    longer = list(chunk(1, 0, 60))
    assert digest(longer[:40]) == digest(chunk(1, 0, 40))


@pytest.mark.parametrize("salt", ["0", "1", "4242"])
def test_another_process_makes_the_same(salt: str) -> None:
    """Sets and hashes differ from process to process; episodes and probes may not."""
    code = (
        "import hashlib\n"
        "from luna_desktop.language.episodes import chunk, probes\n"
        "sections = ('facts', 'syntax', 'refusal')\n"
        "made = [list(chunk(2026, 3, 200)), [list(probes(s, 40, 5)) for s in sections]]\n"
        "print(hashlib.sha256(repr(made).encode()).hexdigest())\n"
    )
    made = [list(chunk(2026, 3, 200)), [list(probes(s, 40, 5)) for s in ("facts", "syntax", "refusal")]]
    env = {**os.environ, "PYTHONHASHSEED": salt, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == hashlib.sha256(repr(made).encode()).hexdigest()


def test_turns_alternate_and_say_something() -> None:
    for turns in training():
        assert len(turns) >= 2
        assert [turn.role for turn in turns] == ["person", "luna"] * (len(turns) // 2)
        assert all(turn.text.strip() for turn in turns)


# Generator 3 puts "Please, " before "say ..." now and then, which makes a held question of another:
# 2 of 91,686 questions of the committed embryo. The lessons of an age-up do not (test_dataset.py).
SLIPPED = re.compile(r"please, say .+", re.IGNORECASE)


def test_no_held_question_is_trained() -> None:
    held = {plain(question) for kind in KINDS.values() for question in kind.held_questions}
    asked = [text for text in said("person") if plain(text) in held]
    assert [text for text in asked if not SLIPPED.fullmatch(text)] == []
    assert len(asked) <= len(said("person")) / 10_000
    # Nor behind an opener: "So, do you still know my name?"
    words = [plain(text).split() for text in said("person")]
    behind = [text for text in words if any(" ".join(text[n:]) in held for n in range(1, len(text)))]
    assert behind == []


def test_held_names_and_places_are_no_training_values() -> None:
    assert not {name.lower() for name in HELD_NAMES} & {name.lower() for name in NAMES}
    assert not {name.lower() for name in HELD_PLACES} & {name.lower() for name in PLACES}
    held = {word.lower() for word in (*HELD_NAMES, *HELD_PLACES)}
    rng = random.Random(6)
    for kind in sorted(MAKERS):
        for _ in range(4_000):
            assert not held & set(value(rng, kind).lower().split())
    assert not held & {word for text in said("person") for word in plain(text).split()}


def test_held_values_are_drawn_when_asked_for() -> None:
    rng = random.Random(6)
    assert set(HELD_NAMES) <= {value(rng, "name", held=True) for _ in range(2_000)}
    assert set(HELD_PLACES) <= {value(rng, "place", held=True) for _ in range(2_000)}
    assert not set(NAMES) & {value(rng, "name", held=True) for _ in range(2_000)}


def test_a_tenth_of_the_kinds_keeps_a_statement_back() -> None:
    assert len(TEMPLATE_HELD) / len(KINDS) == pytest.approx(0.1, abs=0.01)
    assert set(KINDS) >= TEMPLATE_HELD
    assert len({KINDS[key].family for key in TEMPLATE_HELD}) >= 4
    texts = [plain(text) for text in said("person") if not is_question(text)]
    for key in TEMPLATE_HELD:
        frames = [_frame(statement) for statement in KINDS[key].statements]
        assert not {text for text in texts if frames[-1].fullmatch(text)} - SMALL_TALK, key
        assert any(frame.fullmatch(text) for frame in frames[:-1] for text in texts), key


def _frame(statement: str) -> re.Pattern[str]:
    before, after = (plain(part) for part in statement.split("{v}"))
    # Up to three words of value, so that a longer statement is not taken for this one.
    return re.compile(" ".join(part for part in (before, r"\w+(?: \w+){0,2}", after) if part))


def test_the_held_statement_is_what_acceptance_tells() -> None:
    kept = {
        key: _frame(KINDS[key].statements[-1]) for key in TEMPLATE_HELD if KINDS[key].statements[-1][0] != "{"
    }
    seen = {
        key
        for probe in probes("facts", 1_500, 3)
        for turn in probe.turns
        if turn.role == "person"
        for key, frame in kept.items()
        if frame.fullmatch(plain(turn.text))
    }
    assert seen == set(kept)


def test_a_taught_kind_is_never_denied() -> None:
    """She knows it from an age-up, though nobody told it in this conversation."""
    rng = random.Random(9)
    taught = {"name", "pet_dog", "city", "rel_sister", "fav_colour", "home_sister", "work_mother", "job"}
    questions = {
        plain(vary_question(rng, question, kind.held_questions))
        for kind in (KINDS[key] for key in taught)
        for question in kind.questions
        for _ in range(60)
    }
    denied: list[str] = []
    asked = 0
    for _ in range(6_000):
        turns = episode(rng, taught)
        for person, luna in zip(turns[::2], turns[1::2], strict=True):
            if plain(person.text) in questions:
                asked += 1
                denied += [person.text] if luna.text == REFUSAL else []
    assert asked > 100
    assert denied == []
    assert _denials(questions) > 50  # without ``taught`` they are denied: the guard does the work


def _denials(questions: set[str]) -> int:
    return sum(
        plain(person.text) in questions and luna.text == REFUSAL
        for turns in training()
        for person, luna in zip(turns[::2], turns[1::2], strict=True)
    )


def test_what_was_told_is_not_denied() -> None:
    kinds = {plain(question): kind for kind in KINDS.values() for question in kind.questions}
    checked = 0
    for turns in training():
        for place in range(3, len(turns), 2):
            kind = kinds.get(plain(turns[place - 1].text))
            if turns[place].text == REFUSAL and kind is not None:
                checked += 1
                answer = re.compile(re.escape(kind.answer).replace(r"\{v\}", ".+?"))
                assert not any(answer.search(turn.text) for turn in turns[1 : place - 1 : 2]), turns
    assert checked > 500


@pytest.mark.parametrize("section", ["facts", "syntax", "refusal"])
def test_probes_are_questions_with_their_answers(section: str) -> None:
    for probe in probes(section, 400, 17):
        assert isinstance(probe, Probe)
        assert probe.section == section
        assert len(probe.turns) % 2 == 1
        assert probe.turns[-1].role == "person"
        if section == "facts":
            _stands_in_context(probe)
        if section == "refusal":
            assert probe.answer == REFUSAL
            _stands_nowhere(probe)
        if section == "syntax":
            assert probe.answer != REFUSAL


def _stands_in_context(probe: Probe) -> None:
    """The value of the answer was said by the person before the question."""
    before = " ".join(turn.text for turn in probe.turns[:-1] if turn.role == "person")
    answers = [kind.answer for kind in KINDS.values()]
    slots = [
        m[1] for a in answers if (m := re.fullmatch(re.escape(a).replace(r"\{v\}", "(.+)"), probe.answer))
    ]
    slots += [match[1] for match in (re.match(r".+ (?:called|is|in|as a) (.+)\.$", probe.answer),) if match]
    slots += [match[1] for match in (re.match(r"(?:Yes|No), (.+)\.$", probe.answer),) if match]
    slots += [match[1] for match in (re.match(r"(.+) is your ", probe.answer),) if match]
    assert any(contains_word(before, slot) for slot in slots), probe


def _stands_nowhere(probe: Probe) -> None:
    """What is refused was not told: no earlier reply answers the question asked."""
    asked = plain(probe.turns[-1].text)
    for kind in KINDS.values():
        if any(asked.endswith(plain(q)) for q in (*kind.questions, *kind.held_questions)):
            start = plain(kind.answer.split("{v}")[0])
            said_before = [plain(turn.text) for turn in probe.turns[:-1] if turn.role == "luna"]
            assert not any(start in reply for reply in said_before), probe


def test_probes_of_other_seeds_are_others() -> None:
    one, two = ({p.turns for p in probes("facts", 200, seed)} for seed in (1, 2))
    assert len(one) == len(two) == 200
    assert not one & two


def test_every_dialogue_act_is_reached() -> None:
    texts = set(said("person"))
    for name in ("GREETINGS", "FAREWELLS", "THANKS", "WELLBEING", "PRAISE", "BLAME", "NAME_ASKED"):
        assert set(getattr(acts, name)) <= texts, name
    replies = set(said("luna"))
    for name in ("GREETING", "FAREWELL", "THANKS", "WELLBEING", "PRAISE", "BLAME", "NAME"):
        assert set(getattr(acts, f"{name}_REPLIES")) <= replies, name
    assert set(acts.LISTENING) <= replies
    assert REFUSAL in replies


def test_every_exercise_of_syntax_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    met: set[str] = set()

    def watched(form: object) -> object:
        def run(rng: random.Random) -> tuple[str, str]:
            met.add(form.__name__)  # type: ignore[attr-defined]
            return form(rng)  # type: ignore[operator,no-any-return]

        return run

    monkeypatch.setattr(syntax, "EXERCISES", tuple(watched(form) for form in syntax.EXERCISES))
    assert digest(chunk(2026, 0, 50)) == GOLDEN
    for _ in chunk(1, 0, 1_500):
        pass
    needed = {"negation", "question", "past", "future", "plural", "comparison", "opposite", "passive"}
    assert needed <= met
    assert len(met) == len(syntax.EXERCISES)


EXAMPLES = {
    "negation": (
        r"(?:Say no|Negate|Deny it): The (.+) (\S+) the (\S+)\.",
        r"The {0} does not \S+ the {2}\.",
    ),
    "future": (
        r"(?:Say it in the future|Tomorrow|Future): The (.+) (\S+) the (\S+)\.",
        r"The {0} will \S+ the {2}\.",
    ),
    "passive": (
        r"(?:Say it the other way|Passive): The (.+) (\S+) the (\S+)\.",
        r"The {2} is \S+ by the {0}\.",
    ),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_exercise_follows_from_its_sentence(name: str) -> None:
    asked, answered = EXAMPLES[name]
    rng = random.Random(2)
    for _ in range(200):
        said_, reply = getattr(syntax, name)(rng)
        match = re.fullmatch(asked, said_)
        assert match, said_
        groups = [re.escape(group or "") for group in match.groups()]
        assert re.fullmatch(answered.format(*groups), reply), (said_, reply)


def test_opposites_hold_both_ways() -> None:
    rng = random.Random(2)
    for _ in range(300):
        asked, reply = syntax.opposite(rng)
        words = {word.lower() for word in re.findall(r"\w+", asked.split(". ")[0])}
        a, b = re.fullmatch(r"The opposite of (\S+) is (\S+)\.", reply).groups()  # type: ignore[union-attr]
        assert {a, b} <= words
        assert asked.endswith(f"What is the opposite of {a}?")
