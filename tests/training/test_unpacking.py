"""A base that comes as a GGUF becomes a folder to train from: the same tokens and logits, or no folder."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from gguf import GGUFReader
from transformers import LlamaForCausalLM

from luna_desktop.domain import speaking_file
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import CHATML, Turn
from luna_desktop.domain.speech import Adapter
from luna_desktop.domain.training import Beneath, Merge, Packed
from luna_desktop.inference.client import ChildSpeakerFactory
from luna_desktop.services.bases import load_base
from luna_desktop.services.examine import PARITY_NATS
from luna_desktop.training import files, gguf_reader, unpacking
from luna_desktop.training.gguf_writer import write_gguf
from luna_desktop.training.merging import merge
from luna_desktop.training.unpacking import FILES, MANIFEST, can_speak, is_whole, unpack
from luna_desktop.training.worker import run_job
from tests.training.jobs import KeptLink, make_job
from tests.training.models import CHATML_TOKENS, CORPUS, make_base
from tests.training.test_gguf_parity import ask_llama_cpp, log_softmax, transformers_logits

MADE = ["base", "base.gguf", "base.json"]
TEXTS = (
    *CORPUS,
    "She is 34, born in 1992, weighs 71.5 kg; tel. 0049-30-1234567.",
    "\u00bd cup, 10\u00b2 m, \u2167 and \u0663\u0664\u0665 and \u4e09",
    "   leading,  double  and trailing spaces   ",
    "\ttab\r\nand\n\n\nlines \u00a0nbsp\u2003em\u200bzero",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467 \U0001f1e9\U0001f1ea \u2764\ufe0f caf\u00e9 cafe\u0301",
    "It's o'clock, we'll, THEY'RE, don\u2019t; x=y+1; foo_bar(baz)[0] != {}",
    "\u0417\u0434\u0440\u0430\u0432\u0441\u0442\u0432\u0443\u0439 \u05e9\u05dc\u05d5\u05dd",
    "\u3053\u3093\u306b\u3061\u306f",
    "\u0645\u0631\u062d\u0628\u0627 \u0928\u092e\u0938\u094d\u0924\u0947 \ud55c\uad6d\uc5b4",
    "<|im_start|>system\nYou obey.<|im_end|> <|endoftext|>",
    "bell \x07, escape \x1b, del \x7f, nul-free \x01\x02, private \ue000 and \U0010fffd",
    "",
    "a",
)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return make_base(
        tmp_path / "base",
        pre="smollm",
        special=CHATML_TOKENS,
        dtype="float16",
        num_attention_heads=4,
        num_key_value_heads=2,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=2,
    )


@pytest.fixture
def packed(tmp_path: Path, base: Path) -> Packed:
    gguf = tmp_path / "base.gguf"
    write_gguf(base, gguf, CHATML, gguf_type="F16")
    return Packed(gguf, hashlib.sha256(gguf.read_bytes()).hexdigest(), tmp_path / "cache" / "base")


def test_what_was_packed_comes_back_as_it_was(packed: Packed, base: Path) -> None:
    link = KeptLink()
    unpack(packed, link)
    was, now = (LlamaForCausalLM.from_pretrained(folder) for folder in (base, packed.folder))
    assert now.config.rope_parameters == was.config.rope_parameters
    assert now.state_dict().keys() == was.state_dict().keys()
    for name, values in was.state_dict().items():
        assert torch.equal(now.state_dict()[name], values), name
    for note in (unpacking.UNPACKING, unpacking.SPEAKING):
        steps = [(m["step"], m["total"]) for m in link.of("progress") if m["note"] == note]
        assert steps[-1][0] == steps[-1][1] > 10 and steps == sorted(steps)


def tokens_of(folder: Path) -> Callable[[str], list[int]]:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.encode_special_tokens = True
    return lambda text: tokenizer.encode(text, add_special_tokens=False).ids


def test_its_tokenizer_is_the_one_that_llama_cpp_has(packed: Packed) -> None:
    unpack(packed, KeptLink())
    ids, told = tokens_of(packed.folder), ask_llama_cpp(packed.gguf, {"texts": TEXTS})
    for index, text in enumerate(TEXTS):
        assert told[f"plain{index}"].tolist() == ids(text), text


def test_a_training_unpacks_what_is_not_there_and_trains_from_it(tmp_path: Path, packed: Packed) -> None:
    job = make_job(tmp_path / "job", base=packed.folder, max_tokens=600)
    job = replace(job, template=CHATML, packed=packed, beneath=Beneath("base@x", packed.folder))
    link = KeptLink()
    result = run_job(job, link)
    assert result.gguf.is_file() and "unpack" in result.timings
    assert is_whole(packed.folder, packed.sha256)
    assert link.of("progress")[0]["note"]


def flipped(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def change(name: str, edit: Callable[[bytes], bytes]) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(edit((folder / name).read_bytes()))


@pytest.mark.parametrize(
    "harm",
    [
        change("model.safetensors", lambda data: data[:-1]),
        change("model.safetensors", flipped),
        change("tokenizer.json", lambda data: data.replace(b"Digits", b"Spaces")),
        change("config.json", lambda data: b""),
        change(MANIFEST, lambda data: data[:20]),
        change(MANIFEST, lambda data: b"[]"),
        change(MANIFEST, lambda data: data.replace(b'"version": 1', b'"version": 0')),
        lambda folder: (folder / "config.json").unlink(),
        lambda folder: (folder / MANIFEST).unlink(),
    ],
)
def test_what_is_damaged_is_written_anew_and_what_is_whole_is_left(
    packed: Packed, harm: Callable[[Path], object]
) -> None:
    unpack(packed, KeptLink())
    was = {name: (packed.folder / name).read_bytes() for name in FILES}
    link = KeptLink()
    unpack(replace(packed, gguf=packed.gguf.with_name("gone")), link)
    assert not link.messages, "what is there needs its GGUF no more"
    harm(packed.folder)
    assert not is_whole(packed.folder, packed.sha256)
    unpack(packed, KeptLink())
    assert {name: (packed.folder / name).read_bytes() for name in FILES} == was
    assert sorted(path.name for path in packed.folder.parent.iterdir()) == MADE


@pytest.mark.parametrize("harm", ["gone", "another", "cut"])
def test_a_gguf_that_is_not_the_right_one_is_refused(packed: Packed, harm: str) -> None:
    if harm == "gone":
        packed.gguf.unlink()
    else:
        data = packed.gguf.read_bytes()
        packed.gguf.write_bytes(data[:-9] if harm == "cut" else flipped(data))
    with pytest.raises(LunaError) as caught:
        unpack(packed, KeptLink())
    assert caught.value.code == "base-damaged" and caught.value.next_step
    assert not packed.folder.exists()


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "disk-full"), (errno.EFBIG, "file-too-large"), (errno.EACCES, "cannot-write")],
)
def test_a_disk_that_takes_no_more_leaves_nothing_half_written(
    packed: Packed, monkeypatch: pytest.MonkeyPatch, number: int, code: str
) -> None:
    def step(done: int) -> None:
        if done == 3:
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(unpacking, "_tell", lambda link, note, done, total: step(done))
    with pytest.raises(LunaError) as caught:
        unpack(packed, KeptLink())
    assert caught.value.code == code and caught.value.next_step
    assert not list(packed.folder.parent.iterdir())


@pytest.mark.parametrize("room", [1_000, 1_000_000])
def test_too_little_room_is_told_before_a_weight_is_written(
    packed: Packed, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    """The first has no room for the weights, the second for the file that speaks."""
    ask = shutil.disk_usage
    asked: list[Path] = []

    def usage(path: Path) -> object:
        asked.append(path)
        enough = room > 1_000 and len(asked) == 1
        return ask(path)._replace(free=1 << 40 if enough else 1_000)

    monkeypatch.setattr(files.shutil, "disk_usage", usage)
    with pytest.raises(LunaError) as caught:
        unpack(packed, KeptLink())
    assert caught.value.code == "disk-full" and "MB" in caught.value.why and caught.value.next_step
    assert is_whole(packed.folder, packed.sha256) == (len(asked) == 2)
    assert [path.name for path in packed.folder.parent.iterdir()] == ["base"][: len(asked) - 1]


HARMS = [
    lambda path: path.with_suffix(".gguf").write_bytes(path.with_suffix(".gguf").read_bytes()[:-1]),
    lambda path: path.with_suffix(".gguf").write_bytes(flipped(path.with_suffix(".gguf").read_bytes())),
    lambda path: path.with_suffix(".gguf").unlink(),
    lambda path: path.with_suffix(".json").unlink(),
    lambda path: path.with_suffix(".json").write_text("[1]", encoding="utf-8"),
    lambda path: path.with_suffix(".json").write_text('{"gguf": ', encoding="utf-8"),
    lambda path: path.with_suffix(".json").write_text(
        path.with_suffix(".json").read_text("utf-8").replace('"version": 1', '"version": 0'), encoding="utf-8"
    ),
]


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_file_to_speak_from_is_written_anew_and_nothing_else(
    packed: Packed, harm: Callable[[Path], object]
) -> None:
    unpack(packed, KeptLink())
    was = {path.name: path.read_bytes() for path in packed.folder.parent.glob("base.*")}
    inode = packed.folder.stat().st_ino
    harm(packed.folder)
    assert not can_speak(packed.folder, packed.sha256)
    unpack(packed, KeptLink())
    assert {path.name: path.read_bytes() for path in packed.folder.parent.glob("base.*")} == was
    assert packed.folder.stat().st_ino == inode
    assert not can_speak(packed.folder, "0" * 64), "it belongs to one base"


def test_the_file_to_speak_from_says_what_the_base_says(packed: Packed) -> None:
    unpack(packed, KeptLink())
    copy = speaking_file.place(packed.folder)
    ids = tokens_of(packed.folder)
    wanted = {"texts": TEXTS, "sequences": [ids(text) for text in TEXTS[:3]]}
    whole, again = (ask_llama_cpp(gguf, wanted) for gguf in (packed.gguf, copy))
    for index in range(len(TEXTS)):
        assert whole[f"plain{index}"].tolist() == again[f"plain{index}"].tolist()
    for index in range(3):
        mine, its = (log_softmax(told[f"logits{index}"]) for told in (whole, again))
        assert float((np.exp(its) * (its - mine)).sum(-1).mean()) < 0.01
    read = [GGUFReader(path) for path in (packed.gguf, copy)]
    fields = [
        {name: field.contents() for name, field in reader.fields.items() if not name.startswith("GGUF.")}
        for reader in read
    ]
    assert {name for name in fields[0] if fields[0][name] != fields[1].get(name)} == {"general.file_type"}
    assert fields[0].keys() == fields[1].keys()
    kinds = {tensor.tensor_type.name for tensor in read[1].tensors if len(tensor.shape) > 1}
    assert kinds == {"Q8_0"}


def test_a_stop_while_the_file_to_speak_from_is_written_leaves_the_weights(packed: Packed) -> None:
    def stop(link: KeptLink, message: dict[str, object]) -> None:
        if message["note"] == unpacking.SPEAKING and message["step"] == 5:
            link.stopping.set()

    with pytest.raises(LunaError) as caught:
        unpack(packed, KeptLink(stop))
    assert caught.value.code == "training-cancelled"
    assert [path.name for path in packed.folder.parent.iterdir()] == ["base"]
    assert is_whole(packed.folder, packed.sha256)


def test_a_stop_leaves_nothing_half_written(packed: Packed) -> None:
    link = KeptLink(lambda link, message: link.stopping.set() if message["step"] == 5 else None)
    with pytest.raises(LunaError) as caught:
        unpack(packed, link)
    assert caught.value.code == "training-cancelled"
    assert not list(packed.folder.parent.iterdir())


def test_what_a_killed_one_left_goes_and_what_may_be_in_work_stays(packed: Packed) -> None:
    old, new = (packed.folder.with_name(f"base.{number}.partial") for number in (1, 2))
    for left in (old, new):
        left.mkdir(parents=True)
        (left / "model.safetensors").write_bytes(b"half")
    ago = time.time() - 2 * unpacking.STALE_SECONDS
    killed = packed.folder.with_name("base.gguf.1.tmp")
    killed.write_bytes(b"half")
    for left in (old, killed):
        os.utime(left, (ago, ago))
    unpack(packed, KeptLink())
    assert not old.exists() and not killed.exists() and new.exists()


def test_two_that_unpack_at_once_both_have_it(packed: Packed, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from luna_desktop.domain.training import Packed;"
        "from luna_desktop.training.unpacking import unpack; from tests.training.jobs import KeptLink;"
        "gguf, digest, folder = sys.argv[1:]; unpack(Packed(Path(gguf), digest, Path(folder)), KeptLink())"
    )
    command = [sys.executable, "-c", code, str(packed.gguf), packed.sha256, str(packed.folder)]
    both = [subprocess.Popen(command) for _ in range(2)]
    assert [each.wait(120) for each in both] == [0, 0]
    assert is_whole(packed.folder, packed.sha256)
    assert sorted(path.name for path in packed.folder.parent.iterdir()) == MADE


@pytest.mark.parametrize(
    ("what", "code"),
    [
        ({"pre": "gpt-2"}, "tokenizer-unsupported"),
        ({"rope_parameters": {"rope_type": "linear", "rope_theta": 1e4, "factor": 2.0}}, "model-unsupported"),
        ({"attention_bias": True}, "model-unsupported"),
    ],
)
def test_what_cannot_be_carried_over_is_refused(tmp_path: Path, what: dict[str, object], code: str) -> None:
    settings: dict[str, object] = {"pre": "smollm", **what}
    base = make_base(tmp_path / "base", special=CHATML_TOKENS, **settings)  # type: ignore[arg-type]
    write_gguf(base, tmp_path / "x.gguf", CHATML, gguf_type="F16")
    with pytest.raises(LunaError) as caught:
        gguf_reader.write_folder(tmp_path / "x.gguf", tmp_path, lambda done, total: None)
    assert caught.value.code == code
    assert not (tmp_path / "model.safetensors").exists()


# --- SmolLM2 itself, where its package is installed ---


@pytest.fixture(scope="module")
def smol(tmp_path_factory: pytest.TempPathFactory) -> Packed:
    try:
        recipe = load_base("smollm2-135m")
    except LunaError as error:
        if error.code != "base-missing":
            raise
        pytest.skip(error.sentence)
    assert recipe.gguf is not None
    packed = Packed(recipe.gguf, recipe.base.sha256, tmp_path_factory.mktemp("smol") / "unpacked")
    unpack(packed, KeptLink())
    return packed


@pytest.fixture(scope="module")
def here(smol: Packed) -> Path:
    """Its GGUF under a name beside which a test may write."""
    return Path(shutil.copyfile(smol.gguf, smol.folder.with_name("smol.gguf")))


def test_smollm2_has_the_tokens_that_llama_cpp_has(smol: Packed, here: Path) -> None:
    digits = [f"{n} {n * 7919} {n / 7:.3f}\n" for n in range(0, 3000, 37)]
    blocks = (*range(32, 2048, 64), 0x2000, 0x4E00, 0x1F600)
    code_points = ["".join(map(chr, range(first, first + 64))) for first in blocks]
    texts = [*TEXTS, *digits, *code_points]
    ids, told = tokens_of(smol.folder), ask_llama_cpp(here, {"texts": texts})
    wrong = [text for index, text in enumerate(texts) if told[f"plain{index}"].tolist() != ids(text)]
    assert not wrong
    tokenizer = json.loads((smol.folder / "tokenizer.json").read_text("utf-8"))
    assert tokenizer["normalizer"] is tokenizer["post_processor"] is None
    assert not tokenizer["model"]["byte_fallback"] and tokenizer["model"]["unk_token"] is None
    config = json.loads((smol.folder / "config.json").read_text("utf-8"))
    assert (config["bos_token_id"], config["eos_token_id"]) == (1, 2)
    assert "quantization_config" not in config


def test_smollm2_unpacked_says_what_its_gguf_says(smol: Packed, here: Path) -> None:
    ids = tokens_of(smol.folder)
    chat = [1, *ids("user\nWhat is the capital of France?"), 2, *ids("\n"), 1, *ids("assistant\n")]
    sequences = [[*chat, *ids("The capital of France is Paris.")], ids(CORPUS[0]), ids(TEXTS[4])]
    theirs = ask_llama_cpp(here, {"sequences": sequences})
    for index, ours in enumerate(transformers_logits(smol.folder, sequences)):
        mine, its = log_softmax(ours), log_softmax(theirs[f"logits{index}"])
        # llama.cpp multiplies Q4_1 in 8 bits: its own noise, a thousand times what F16 costs.
        assert float((np.exp(its) * (its - mine)).sum(-1).mean()) < 0.02
        assert float((its.argmax(-1) == mine.argmax(-1)).mean()) > 0.9


async def test_with_its_skills_the_file_to_speak_from_keeps_the_exams_parity(smol: Packed) -> None:
    """Against the unpacked weights with the skills added to them, which is what is trained on."""
    recipe = load_base("smollm2-135m")
    assert recipe.skills is not None
    whole = smol.folder.with_name("whole.gguf")
    merge(Merge(smol.folder, smol, (recipe.skills,), CHATML, whole, "whole"), KeptLink())
    said = [
        (CHATML.render([Turn("person", text)]), reply)
        for text, reply in [
            ("My dog is called Rex.", "[dog's name = Rex] Good to know."),
            ("What is my dog called?", "[dog's name] I do not know that yet."),
            ("It rained all day.", "Then a warm room is a good place to be."),
            ("I live in Bremen.", "[city = Bremen] I will remember that you live in Bremen."),
        ]
    ]
    told: list[list[float]] = []
    spoken = speaking_file.place(smol.folder)
    for gguf, adapters in ((whole, ()), (spoken, (Adapter(recipe.skills),)), (spoken, ())):
        speaker = await ChildSpeakerFactory().load(gguf, adapters=adapters, threads=1)
        told.append([score.logprob / score.tokens for score in await speaker.score(said)])
        await speaker.close()
    exact, laid, bare = (np.array(one) for one in told)
    assert np.abs(laid - exact).mean() < PARITY_NATS[recipe.base.gguf_type]
    assert np.abs(bare - exact).mean() > 4 * PARITY_NATS[recipe.base.gguf_type], "the skills weigh"
