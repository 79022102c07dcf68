"""Phase 1: size, clean English by rule, and a held-out part that is never trained as a string."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from luna_desktop.domain.curriculum import Phase
from luna_desktop.language import vocabulary
from luna_desktop.language.lexicon.categories import COUNTED, UNCOUNTED, overlapping
from luna_desktop.language.lexicon.kin import KIN
from luna_desktop.language.phases import load_phase, phase_path
from luna_desktop.language.vocabulary import RELATIONS, THINGS


@pytest.fixture(scope="module")
def phase() -> Phase:
    """The whole lexicon; what an age-up teaches is its commoner front."""
    return vocabulary.generate()


def test_phase_1_is_of_an_honest_size() -> None:
    assert len(vocabulary.generate().examples) >= 1000


def test_is_of_an_honest_size(phase: Phase) -> None:
    assert (phase.number, phase.name) == (1, "vocabulary")
    assert len(phase.examples) >= 1500
    opposites, synonyms = RELATIONS
    assert len(opposites.pairs) >= 150
    assert len(synonyms.pairs) >= 120
    assert len(THINGS) >= 300
    assert len({*COUNTED, *UNCOUNTED}) >= 30
    covered = {
        word for relation in RELATIONS for pair in relation.pairs for word in (pair.asked, pair.answer)
    }
    covered |= {thing.word for thing in THINGS} | {thing.category for thing in THINGS}
    assert len(covered) >= 3000


def test_no_two_examples_ask_the_same(phase: Phase) -> None:
    inputs = [example.input.casefold().strip(" ?.!") for example in phase.examples]
    assert len(set(inputs)) == len(inputs)


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda relation: relation.name)
def test_each_word_has_one_partner(relation: vocabulary._Relation) -> None:  # pyright: ignore[reportPrivateUsage]
    words = Counter(word for pair in relation.pairs for word in (pair.asked, pair.answer))
    assert not [word for word, times in words.items() if times > 1]


def test_no_pair_is_both_opposite_and_synonym() -> None:
    opposites, synonyms = ({frozenset((p.asked, p.answer)) for p in relation.pairs} for relation in RELATIONS)
    assert not opposites & synonyms


def test_things_stand_in_one_category_only() -> None:
    words = Counter(thing.word.casefold() for thing in THINGS)
    assert not [word for word, times in words.items() if times > 1]


def test_overlaps_and_kin_name_what_exists() -> None:
    names = {*COUNTED, *UNCOUNTED}
    assert all(pair <= names and len(pair) == 2 for pair in overlapping())
    words = {word for relation in RELATIONS for pair in relation.pairs for word in (pair.asked, pair.answer)}
    assert set(KIN.replace("|", " ").split()) <= words


def test_sentences_are_well_formed(phase: Phase) -> None:
    for example in phase.examples:
        assert example.output[0].isupper(), example
        assert example.output.endswith((".", "!", "?")), example
        assert "  " not in example.input + example.output
        for text in (example.input, example.output):
            words = text.lower().replace(",", "").split()
            for left, right in itertools.pairwise(words):
                if left in ("a", "an") and right[0].isalpha() and example.template.startswith("category"):
                    assert left == vocabulary.article(right.strip("?.")), example


@pytest.mark.parametrize(("word", "right"), [("apple", "an"), ("rose", "a"), ("unit", "a"), ("utensil", "a")])
def test_article_goes_by_sound(word: str, right: str) -> None:
    assert vocabulary.article(word) == right


def test_the_examples_of_the_brief_read_so(phase: Phase) -> None:
    pairs = {(e.input.casefold().strip("?."), e.output) for e in phase.examples}
    either = {("hello!", "Hello! It is nice to see you."), ("thank you", "You are welcome.")}
    assert either <= pairs
    outputs = {output for _, output in pairs}
    assert {"The opposite of hot is cold.", "The opposite of cold is hot."} & outputs
    assert {"A rose is a flower.", "Yes, it is a flower."} & outputs


def test_same_seed_gives_the_same(phase: Phase) -> None:
    assert vocabulary.generate(0) == phase
    assert vocabulary.generate(1).examples != phase.examples
    assert vocabulary.held_out(40, 3) == vocabulary.held_out(40, 3)


def test_ages_go_further_into_it_and_the_exam_asks_what_the_first_were_taught(phase: Phase) -> None:
    fronts = [len(vocabulary.front(phase, age)) for age in range(1, 9)]
    assert fronts[0] == fronts[1] == fronts[2]
    assert fronts == sorted(fronts)
    assert fronts[-1] == len(phase.examples)
    taught = vocabulary.front(phase, 1)
    assert 600 <= len(taught) <= 1200
    kinds = Counter(example.template for example in taught)
    assert min(kinds["opposite"] + kinds["synonym"], kinds["category"]) > 0.1 * len(taught)
    outputs = {word.strip(".,").casefold() for e in taught for word in f"{e.input} {e.output}".split()}
    for question, choices in vocabulary.held_out():
        assert question.strip("?").split()[-1].casefold() in outputs
        assert choices[0].split()[-1].strip(".").casefold() in outputs


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_what_is_asked_was_never_trained_whatever_the_seed(seed: int) -> None:
    trained = vocabulary.generate(seed)
    inputs = {example.input.casefold().strip(" ?.!") for example in trained.examples}
    text = "\n".join(example.output.casefold() for example in trained.examples)
    for question, choices in vocabulary.held_out(240, share=0.999):
        assert question.casefold().strip("?") not in inputs
        for choice in choices:
            assert choice.casefold().strip(".") not in text


def test_held_out_is_learnable_because_the_link_itself_is_trained(phase: Phase) -> None:
    outputs = {example.output for example in phase.examples}
    opposites, synonyms = RELATIONS
    for pair in opposites.pairs:
        assert f"Yes, {pair.answer} is the opposite of {pair.asked}." in outputs
    for pair in synonyms.pairs:
        assert f"Yes, {pair.answer} means the same as {pair.asked}." in outputs


def test_held_out_choices_are_four_and_fair() -> None:
    items = vocabulary.held_out(240, share=0.999)
    assert len({question for question, _ in items}) == 240
    near = vocabulary.neighbours()
    rights = Counter(choices[0] for _, choices in items)
    assert max(rights.values()) == 1
    for _, choices in items:
        assert len(set(choices)) == 4
        right, *wrong = (choice.rsplit(" ", 1)[1].strip(".") for choice in choices)
        if choices[0].startswith(("The opposite", "Another word")):
            assert not near[right] & set(wrong)
    longest = sum(len(c[0]) > max(map(len, c[1:])) for _, c in items) / len(items)
    shortest = sum(len(c[0]) < min(map(len, c[1:])) for _, c in items) / len(items)
    assert longest < 0.35
    assert shortest < 0.35


@pytest.mark.parametrize("share", [0.1, 0.2, 0.3, 0.7])
def test_every_share_can_be_asked_about(share: float) -> None:
    assert len(vocabulary.held_out(30, share=share)) == 30


def test_more_than_there_is_cannot_be_asked() -> None:
    with pytest.raises(ValueError, match="no 5000 items"):
        vocabulary.held_out(5000)


def test_file_on_disk_is_what_the_generator_gives() -> None:
    assert load_phase(phase_path(1)) == vocabulary.generate()


def test_script_writes_the_file(tmp_path: Path) -> None:
    script = Path(vocabulary.__file__).parents[2] / "curriculum" / "generate_vocabulary_curriculum.py"
    target = tmp_path / "phase.json"
    subprocess.run([sys.executable, str(script), "--output", str(target)], check=True, capture_output=True)
    assert target.read_bytes() == phase_path(1).read_bytes()
