"""Teaching a base its skills: one LoRA adapter, trained on the bank's conversations, the same at every age.

Which conversation comes in which step follows from the seed, so an interrupted run goes on from
its last checkpoint as if it had never stopped. LoRA (Hu et al. 2021, arXiv 2106.09685) on all
linear layers; the loss is taken on Luna's words alone, and logits are computed for those alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "passive")

import torch
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict, set_peft_model_state_dict
from safetensors.torch import save_file
from torch.nn import functional

from luna_desktop.language import wordings
from luna_desktop.language.skills import VERSION, Mixture, Part, composed, composer_of, probes
from luna_desktop.language.wordings.reading import digest, wordings_path
from luna_desktop.training import skills_base
from luna_desktop.training.files import replacing, sha256
from luna_desktop.training.gguf_lora import write_lora_gguf
from luna_desktop.training.pace import cores
from luna_desktop.training.pool import in_order
from luna_desktop.training.provenance import libraries, table
from luna_desktop.training.rows import IGNORED, Encoded
from luna_desktop.training.skills_base import SkillsBase
from luna_desktop.training.skills_measure import measure

SKILLS, LAID = "skills.safetensors", "skills.gguf"  # as PEFT and as llama.cpp read it
PROVENANCE, CHECKPOINT = "skills.toml", "skills.checkpoint.pt"
WINDOW = 4096  # conversations that are sorted by length together
CPU_TOKENS = 2048  # at once on a processor
SAY_SECONDS = 5.0
LONGEST = 512  # tokens of a conversation
PART = 2048  # conversations that a child composes at once

Say = Callable[[str, dict[str, float]], None]
"""A line for the person, and the figures of a step: step, total, loss, tokens_per_s, seconds_left."""


@dataclass(frozen=True, slots=True)
class SkillsRecipe:
    """How the adapter is trained; lengths in tokens."""

    mixture: Mixture = field(default_factory=Mixture)
    tokens_per_step: int = 16_384
    learning_rate: float = 2e-3
    warmup: float = 0.04
    decay_from: float = 0.6
    rank: int = 16
    alpha: int = 32


def plan(lengths: Sequence[int], tokens: int, seed: int) -> list[list[int]]:
    """Steps of near-equal lengths and about ``tokens`` padded tokens each, every row once."""
    rng = random.Random(seed)
    order = list(range(len(lengths)))
    rng.shuffle(order)
    steps: list[list[int]] = []
    for start in range(0, len(order), WINDOW):
        window = sorted(order[start : start + WINDOW], key=lambda index: lengths[index])
        steps += cut(window, lengths, tokens)
    rng.shuffle(steps)
    return steps


def cut(rows: Sequence[int], lengths: Sequence[int], tokens: int) -> list[list[int]]:
    """``rows`` in order, in batches of at most ``tokens`` padded tokens (or one row)."""
    batches: list[list[int]] = [[]]
    width = 0
    for row in rows:
        width = max(width, lengths[row])
        if batches[-1] and width * (len(batches[-1]) + 1) > tokens:
            batches.append([])
            width = lengths[row]
        batches[-1].append(row)
    return batches


def tensors(rows: Sequence[Encoded], device: str) -> tuple[torch.Tensor, torch.Tensor]:
    """Right-padded ids (B, L) and the label of each next token (B, L); nothing looks ahead to padding."""
    length = -(-max(len(row.ids) for row in rows) // 8) * 8
    ids = torch.zeros((len(rows), length), dtype=torch.long)
    labels = torch.full((len(rows), length), IGNORED, dtype=torch.long)
    for index, row in enumerate(rows):
        ids[index, : len(row.ids)] = torch.tensor(row.ids)
        labels[index, : len(row.ids) - 1] = torch.tensor(row.labels[1:])
    if device == "cuda":
        ids, labels = ids.pin_memory(), labels.pin_memory()
    return ids.to(device, non_blocking=True), labels.to(device, non_blocking=True)


class SkillsTrainer:
    """One run over all conversations, with checkpoints between steps."""

    def __init__(self, out: Path, base: SkillsBase, recipe: SkillsRecipe, say: Say) -> None:
        self.out, self.base, self.recipe, self.say = out, base, recipe, say
        out.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(recipe.mixture.seed)
        config = LoraConfig(
            r=recipe.rank, lora_alpha=recipe.alpha, lora_dropout=0.0, bias="none",
            target_modules="all-linear", task_type="CAUSAL_LM",
        )  # fmt: skip
        self.model: Any = get_peft_model(base.model, config)
        self.parameters = [p for p in self.model.parameters() if p.requires_grad]
        self.optimizer = torch.optim.AdamW(
            self.parameters, lr=recipe.learning_rate, betas=(0.9, 0.95), weight_decay=0.0,
            fused=base.device == "cuda",
        )  # fmt: skip
        self.bank_sha256 = digest(wordings_path())
        self.step = self.tokens = 0
        self.seconds = 0.0
        self.losses: list[float] = []
        self.rows = self._rows()
        self.lengths = [len(row.ids) for row in self.rows]
        self.steps = plan(self.lengths, recipe.tokens_per_step, recipe.mixture.seed)
        self._at_once = min(recipe.tokens_per_step, self._room())
        self._resume()

    def _rows(self) -> list[Encoded]:
        began = time.monotonic()
        mixture = self.recipe.mixture
        parts = (
            Part(mixture, range(start, min(start + PART, mixture.conversations)))
            for start in range(0, mixture.conversations, PART)
        )
        processes = min(cores(), mixture.conversations // PART)
        made = self.base.encoder.encode_many(chain.from_iterable(in_order(composed, parts, processes)))
        rows = [row for row in made if len(row.ids) <= LONGEST]
        total = sum(len(row.ids) for row in rows)
        self.say(
            f"{len(rows)} conversations ({composer_of(mixture).dialogues} of the bank's own), "
            f"{total} tokens, "
            f"{len(made) - len(rows)} too long, composed in {time.monotonic() - began:.0f} s", {},
        )  # fmt: skip
        return rows

    def _room(self) -> int:
        """How many tokens go through the model at once; gradients add up to the same step whatever it is."""
        if self.base.device == "cpu":
            return CPU_TOKENS
        config = self.base.model.config
        free, _ = torch.cuda.mem_get_info()
        return max(1024, int(0.8 * free / (200 * config.num_hidden_layers * config.hidden_size)))

    @property
    def identity(self) -> str:
        """Of all that decides the result: another run's checkpoint is not this one's."""
        said = f"{VERSION} {self.base.sha256} {self.bank_sha256} {self.recipe}"
        return hashlib.sha256(said.encode()).hexdigest()

    def _resume(self) -> None:
        path = self.out / CHECKPOINT
        if not path.exists():
            return
        state: dict[str, Any] = torch.load(path, map_location=self.base.device, weights_only=True)
        if state["identity"] != self.identity:
            raise SystemExit(f"{path} is of another base, bank or recipe; move it away to start anew.")
        set_peft_model_state_dict(self.model, state["adapter"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.tokens = state["step"], state["tokens"]
        self.seconds, self.losses = state["seconds"], state["losses"]
        self.say(f"resumed at step {self.step} of {len(self.steps)}", {})

    def _save_checkpoint(self, seconds: float) -> None:
        state = {
            "identity": self.identity, "adapter": get_peft_model_state_dict(self.model),
            "optimizer": self.optimizer.state_dict(), "step": self.step, "tokens": self.tokens,
            "seconds": seconds, "losses": self.losses,
        }  # fmt: skip
        with replacing(self.out / CHECKPOINT) as partial:
            torch.save(state, partial)

    def _rate(self) -> float:
        """Warm up, hold, then decay linearly (warmup-stable-decay, Hu et al. 2024, arXiv 2404.06395)."""
        recipe, total = self.recipe, len(self.steps)
        fraction = self.step / total
        warm = min(1.0, (self.step + 1) / max(1.0, recipe.warmup * total))
        cool = 1.0 if fraction < recipe.decay_from else (1 - fraction) / (1 - recipe.decay_from) + 0.01
        return recipe.learning_rate * warm * cool

    def _loss(self, rows: Sequence[Encoded], labelled: int) -> torch.Tensor:
        """This batch's share of the step's mean loss over its ``labelled`` tokens."""
        ids, labels = tensors(rows, self.base.device)
        causal = self.model.base_model.model
        with torch.autocast(self.base.device, torch.bfloat16, enabled=self.base.bf16):
            hidden = causal.get_decoder()(input_ids=ids, use_cache=False).last_hidden_state
            wanted = labels != IGNORED
            logits = causal.get_output_embeddings()(hidden[wanted])
        return functional.cross_entropy(logits.float(), labels[wanted], reduction="sum") / labelled

    def run(self, checkpoint_every_s: float = 300.0, stopping: Callable[[], bool] = lambda: False) -> bool:
        """Train the steps that are left, then write the adapter; whether it came so far.

        When it is ``stopping``, the last checkpoint is what another run goes on from.
        """
        began, before, tokens_here = time.monotonic(), self.seconds, 0
        saved = said = began
        self.model.train()
        pending: list[torch.Tensor] = []  # losses still on the device: reading each would wait for it
        while self.step < len(self.steps):
            if stopping():
                return False
            for group in self.optimizer.param_groups:
                group["lr"] = self._rate()
            chosen = self.steps[self.step]
            labelled = sum(label != IGNORED for index in chosen for label in self.rows[index].labels)
            whole = torch.zeros((), device=self.base.device)
            for batch in cut(chosen, self.lengths, self._at_once):
                loss = self._loss([self.rows[index] for index in batch], labelled)
                loss.backward()
                whole += loss.detach()
            torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
            self.optimizer.step()
            self.optimizer.zero_grad(set_to_none=True)
            pending.append(whole)
            count = sum(self.lengths[index] for index in chosen)
            self.step, self.tokens, tokens_here = self.step + 1, self.tokens + count, tokens_here + count
            now = time.monotonic()
            last = self.step == len(self.steps)
            if now - said > SAY_SECONDS or last:
                said = now
                self._read(pending)
                self._tell(tokens_here / (now - began))
            if now - saved > checkpoint_every_s and not last:
                self._read(pending)
                self._save_checkpoint(before + now - began)
                saved = time.monotonic()
        self.seconds = before + time.monotonic() - began
        self._write()
        return True

    def _read(self, pending: list[torch.Tensor]) -> None:
        self.losses += [float(loss) for loss in pending]
        pending.clear()

    @property
    def loss(self) -> float:
        """The mean of the latest steps."""
        recent = self.losses[-20:]
        return sum(recent) / max(1, len(recent))

    def _tell(self, speed: float) -> None:
        left = (sum(self.lengths) - self.tokens) / speed
        total = len(self.steps)
        self.say(
            f"step {self.step}/{total} loss {self.loss:.4f} {speed:,.0f} tokens/s {left:.0f} s left",
            {
                "step": self.step,
                "total": total,
                "loss": self.loss,
                "tokens_per_s": speed,
                "seconds_left": left,
            },
        )

    def _write(self) -> None:
        state = get_peft_model_state_dict(self.model)
        half = {name: tensor.detach().to("cpu", torch.float16).contiguous() for name, tensor in state.items()}
        about = {"format": "pt", "rank": str(self.recipe.rank), "alpha": str(self.recipe.alpha)}
        with replacing(self.out / SKILLS) as partial:
            save_file(half, partial, about)
        write_lora_gguf(self.out / SKILLS, self.out / LAID, self.base.shape, name="skills")


def write_provenance(trainer: SkillsTrainer, measured: dict[str, str], hardware: str) -> None:
    """``skills.toml``: everything needed to make the same adapter again, and to trust this one."""
    recipe = asdict(trainer.recipe)
    mixture = recipe.pop("mixture")
    top = {
        "skills_version": VERSION, "base": trainer.base.name, "base_sha256": trainer.base.sha256,
        "bank_sha256": trainer.bank_sha256, "conversations": len(trainer.rows), "tokens": trainer.tokens,
        "steps": trainer.step, "loss_first": round(trainer.losses[0], 4), "loss": round(trainer.loss, 4),
        "seconds": round(trainer.seconds), "parameters": sum(p.numel() for p in trainer.parameters),
        "bf16": trainer.base.bf16, "hardware": hardware,
    }  # fmt: skip
    named = libraries("torch", "transformers", "peft", "tokenizers", "safetensors", "numpy", "gguf")
    parts = [
        "# What the skills were made of: one LoRA adapter that its base hears with at every age.\n"
        "# Make it again with `luna train-skills BASE --out DIR`: minutes on a GPU, hours on a processor.\n"
        "# It can be stopped at any time and goes on from its last checkpoint.\n"
        + "".join(f"{name} = {json.dumps(value)}\n" for name, value in top.items()),
        table("recipe", recipe),
        table("mixture", mixture),
        table("measured", measured),
        table("libraries", named),
        table("sha256", {name: sha256(trainer.out / name) for name in (SKILLS, LAID)}),
    ]
    with replacing(trainer.out / PROVENANCE) as partial:
        partial.write_text("\n".join(parts), encoding="utf-8")


def train(arguments: Sequence[str], say: Say, stopping: Callable[[], bool]) -> bool:
    """What ``luna train-skills`` does: train, write, measure, until it is ``stopping``; whether it ended."""
    standard = SkillsRecipe()
    parser = argparse.ArgumentParser()
    parser.add_argument("base", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=standard.mixture.seed)
    parser.add_argument("--conversations", type=int, default=standard.mixture.conversations)
    parser.add_argument("--without-held-out", action="store_true")
    parser.add_argument("--tokens-per-step", type=int, default=standard.tokens_per_step)
    parser.add_argument("--learning-rate", type=float, default=standard.learning_rate)
    parser.add_argument("--rank", type=int, default=standard.rank)
    parser.add_argument("--measure", type=int, default=300)
    options = parser.parse_args(arguments)
    mixture = Mixture(options.seed, options.conversations, held_out=not options.without_held_out)
    recipe = SkillsRecipe(
        mixture, options.tokens_per_step, options.learning_rate, rank=options.rank, alpha=2 * options.rank
    )
    say("loading the base", {})
    base = skills_base.load(options.base)
    cuda = base.device == "cuda"
    hardware = torch.cuda.get_device_name() if cuda else f"CPU, {torch.get_num_threads()} threads"
    trainer = SkillsTrainer(options.out, base, recipe, say)
    if not trainer.run(stopping=stopping):
        return False
    trainer.model.eval()
    found = list(probes(wordings.bank(), wordings.keys(), options.measure))
    with torch.autocast(base.device, torch.bfloat16, enabled=base.bf16):
        measured = measure(trainer.model, base.encoder, found, lambda text: say(text, {}))
    write_provenance(trainer, measured, hardware)
    (options.out / CHECKPOINT).unlink(missing_ok=True)
    return True
