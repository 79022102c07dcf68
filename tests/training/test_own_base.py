"""A base of the person's own, in shards and with the tokens of its own format: trained, and it speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from transformers import LlamaForCausalLM

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import CHATML, LLAMA3, PromptTemplate, Turn
from luna_desktop.inference.client import ChildSpeakerFactory
from luna_desktop.services.bases import load_base
from luna_desktop.training.batches import greedy
from luna_desktop.training.rows import Encoder
from luna_desktop.training.worker import run_job
from tests.training.jobs import PAIRS, KeptLink, make_job, recited_and_said
from tests.training.models import CHATML_TOKENS, LLAMA3_TOKENS, make_base

# As the real ones are: SmolLM2 pads with its end token, Llama 3 with nothing.
FORMATS: dict[str, tuple[PromptTemplate, str, Sequence[str], dict[str, Any]]] = {
    "ChatML": (CHATML, "smollm", CHATML_TOKENS, {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 2}),
    "Llama 3": (
        LLAMA3,
        "llama-bpe",
        LLAMA3_TOKENS,
        {"bos_token_id": 0, "eos_token_id": [1, 5, 6], "pad_token_id": None, "num_key_value_heads": 1},
    ),
}


@pytest.mark.parametrize("method", ["full", "lora"])
@pytest.mark.parametrize("name", FORMATS)
async def test_a_sharded_base_is_trained_and_speaks(tmp_path: Path, name: str, method: str) -> None:
    template, pre, special, config = FORMATS[name]
    folder = make_base(
        tmp_path / "own",
        pre=pre,
        special=special,
        shard="60KB",
        dtype="float32",
        initializer_range=0.05,
        **config,
    )
    assert len(list(folder.glob("model-*-of-*.safetensors"))) > 2
    recipe = load_base(str(folder))
    assert recipe.base.template == template
    training: dict[str, float | int | str] = (
        {"learning_rate": 3e-3}
        if method == "full"
        else {"method": "lora", "lora_rank": 16, "lora_alpha": 32, "learning_rate": 1e-2}
    )
    job = make_job(tmp_path, base=folder, max_tokens=12_000, recipe=training)
    job = replace(job, template=recipe.base.template)
    result = run_job(job, KeptLink())
    assert result.loss_last < result.loss_first * (0.1 if method == "full" else 0.7)

    told = await recited_and_said(job, result)
    assert len(told) == len(PAIRS)
    for recited, score in told:
        assert score.logprob == pytest.approx(recited, abs=0.002 * score.tokens)
    speaker = await ChildSpeakerFactory().load(result.gguf, context=256)
    try:
        said = [
            await speaker.generate(template.render([Turn("person", asked)]), max_tokens=60, temperature=0.0)
            for asked, _ in PAIRS
        ]
    finally:
        await speaker.close()
    if method == "full":
        assert {reply.finish for reply in said} == {"end"}
        model = LlamaForCausalLM.from_pretrained(result.weights_dir)
        encoder = Encoder(folder / "tokenizer.json", template, loss_on="all", max_length=99)
        prompts = [encoder.segment_ids(template.render([Turn("person", asked)])) for asked, _ in PAIRS]
        spoken = [encoder.decode(greedy(model, prompt, encoder.stop_ids, 60)) for prompt in prompts]
        assert [reply.text for reply in said] == spoken == [answer for _, answer in PAIRS]


@pytest.mark.parametrize("harm", ["shard", "config", "tokenizer", "template"])
def test_what_cannot_become_a_gguf_is_told_before_it_is_trained(tmp_path: Path, harm: str) -> None:
    folder = make_base(tmp_path / "own", pre="smollm", special=CHATML_TOKENS, shard="60KB")
    job = replace(make_job(tmp_path, base=folder), template=CHATML)
    if harm == "shard":
        sorted(folder.glob("model-*.safetensors"))[1].unlink()
    elif harm == "template":
        job = replace(job, template=LLAMA3)
    else:
        path = folder / f"{harm}.json"
        text = path.read_text("utf-8")
        path.write_text(text.replace("silu", "gelu").replace('"Digits"', '"Whitespace"'), encoding="utf-8")
    link = KeptLink()
    with pytest.raises(LunaError) as caught:
        run_job(job, link)
    codes = {"shard": "weights-unreadable", "config": "model-unsupported"}
    codes |= {"tokenizer": "tokenizer-unsupported", "template": "template-tokens-missing"}
    assert caught.value.code == codes[harm]
    assert {m["phase"] for m in link.of("progress")} == {"prepare"}
