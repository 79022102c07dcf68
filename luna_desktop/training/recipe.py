"""How a run trains: every number that matters, checked before anything heavy is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from luna_desktop.domain.errors import LunaError


@dataclass(frozen=True, slots=True)
class Recipe:
    """A job's ``recipe`` with its defaults; lengths in tokens.

    ``learning_rate`` 0 becomes the method's own: 1e-3 for a full fine-tune,
    2e-4 for LoRA.
    """

    backend: str = "auto"  # auto | trl | unsloth
    method: str = "full"  # full | lora
    loss_on: str = "all"  # all | replies
    learning_rate: float = 0.0
    min_learning_rate: float = 0.05  # as a share of learning_rate, at the last step
    warmup: float = 0.03  # as a share of all steps
    weight_decay: float = 0.0
    grad_clip: float = 1.0
    tokens_per_step: int = 512
    least_steps: int = 0  # with fewer tokens than these would take, each is smaller
    smallest_step: int = 256  # tokens, but for ``least_steps``
    epochs: int = 0  # 0: until max_tokens is spent
    max_length: int = 512
    threads: int = 0  # 0: as many as are fastest
    lora_rank: int = 32
    lora_alpha: int = 32
    lora_layers: int = 0  # that the adapter is on, from the last one back; 0: all
    continue_adapter: int = 0  # go on from the parent's; else each generation's is trained from nothing
    dtype: str = "auto"  # auto | float32 | bfloat16: what lies beneath an adapter, on a processor
    load_in_4bit: int = 0
    gradient_checkpointing: int = 0
    checkpoint_seconds: float = 20.0
    dev_looks: int = 8  # how often the watched rows are looked at
    dev_patience: int = 2  # looks in a row that are worse before it stops
    samples: int = 5
    sample_prompt: str = "What is your name?"

    def step_tokens(self, lessons: int, most: int) -> int:
        """The tokens of a step, of ``lessons`` tokens an epoch and at ``most`` so many in all (0: any).

        A few facts in twenty large steps were not learned at all; in seventy small ones they were.
        """
        if not self.least_steps:
            return self.tokens_per_step
        whole = lessons * self.epochs if self.epochs else most
        each = (min(whole, most) if most else whole) // self.least_steps
        return min(self.tokens_per_step, max(self.smallest_step, each))


_CHOICES = {
    "backend": ("auto", "trl", "unsloth"),
    "method": ("full", "lora"),
    "loss_on": ("all", "replies"),
    "dtype": ("auto", "float32", "bfloat16"),
}
_ACCEPTED: dict[type, tuple[type, ...]] = {str: (str,), int: (int,), float: (float, int)}
_POSITIVE = (
    "tokens_per_step",
    "smallest_step",
    "dev_looks",
    "dev_patience",
    "max_length",
    "grad_clip",
    "lora_rank",
    "lora_alpha",
)


def read_recipe(values: Mapping[str, Any]) -> Recipe:
    """Check and complete a job's recipe.

    Raises:
        LunaError: ``recipe-malformed``, naming the entry.
    """
    kinds = {field.name: type(field.default) for field in fields(Recipe)}
    known: dict[str, Any] = {}
    for name, value in values.items():
        kind = kinds.get(name)
        if kind is None:
            raise malformed(f"It has an unknown entry {name!r}.")
        if isinstance(value, bool) or not isinstance(value, _ACCEPTED[kind]):
            raise malformed(f"The entry {name!r} must be of type {kind.__name__}.")
        known[name] = kind(value)
    recipe = Recipe(**known)
    for name, choices in _CHOICES.items():
        if getattr(recipe, name) not in choices:
            raise malformed(f"The entry {name!r} must be one of {', '.join(choices)}.")
    for name in _POSITIVE:
        if getattr(recipe, name) <= 0:
            raise malformed(f"The entry {name!r} must be more than 0.")
    if recipe.lora_layers < 0:
        raise malformed("The entry 'lora_layers' must be 0 or more.")
    if recipe.learning_rate == 0:
        recipe = replace(recipe, learning_rate=1e-3 if recipe.method == "full" else 2e-4)
    return recipe


def malformed(why: str) -> LunaError:
    """The error for a recipe that cannot be followed."""
    return LunaError("recipe-malformed", "The training recipe is malformed.", why, "Mend the base's recipe.")
