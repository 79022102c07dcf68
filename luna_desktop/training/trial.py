"""How fast a base learns on this machine: some real steps on rows as long as lessons are."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import psutil
import torch
import transformers

from luna_desktop.domain.events import Progress
from luna_desktop.domain.speed import Speed
from luna_desktop.domain.training import Trial
from luna_desktop.training import backends
from luna_desktop.training.losses import summed_loss
from luna_desktop.training.others import Others
from luna_desktop.training.pace import cores, options
from luna_desktop.training.precision import TOKENS, Pick, quickest
from luna_desktop.training.progress import Link
from luna_desktop.training.recipe import Recipe, read_recipe
from luna_desktop.training.rows import IGNORED
from luna_desktop.workers import protocol

SECONDS = 1.0  # of steps that are counted, once it is settled in what they are computed
ROW = 37  # tokens of a usual lesson
_SAMPLE_SECONDS = 0.05  # between looks at the memory


def measure(trial: Trial, link: Link) -> Speed:
    """Load the base, settle what is quickest, and count steps for about a second.

    Raises:
        LunaError: what is wrong with the base or its recipe.
    """
    recipe = read_recipe(trial.recipe)
    cuda = torch.cuda.is_available()
    transformers.utils.logging.disable_progress_bar()
    torch.set_num_threads(recipe.threads or cores())
    _tell(link, "Loading the base model")
    start = backends.Start(trial.folder, None, trial.base_id)
    lora = recipe.method == "lora"
    with _watched_memory() as most_memory:
        model: Any = backends.load_model(start, recipe, "trl", seed=0, cuda=cuda)
        model.to("cuda" if cuda else "cpu").train()
        _tell(link, "Trying how fast she learns")
        others = Others()
        steps = _Steps(model, recipe)
        pick = Pick(lora and cuda and torch.cuda.is_bf16_supported(), torch.get_num_threads())
        if not cuda:
            threads = [recipe.threads] if recipe.threads else options(cores())
            wanted = recipe.dtype if lora else "float32"
            pick = quickest(model, lambda bf16: steps.back(TOKENS, bf16), threads, wanted)
        speed = steps.tokens_a_second(pick)
        dtype = "bfloat16" if pick.bf16 else "float32"
        return Speed(dtype, pick.threads, speed, most_memory(), others.busy())


class _Steps:
    """Steps that change nothing: their learning rate is 0."""

    def __init__(self, model: Any, recipe: Recipe) -> None:
        self._model = model
        self._recipe = recipe
        self._device = next(model.parameters()).device
        self._random = torch.Generator().manual_seed(0)
        self._weights = [p for p in model.parameters() if p.requires_grad]
        self._optimizer = torch.optim.AdamW(self._weights, lr=0.0, fused=True)

    def back(self, tokens: int, bf16: bool) -> None:
        """Once forward and back over about so many tokens."""
        rows = _rows(tokens)
        vocabulary = self._model.get_input_embeddings().num_embeddings
        ids = torch.randint(vocabulary, (rows, ROW), generator=self._random)
        labels = ids.clone()
        if self._recipe.loss_on == "replies":
            labels[:, : ROW // 2] = IGNORED
        loss, counted = summed_loss(self._model, ids.to(self._device), labels.to(self._device), bf16=bf16)
        (loss / counted).backward()

    def tokens_a_second(self, pick: Pick) -> float:
        """Of whole steps, each as large as a second allows and no larger than the recipe's."""
        tried = math.isfinite(pick.seconds)
        speed = TOKENS / pick.seconds if tried else self._speed(TOKENS, pick.bf16, 0.0)
        size = min(self._recipe.tokens_per_step, max(TOKENS, round(speed * SECONDS)))
        return self._speed(size, pick.bf16, SECONDS)

    def _speed(self, size: int, bf16: bool, seconds: float) -> float:
        """Tokens a second of one step or more, until so many seconds have passed."""
        began, tokens, taken = time.perf_counter(), 0, 0.0
        while not tokens or taken < seconds:
            tokens += self._step(size, bf16)
            taken = max(1e-6, time.perf_counter() - began)
        return tokens / taken

    def _step(self, size: int, bf16: bool) -> int:
        self.back(size, bf16)
        torch.nn.utils.clip_grad_norm_(self._weights, self._recipe.grad_clip)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        if self._device.type == "cuda":
            torch.cuda.synchronize()
        return ROW * _rows(size)


def _rows(tokens: int) -> int:
    return max(1, round(tokens / ROW))


@contextmanager
def _watched_memory() -> Generator[Callable[[], int]]:
    """Call what it gives for the most bytes that this process was seen to hold."""
    process, ended = psutil.Process(), threading.Event()
    most = process.memory_info().rss

    def look() -> int:
        nonlocal most
        most = max(most, process.memory_info().rss)
        return most

    def watch() -> None:
        while not ended.wait(_SAMPLE_SECONDS):
            look()

    watching = threading.Thread(target=watch, name="luna-memory", daemon=True)
    watching.start()
    try:
        yield look
    finally:
        ended.set()
        watching.join()


def _tell(link: Link, note: str) -> None:
    link.send(protocol.progress_message(Progress("prepare", note=note)))
