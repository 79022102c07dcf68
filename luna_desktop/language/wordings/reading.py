"""Reads the bank's files; a record of the wrong shape is a problem with file and line, and is left out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import cast

from luna_desktop import resources
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import Turn
from luna_desktop.language.wordings.records import (
    KINDS,
    PHRASES,
    PHRASES_FILE,
    SPLITS,
    TOPICS,
    Bank,
    Dialogue,
    Line,
    Phrase,
    Place,
    Problem,
    Record,
    Split,
    Topic,
)

_TOPIC_FIELDS = {"topic", "key", "answer", "values", "nouns", "say", "ask", "near", "held_out"}
_DIALOGUE_FIELDS = {"kind", "split", "turns"}
_PHRASE_FIELDS = {"part", "text", "split"}


class ShapeError(Exception):
    """A record that is not shaped as its kind must be; the message says how."""


def wordings_path() -> Path:
    """The folder of the bank."""
    return resources.curriculum_path() / "wordings"


def files(root: Path) -> list[Path]:
    """Every file of topics, conversations and phrases under ``root``."""
    folders = [path for folder in (TOPICS, *KINDS) for path in sorted((root / folder).glob("*.jsonl"))]
    return [*folders, root / PHRASES_FILE]


def file_name(path: Path) -> str:
    """How a file of the bank is called in it: "topics/anna.jsonl", "phrases.jsonl"."""
    return path.name if path.name == PHRASES_FILE else f"{path.parent.name}/{path.name}"


def digest(root: Path) -> str:
    """Hex SHA-256 of all that the bank under ``root`` says; line endings do not count.

    Raises:
        LunaError: ``wordings-unreadable``.
    """
    whole = hashlib.sha256()
    for path in (*files(root), root / "keys.jsonl", root / "nouns.jsonl"):
        text = text_of(path).replace("\r\n", "\n")
        whole.update(f"{path.relative_to(root).as_posix()}\n{text}\n".encode())
    return whole.hexdigest()


def read(root: Path, paths: Sequence[Path] | None = None) -> Bank:
    """The records in ``paths``, or in all of the bank's files under ``root``."""
    topics: list[Topic] = []
    dialogues: list[Dialogue] = []
    phrases: list[Phrase] = []
    problems: list[Problem] = []
    for path in files(root) if paths is None else paths:
        for place, record in _records(path):
            match record:
                case Topic():
                    topics.append(record)
                case Dialogue():
                    dialogues.append(record)
                case Phrase():
                    phrases.append(record)
                case str():
                    problems.append(Problem(place, record))
    return Bank(tuple(topics), tuple(dialogues), tuple(problems), tuple(phrases))


def text_of(path: Path) -> str:
    """The text of one of the bank's files.

    Raises:
        LunaError: ``wordings-unreadable``.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LunaError(
            "wordings-unreadable",
            f"The wordings in {path} cannot be read.",
            f"{getattr(error, 'strerror', None) or 'It is not UTF-8 text'}.",
            "Check that the file is there and that you may read it.",
        ) from error


def _records(path: Path) -> Iterator[tuple[Place, Record | str]]:
    """Each line's record, or what is wrong with its shape."""
    shape: Callable[[dict[str, object], Place], Record]
    if path.name == PHRASES_FILE:
        shape = _phrase
    else:
        shape = _topic if path.parent.name == TOPICS else _dialogue_in(path.parent.name)
    for number, line in enumerate(text_of(path).split("\n"), 1):
        if not line.strip():
            continue
        place = Place(file_name(path), number)
        try:
            yield place, shape(decoded(line), place)
        except ShapeError as error:
            yield place, str(error)


def decoded(line: str) -> dict[str, object]:
    """The JSON object of one line.

    Raises:
        ShapeError: it is none.
    """
    try:
        data: object = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" at column {error.colno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else ""
        raise ShapeError(f"not valid JSON{where}") from None
    if not isinstance(data, dict):
        raise ShapeError("a line must be one JSON object, {...}")
    return cast("dict[str, object]", data)


def _topic(data: dict[str, object], place: Place) -> Topic:
    _known(data, _TOPIC_FIELDS)
    held_out = data.get("held_out", False)
    if not isinstance(held_out, bool):
        raise ShapeError("'held_out' must be true or false")
    groups = [_texts(group, "each group of 'nouns'") for group in _list(data.get("nouns", []), "'nouns'")]
    if not all(groups):
        raise ShapeError("a group of 'nouns' is empty")
    return Topic(
        _text(data, "topic"), _text(data, "key"), _text(data, "answer"),
        _texts(data.get("values"), "'values'"), tuple(groups),
        _lines(data, "say"), _lines(data, "ask"), _lines(data, "near", with_key=True),
        held_out, place,
    )  # fmt: skip


def _lines(data: dict[str, object], part: str, with_key: bool = False) -> tuple[Line, ...]:
    """A plain list, which is new, or the lists of each split."""
    given = data.get(part)
    by_split = cast("dict[str, object]", given) if isinstance(given, dict) else {"new": given}
    if unknown := sorted(by_split.keys() - set(SPLITS)):
        raise ShapeError(f"'{part}' has the unknown split '{unknown[0]}'")
    lines: list[Line] = []
    for split in SPLITS:
        for entry in _list(by_split.get(split, []), f"'{part}'"):
            if with_key:
                pair = _texts(entry, f"each entry of '{part}'")
                if len(pair) != 2:
                    raise ShapeError(
                        f"each entry of '{part}' must be a pair: the question and the key it asks for"
                    )
                lines.append(Line(pair[0], split, pair[1]))
            elif isinstance(entry, str):
                lines.append(Line(entry, split))
            else:
                raise ShapeError(f"each entry of '{part}' must be text")
    return tuple(lines)


def _dialogue_in(folder: str) -> Callable[[dict[str, object], Place], Dialogue]:
    def dialogue(data: dict[str, object], place: Place) -> Dialogue:
        _known(data, _DIALOGUE_FIELDS)
        kind, split = _text(data, "kind"), _split(data)
        if kind not in KINDS.get(folder, ()):
            raise ShapeError(f"'{kind}' is no kind of {folder}: {', '.join(sorted(KINDS.get(folder, ())))}")
        turns = [_texts(turn, "each turn") for turn in _list(data.get("turns"), "'turns'")]
        if not turns or len(turns) % 2:
            raise ShapeError("'turns' must begin with the person and end with Luna")
        for index, turn in enumerate(turns):
            if len(turn) != 2 or turn[0] != "pl"[index % 2]:
                raise ShapeError(f'turn {index + 1} must be ["{"pl"[index % 2]}", "..."]: the two take turns')
        said = tuple(Turn("person" if who == "p" else "luna", text) for who, text in turns)
        return Dialogue(kind, split, said, place)

    return dialogue


def _phrase(data: dict[str, object], place: Place) -> Phrase:
    _known(data, _PHRASE_FIELDS)
    part = _text(data, "part")
    if part not in PHRASES:
        raise ShapeError(f"'{part}' is no part of the phrases: {', '.join(PHRASES)}")
    return Phrase(part, _text(data, "text"), _split(data), place)


def _split(data: dict[str, object]) -> Split:
    """What was frozen; what has no split yet is new."""
    given = data.get("split", "new")
    for split in SPLITS:
        if given == split:
            return split
    raise ShapeError(f"unknown split '{given}'")


def _known(data: dict[str, object], fields: set[str]) -> None:
    if unknown := sorted(data.keys() - fields):
        raise ShapeError(f"unknown field '{unknown[0]}'")


def _text(data: dict[str, object], name: str) -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value.strip():
        raise ShapeError(f"'{name}' must be there and be text")
    return value


def _list(value: object, what: str) -> list[object]:
    if not isinstance(value, list):
        raise ShapeError(f"{what} must be a list")
    return cast("list[object]", value)


def _texts(value: object, what: str) -> tuple[str, ...]:
    texts = [text for text in _list(value, what) if isinstance(text, str) and text.strip()]
    if len(texts) != len(_list(value, what)):
        raise ShapeError(f"{what} must be a list of texts, none empty")
    return tuple(texts)
