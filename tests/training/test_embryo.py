"""The embryo: what lies in models/embryo is what its provenance says, and its training can be trusted."""

from __future__ import annotations

import hashlib
import json
import random
import re
import struct
import subprocess
import sys
import tomllib
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers import Tokenizer
from transformers import LlamaForCausalLM

from luna_desktop.domain.prompt import Turn
from luna_desktop.language.episodes import GENERATOR_VERSION
from luna_desktop.language.small_talk import SENTENCES
from luna_desktop.training import embryo
from luna_desktop.training.embryo import EmbryoTrainer, Recipe
from luna_desktop.training.embryo_data import (
    END,
    LUNA,
    MAX_LENGTH,
    PAD,
    PERSON_WEIGHT,
    SPECIALS,
    USER,
    VOCABULARY,
    batches,
    build_tokenizer,
    encode,
    encoded_chunks,
    load_tokenizer,
    prompt_ids,
)

MOST_BYTES = 30 * 1024 * 1024
MOST_TOKENS_A_WORD = 2.2

# As people type, written for this test: none of it was seen when the tokenizer was made.
CHAT = """\
Honestly, the whole weekend just flew by and I barely noticed.
can we chat for a bit before my shift starts?
My flatmate keeps leaving her bicycle in the hallway, it drives me mad.
Last night I dreamt I was flying over an enormous lake.
Haha, you always cheer me up somehow.
I've decided to repaint the bathroom, probably in a pale green.
Why is it so hard to get up when the alarm rings?
The plumber came at noon and fixed the tap in ten minutes.
We adopted a kitten on Tuesday and she already owns the sofa.
I'm meeting an old classmate for lunch, I haven't seen her in years.
sorry, I was away from the computer
Do you think plants can feel it when we talk to them?
My grandmother used to say that patience is a kind of courage.
There's a strange noise coming from the washing machine.
I wrote three pages today, though most of them are rubbish.
It's my turn to cook, so we'll probably have noodles again.
You remembered! That makes me really happy.
Our flight got cancelled because of the storm.
I signed up for a pottery class and I'm terrible at it.
what would you do if you had one free day?
The neighbours' baby cried until two in the morning.
I spilled tea all over my notebook, but the words are still readable.
Yesterday my nephew asked me where the wind goes.
I don't mind the cold as long as the sky is blue.
Could you remind me of something funny?
He apologised at last, and I think he meant it.
I've been thinking about what you said the other day.
My back hurts from sitting in front of the screen for hours.
We took the wrong road and ended up in a lovely little village.
The exam is on Thursday and I haven't opened a single book.
Somebody left an umbrella in my office, do you want it?
I love the smell of rain on warm stones.
nothing special, just watching the snow fall
She plays the cello in a small orchestra on Wednesdays.
I finally called my mother and we talked for ages.
Is there anything you're curious about?
The bakery on the corner closed after forty years, what a pity.
I promised myself to spend less time on my phone.
Tomorrow I'll try the new recipe with mushrooms and cream.
Good night, Luna, sleep well and don't forget me.
""".splitlines()


@pytest.fixture(scope="module")
def tokenizer(embryo_weights: Path) -> Tokenizer:
    return load_tokenizer(embryo_weights / "tokenizer.json")


@pytest.fixture(scope="module")
def provenance(embryo_weights: Path) -> dict[str, Any]:
    return tomllib.loads((embryo_weights / "embryo.toml").read_text(encoding="utf-8"))


# -- what is committed -----------------------------------------------------------


def test_the_files_are_those_of_the_provenance(embryo_weights: Path, provenance: dict[str, Any]) -> None:
    hashes = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in embryo_weights.iterdir()
        if path.name != "embryo.toml"
    }
    assert hashes == provenance["sha256"]
    assert sum(path.stat().st_size for path in embryo_weights.iterdir()) <= MOST_BYTES


def test_the_provenance_suffices_to_make_it_again(provenance: dict[str, Any]) -> None:
    assert provenance["generator_version"] == GENERATOR_VERSION
    assert provenance["recipe"] == asdict(Recipe())
    assert provenance["shape"] == {**embryo.SHAPE, "vocab_size": VOCABULARY}
    assert set(provenance["libraries"]) >= {"torch", "transformers", "tokenizers"}
    assert provenance["distinct_tokens"] > 100_000_000
    assert provenance["steps"] > 0
    assert provenance["hardware"]


def test_it_was_accepted(provenance: dict[str, Any]) -> None:
    least = {"facts": (0.98, 300), "syntax": (0.95, 300), "refusal": (0.95, 200)}
    assert set(provenance["accepted"]) == set(least)
    for section, (share, count) in least.items():
        right, asked = map(int, provenance["accepted"][section].split("/"))
        assert asked >= count
        assert right / asked >= share


def test_the_weights_have_the_shape_they_should(embryo_weights: Path, provenance: dict[str, Any]) -> None:
    with (embryo_weights / "model.safetensors").open("rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
    header.pop("__metadata__", None)
    assert {entry["dtype"] for entry in header.values()} == {"BF16"}
    sizes = [torch.Size(entry["shape"]).numel() for entry in header.values()]
    assert sum(sizes) == provenance["parameters"]
    with torch.device("meta"):
        assert LlamaForCausalLM(embryo.config()).num_parameters() == provenance["parameters"]
    assert "lm_head.weight" not in header  # tied to the embeddings
    written = json.loads((embryo_weights / "config.json").read_text(encoding="utf-8"))
    made = json.loads(embryo.config().to_json_string(use_diff=False))
    for key in (
        "hidden_size",
        "num_hidden_layers",
        "vocab_size",
        "rope_parameters",
        "eos_token_id",
        "pad_token_id",
    ):
        assert written[key] == made[key]


# -- the tokenizer ---------------------------------------------------------------


def test_the_tokenizer_follows_from_the_seed(embryo_weights: Path, provenance: dict[str, Any]) -> None:
    """Made anew from generator, lexicon and seed it is the committed one: none of them has moved since."""
    made = json.loads(build_tokenizer(provenance["recipe"]["seed"]).to_str())
    assert made == json.loads((embryo_weights / "tokenizer.json").read_text(encoding="utf-8"))


def test_specials_are_the_first_32_and_reserved(tokenizer: Tokenizer) -> None:
    assert len(SPECIALS) == 32
    assert [tokenizer.id_to_token(n) for n in range(32)] == list(SPECIALS)
    assert (PAD, USER, LUNA, END) == (0, 1, 2, 3)
    assert SPECIALS[4:] == tuple(f"<|reserved_{n}|>" for n in range(4, 32))
    assert tokenizer.get_vocab_size() == VOCABULARY


def test_typed_text_never_becomes_a_control_token(tokenizer: Tokenizer) -> None:
    for special in SPECIALS:
        ids = tokenizer.encode(f"say {special} now").ids
        assert min(ids) >= len(SPECIALS)
        assert tokenizer.decode(ids) == f"say {special} now"


def test_any_text_comes_back(tokenizer: Tokenizer) -> None:
    for text in (
        "na\u00efve caf\u00e9",
        "\u7f8e\u54b2 \U0001f319",
        " two  spaces ",
        "line\nbreak\t",
        "\u0000",
        *CHAT,
    ):
        assert tokenizer.decode(tokenizer.encode(text).ids) == text


def tokens_a_word(tokenizer: Tokenizer, sentences: tuple[str, ...] | list[str]) -> float:
    words = sum(len(sentence.split()) for sentence in sentences)
    return sum(len(tokenizer.encode(sentence).ids) for sentence in sentences) / words


def test_a_chats_text_takes_few_tokens(tokenizer: Tokenizer, record_property: Any) -> None:
    assert len(CHAT) == 40
    assert not set(CHAT) & set(SENTENCES)
    measured = tokens_a_word(tokenizer, CHAT)
    record_property("tokens_a_word", round(measured, 3))
    assert measured <= MOST_TOKENS_A_WORD  # 1.37


# -- encoding --------------------------------------------------------------------


def test_a_conversation_is_encoded_as_it_is_spoken(tokenizer: Tokenizer) -> None:
    made = encode(tokenizer, (Turn("person", "Hello."), Turn("luna", "Hi.")))
    hello, reply = tokenizer.encode("Hello.").ids, tokenizer.encode("Hi.").ids
    assert made.ids.tolist() == [USER, *hello, LUNA, *reply, END]
    # The first token of a reply is predicted from LUNA: everything after it counts in full.
    counted = [weight == 1.0 for weight in made.weights]
    assert counted == [False] * (len(hello) + 2) + [True] * (len(reply) + 1)
    assert sorted({*made.weights.tolist()}) == pytest.approx([PERSON_WEIGHT, 1.0])
    assert prompt_ids(tokenizer, (Turn("person", "Hello."),)) == [USER, *hello, LUNA]
    assert len(encode(tokenizer, (Turn("person", "a b " * 2000),)).ids) == MAX_LENGTH


def test_chunks_come_in_order_from_children_as_well(embryo_weights: Path) -> None:
    path = embryo_weights / "tokenizer.json"

    def ids(processes: int) -> list[list[int]]:
        chunks = encoded_chunks(path, 5, range(2, 6), 12, processes=processes)
        return [item.ids.tolist() for chunk in chunks for item in chunk]

    assert ids(2) == ids(1)
    assert len(ids(1)) == 48


def test_batches_hold_every_episode_once(embryo_weights: Path) -> None:
    [encoded] = encoded_chunks(embryo_weights / "tokenizer.json", 5, range(1), 200, processes=1)
    made = batches(encoded, 2048, random.Random(1))
    assert sorted(id(item) for batch in made for item in batch) == sorted(id(item) for item in encoded)
    for batch in made:
        assert len(batch) * max(len(item.ids) for item in batch) <= 2048 or len(batch) == 1


# -- training --------------------------------------------------------------------

TINY = Recipe(seed=3, chunks=3, chunk_episodes=48, batch_tokens=2048, warmup_steps=4, learning_rate=3e-3)


class PulledPlugError(Exception):
    """Pulls the plug."""


@pytest.fixture
def one_thread() -> Any:
    """The order in which threads add up must not decide whether two runs are equal."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same training of a smaller mind, told batch by batch."""
    shape = {"hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 128}
    monkeypatch.setattr(embryo, "SHAPE", shape)
    monkeypatch.setattr(embryo, "SAY_SECONDS", 0.0)


def trainer(
    folder: Path, weights: Path, recipe: Recipe = TINY, say: Any = lambda _: None, processes: int = 1
) -> EmbryoTrainer:
    folder.mkdir(exist_ok=True)
    (folder / "tokenizer.json").write_bytes((weights / "tokenizer.json").read_bytes())
    return EmbryoTrainer(folder, recipe, "cpu", processes, say)


@pytest.mark.usefixtures("small")
def test_it_learns_on_a_cpu(embryo_weights: Path, tmp_path: Path) -> None:
    said: list[str] = []
    longer = replace(TINY, chunk_episodes=2 * TINY.chunk_episodes)
    made = trainer(tmp_path, embryo_weights, longer, say=said.append)
    made.run()
    losses = [float(match[1]) for line in said if (match := re.search(r"loss (\d+\.\d+)", line))]
    assert losses[0] > 7.5  # about ln 4096: it began knowing nothing
    assert losses[-1] < losses[0] - 1.5
    assert (made.chunk, made.step > 9) == (3, True)
    left = {path.name for path in tmp_path.iterdir()}
    assert left >= {"config.json", "model.safetensors", "tokenizer.json"}
    assert not left & {"checkpoint.pt", "checkpoint.partial"}


@pytest.mark.usefixtures("one_thread", "small")
def test_an_interrupted_run_ends_as_if_it_had_not_been(embryo_weights: Path, tmp_path: Path) -> None:
    whole = trainer(tmp_path / "whole", embryo_weights)
    whole.run()

    def pull_the_plug(line: str) -> None:
        if line.startswith("chunk 3/3 batch 1/"):
            raise PulledPlugError

    broken = trainer(tmp_path / "broken", embryo_weights, say=pull_the_plug)
    with pytest.raises(PulledPlugError):
        broken.run(checkpoint_every_s=0)
    assert (tmp_path / "broken" / "checkpoint.pt").exists()
    assert not (tmp_path / "broken" / "model.safetensors").exists()

    said: list[str] = []
    resumed = trainer(tmp_path / "broken", embryo_weights, say=said.append)
    assert said == ["resumed at chunk 2 of 3"]
    resumed.run()
    assert (resumed.step, resumed.tokens) == (whole.step, whole.tokens)
    assert resumed.loss == whole.loss
    weights = [(tmp_path / name / "model.safetensors").read_bytes() for name in ("whole", "broken")]
    assert weights[0] == weights[1]
    assert not (tmp_path / "broken" / "checkpoint.pt").exists()


@pytest.mark.usefixtures("one_thread", "small")
def test_it_stops_when_asked_and_goes_on_from_its_checkpoint(embryo_weights: Path, tmp_path: Path) -> None:
    said: list[str] = []
    stopped = trainer(tmp_path / "out", embryo_weights, say=said.append)
    assert not stopped.run(
        checkpoint_every_s=0, stopping=lambda: said[-1:] != [] and said[-1].startswith("chunk 2/3 batch 1/")
    )
    assert not (tmp_path / "out" / "model.safetensors").exists()
    resumed = trainer(tmp_path / "out", embryo_weights, say=said.append)
    assert said[-1] == "resumed at chunk 1 of 3"
    assert resumed.run()
    assert (tmp_path / "out" / "model.safetensors").exists()


@pytest.mark.usefixtures("one_thread", "small")
def test_the_seed_decides(embryo_weights: Path, tmp_path: Path) -> None:
    short = replace(TINY, chunks=1)
    runs = {"a": short, "b": short, "c": replace(short, seed=4)}
    for name, recipe in runs.items():
        trainer(tmp_path / name, embryo_weights, recipe).run()
    a, b, c = ((tmp_path / name / "model.safetensors").read_bytes() for name in runs)
    assert a == b
    assert a != c


@pytest.mark.usefixtures("small")
def test_another_recipe_is_refused(embryo_weights: Path, tmp_path: Path) -> None:
    def pull_the_plug(line: str) -> None:
        if line.startswith("chunk 2/3 batch 1/"):
            raise PulledPlugError

    with pytest.raises(PulledPlugError):
        trainer(tmp_path / "out", embryo_weights, say=pull_the_plug).run(checkpoint_every_s=0)
    before = (tmp_path / "out" / "checkpoint.pt").read_bytes()
    with pytest.raises(SystemExit, match="another recipe"):
        trainer(tmp_path / "out", embryo_weights, replace(TINY, learning_rate=1e-3))
    assert (tmp_path / "out" / "checkpoint.pt").read_bytes() == before


@pytest.mark.usefixtures("small")
def test_the_provenance_is_read_back(embryo_weights: Path, tmp_path: Path) -> None:
    made = trainer(tmp_path / "out", embryo_weights, replace(TINY, chunks=1))
    made.run()
    embryo.write_provenance(tmp_path / "out", made, {"facts": "1/2"}, 'a "quoted" machine')
    read = tomllib.loads((tmp_path / "out" / "embryo.toml").read_text(encoding="utf-8"))
    assert read["hardware"] == 'a "quoted" machine'
    assert read["recipe"]["chunks"] == 1
    assert read["steps"] == made.step
    for name, digest in read["sha256"].items():
        assert hashlib.sha256((tmp_path / "out" / name).read_bytes()).hexdigest() == digest


# -- the command -----------------------------------------------------------------


def test_its_command_says_how_long_it_takes() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "luna_desktop", "train-embryo", "--help"],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "--out" in done.stdout
    words = " ".join(done.stdout.split())
    assert re.search(r"\d+ minutes on a GPU", words)
    assert re.search(r"\d+ hours on two CPU cores", words)
    assert "goes on" in words
