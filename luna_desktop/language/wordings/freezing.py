"""Gives every new line its split, once: what has one keeps it for good."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from luna_desktop.language.phases import write_curriculum
from luna_desktop.language.wordings.checks import LEAST_SEALED
from luna_desktop.language.wordings.forms import LEAST_OWN, Templates, form, own_words, wordings
from luna_desktop.language.wordings.reading import decoded, file_name, files, read, text_of
from luna_desktop.language.wordings.records import (
    PARTS,
    PHRASES,
    PHRASES_FILE,
    TOPICS,
    Bank,
    Phrase,
    Split,
    Topic,
)

SHARE = 10  # one line of so many is sealed, and one is for development
PHRASE_SHARES = 0.12, 0.18  # of the phrases, for development and sealed
HELD_SHARE = 8  # one topic of so many is held out

JsonObject = dict[str, object]


def freeze(root: Path) -> list[Path]:
    """Write splits into every file that has lines without; returns the files that changed.

    A line is sealed or kept for development only where no other wording of the bank has its form.

    Raises:
        LunaError: ``wordings-unreadable`` or ``curriculum-unwritable``.
    """
    bank = read(root)
    counts = Counter(one for wording in wordings(bank) for one in wording.forms)
    by_place = {(topic.place.file, topic.place.line): topic for topic in bank.topics}
    shared = Counter(key for topic in bank.topics for key in topic.plain_keys())
    changed: list[Path] = []
    for path in files(root):
        name = file_name(path)
        before = text_of(path)
        rows = [(number, line) for number, line in enumerate(before.split("\n"), 1) if line.strip()]
        if any(problem.place.file == name for problem in bank.problems):
            continue  # the check names them
        records = [decoded(line) for _, line in rows]
        if path.parent.name == TOPICS:
            for (number, _), record in zip(rows, records, strict=True):
                _freeze_topic(record, by_place[name, number], counts, shared)
        elif name == PHRASES_FILE:
            _freeze_phrases(records, bank)
        else:
            _freeze_dialogues(records, bank, name, counts)
        after = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        if after != before:
            write_curriculum(after, path)
            changed.append(path)
    return changed


def _freeze_topic(record: JsonObject, topic: Topic, counts: Counter[str], shared: Counter[str]) -> None:
    alone = {
        wording.text
        for wording in wordings(Bank((topic,), ()))
        if all(counts[one] == 1 for one in wording.forms)
    }
    for part in PARTS:
        given = record[part]
        lists = cast("dict[str, list[object]]", given if isinstance(given, dict) else {"new": given})
        new = lists.pop("new", [])
        if new or not isinstance(given, dict):
            least = 0 if lists.get("exam") else LEAST_SEALED[part]
            texts = [_entry_text(entry) for entry in new]
            splits = _assigned(texts, [text in alone for text in texts], least)
            for split in ("train", "dev", "exam"):
                kept = lists.get(split, [])
                lists[split] = kept + [
                    entry for entry, given_ in zip(new, splits, strict=True) if given_ == split
                ]
        record[part] = {split: lists[split] for split in ("train", "dev", "exam") if split in lists}
    if "held_out" not in record:
        alone_in_key = all(shared[key] == 1 for key in topic.plain_keys())
        record["held_out"] = alone_in_key and _number(topic.name) % HELD_SHARE == 0


def _freeze_dialogues(records: list[JsonObject], bank: Bank, file: str, counts: Counter[str]) -> None:
    dialogues = [dialogue for dialogue in bank.dialogues if dialogue.place.file == file]
    for kind in sorted({dialogue.kind for dialogue in dialogues}):
        new = [
            (record, [turn.text for turn in dialogue.turns if turn.role == "person"])
            for record, dialogue in zip(records, dialogues, strict=True)
            if dialogue.kind == kind and dialogue.split == "new"
        ]
        alone = [all(counts[form(text)] == 1 for text in said) for _, said in new]
        splits = _assigned(["\n".join(said) for _, said in new], alone, 0)
        for (record, _), split in zip(new, splits, strict=True):
            turns = record.pop("turns")
            record["split"], record["turns"] = split, turns


def _freeze_phrases(records: list[JsonObject], bank: Bank) -> None:
    """A phrase is sealed, or kept for development, only where nothing else in the bank is that phrase filled in."""
    new = [phrase for phrase in bank.phrases if phrase.split == "new"]
    every = Templates(new)
    others = wordings(replace(bank, phrases=()))
    filled = {phrase for wording in others for one in wording.forms for phrase in every.matching(one)}
    counts = Counter(form(phrase.text) for phrase in bank.phrases)
    splits: dict[str, Split] = {}
    for part in PHRASES:
        of_part = [phrase for phrase in new if phrase.part == part]
        alone = [_is_alone(phrase, counts, filled) for phrase in of_part]
        texts = [phrase.text for phrase in of_part]
        dev, sealed = (round(len(of_part) * share) for share in PHRASE_SHARES)
        splits |= zip((f"{part} {text}" for text in texts), _drawn(texts, alone, sealed, dev), strict=True)
    for record in records:
        if "split" not in record:
            record["split"] = splits[f"{record['part']} {record['text']}"]


def _is_alone(phrase: Phrase, counts: Counter[str], filled: set[Phrase]) -> bool:
    return own_words(phrase) >= LEAST_OWN and counts[form(phrase.text)] == 1 and phrase not in filled


def _assigned(texts: Sequence[str], alone: Sequence[bool], least: int) -> list[Split]:
    """A split for each: of those alone the first tenth by hash is sealed, the next is for development."""
    dev = round(len(texts) / SHARE)
    return _drawn(texts, alone, max(least, dev), dev)


def _drawn(texts: Sequence[str], alone: Sequence[bool], sealed: int, dev: int) -> list[Split]:
    """A split for each: of those alone the first by hash are ``sealed``, the next for development."""
    order = sorted((index for index, one in enumerate(alone) if one), key=lambda index: _number(texts[index]))
    splits: list[Split] = ["train"] * len(texts)
    for rank, index in enumerate(order[: sealed + dev]):
        splits[index] = "exam" if rank < sealed else "dev"
    return splits


def _entry_text(entry: object) -> str:
    return str(cast("list[object]", entry)[0]) if isinstance(entry, list) else str(entry)


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8], "big")
