"""One spelling for each key: "where mum lives" and "mother's home" are both "mother's city"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from luna_desktop.domain.errors import LunaError
from luna_desktop.language.wordings.reading import ShapeError, decoded, text_of, wordings_path

_START = re.compile(r"^(?:my|your|our|the|an?) (?=\S)", re.IGNORECASE)
_OWNED = re.compile(r"(.+)('s|(?<=s)') (.+)")


@dataclass(frozen=True, slots=True)
class Keys:
    """Other spellings of keys and of their owners, each with the one that is used."""

    aliases: Mapping[str, str]
    forms: tuple[tuple[re.Pattern[str], str], ...]
    nouns: Mapping[str, str]
    plurals: Mapping[str, str]

    def canonical(self, key: str) -> str:
        """The one spelling of ``key``; one that is not known stays, its owner in the plain noun."""
        while (better := self._better(key)) != key:
            key = better
        return key

    def _better(self, key: str) -> str:
        key = _START.sub("", " ".join(key.split()))
        if known := self.aliases.get(key.casefold()):
            return known
        for form, canonical in self.forms:
            if found := form.fullmatch(key):
                owner = self._owner(found[1])
                slot = "the {n}" if _OWNED.match(owner) and "the {n}" in canonical else "{n}"
                return canonical.replace(slot, owner)
        if owned := _OWNED.fullmatch(key):
            return self._owned(owned, self.canonical(owned[3]))
        return key

    def _owner(self, owner: str) -> str:
        owner = _START.sub("", owner)
        if known := self.nouns.get(owner.casefold()):
            return known
        if owned := _OWNED.fullmatch(owner):
            return self._owned(owned, self._owner(owned[3]))
        return owner

    def _owned(self, owned: re.Match[str], thing: str) -> str:
        """Owner and thing; the owner's ending stays where the owner does ("parents'")."""
        owner = self.plurals.get(owned[1].casefold()) or self._owner(owned[1])
        ending = owned[2] if owner == owned[1] else "'s"
        return f"{owner}{ending} {thing}"


def read_keys(root: Path) -> Keys:
    """The vocabulary of the bank under ``root``.

    Raises:
        LunaError: ``wordings-unreadable`` or ``wordings-malformed`` with file and line.
    """
    spelled = _table(root / "keys.jsonl", "key", "aliases")
    owners = _table(root / "nouns.jsonl", "noun", "also")
    forms = [
        (re.compile(re.escape(alias).replace(r"\{n\}", r"(?:(?:my|your|our|the) )?(.+)"), re.IGNORECASE), key)
        for alias, key in spelled.items()
        if "{n}" in alias
    ]
    nouns = {noun.casefold(): plain for noun, plain in owners.items()}
    irregular = _table(root / "nouns.jsonl", "noun", "plurals")
    plurals = {f"{noun}s": plain for noun, plain in nouns.items()} | {
        several.casefold(): plain for several, plain in irregular.items() if several != plain
    }
    aliases = {alias.casefold(): key for alias, key in spelled.items() if "{n}" not in alias}
    return Keys(aliases, tuple(forms), nouns, plurals)


@cache
def keys() -> Keys:
    """The vocabulary that ships with the app.

    Raises:
        LunaError: as ``read_keys``.
    """
    return read_keys(wordings_path())


def _table(path: Path, name: str, others: str) -> dict[str, str]:
    """Each spelling -> the one that is used, of a file of ``{name: ..., others: [...]}``."""
    table: dict[str, str] = {}
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            data = decoded(line)
        except ShapeError as error:
            raise _malformed(path, number, str(error)) from None
        used, spellings = data.get(name), data.get(others, [])
        if not isinstance(used, str) or not isinstance(spellings, list):
            raise _malformed(path, number, f"it must be one object with '{name}', and '{others}' a list")
        for spelling in (used, *cast("list[object]", spellings)):
            if not isinstance(spelling, str) or table.setdefault(spelling, used) != used:
                what = f"{spelling!r} is no text, or belongs to another {name} already"
                raise _malformed(path, number, what)
    return table


def _malformed(path: Path, number: int, what: str) -> LunaError:
    return LunaError("wordings-malformed", f"{path.name}:{number}: {what}.", "", "Mend that line.")
