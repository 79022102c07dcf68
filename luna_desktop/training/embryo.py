"""Training the embryo from random weights: an innate grammar without knowledge.

A small Llama (Touvron et al. 2023, arXiv 2302.13971) is trained on episodes
that are each seen once. Every chunk of episodes follows from the seed and its
index, so an interrupted run goes on from its last checkpoint as if it had never
stopped.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import torch
from torch.nn import functional
from transformers import LlamaConfig, LlamaForCausalLM

from luna_desktop.language.episodes import GENERATOR_VERSION, Probe, probes
from luna_desktop.training.embryo_data import (
    END,
    LUNA,
    PAD,
    VOCABULARY,
    Encoded,
    batches,
    build_tokenizer,
    encoded_chunks,
    load_tokenizer,
    prompt_ids,
)
from luna_desktop.training.provenance import libraries, table

SAY_SECONDS = 60.0  # on a CPU a chunk takes a quarter of an hour
SHAPE = {"hidden_size": 320, "num_hidden_layers": 8, "num_attention_heads": 5, "intermediate_size": 864}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the embryo is trained; lengths in tokens."""

    seed: int = 2026
    chunks: int = 200
    chunk_episodes: int = 8192
    batch_tokens: int = 32_768
    learning_rate: float = 2e-3
    warmup_steps: int = 100
    decay_from: float = 0.6
    weight_decay: float = 0.1


def config() -> LlamaConfig:
    """The embryo's shape: 11 million parameters."""
    return LlamaConfig(
        vocab_size=VOCABULARY,
        num_key_value_heads=SHAPE["num_attention_heads"],
        max_position_embeddings=1024,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=END,
        pad_token_id=PAD,
        rope_parameters={"rope_type": "default", "rope_theta": 10_000.0},
        hidden_size=SHAPE["hidden_size"],
        intermediate_size=SHAPE["intermediate_size"],
        num_hidden_layers=SHAPE["num_hidden_layers"],
        num_attention_heads=SHAPE["num_attention_heads"],
    )


def _tensors(batch: list[Encoded], device: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Right-padded ids (B, L) and weights (B, L); padding weighs nothing and no token looks ahead to it."""
    length = -(-max(len(item.ids) for item in batch) // 16) * 16
    ids = torch.full((len(batch), length), PAD, dtype=torch.long)
    weights = torch.zeros((len(batch), length))
    for row, item in enumerate(batch):
        ids[row, : len(item.ids)] = torch.from_numpy(item.ids.astype("int64"))
        weights[row, : len(item.ids)] = torch.from_numpy(item.weights)
    if device == "cuda":
        return ids.pin_memory().to(device, non_blocking=True), weights.pin_memory().to(
            device, non_blocking=True
        )
    return ids, weights


def _loss(
    model: Any, ids: torch.Tensor, weights: torch.Tensor, device: str
) -> tuple[torch.Tensor, torch.Tensor]:
    """Weighted cross-entropy, and the plain one over Luna's own tokens for the log."""
    with torch.autocast(device, dtype=torch.bfloat16, enabled=device == "cuda"):
        logits = model(input_ids=ids).logits
    losses = functional.cross_entropy(
        logits[:, :-1].float().reshape(-1, VOCABULARY), ids[:, 1:].reshape(-1), reduction="none"
    )
    flat = weights[:, 1:].reshape(-1)
    own = (flat == 1.0).float()
    return (losses * flat).sum() / flat.sum(), ((losses * own).sum() / own.sum().clamp(min=1)).detach()


class EmbryoTrainer:
    """One run over all chunks, with a checkpoint between any two of them."""

    def __init__(
        self, out: Path, recipe: Recipe, device: str, processes: int, say: Callable[[str], None]
    ) -> None:
        self.out, self.recipe, self.device, self.processes, self.say = out, recipe, device, processes, say
        out.mkdir(parents=True, exist_ok=True)
        self.tokenizer_path = out / "tokenizer.json"
        if not self.tokenizer_path.exists():
            partial = self.tokenizer_path.with_suffix(".partial")
            build_tokenizer(recipe.seed).save(str(partial))
            partial.replace(self.tokenizer_path)
            say("tokenizer trained")
        torch.manual_seed(recipe.seed)
        # The stubs of transformers hide that a model can move and generate.
        self.model: Any = cast(Any, LlamaForCausalLM(config())).to(device)
        decayed = [p for p in self.model.parameters() if p.ndim >= 2]
        plain = [p for p in self.model.parameters() if p.ndim < 2]
        self.optimizer = torch.optim.AdamW(
            [
                {"params": decayed, "weight_decay": recipe.weight_decay},
                {"params": plain, "weight_decay": 0.0},
            ],
            lr=recipe.learning_rate,
            betas=(0.9, 0.95),
            fused=device == "cuda",
        )
        self.chunk = self.step = self.tokens = 0
        self.seconds = 0.0
        self.loss = float("nan")
        self._resume()

    @property
    def _checkpoint(self) -> Path:
        return self.out / "checkpoint.pt"

    def _resume(self) -> None:
        if not self._checkpoint.exists():
            return
        state: dict[str, Any] = torch.load(self._checkpoint, map_location=self.device, weights_only=True)
        if state["recipe"] != asdict(self.recipe):
            raise SystemExit(f"{self._checkpoint} was made with another recipe; move it away to start anew.")
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.chunk, self.step, self.tokens, self.seconds = (
            state["chunk"],
            state["step"],
            state["tokens"],
            state["seconds"],
        )
        self.say(f"resumed at chunk {self.chunk} of {self.recipe.chunks}")

    def _save_checkpoint(self) -> None:
        partial = self._checkpoint.with_suffix(".partial")
        torch.save(
            {
                "recipe": asdict(self.recipe),
                "model": self.model.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "chunk": self.chunk,
                "step": self.step,
                "tokens": self.tokens,
                "seconds": self.seconds,
            },
            partial,
        )
        partial.replace(self._checkpoint)

    def _rate(self, fraction: float) -> float:
        """Warm up, hold, then decay linearly (warmup-stable-decay, Hu et al. 2024, arXiv 2404.06395)."""
        recipe = self.recipe
        warm = min(1.0, (self.step + 1) / recipe.warmup_steps)
        cool = 1.0 if fraction < recipe.decay_from else max(0.01, (1 - fraction) / (1 - recipe.decay_from))
        return recipe.learning_rate * warm * cool

    def run(self, checkpoint_every_s: float = 600.0, stopping: Callable[[], bool] = lambda: False) -> bool:
        """Train every chunk that is left, then write the weights; whether it came so far.

        When it is ``stopping``, the last checkpoint is what another run goes on from.
        """
        recipe, began, base = self.recipe, time.monotonic(), self.seconds
        saved = said = began
        tokens_here = 0
        stream = encoded_chunks(
            self.tokenizer_path,
            recipe.seed,
            range(self.chunk, recipe.chunks),
            recipe.chunk_episodes,
            processes=self.processes,
        )
        for encoded in stream:
            made = batches(encoded, recipe.batch_tokens, random.Random(f"{recipe.seed}-{self.chunk}"))
            own_losses: list[torch.Tensor] = []
            for position, batch in enumerate(made):
                if stopping():
                    return False
                rate = self._rate((self.chunk + position / len(made)) / recipe.chunks)
                for group in self.optimizer.param_groups:
                    group["lr"] = rate
                loss, own = _loss(self.model, *_tensors(batch, self.device), self.device)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
                self.optimizer.step()
                self.optimizer.zero_grad(set_to_none=True)
                own_losses.append(own)
                count = sum(len(item.ids) for item in batch)
                self.tokens += count
                tokens_here += count
                self.step += 1
                if time.monotonic() - said > SAY_SECONDS:
                    said = time.monotonic()
                    speed = tokens_here / (said - began)
                    at = f"chunk {self.chunk + 1}/{recipe.chunks} batch {position + 1}/{len(made)}"
                    self.say(f"{at} loss {float(own):.4f} {speed:,.0f} tokens/s")
            self.chunk += 1
            self.loss = float(torch.stack(own_losses).mean())
            self.seconds = base + time.monotonic() - began
            if self.chunk % 10 == 0 or self.chunk == recipe.chunks:
                speed = tokens_here / (time.monotonic() - began)
                left = (recipe.chunks - self.chunk) * self.tokens / self.chunk / speed
                self.say(
                    f"chunk {self.chunk}/{recipe.chunks} step {self.step} loss {self.loss:.4f} "
                    f"{self.tokens / 1e6:.1f}M tokens {speed / 1e6:.3f}M/s {left:.0f} s left"
                )
            if time.monotonic() - saved > checkpoint_every_s and self.chunk < recipe.chunks:
                self._save_checkpoint()
                saved = time.monotonic()
        self.model.to(torch.bfloat16).save_pretrained(self.out)
        self._checkpoint.unlink(missing_ok=True)
        return True


def answers(model: Any, tokenizer_path: Path, items: list[Probe], device: str) -> list[str]:
    """Greedy replies to ``items``, batched by length."""
    tokenizer = load_tokenizer(tokenizer_path)
    prompts = [prompt_ids(tokenizer, item.turns) for item in items]
    order = sorted(range(len(items)), key=lambda i: len(prompts[i]))
    replies = [""] * len(items)
    for start in range(0, len(order), 64):
        rows = order[start : start + 64]
        width = max(len(prompts[i]) for i in rows)
        ids = torch.tensor([[PAD] * (width - len(prompts[i])) + prompts[i] for i in rows], device=device)
        with torch.no_grad():
            out = model.generate(
                input_ids=ids, attention_mask=(ids != PAD).long(), max_new_tokens=64, do_sample=False,
                eos_token_id=END, pad_token_id=PAD,
            )  # fmt: skip
        for i, row in zip(rows, out[:, width:].tolist(), strict=True):
            kept = row[: row.index(END)] if END in row else row
            replies[i] = tokenizer.decode([t for t in kept if t not in (PAD, LUNA)])
    return replies


def accept(out: Path, device: str, counts: dict[str, int], say: Callable[[str], None]) -> dict[str, str]:
    """Score the written weights on held-out probes; misses are shown."""
    loaded: Any = LlamaForCausalLM.from_pretrained(out, dtype=torch.float32)
    model = loaded.to(device).eval()
    scores: dict[str, str] = {}
    for section, count in counts.items():
        items = list(probes(section, count, seed=7))
        replies = answers(model, out / "tokenizer.json", items, device)
        right = [reply.strip() == item.answer for reply, item in zip(replies, items, strict=True)]
        scores[section] = f"{sum(right)}/{count}"
        say(f"{section}: {scores[section]}")
        misses = [(i, r) for i, r, ok in zip(items, replies, right, strict=True) if not ok]
        for item, reply in misses[:12]:
            say(f"   missed {item.turns[-1].text!r}: {reply!r}, wanted {item.answer!r}")
    return scores


def write_provenance(out: Path, trainer: EmbryoTrainer, scores: dict[str, str], hardware: str) -> None:
    """``embryo.toml``: everything needed to make the same weights again, and to trust these."""
    files = ("config.json", "model.safetensors", "tokenizer.json")
    hashes = {name: hashlib.sha256((out / name).read_bytes()).hexdigest() for name in files}
    parameters = sum(p.numel() for p in trainer.model.parameters())

    parts = [
        "# What the embryo was made of. Rebuild it with `luna train-embryo --out DIR`: minutes on a GPU,\n"
        "# about 80 hours on two CPU cores (675 tokens a second). It can be stopped at any time and goes\n"
        "# on from its last checkpoint.\n"
        f"generator_version = {GENERATOR_VERSION}\n"
        f"parameters = {parameters}\n"
        f"distinct_tokens = {trainer.tokens}\n"
        f"steps = {trainer.step}\n"
        f"loss = {trainer.loss:.4f}\n"
        f"seconds = {trainer.seconds:.0f}\n"
        f"hardware = {json.dumps(hardware)}\n",
        table("shape", {**SHAPE, "vocab_size": VOCABULARY}),
        table("recipe", asdict(trainer.recipe)),
        table("accepted", scores),
        table("libraries", libraries("torch", "transformers", "tokenizers", "numpy", "safetensors")),
        table("sha256", hashes),
    ]
    (out / "embryo.toml").write_text("\n".join(parts), encoding="utf-8")


def train(arguments: Sequence[str], say: Callable[[str], None], stopping: Callable[[], bool]) -> bool:
    """What ``luna train-embryo`` does: train, write, accept, until it is ``stopping``; whether it ended."""
    standard = Recipe()
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--chunks", type=int, default=standard.chunks)
    parser.add_argument("--seed", type=int, default=standard.seed)
    parser.add_argument("--processes", type=int, default=max(1, (os.cpu_count() or 2) - 1))
    parser.add_argument("--batch-tokens", type=int, default=standard.batch_tokens)
    parser.add_argument("--learning-rate", type=float, default=standard.learning_rate)
    options = parser.parse_args(arguments)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    hardware = torch.cuda.get_device_name() if device == "cuda" else f"CPU, {torch.get_num_threads()} threads"
    recipe = Recipe(
        seed=options.seed,
        chunks=options.chunks,
        batch_tokens=options.batch_tokens,
        learning_rate=options.learning_rate,
    )
    trainer = EmbryoTrainer(options.out, recipe, device, options.processes, say)
    if not trainer.run(stopping=stopping):
        return False
    scores = accept(options.out, device, {"facts": 600, "syntax": 600, "refusal": 400}, say)
    write_provenance(options.out, trainer, scores, hardware)
    return True
