"""Supervised fine-tuning with TRL, every setting explicit, resumable at each step."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import transformers
from transformers import PreTrainedTokenizerFast, PrinterCallback, TrainerCallback
from trl import SFTConfig

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.speed import Dtype, Speed
from luna_desktop.domain.training import TrainingJob
from luna_desktop.training import checkpoints
from luna_desktop.training.backends import Backend, Start
from luna_desktop.training.batches import Collator, Lessons, greedy
from luna_desktop.training.checkpoints import Saved
from luna_desktop.training.early import DevWatch, padded
from luna_desktop.training.embeddings import MetRows
from luna_desktop.training.losses import summed_loss
from luna_desktop.training.luna_trainer import LunaTrainer
from luna_desktop.training.others import Others
from luna_desktop.training.pace import Pace, cores, options
from luna_desktop.training.precision import TOKENS, quickest
from luna_desktop.training.progress import Link, Meter
from luna_desktop.training.recipe import Recipe
from luna_desktop.training.rows import Encoded

_OUT_OF_MEMORY = ("can't allocate memory", "not enough memory", "out of memory")
_FIRST_LOSSES = 3  # the first steps' mean is what the loss is compared with


class _StepLeftError(Exception):
    """Leaves a step half-way; the weights are still those of the step before."""


class _Watch(TrainerCallback):
    """Reports, samples, saves and stops between steps."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._run.after_step(state.global_step, control)

    def on_save(self, args: Any, state: Any, control: Any, **_: Any) -> None:
        self._run.after_save(state.global_step)


@dataclass(frozen=True, slots=True)
class Trained:
    """What the loop ended with."""

    steps: int
    tokens: int
    loss_first: float
    loss_last: float
    seconds: float
    dev: list[float]


class Run:
    """One training of one model: the loop, its interruptions and its report."""

    def __init__(
        self,
        model: Any,
        lessons: Lessons,
        job: TrainingJob,
        recipe: Recipe,
        *,
        link: Link,
        backend: Backend,
    ) -> None:
        self._model = model
        self._lessons = lessons
        self._job = job
        self._recipe = recipe
        self._link = link
        self._backend = backend
        plan = lessons.plan
        self.meter = Meter(link, steps=len(plan.steps), tokens=sum(plan.tokens))
        self._cuda = torch.cuda.is_available()
        self._pace: Pace | None = None
        self._bf16 = self._cuda and recipe.method == "lora" and torch.cuda.is_bf16_supported()
        self._rows = MetRows(model, lessons.tokens) if recipe.method == "full" else None
        self._trainer: LunaTrainer | None = None
        self._stepping = False
        self._first: list[float] = []
        self._loss_first: float | None = None
        self._seconds = 0.0
        self._others = Others()
        self.choosing = 0.0  # seconds it took to settle what it computes in and on how many cores
        self._began = self._saved_at = time.monotonic()
        total = len(plan.steps)
        self._dev = DevWatch(lessons.dev, steps=total, looks=recipe.dev_looks, patience=recipe.dev_patience)
        self._sample_at = {round(total * (i + 1) / recipe.samples) for i in range(recipe.samples)}
        self._listen()

    def train(self, found: tuple[Path, Saved] | None) -> Trained:
        """Train to the end of the plan, from ``found`` if there is a checkpoint.

        Raises:
            LunaError: ``loss-not-finite``, ``out-of-memory``, ``weights-unchanged``
                or ``training-paused`` after a checkpoint was saved.
        """
        self._choose(found)
        before = _sums(self._model)
        parts = 1
        checkpointing = bool(self._recipe.gradient_checkpointing)
        most = max(len(step) for step in self._lessons.plan.steps)
        while True:
            try:
                self._once(found, parts, checkpointing=checkpointing)
                break
            except _StepLeftError:
                if self._link.save_on_stop:
                    self._keep(found)
                break
            except (RuntimeError, MemoryError) as error:
                if not out_of_memory(error):
                    raise
                parts, checkpointing, note = _smaller(parts, most, checkpointing=checkpointing)
                found = self._keep(found)
                self.meter.report("train", found[1].step if found else 0, note)
        if self._link.stopping.is_set():
            raise LunaError("training-paused", "The training is paused.", "", "It can go on later.")
        if found is None and _sums(self._model) == before:
            raise LunaError(
                "weights-unchanged",
                "The training changed nothing.",
                "The weights are the same as before.",
                "Try again with a larger learning rate.",
            )
        loss = self.meter.loss or 0.0
        first = loss if self._loss_first is None else self._loss_first
        if self._dev.stopped:
            self._dev.restore(self._model)
        return Trained(self._steps(), self.meter.tokens, first, loss, self._elapsed(), self._dev.losses)

    @property
    def dtype(self) -> Dtype:
        """In what it multiplies."""
        return "bfloat16" if self._bf16 else "float32"

    @property
    def threads(self) -> int:
        """On how many cores it computes by now."""
        return self._pace.threads if self._pace is not None else torch.get_num_threads()

    def speed(self, trained: Trained) -> Speed:
        """That of the steps alone."""
        tokens_per_s = trained.tokens / max(1e-6, trained.seconds)
        disturbed = self._others.busy()
        return Speed(self.dtype, self.threads, tokens_per_s, self.meter.most_memory, disturbed)

    def _choose(self, found: tuple[Path, Saved] | None) -> None:
        """Settle what it computes in and on how many cores: as was found before, or by trying.

        A training goes on in what it began in.
        """
        began = time.monotonic()
        free = not self._recipe.threads and not self._cuda
        known = self._job.speed
        best = min(known.threads, cores()) if known else None
        if self._recipe.method == "lora" and not self._cuda:
            dtype: str = self._recipe.dtype
            if found is not None:
                dtype = ("float32", "bfloat16")[found[1].bf16]
            elif known is not None and dtype == "auto":
                dtype = known.dtype
            threads = [best] if best else options(cores())
            pick = quickest(self._model, self._try, threads if free else [torch.get_num_threads()], dtype)
            self._bf16, best = pick.bf16, pick.threads
            note = f"Computing in {self.dtype} on {pick.threads} of {cores()} cores"
            self.meter.report("train", found[1].step if found else 0, note)
        self._pace = Pace(cores(), torch.set_num_threads, found=best) if free else None
        self._dev.bf16 = self._bf16
        self.choosing = round(time.monotonic() - began, 3)

    def _try(self, bf16: bool) -> None:
        """A pass over the first lessons, of which nothing stays but gradients."""
        rows: list[Encoded] = []
        for index in self._lessons.plan.steps[0]:
            rows.append(self._lessons.encoded[index])
            if sum(len(row.ids) for row in rows) >= TOKENS:
                break
        ids, labels = padded(rows)
        loss, tokens = summed_loss(self._model, ids, labels, bf16=bf16)
        (loss / tokens).backward()

    def _steps(self) -> int:
        assert self._trainer is not None
        return int(self._trainer.state.global_step)

    def _listen(self) -> None:
        """Notice a stop inside a step too: on a busy machine one step can outlast the promised 3 s."""

        def leave(*_: Any) -> None:
            if self._link.stopping.is_set() and self._stepping:
                raise _StepLeftError

        for module in self._model.modules():
            if isinstance(module, torch.nn.Linear):
                module.register_forward_pre_hook(leave)
        for parameter in self._model.parameters():
            if parameter.requires_grad:
                parameter.register_post_accumulate_grad_hook(leave)

    def _once(self, found: tuple[Path, Saved] | None, parts: int, *, checkpointing: bool) -> None:
        if found is not None:
            saved = found[1]
            self.meter.resume(saved.tokens, saved.loss_smooth)
            self._loss_first, self._seconds = saved.loss_first, saved.seconds
        self._began = self._saved_at = time.monotonic()
        trainer = self._trainer = self._build(parts, checkpointing=checkpointing)
        self._skip_time()
        self._stepping = True
        try:
            trainer.train(resume_from_checkpoint=str(found[0]) if found else None)
        finally:
            self._stepping = False

    def _build(self, parts: int, *, checkpointing: bool) -> LunaTrainer:
        recipe = self._recipe
        cuda = next(self._model.parameters()).is_cuda or self._cuda
        config = SFTConfig(
            output_dir=str(self._job.checkpoint_dir),
            use_cpu=not cuda,
            bf16=self._bf16,
            fp16=False,
            gradient_checkpointing=checkpointing,
            per_device_train_batch_size=1,  # an item is a whole micro-batch
            gradient_accumulation_steps=parts,
            num_train_epochs=1,
            max_steps=-1,
            train_sampling_strategy="sequential",
            learning_rate=recipe.learning_rate,
            weight_decay=recipe.weight_decay,
            max_grad_norm=recipe.grad_clip,
            optim="adamw_torch",
            seed=self._job.seed,
            data_seed=self._job.seed,
            logging_strategy="no",
            logging_nan_inf_filter=False,
            disable_tqdm=True,
            report_to="none",
            eval_strategy="no",
            save_strategy="no",  # saved by the clock and when told to stop
            save_only_model=False,
            dataloader_num_workers=0,
            dataloader_pin_memory=False,
            remove_unused_columns=False,
            packing=False,
            padding_free=False,
            max_length=None,
            loss_type="nll",
            dataset_kwargs={"skip_prepare_dataset": True},
            average_tokens_across_devices=False,
        )
        # transformers copies the tokenizer's tokens into the model's config, so name the right ones.
        begin, pad = (
            None if found is None else self._lessons.encoder.token(found)
            for found in (self._model.config.bos_token_id, self._model.config.pad_token_id)
        )
        tokenizer = PreTrainedTokenizerFast(
            tokenizer_file=str(Start.of(self._job).base / "tokenizer.json"),
            bos_token=begin,
            eos_token=self._job.template.end,
            pad_token=pad,
        )
        plain = self._backend == "trl"
        collator = Collator(self._lessons, parts, mask=not plain)
        kind = type("LeanTrainer", (LunaTrainer,), {"lean": plain})
        trainer: LunaTrainer = kind(
            model=self._model,
            args=config,
            train_dataset=collator.dataset(),
            data_collator=collator,
            processing_class=tokenizer,
            callbacks=[_Watch(self)],
            optimizers=self._optimizer(),
        )
        trainer.rows = self._rows
        trainer.remove_callback(PrinterCallback)
        return trainer

    def _optimizer(self) -> tuple[Any, Any]:
        recipe = self._recipe
        total = len(self._lessons.plan.steps)
        warmup = max(1, round(recipe.warmup * total))

        def rate(step: int) -> float:
            if step < warmup:
                return (step + 1) / warmup
            left = (total - step) / max(1, total - warmup)
            return max(recipe.min_learning_rate, left)

        weights = [p for p in self._model.parameters() if p.requires_grad]
        optimizer = torch.optim.AdamW(
            weights,
            lr=recipe.learning_rate,
            betas=(0.9, 0.95),
            eps=1e-8,
            weight_decay=recipe.weight_decay,
            fused=True,
        )
        return optimizer, torch.optim.lr_scheduler.LambdaLR(optimizer, rate)

    def after_step(self, step: int, control: Any) -> None:
        """Between two steps: report, speak, save, stop."""
        assert self._trainer is not None
        loss, self._trainer.step_loss = self._trainer.step_loss, 0.0
        if self._loss_first is None:
            self._first.append(loss)
            if len(self._first) == min(_FIRST_LOSSES, len(self._lessons.plan.steps)):
                self._loss_first = sum(self._first) / len(self._first)
        tokens = self._lessons.plan.tokens[step - 1]
        self.meter.step(step, tokens, loss)
        if self._pace is not None:
            self._pace.step(tokens)
        if self._link.stopping.is_set():
            control.should_save = self._link.save_on_stop
            control.should_training_stop = True
            return
        if step in self._dev.at:
            control.should_training_stop = self._dev.look(self._model)
            self._skip_time()
        if step in self._sample_at and self._recipe.samples:
            self._speak()
        elif time.monotonic() - self._saved_at >= self._recipe.checkpoint_seconds:
            control.should_save = True

    def after_save(self, step: int) -> None:
        """Seal what the trainer just saved."""
        folder = self._job.checkpoint_dir / f"checkpoint-{step}"
        checkpoints.seal(folder, self._job, self._saved(step))
        self._link.send({"type": "checkpoint", "path": str(folder), "step": step})
        self._saved_at = time.monotonic()
        self._skip_time()

    def _saved(self, step: int) -> Saved:
        loss = self.meter.loss or 0.0
        first = loss if self._loss_first is None else self._loss_first
        return Saved(step, self.meter.tokens, self._elapsed(), first, loss, self._bf16)

    def _keep(self, found: tuple[Path, Saved] | None) -> tuple[Path, Saved] | None:
        """After a step that was left half-way: save the finished ones to go on from."""
        trainer, self._trainer = self._trainer, None
        assert trainer is not None
        self._model.zero_grad()
        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        step = trainer.state.global_step
        if step == (found[1].step if found else 0):
            return found
        trainer.save_now()
        self.after_save(step)
        return checkpoints.find(self._job)

    def _elapsed(self) -> float:
        return self._seconds + time.monotonic() - self._began

    def _speak(self) -> None:
        encoder = self._lessons.encoder
        prompt = encoder.segment_ids(self._lessons.sample)
        ids = greedy(self._model, prompt, encoder.stop_ids, cached=self._backend == "trl")
        self._link.send({"type": "sample", "text": encoder.decode(ids).strip()})
        self._skip_time()

    def _skip_time(self) -> None:
        self.meter.skip_time()
        if self._pace is not None:
            self._pace.skip_time()


def out_of_memory(error: BaseException) -> bool:
    """Whether ``error`` is torch's way, on any device, of saying that memory ran out."""
    if isinstance(error, MemoryError | torch.OutOfMemoryError):
        return True
    return any(sign in str(error).lower() for sign in _OUT_OF_MEMORY)


def _smaller(parts: int, most: int, *, checkpointing: bool) -> tuple[int, bool, str]:
    """The next way to need less memory, and the sentence that tells it."""
    if parts < most:
        return parts * 2, checkpointing, "Memory ran out: each step now goes in smaller pieces."
    if not checkpointing:
        return parts, True, "Memory ran out: parts of each step are now computed twice to save some."
    raise LunaError(
        "out-of-memory",
        "There is too little memory for this training.",
        "Even the smallest step does not fit.",
        "Close other programs, or choose a smaller base model.",
    )


def _sums(model: Any) -> list[tuple[float, float]]:
    """A cheap print of all trained weights, to see whether training did anything."""
    with torch.no_grad():
        return [
            (float(p.double().sum()), float(p.double().square().sum()))
            for p in model.parameters()
            if p.requires_grad
        ]


def prepare_libraries(threads: int, seed: int) -> None:
    """Cores to compute on (0: all, until some turn out to be too many), the seed, and quiet libraries."""
    torch.set_num_threads(threads or cores())
    torch.manual_seed(seed)
    transformers.utils.logging.disable_progress_bar()
