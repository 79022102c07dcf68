"""Base models: recipes of ``models/<name>.toml``, and local folders of weights."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from luna_desktop import resources
from luna_desktop.domain.base import Base
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import PromptTemplate
from luna_desktop.language.dataset import GROWN, Mixture

EMBEDDED = "embryo"
MAX_LENGTH = 512  # tokens of a lesson, where a recipe says nothing
FILES = ("config.json", "model.safetensors", "tokenizer.json")
Recipe = dict[str, float | int | str]


@dataclass(frozen=True, slots=True)
class BaseRecipe:
    """A base with its weights' folder and how it is trained."""

    base: Base
    folder: Path
    birth_tokens: int
    birth: Recipe
    age_up: Recipe
    later: Recipe  # what is otherwise once the curriculum holds nothing new
    mixture: Mixture

    @property
    def longest(self) -> int:
        """How many tokens of one lesson are learnt and can be asked for."""
        return min(int(self.age_up.get("max_length", MAX_LENGTH)), self.base.context)

    def on_the_way_to(self, age: int) -> Recipe:
        """How the training that leads to ``age`` is done."""
        if age == 0:
            return self.birth
        return self.age_up | self.later if age >= GROWN else self.age_up


def load_base(name: str) -> BaseRecipe:
    """The base of this name, or in this folder.

    Raises:
        LunaError: ``base-unknown``, ``base-malformed``, ``base-missing`` or ``base-unsupported``.
    """
    recipe = resources.models_path() / f"{name}.toml"
    if name and Path(name).name == name and recipe.is_file():
        return _from_recipe(name, recipe)
    folder = Path(name).expanduser()
    if name and folder.is_dir():
        return _from_folder(folder.resolve())
    models = resources.models_path()
    known = ", ".join(sorted(path.stem for path in models.glob("*.toml")))
    if not known:
        why, do = f"Not one recipe of a base is left in {models}.", "Install Luna again."
    else:
        why, do = f"Known bases are: {known}. A folder of weights can be a base too.", "Choose one of them."
    raise LunaError("base-unknown", f"There is no base {name!r}.", why, do)


def _from_recipe(name: str, path: Path) -> BaseRecipe:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        about, birth = data["base"], data["birth"]
        training: Recipe = data.get("training", {})
        base = Base(
            name,
            about["title"],
            about["kind"],
            about["source"],
            about["licence"],
            PromptTemplate(**data.get("template", {})),
            int(about.get("context", 1024)),
            about.get("revision", ""),
            int(about.get("download_bytes", 0)),
            int(about.get("memory_bytes", 0)),
            about.get("gguf_type", "F16"),
        )
        tokens = int(birth["tokens"])
        age_up: Recipe = {**training, **data.get("age_up", {})}
        first: Recipe = {**training, **{k: v for k, v in birth.items() if k != "tokens"}}
        mixture = Mixture(**data["mixture"])
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise LunaError(
            "base-malformed", f"The recipe {path.name} is malformed.", f"{type(error).__name__}: {error}."
        ) from error
    if base.kind == "hub":
        raise LunaError(
            "base-unsupported",
            f"The base {name} cannot be used yet.",
            "Bases from the hub are not supported by this version.",
            f"Choose {EMBEDDED!r} or a local folder.",
        )
    folder = path.parent / base.source
    _check(folder, name)
    return BaseRecipe(base, folder, tokens, first, age_up, data.get("later", {}), mixture)


def _from_folder(folder: Path) -> BaseRecipe:
    """A local folder speaks the embedded base's template, so its tokenizer must have the control tokens."""
    _check(folder, str(folder))
    template = PromptTemplate()
    try:
        tokenizer = (folder / "tokenizer.json").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _missing(str(folder), "tokenizer.json cannot be read.") from error
    absent = [
        t for t in (template.person_prefix, template.luna_prefix, template.end) if f'"{t}"' not in tokenizer
    ]
    if absent:
        raise LunaError(
            "base-unsupported",
            f"The folder {folder} cannot be a base.",
            f"Its tokenizer has no {absent[0]}.",
            "A local base needs the control tokens <|user|>, <|luna|> and <|end|>.",
        )
    like = _defaults()
    base = Base(str(folder), folder.name, "local", str(folder), "the folder's own", template)
    longest = min(like.longest, _positions(folder))
    return replace(like, base=base, folder=folder, age_up=like.age_up | {"max_length": longest})


def _positions(folder: Path) -> int:
    """How many tokens its weights can read at once, as far as its configuration tells."""
    try:
        found = json.loads((folder / "config.json").read_text(encoding="utf-8"))["max_position_embeddings"]
        return max(1, int(found))
    except (OSError, ValueError, KeyError, TypeError):
        return MAX_LENGTH


def _defaults() -> BaseRecipe:
    """A local folder is trained like the embedded base."""
    path = resources.models_path() / f"{EMBEDDED}.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    birth, training = data["birth"], data.get("training", {})
    return BaseRecipe(
        Base("", "", "local", "", ""),
        path.parent,
        int(birth["tokens"]),
        {**training, **{k: v for k, v in birth.items() if k != "tokens"}},
        {**training, **data.get("age_up", {})},
        data.get("later", {}),
        Mixture(**data["mixture"]),
    )


def _check(folder: Path, name: str) -> None:
    for file in FILES:
        if not (folder / file).is_file():
            raise _missing(name, f"{folder / file} is missing.")


def _missing(name: str, why: str) -> LunaError:
    return LunaError(
        "base-missing", f"The weights of the base {name} are not there.", why, "Install them anew."
    )
