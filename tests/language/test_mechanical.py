"""Phase 0: counts, forms, and a held-out part that gives nothing away."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from luna_desktop.domain.curriculum import Phase
from luna_desktop.domain.errors import LunaError
from luna_desktop.language import mechanical
from luna_desktop.language.phases import load_phase, phase_path, phase_text, write_curriculum


@pytest.fixture(scope="module")
def phase() -> Phase:
    return mechanical.generate()


def test_has_exactly_the_counts_of_each_template(phase: Phase) -> None:
    counts = Counter(example.template for example in phase.examples)
    assert counts == mechanical.COUNTS
    assert len(phase.examples) == 500
    assert counts["subject verb object"] == counts["interrogative subject verb"] == 100
    assert counts["greeting greeting"] == 50


def test_inputs_and_outputs_are_all_distinct(phase: Phase) -> None:
    assert len({example.input.casefold() for example in phase.examples}) == 500
    assert len({example.output for example in phase.examples}) == 500


def test_every_output_has_the_form_of_its_template(phase: Phase) -> None:
    for example in phase.examples:
        assert mechanical.form_of(example.output) == example.template
        assert example.instruction == mechanical.instruction(example.template)
        assert 4 <= len(example.output.split()) <= 7


def test_outputs_use_only_the_closed_vocabulary_of_structure(phase: Phase) -> None:
    used = {word for example in phase.examples for word in example.output.split()}
    assert used <= mechanical.STRUCTURE_WORDS
    assert len(used) > 140
    assert all(word.isalpha() and word.islower() for word in used)


def test_word_classes_are_disjoint_so_a_line_has_one_form() -> None:
    words = [word for part in mechanical.WORD_CLASSES.values() for word in part]
    assert len(words) == len(set(words))
    assert len(set(mechanical.FORMS.values())) == len(mechanical.FORMS)


def test_no_answer_can_be_copied_from_an_instruction() -> None:
    named = {word for name in mechanical.COUNTS for word in name.replace("-", " ").split()}
    assert not named & mechanical.STRUCTURE_WORDS


def test_same_seed_gives_the_same_phase_and_another_seed_another() -> None:
    assert mechanical.generate(3) == mechanical.generate(3)
    assert mechanical.generate(3).examples != mechanical.generate(4).examples
    assert mechanical.held_out(60, 2) == mechanical.held_out(60, 2)


def test_same_in_a_process_with_another_hash_seed(phase: Phase) -> None:
    code = "from luna_desktop.language.mechanical import generate; print(generate().examples[77].output)"
    for hash_seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(Path(mechanical.__file__).parents[2])},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
        assert done.stdout.strip() == phase.examples[77].output


@pytest.mark.parametrize("n", [1, 7, 120, 200])
def test_held_out_has_as_many_pairs_as_asked_for(n: int) -> None:
    assert len(mechanical.held_out(n)) == n


@pytest.mark.parametrize("training_seed", [0, 1, 5])
def test_held_out_shares_neither_prompt_nor_line_with_any_training_seed(training_seed: int) -> None:
    phase = mechanical.generate(training_seed)
    prompts = {example.input.casefold().strip(" .?!") for example in phase.examples}
    lines = {example.output for example in phase.examples}
    for prompt, right, wrong in mechanical.held_out():
        said = prompt.split(": ", 1)[1].split(". ", 1)[1]
        assert said.casefold().strip(" .?!") not in prompts
        assert right not in lines
        assert wrong not in lines


def test_more_held_out_than_the_patterns_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="no more inputs"):
        mechanical.held_out(5000)


def test_held_out_pairs_are_minimal_and_fair() -> None:
    items = mechanical.held_out()
    assert len({prompt for prompt, _, _ in items}) == 120
    other_order = [item for item in items if mechanical.form_of(item[2]) is None]
    other_form = [item for item in items if mechanical.form_of(item[2]) is not None]
    assert (len(other_order), len(other_form)) == (80, 40)
    for prompt, right, wrong in items:
        template = mechanical.form_of(right)
        assert template is not None
        assert prompt.startswith(mechanical.instruction(template))
        assert mechanical.form_of(wrong) != template
        assert len(right.split()) == len(wrong.split())
    for _, right, wrong in other_order:
        assert sorted(right.split()) == sorted(wrong.split())
    assert {(right, wrong) for _, right, wrong in other_form} == {(w, r) for _, r, w in other_form}


def test_who_ignores_the_prompt_scores_about_half() -> None:
    items = [item for seed in range(8) for item in mechanical.held_out(seed=seed)]
    for taste in (len, lambda line: line, lambda line: line[::-1]):  # any fixed liking for lines
        right = sum((taste(r) > taste(w)) + 0.5 * (taste(r) == taste(w)) for _, r, w in items)
        assert 0.40 <= right / len(items) <= 0.60


def test_file_on_disk_is_what_the_generator_gives(phase: Phase) -> None:
    assert load_phase(phase_path(0)) == phase


def test_script_writes_the_file(tmp_path: Path, phase: Phase) -> None:
    script = Path(mechanical.__file__).parents[2] / "curriculum" / "generate_mechanical_curriculum.py"
    target = tmp_path / "deep" / "phase.json"
    subprocess.run([sys.executable, str(script), "--output", str(target)], check=True, capture_output=True)
    assert load_phase(target) == phase
    assert target.read_bytes() == phase_path(0).read_bytes()
    assert {path.name for path in target.parent.iterdir()} == {"held_out", "phase.json"}


def _broken(tmp_path: Path, text: str) -> LunaError:
    path = tmp_path / "phase.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LunaError) as caught:
        load_phase(path)
    assert caught.value.code == "curriculum-malformed"
    return caught.value


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(LunaError, match="missing") as caught:
        load_phase(tmp_path / "none.json")
    assert caught.value.code == "curriculum-missing"


def test_folder_in_place_of_a_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(LunaError) as caught:
        load_phase(tmp_path)
    assert caught.value.code == "curriculum-unreadable"


def test_invalid_json_is_told_with_line_and_column(tmp_path: Path) -> None:
    assert "line 2, column 11" in _broken(tmp_path, '{\n "phase": }').sentence


def test_bytes_that_are_not_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "phase.json").write_bytes(b'{"phase": "\xff"}')
    with pytest.raises(LunaError, match="UTF-8"):
        load_phase(tmp_path / "phase.json")


def test_a_malformed_entry_is_named(tmp_path: Path) -> None:
    good = {"instruction": "a", "input": "b", "output": "c", "template": "t"}

    def trouble(*entries: object) -> str:
        data = {"phase": 0, "name": "x", "seed": 0, "examples": list(entries)}
        return _broken(tmp_path, json.dumps(data)).sentence

    assert "entry 1" in trouble(good, {**good, "output": 3})
    assert "entry 1" in trouble(good, good)
    assert "entry 0" in trouble("text")
    assert "'output'" in trouble({**good, "output": " "})
    assert "'colour'" in trouble({**good, "colour": "red"})
    assert "entry 0" in trouble({key: good[key] for key in ("input", "output", "template")})


def test_nesting_without_end_is_told(tmp_path: Path) -> None:
    assert "nested" in _broken(tmp_path, "[" * 200_000).sentence


def test_failed_write_leaves_the_old_file_and_no_litter(tmp_path: Path, phase: Phase) -> None:
    target = tmp_path / "phase.json"
    target.mkdir()  # a folder cannot be replaced by a file
    with pytest.raises(LunaError) as caught:
        write_curriculum(phase_text(phase), target)
    assert caught.value.code == "curriculum-unwritable"
    assert [path.name for path in tmp_path.iterdir()] == ["phase.json"]


def test_unknown_phase_is_told() -> None:
    with pytest.raises(LunaError) as caught:
        phase_path(9)
    assert caught.value.code == "curriculum-unknown"
