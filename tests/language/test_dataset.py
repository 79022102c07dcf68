"""Lessons: the same by seed, within the budget, never the exam's own words, nothing taught denied."""

from __future__ import annotations

import hashlib
import os
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from functools import cache

import pytest
from tokenizers import Tokenizer

from luna_desktop.domain import mixture as mixtures
from luna_desktop.domain.curriculum import Phase
from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.mixture import Mixture
from luna_desktop.domain.row import Row
from luna_desktop.domain.words import contains_word, same_words
from luna_desktop.language import acts, dataset, mechanical, patterns, reasoning, vocabulary
from luna_desktop.language.dataset import birth_rows, compose
from luna_desktop.language.finder import find_facts
from luna_desktop.language.kinds import KINDS, open_key
from luna_desktop.language.speech import REFUSAL
from luna_desktop.language.values import value
from luna_desktop.language.vocabulary import front
from luna_desktop.resources import models_path
from luna_desktop.services.bases import load_base
from tests.teaching import PER_TOKEN, exam, order, told

EXCHANGES = [(f"Tell me story {n}.", f"Once there was a moon with {n} stars.") for n in range(30)]
SHAPES = [(0, 0), (0, 30), (1, 0), (3, 3), (12, 0), (12, 30), (130, 0), (130, 30)]
BUDGET = 60_000


@cache
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(models_path() / "embryo" / "tokenizer.json"))


@cache
def phases() -> tuple[Phase, ...]:
    return mechanical.generate(), vocabulary.generate(), patterns.generate()


@cache
def mixture() -> Mixture:
    return load_base("embryo").mixture


def rows_of(
    new: Sequence[Fact], exchanges: Sequence[tuple[str, str]], budget: int, seed: int, age: int = 1
) -> list[Row]:
    found = phases()[: min(age, 2) + 1]
    return compose(order(mixture(), told(new, (), exchanges), budget=budget, seed=seed, age=age), found)


def some_facts(count: int, seed: int = 1) -> list[Fact]:
    rng = random.Random(seed)
    return [Fact(key, value(rng, KINDS[key].values)) for key in rng.sample(sorted(KINDS), count)]


def age_up(facts: int = 12, exchanges: int = 0, budget: int = BUDGET, seed: int = 1) -> list[Row]:
    return rows_of(some_facts(facts, seed), EXCHANGES[:exchanges], budget, seed)


def birth(budget: int, seed: int = 1) -> list[Row]:
    return birth_rows(order(None, budget=budget, seed=seed, age=0), phases()[0])


def digest(rows: list[Row]) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def sources(rows: list[Row]) -> set[str]:
    return {row.source.split(":")[0] for row in rows}


def asked(rows: list[Row]) -> list[tuple[str, str, Row]]:
    """Every (person's turn, Luna's turn, row)."""
    return [
        (person.text, luna.text, row)
        for row in rows
        for person, luna in zip(row.turns[::2], row.turns[1::2], strict=True)
    ]


# -- the same by seed ------------------------------------------------------------


def test_rows_follow_from_the_seed() -> None:
    assert digest(age_up(12, 5)) == digest(age_up(12, 5))
    assert digest(birth(20_000)) == digest(birth(20_000))
    assert digest(birth(20_000, 1)) != digest(birth(20_000, 2))
    one, two = (rows_of(some_facts(3), (), BUDGET, seed) for seed in (1, 2))
    assert digest(one) != digest(two)


@pytest.mark.parametrize("salt", ["0", "77"])
def test_another_process_makes_the_same_rows(salt: str) -> None:
    """A resumed age-up may compose again elsewhere; sets may not show in the order."""
    code = (
        "import tests.language.test_dataset as t\n"
        "print(t.digest(t.age_up(12, 5)), t.digest(t.birth(20_000)))\n"
    )
    env = {**os.environ, "PYTHONHASHSEED": salt, "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == [digest(age_up(12, 5)), digest(birth(20_000))]


# -- shape and budget ------------------------------------------------------------


@pytest.mark.parametrize(("facts", "exchanges"), SHAPES)
def test_any_number_of_lessons_works(facts: int, exchanges: int) -> None:
    rows = age_up(facts, exchanges)
    expected = {"phase0", "phase1", "episode", "refusal"}
    expected |= {"fact"} if facts else set()
    expected |= {"exchange"} if exchanges else set()
    assert sources(rows) == expected
    for row in rows:
        assert [turn.role for turn in row.turns] == ["person", "luna"] * (len(row.turns) // 2)
        assert row.turns
        assert all(turn.text.strip() for turn in row.turns)


def test_what_she_knows_is_rehearsed_and_what_is_new_is_learnt() -> None:
    facts = some_facts(40)
    new, old = facts[:20], facts[20:]
    rows = compose(order(mixture(), told(new, old), budget=10**9), phases()[:2])
    times = Counter(row.source.removeprefix("fact:") for row in rows if row.source.startswith("fact:"))
    assert min(times[fact.key] for fact in new) > 3 * max(times[fact.key] for fact in old)
    assert min(times[fact.key] for fact in old) >= 3
    assert max(times[f.key] for f in new) < 2 * min(times[f.key] for f in new), "each has its share"


def test_a_thousand_old_facts_cost_no_more_than_the_mixture_allows() -> None:
    many = [Fact(open_key("pet", f"noun{n}"), f"Name{n}") for n in range(1000)]
    rows = compose(order(mixture(), told(some_facts(5), many), budget=10**9), phases()[:2])
    about_old = [row for row in rows if row.source.startswith("fact:pet:")]
    assert sum(row.tokens(PER_TOKEN) for row in about_old) < mixture().old_facts + 100
    assert len({row.source for row in about_old}) > 900


@pytest.mark.parametrize(
    ("age", "learnt"), [(1, {"phase1"}), (2, {"phase1", "phase2"}), (5, {"phase1", "phase2"})]
)
def test_an_age_has_its_phases(age: int, learnt: set[str]) -> None:
    rows = rows_of(some_facts(3), (), BUDGET, 1, age)
    assert {source for source in sources(rows) if source in ("phase1", "phase2")} == learnt


def test_stories_are_made_anew() -> None:
    first, second = (
        {row.turns[0].text for row in rows_of(some_facts(3), (), 500_000, seed, 2) if row.source == "phase2"}
        for seed in (1, 2)
    )
    in_the_file = {example.prompt for example in phases()[2].examples}
    sayings = {e.prompt for e in phases()[2].examples if e.template not in reasoning.TEMPLATES}
    assert len((first & second) - sayings) < 0.1 * len(first), "a few templates have few things to draw from"
    assert len(first - in_the_file) > 300


def test_after_the_last_age_with_a_phase_the_curriculum_is_only_rehearsed() -> None:
    def curriculum(age: int) -> tuple[float, float]:
        tokens = mixture().tokens(20, 40, 0, age)
        return tokens["phase1"], tokens["phase2"]

    assert curriculum(4) == curriculum(9) == (mixture().words_again, mixture().patterns_again)
    words = {row.turns[0].text for row in rows_of(some_facts(3), (), 500_000, 1, 6) if row.source == "phase1"}
    assert words <= {e.prompt for e in front(phases()[1], mixtures.GROWN)}


def test_the_watched_wordings_are_asked_by_no_lesson_about_a_fact() -> None:
    facts = some_facts(60)
    rows = rows_of(facts, (), 400_000, 2)
    watched = {same_words(row.turns[0].text): row for row in rows if row.dev}
    assert len(watched) == dataset.DEV_FACTS
    trained = {
        same_words(person) for person, _, row in asked(rows) if not row.dev and row.source != "episode"
    }
    assert not watched.keys() & trained
    assert not watched.keys() & {same_words(q) for f in facts for q in KINDS[f.key].held_questions}


@pytest.mark.parametrize("age", [1, 2, 3, 5])
@pytest.mark.parametrize("old", [0, 40, 1000])
@pytest.mark.parametrize("new", [1, 2, 8, 60])
def test_what_was_told_needs_its_tokens_whatever_the_karma(new: int, old: int, age: int) -> None:
    mix = mixture()
    needed, parts = mix.needed(new, old, 0, age), mix.tokens(new, old, 0, age)
    rest = sum(tokens for name, tokens in parts.items() if name not in mixtures.PHASES)
    assert rest <= needed <= sum(parts.values()) + 1
    assert mix.needed(mix.most_facts + 100, old, 0, age) == mix.needed(mix.most_facts, old, 0, age)


def test_nothing_told_needs_nothing() -> None:
    assert mixture().needed(0, 40, 0, 2) == 0


def test_one_fact_is_not_lost_among_everything_else() -> None:
    """Of what it needs and no more, a single fact gets as much as eight share."""
    mix = mixture()
    for count in (1, 2, 8):
        rows = rows_of(some_facts(count), (), mix.needed(count, 0, 0, 1), 1, 1)
        told = sum(row.tokens(PER_TOKEN) for row in rows if row.source.startswith("fact:") and not row.dev)
        assert told >= mix.new_facts * 0.98
        refused = sum(row.tokens(PER_TOKEN) for row in rows if row.source == "refusal")
        assert refused >= mix.refusal


@pytest.mark.parametrize("key", ["rel_boss", "rel_best_friend", "rel_sister", "rel_son"])
def test_who_somebody_is_is_asked_of_what_was_told(key: str) -> None:
    """As "Who is my boss?" is asked of those that were not told, it alone would teach not to know."""
    fact = Fact(key, "Ben")
    rows = rows_of([fact], (), mixture().needed(1, 0, 0, 1), 3, 1)
    plain = same_words(next(q for q in KINDS[key].questions if q.startswith("Who is my")))
    answers = [luna for person, luna, row in asked(rows) if same_words(person) == plain and not row.dev]
    assert sum("Ben" in answer for answer in answers) >= 20


def test_where_karma_is_short_rehearsal_shrinks_no_more_than_the_rest() -> None:
    facts = some_facts(12)
    short, full = (
        Counter(row.source.split(":")[0] for row in rows_of(facts, (), budget, 1, 6) if not row.dev)
        for budget in (90_000, 300_000)
    )
    assert short["fact"] < 0.8 * full["fact"]
    assert short["phase2"] / full["phase2"] == pytest.approx(short["fact"] / full["fact"], abs=0.1)


def test_where_karma_is_short_facts_come_first() -> None:
    facts = some_facts(12)
    short, full = (
        Counter(row.source.split(":")[0] for row in rows_of(facts, (), budget, 1) if not row.dev)
        for budget in (88_000, 200_000)  # of the 127,000 that she could use
    )
    assert short["fact"] > 0.95 * full["fact"]
    assert short["phase1"] < 0.5 * full["phase1"]


def test_every_fact_and_every_exchange_is_taught() -> None:
    rows = age_up(130, 30, budget=400_000)
    taught = {fact.key for fact in some_facts(130)}
    assert {row.source.removeprefix("fact:") for row in rows if row.source.startswith("fact:")} == taught
    told = {(person, luna) for person, luna, row in asked(rows) if row.source == "exchange"}
    assert told == set(EXCHANGES)


def test_a_fact_is_asked_in_many_wordings_and_answered_exactly() -> None:
    fact = Fact("pet_dog", "Rex")
    rows = rows_of([fact], (), 200_000, 3)
    wordings: Counter[str] = Counter()
    for person, luna, row in asked(rows):
        if row.source == "fact:pet_dog" and luna == "Your dog is called Rex.":
            wordings[person] += 1
    assert len(wordings) >= 20
    replies = {luna for _, luna, row in asked(rows) if row.source == "fact:pet_dog" and "Rex" in luna}
    assert "Rex is your dog." in replies  # from value to kind as well


@pytest.mark.parametrize("budget", [1, 50, 500, 5_000, 60_000, 10_000_000])
@pytest.mark.parametrize("facts", [0, 3, 40])
def test_the_budget_holds(facts: int, budget: int) -> None:
    """Beyond it at most the last row of each source; and never more than learning needs."""
    rows = age_up(facts, 5, budget)
    rows = [row for row in rows if not row.dev]
    longest = dict.fromkeys(sources(rows), 0.0)
    for row in rows:
        source = row.source.split(":")[0]
        longest[source] = max(longest[source], row.tokens(PER_TOKEN))
    allowed = min(budget, sum(mixture().tokens(facts, 0, 5, 1).values()))
    spent = sum(row.tokens(PER_TOKEN) for row in rows)
    assert spent <= allowed + sum(longest.values())
    assert spent >= 0.95 * allowed


@pytest.mark.parametrize("budget", [1, 300, 27_000])
def test_birth_keeps_to_its_budget(budget: int) -> None:
    rows = birth(budget)
    assert rows
    assert sum(row.tokens(PER_TOKEN) for row in rows) <= budget or len(rows) == 1


def real_tokens(rows: list[Row]) -> int:
    control = {"person": 1, "luna": 2}
    texts = [turn.text for row in rows for turn in row.turns]
    body = sum(len(encoding.ids) for encoding in tokenizer().encode_batch(texts))
    return body + sum(control[turn.role] for row in rows for turn in row.turns)


@pytest.mark.parametrize(("facts", "exchanges"), SHAPES)
@pytest.mark.usefixtures("embryo_weights")
def test_an_age_ups_estimate_is_near_the_truth(facts: int, exchanges: int) -> None:
    """Measured at 91% (nothing told) to 99% (130 facts) of the real tokens."""
    rows = age_up(facts, exchanges, 120_000)
    assert sum(row.tokens(PER_TOKEN) for row in rows) == pytest.approx(real_tokens(rows), rel=0.10)


@pytest.mark.usefixtures("embryo_weights")
def test_a_births_estimate_is_low_by_a_known_share() -> None:
    """Phase 0 is short and odd: its rows take a quarter more than they seem to (models/embryo.toml knows)."""
    rows = birth(27_000)
    assert sum(row.tokens(PER_TOKEN) for row in rows) / real_tokens(rows) == pytest.approx(0.80, abs=0.05)


def test_age_0_learns_phase_0_and_nothing_else() -> None:
    rows = birth(1_000_000)
    assert sources(rows) == {"phase0"}
    known = {example.output for example in phases()[0].examples}
    assert {luna for _, luna, _ in asked(rows)} == known
    # Every example once, bare or instructed; bare as people type: some contract "my dog is" to "my dog's".
    examples = phases()[0].examples
    said = {same_words(person) for person, _, _ in asked(rows)}
    bare = {example.input for example in examples if same_words(example.input) in said}
    instructed = {example.input for example in examples if same_words(example.prompt) in said}
    assert len(bare) > 0.4 * len(examples)
    assert len(instructed) > 0.3 * len(examples)
    missing = {example.input for example in examples} - bare - instructed
    assert len(missing) <= 0.02 * len(examples), missing


def test_age_0_babbles_to_every_kind_of_fact() -> None:
    """The embryo's own "Good to know your dog." would stay if nothing else were taught.

    Each kind is told or asked in one birth: told in one of two.
    """
    births = [birth(1_000_000, seed) for seed in range(6)]
    told = [
        {fact.key for row in rows for fact in find_facts(row.turns[0].text)} & KINDS.keys() for rows in births
    ]
    assert all(len(keys) >= 0.4 * len(KINDS) for keys in told)
    assert len(told[0].union(*told)) >= 0.9 * len(KINDS)


def test_age_0_babbles_when_greeted_or_asked_her_name_but_not_in_a_held_wording() -> None:
    said = {row.turns[0].text for row in birth(1_000_000)}
    asked = {
        text for text in (*acts.GREETINGS, *acts.NAME_ASKED, *acts.WELLBEING) if not mechanical.reserved(text)
    }
    assert asked <= said
    assert "What is your name?" not in said, "it is held out"


# -- what training may not see ---------------------------------------------------


def exam_prompts(facts: list[Fact], seed: int) -> dict[str, str]:
    half = len(facts) // 2
    items = exam(facts[half:], facts[:half], age=1, seed=seed)
    return {same_words(item.prompt): item.id for item in items}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("facts", [0, 12, 130])
def test_no_question_of_the_exam_is_trained(facts: int, seed: int) -> None:
    rows = age_up(facts, 10, 120_000, seed)
    prompts = exam_prompts(some_facts(facts, seed), seed)
    seen = {
        prompts[words] for row in rows for turn in row.turns if (words := same_words(turn.text)) in prompts
    }
    assert seen == set()


def test_an_opener_makes_no_held_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """ "Please, " before "say my dog's name" would; here every opener is that one."""
    monkeypatch.setattr(dataset, "ASKERS", ("Please, ",))
    held = {same_words(question) for kind in KINDS.values() for question in kind.held_questions}
    for seed in range(3):
        rows = [row for row in age_up(130, 0, 300_000, seed) if row.source != "episode"]
        questions = [same_words(person) for person, _, _ in asked(rows)]
        assert sum(words.startswith("please ") for words in questions) > 100
        assert held & set(questions) == set()


def test_no_question_of_the_exam_is_trained_at_birth() -> None:
    prompts = exam_prompts([], 1)
    seen = {words for person, _, _ in asked(birth(1_000_000)) if (words := same_words(person)) in prompts}
    assert seen == set()


def test_a_held_question_that_a_person_asked_is_taught_in_other_words() -> None:
    """Their correction counts, and the sealed exam stays one."""
    exchange = ("please say my dog's name", "Your dog is called Rex.")
    rows = rows_of((), [exchange], BUDGET, 1)
    found = {(person, luna) for person, luna, row in asked(rows) if row.source == "exchange"}
    assert found == {(KINDS["pet_dog"].questions[0], exchange[1])}


# "Rex is your dog" is taught from value to kind, so "Who is Rex?" may not be refused.
NAMED = re.compile(
    r"(?:Who is|Do you know|Who wrote|What do you know about|What is the capital of) (?!my )(.+)\?"
)


@pytest.mark.parametrize("facts", [1, 12, 129, 130])
def test_nothing_taught_is_refused(facts: int) -> None:
    """Neither in its own wordings nor as an invented "dog" that means the same."""
    for seed in range(2):
        taught = some_facts(facts, seed)
        keys = {fact.key for fact in taught}
        questions = {same_words(q) for key in keys for q in KINDS[key].questions}
        rows = rows_of(taught, (), 160_000, seed)
        refused = [(person, row) for person, luna, row in asked(rows) if luna == REFUSAL]
        assert len(refused) > 300
        assert [person for person, _ in refused if same_words(person) in questions] == []
        for person, row in refused:
            if row.source == "refusal" and (name := NAMED.match(person)):
                assert not any(contains_word(name[1], fact.value) for fact in taught), person


def test_refusals_are_to_questions_near_and_far() -> None:
    rows = [row for row in age_up(12, 0, 160_000) if row.source == "refusal"]
    taught = {KINDS[fact.key].family for fact in some_facts(12)}
    kinds = {same_words(q): kind for kind in KINDS.values() for q in kind.questions}
    met = [
        kinds[words]
        for person, luna, _ in asked(rows)
        if luna == REFUSAL and (words := same_words(person)) in kinds
    ]
    assert {kind.family for kind in met} >= taught
    assert len({kind.key for kind in met}) > 60
    assert sum(kind.family in taught for kind in met) > len(met) / 2


def test_nothing_but_the_lessons_enters() -> None:
    """What was not handed over (a private conversation, another's facts) cannot be in the rows."""
    secret = "Quorvexil"
    mine = some_facts(12)
    rows = rows_of(mine, EXCHANGES, BUDGET, 1)
    assert not any(secret in turn.text for row in rows for turn in row.turns)
    with_it = rows_of([*mine, Fact("nickname", secret)], EXCHANGES, 160_000, 1)
    assert any(secret in turn.text for row in with_it for turn in row.turns)
    assert {row.source for row in rows if row.source.startswith("fact:")} <= {f"fact:{f.key}" for f in mine}


def test_a_value_is_only_taught_with_its_own_kind() -> None:
    facts = [Fact("pet_dog", "Quorvexil"), Fact("rel_sister", "Zanthimbo")]
    for person, luna, row in asked(rows_of(facts, (), BUDGET, 2)):
        if row.source != "episode" and luna.startswith(("Your dog is called", "Your sister is called")):
            assert luna in {"Your dog is called Quorvexil.", "Your sister is called Zanthimbo."}, person
        assert "sister is called Quorvexil" not in luna
        assert "dog is called Zanthimbo" not in luna
