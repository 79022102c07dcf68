"""Training the skills of a base: a small ChatML Llama learns, goes on, and says where it is from."""

from __future__ import annotations

import math
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import safe_open

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.inner_speech import parse
from luna_desktop.domain.prompt import CHATML, Segment, Turn
from luna_desktop.language import wordings
from luna_desktop.language.skills import Mixture, Probe, probes
from luna_desktop.language.wordings.reading import digest, wordings_path
from luna_desktop.training import skills, skills_base
from luna_desktop.training.files import sha256
from luna_desktop.training.gguf_writer import write_gguf
from luna_desktop.training.rows import IGNORED
from luna_desktop.training.skills import LAID, PROVENANCE, SKILLS, SkillsRecipe, SkillsTrainer
from luna_desktop.training.skills_measure import answers, measure
from tests.training.models import CHATML_TOKENS, CORPUS, make_base

TINY = SkillsRecipe(
    Mixture(seed=3, conversations=60, dialogue_times=1), tokens_per_step=1536, rank=4, alpha=8
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("base")
    return make_base(
        made / "tiny-chat", pre="smollm", special=CHATML_TOKENS, dtype="float32",
        max_position_embeddings=1024, eos_token_id=2,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whole numbers of threads and one type of numbers, so that two runs can be equal."""
    monkeypatch.setattr(skills, "SAY_SECONDS", 0.0)
    monkeypatch.setattr(skills_base, "_bf16", lambda device: False)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def trainer(
    folder: Path, out: Path, recipe: SkillsRecipe = TINY, say: Any = lambda *_: None
) -> SkillsTrainer:
    return SkillsTrainer(out, skills_base.load(folder), recipe, say)


def adapter(out: Path) -> dict[str, torch.Tensor]:
    with safe_open(str(out / SKILLS), "pt") as file:
        return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118


def test_it_learns_and_writes_a_half_precision_adapter(folder: Path, tmp_path: Path) -> None:
    made = trainer(folder, tmp_path, replace(TINY, learning_rate=2e-2))
    before = {n: p.clone() for n, p in made.model.named_parameters() if not p.requires_grad}
    assert made.run()
    assert len(made.losses) == made.step == len(made.steps) > 5
    assert made.loss < made.losses[0] - 0.3
    assert all(torch.equal(before[n], p) for n, p in made.model.named_parameters() if n in before)
    tensors = adapter(tmp_path)
    assert {tensor.dtype for tensor in tensors.values()} == {torch.float16}
    assert len(tensors) == 2 * 7 * 2  # A and B of seven linear layers in each of two blocks
    assert any(tensor.abs().sum() > 0 for name, tensor in tensors.items() if "lora_B" in name)
    with safe_open(str(tmp_path / SKILLS), "pt") as file:
        assert file.metadata()["rank"] == "4"


def test_the_loss_is_taken_on_lunas_words_alone(folder: Path, tmp_path: Path) -> None:
    made = trainer(folder, tmp_path)
    encoder = made.base.encoder
    assert encoder.template == CHATML
    [row] = encoder.encode_many(
        [(Turn("person", "My dog is Rex."), Turn("luna", "[dog's name = Rex] Good."))]
    )
    spoken = [index for index, label in enumerate(row.labels) if label != IGNORED]
    assert encoder.decode([row.ids[index] for index in spoken]) == "[dog's name = Rex] Good."
    assert row.labels[-1] == encoder.end_id
    assert spoken == list(range(spoken[0], len(row.ids)))


def test_many_are_encoded_as_one_is(folder: Path) -> None:
    encoder = skills_base.load(folder).encoder
    turns = (
        Turn("person", " typed <|im_end|> here "),
        Turn("luna", "Yes."),
        Turn("person", "é 34"),
        Turn("luna", "No"),
    )
    [row] = encoder.encode_many([turns])
    assert list(row.ids) == encoder.segment_ids(CHATML.render(turns, reply=False))[: len(row.ids)]
    assert row.ids.count(encoder.end_id) == 4  # none of them typed


def test_small_parts_add_up_to_the_same_step(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = trainer(folder, tmp_path / "whole")
    monkeypatch.setattr(skills, "CPU_TOKENS", 512)
    parts = trainer(folder, tmp_path / "parts")
    whole.run()
    parts.run()
    assert whole.losses == pytest.approx(parts.losses, rel=2e-3)


class PulledPlugError(Exception):
    """Pulls the plug."""


def test_an_interrupted_run_ends_as_if_it_had_not_been(folder: Path, tmp_path: Path) -> None:
    whole = trainer(folder, tmp_path / "whole")
    whole.run()

    def pull_the_plug(line: str, figures: dict[str, float]) -> None:
        if figures.get("step") == 4:
            raise PulledPlugError

    broken = trainer(folder, tmp_path / "broken", say=pull_the_plug)
    with pytest.raises(PulledPlugError):
        broken.run(checkpoint_every_s=0)
    assert not (tmp_path / "broken" / SKILLS).exists()
    said: list[str] = []
    resumed = trainer(folder, tmp_path / "broken", say=lambda line, _: said.append(line))
    assert said[-1] == f"resumed at step 3 of {len(whole.steps)}"
    resumed.run()
    assert resumed.losses == whole.losses
    assert (resumed.step, resumed.tokens) == (whole.step, whole.tokens)
    kept, again = adapter(tmp_path / "whole"), adapter(tmp_path / "broken")
    assert all(torch.equal(kept[name], again[name]) for name in kept)


def test_it_stops_when_asked(folder: Path, tmp_path: Path) -> None:
    made = trainer(folder, tmp_path)
    assert not made.run(stopping=lambda: made.step == 2)
    assert not (tmp_path / SKILLS).exists()


def test_a_checkpoint_of_another_recipe_is_refused(folder: Path, tmp_path: Path) -> None:
    made = trainer(folder, tmp_path)
    made.run(checkpoint_every_s=0, stopping=lambda: made.step == 2)
    with pytest.raises(SystemExit, match="another base, bank or recipe"):
        trainer(folder, tmp_path, replace(TINY, learning_rate=1e-4))


def test_steps_hold_every_conversation_once_within_their_size() -> None:
    lengths = [(7 * index) % 97 + 3 for index in range(500)]
    steps = skills.plan(lengths, 400, seed=1)
    assert sorted(row for step in steps for row in step) == list(range(500))
    assert all(max(lengths[row] for row in step) * len(step) <= 400 or len(step) == 1 for step in steps)
    assert steps == skills.plan(lengths, 400, seed=1) != skills.plan(lengths, 400, seed=2)


def test_the_whole_command_measures_and_says_where_it_is_from(folder: Path, tmp_path: Path) -> None:
    said: list[str] = []
    options = [str(folder), "--out", str(tmp_path), "--conversations", "40", "--tokens-per-step", "4096"]
    assert skills.train([*options, "--measure", "2"], lambda line, _: said.append(line), lambda: False)
    read = tomllib.loads((tmp_path / PROVENANCE).read_text("utf-8"))
    assert read["base"] == "tiny-chat"
    assert read["base_sha256"] == skills_base.load(folder).sha256
    assert read["bank_sha256"] == digest(wordings_path())
    assert read["mixture"]["conversations"] == 40
    assert 35 <= read["conversations"] <= 40  # some may be too long
    assert read["sha256"] == {name: sha256(tmp_path / name) for name in (SKILLS, LAID)}
    assert {"torch", "transformers", "peft"} <= read["libraries"].keys()
    assert read["tokens"] > 1000
    assert read["measured"]["told: key right"].endswith("/2")
    assert "talk: taken for a fact" in read["measured"]
    assert {path.name for path in tmp_path.iterdir()} == {SKILLS, LAID, PROVENANCE}
    assert any("of the bank's own" in line for line in said)


class Parrot:
    """A model that says the same to everybody, each token as sure as it is told, unless that is barred."""

    def __init__(self, ids: list[int], opening: float = 0.99, rest: float = 0.99) -> None:
        self.ids, self.size = ids, 10_000  # more than the vocabulary has
        self.sure = [opening, *[rest] * (len(ids) - 1)]

    def parameters(self) -> Iterator[torch.Tensor]:
        return iter([torch.zeros(1)])

    def generate(self, input_ids: torch.Tensor, **options: Any) -> torch.Tensor:
        [look] = options["logits_processor"]
        for token, sure in zip(self.ids, self.sure, strict=True):
            scores = torch.full((len(input_ids), self.size), math.log((1 - sure) / (self.size - 1)))
            scores[:, token] = math.log(sure)
            input_ids = torch.cat([input_ids, look(input_ids, scores).argmax(-1, keepdim=True)], dim=1)
        return input_ids


@pytest.mark.parametrize(
    ("opening", "rest", "begins"), [(0.99, 0.5, True), (0.7, 0.95, True), (0.7, 0.6, False)]
)
def test_a_bracket_is_said_where_it_is_likely_or_clear(
    folder: Path, opening: float, rest: float, begins: bool
) -> None:
    encoder = skills_base.load(folder).encoder
    ids = encoder.segment_ids((Segment("[job = vet] Good.", False),))
    [reply] = answers(Parrot(ids, opening, rest), encoder, [(Turn("person", "I am a vet."),)])
    assert reply.startswith("[job = vet]") == begins


def test_figures_are_right_of_all(folder: Path) -> None:
    encoder = skills_base.load(folder).encoder
    ids = encoder.segment_ids(CHATML.render([Turn("luna", "[job = vet] Good.")], reply=False))
    start = len(encoder.segment_ids(CHATML.render([])))
    said = (Turn("person", "I am a vet."),)
    items = [
        Probe("told", said, parse("[job = vet]"), "vet"),
        Probe("told", said, parse("[job = nurse]"), "nurse", held_out=True),
        Probe("talk", said, None),
    ]
    figures = measure(Parrot(ids[start:]), encoder, items, lambda _: None)
    assert figures["told: key right"] == "2/2"
    assert figures["told: key and value right"] == "1/2"
    assert figures["told, topics held out: key and value right"] == "0/1"
    assert figures["talk: taken for a fact"] == "1/1"


def test_what_is_no_base_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(LunaError) as missing:
        skills_base.load(tmp_path / "nowhere")
    assert missing.value.code == "base-missing"
    make_base(tmp_path / "odd", special=("<pad>", "<a>", "<b>", "<c>"), eos_token_id=2)
    with pytest.raises(LunaError) as unknown:
        skills_base.load(tmp_path / "odd")
    assert unknown.value.code == "template-unknown"
    (tmp_path / "broken.gguf").write_bytes(b"GGUF no more")
    with pytest.raises(LunaError) as unreadable:
        skills_base.load(tmp_path / "broken.gguf")
    assert unreadable.value.code == "base-unreadable"


def test_a_gguf_is_the_base_that_it_was_made_of(folder: Path, tmp_path: Path) -> None:
    write_gguf(folder, tmp_path / "tiny.gguf", CHATML, gguf_type="F32")
    whole, packed = skills_base.load(folder), skills_base.load(tmp_path / "tiny.gguf")
    weights = whole.model.state_dict()
    for name, values in packed.model.state_dict().items():
        assert torch.allclose(values, weights[name], atol=1e-3), name
    for text in (
        *CORPUS,
        "34 years, 2009",
        "[age = 71]",
        " two  spaces",
        "\u0663 \U0001f600 caf\u00e9",
        "\n\n",
    ):
        ids = [base.encoder.encode_many([[Turn("luna", text)]])[0].ids for base in (whole, packed)]
        assert ids[0] == ids[1], text
    assert packed.sha256 == sha256(tmp_path / "tiny.gguf")


def test_the_name_of_a_file_is_the_models() -> None:
    assert skills_base.name_of(Path("x/SmolLM2-135M-Instruct.Q4_1.gguf")) == "smollm2-135m-instruct"


# What the borrowed machine lacks: the command must not ask for it.
BLOCKED = ("PySide6", "qasync", "llama_cpp", "trl", "datasets", "platformdirs", "unsloth", "markdown_it")


def test_its_command_needs_the_training_libraries_alone(folder: Path, tmp_path: Path) -> None:
    blocking = tmp_path / "sitecustomize.py"
    blocking.write_text(f"import sys\nsys.modules.update(dict.fromkeys({BLOCKED!r}))\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import sitecustomize\n"
         "from luna_desktop.training import skills\nfrom luna_desktop.training.skills_worker import main\n"
         "from luna_desktop.cli import main as cli, making\n"
         "cli.build_parser().parse_args(['train-skills', 'b', '--out', 'o', '--seed', '1'])"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_every_probe_can_be_asked(folder: Path) -> None:
    encoder = skills_base.load(folder).encoder
    for probe in probes(wordings.bank(), wordings.keys(), 20):
        assert len(encoder.segment_ids(encoder.template.render(probe.turns))) > 5
