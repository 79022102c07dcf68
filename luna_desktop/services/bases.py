"""Base models: recipes of ``models/<name>.toml``, and local folders of weights."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

from luna_desktop import resources
from luna_desktop.domain.base import Base
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import PromptTemplate
from luna_desktop.language.dataset import CHARACTERS_PER_TOKEN, GROWN, Mixture
from luna_desktop.services import base_folder

EMBEDDED = "embryo"
CONTEXT = 1024  # tokens she holds at once, where a recipe says nothing
MAX_LENGTH = 512  # tokens of a lesson, where a recipe says nothing
LOCAL = "local"
LARGE_VOCABULARY = 3.9  # characters a token of lessons: 3.6 to 3.8 with SmolLM2's 49,152, more with more
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
    characters_per_token: float = CHARACTERS_PER_TOKEN  # of lessons, with the base's tokenizer

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
            int(about.get("context", CONTEXT)),
            about.get("revision", ""),
            int(about.get("download_bytes", 0)),
            int(about.get("memory_bytes", 0)),
            about.get("gguf_type", "F16"),
        )
        tokens = int(birth["tokens"])
        age_up: Recipe = {**training, **data.get("age_up", {})}
        first: Recipe = {**training, **{k: v for k, v in birth.items() if k != "tokens"}}
        mixture = Mixture(**data["mixture"])
        characters = float(about.get("characters_per_token", CHARACTERS_PER_TOKEN))
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
    base_folder.files(folder, name)
    base = replace(base, sha256=base_folder.digest(folder), bytes=base_folder.size(folder))
    return BaseRecipe(base, folder, tokens, first, age_up, data.get("later", {}), mixture, characters)


def _from_folder(folder: Path) -> BaseRecipe:
    """A local folder speaks as its tokenizer was made to, and is trained like the embedded base."""
    base_folder.files(folder)
    base_folder.must_be_llama(folder)
    base = Base(
        folder.name,
        folder.name,
        LOCAL,
        str(folder),
        "the folder's own",
        base_folder.template(folder),
        min(CONTEXT, base_folder.positions(folder)),
        sha256=base_folder.digest(folder),
        bytes=base_folder.size(folder),
    )
    return replace(_defaults(), base=base, folder=folder)


def recipe_for(base: Base) -> BaseRecipe:
    """How what was grown from ``base`` is trained on; its folder need not be there.

    It goes on as it began: with the template it learned, whatever the recipe says by now.

    Raises:
        LunaError: ``base-unknown``, ``base-malformed`` or ``base-missing``.
    """
    if base.kind == LOCAL:
        return replace(_defaults(), base=base, folder=Path(base.source))
    recipe = load_base(base.name)
    return replace(
        recipe, base=replace(recipe.base, template=base.template, sha256=base.sha256, bytes=base.bytes)
    )


def locate(base: Base, shelf: Path) -> Path:
    """The folder where the weights of ``base`` are now, by its hash.

    A local one is looked for where it was, beside that under another name, and in ``shelf``.

    Raises:
        LunaError: ``base-missing``, or ``base-moved`` which asks for its new place.
    """
    if base.kind != LOCAL:
        folder = load_base(base.name).folder
        if not _is(folder, base):
            raise _another(base, folder)
        return folder
    was = Path(base.source)
    if _is(was, base):
        return was
    if base.sha256:
        for place in (*_folders(shelf), *_folders(was.parent)):
            if _is(place, base):
                return place
    raise _moved(base, shelf)


def _is(folder: Path, base: Base) -> bool:
    """Whether ``folder`` holds ``base``; of an old home's it is only known where it was."""
    try:
        if not base.sha256:
            return bool(base_folder.files(folder))
        # Its size first: to hash every model that lies about would take minutes.
        return base_folder.size(folder) == base.bytes and base_folder.digest(folder) == base.sha256
    except (LunaError, OSError):
        return False


def _folders(parent: Path) -> list[Path]:
    try:
        return sorted(path for path in parent.iterdir() if path.is_dir())
    except OSError:
        return []


def _defaults() -> BaseRecipe:
    """A local folder is trained like the embedded base."""
    path = resources.models_path() / f"{EMBEDDED}.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    birth, training = data["birth"], data.get("training", {})
    return BaseRecipe(
        Base("", "", LOCAL, "", ""),
        path.parent,
        int(birth["tokens"]),
        {**training, **{k: v for k, v in birth.items() if k != "tokens"}},
        {**training, **data.get("age_up", {})},
        data.get("later", {}),
        Mixture(**data["mixture"]),
        LARGE_VOCABULARY,
    )


def _moved(base: Base, shelf: Path) -> LunaError:
    return LunaError(
        "base-moved",
        f"The base {base.title or base.name} is not where it was.",
        f"What she learned lies on its weights, and {base.source} does not hold them any more.",
        f"Put its folder back there, or into {shelf}; under any name she knows it again by what is in it.",
    )


def _another(base: Base, folder: Path) -> LunaError:
    return LunaError(
        "base-moved",
        f"The base {base.name} is not the one she was born from.",
        f"The weights in {folder} are others than those that what she learned lies on.",
        "Install the version of Luna Desktop with which she was born.",
    )
