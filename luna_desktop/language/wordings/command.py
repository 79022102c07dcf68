"""The command line beside the bank: check files, give new lines their splits, count, list the keys."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from luna_desktop.domain.errors import LunaError
from luna_desktop.language.wordings import checks, sealing
from luna_desktop.language.wordings.forms import wordings
from luna_desktop.language.wordings.freezing import freeze
from luna_desktop.language.wordings.keys import read_keys
from luna_desktop.language.wordings.reading import file_name, files, read, wordings_path
from luna_desktop.language.wordings.records import KINDS, PARTS, PHRASES, SPLITS, TOPICS, Bank, Problem, Topic


def problems(root: Path) -> Iterator[Problem]:
    """Everything that is wrong with the bank under ``root``, by file and line, but for missing splits.

    Raises:
        LunaError: a file cannot be read, or the vocabulary is malformed.
    """
    bank, keys = read(root), read_keys(root)
    said = list(wordings(bank))
    yield from bank.problems
    for topic in bank.topics:
        yield from checks.check_topic(topic, keys)
    for dialogue in bank.dialogues:
        yield from checks.check_dialogue(dialogue, keys)
    for phrase in bank.phrases:
        yield from checks.check_phrase(phrase)
    yield from checks.check_together(bank, said)
    yield from sealing.within(said, bank.phrases)
    yield from sealing.against(sealing.sealed_paraphrases(sealing.paraphrases_path()), said)


def report(bank: Bank) -> str:
    """A table of what there is by kind and split."""
    rows: list[tuple[str, Counter[str]]] = [
        ("topics", Counter("held out" if topic.held_out else "train" for topic in bank.topics))
    ]
    for part in PARTS:
        rows.append((f"  {part}", Counter(line.split for topic in bank.topics for line in topic.lines(part))))
    for folder in KINDS:
        rows.append((folder, Counter(dialogue.split for dialogue in bank.folder(folder))))
        for kind in sorted(KINDS[folder]):
            counts = Counter(d.split for d in bank.dialogues if d.kind == kind)
            rows.append((f"  {kind}", counts))
    rows.append(("phrases", Counter(phrase.split for phrase in bank.phrases)))
    for part in PHRASES:
        rows.append((f"  {part}", Counter(phrase.split for phrase in bank.phrases if phrase.part == part)))
    columns = [split for split in (*SPLITS, "held out") if any(counts[split] for _, counts in rows)]
    lines = [f"{'':18}{'all':>7}" + "".join(f"{column:>10}" for column in columns)]
    for name, counts in rows:
        lines.append(f"{name:18}{counts.total():7}" + "".join(f"{counts[c] or '':>10}" for c in columns))
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Exit code 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description="Check the wordings, in all or only in FILES.")
    parser.add_argument("files", type=Path, nargs="*")
    doing = parser.add_mutually_exclusive_group()
    doing.add_argument("--freeze", action="store_true", help="give each new line its split, once")
    doing.add_argument("--report", action="store_true", help="count what there is by kind and split")
    doing.add_argument("--keys", action="store_true", help="list the topics' keys")
    wanted = parser.parse_args(arguments)
    root = wordings_path()
    try:
        if wanted.freeze:
            sys.stdout.writelines(f"wrote {path}\n" for path in freeze(root))
            return 0
        if wanted.report:
            sys.stdout.write(report(read(root)))
            return 0
        if wanted.keys:
            topics = sorted(read(root).topics, key=lambda topic: topic.key)
            sys.stdout.writelines(f"{_key_line(topic)}\n" for topic in topics)
            return 0
        return _check(root, wanted.files)
    except LunaError as error:
        sys.stderr.write(f"{error.sentence}\n")
        return 1


def _key_line(topic: Topic) -> str:
    nouns = ", ".join(group[0] for group in topic.nouns)
    return " | ".join(part for part in (topic.key, topic.name, nouns) if part)


def _check(root: Path, paths: list[Path]) -> int:
    """Of the whole bank, splits too; a writer's own files may wait for theirs."""
    found = list(problems(root))
    if paths:
        known = {path.resolve(): file_name(path) for path in files(root)}
        if strange := [path for path in paths if path.resolve() not in known]:
            raise LunaError(
                "wordings-unknown",
                f"{strange[0]} is no file of the bank.",
                f"Its files are FOLDER/NAME.jsonl and phrases.jsonl in {root}.",
                f"The folders are {', '.join((TOPICS, *KINDS))}.",
            )
        named = {known[path.resolve()] for path in paths}
        found = [problem for problem in found if problem.place.file in named]
    else:
        found += checks.check_splits(read(root))
    sys.stdout.writelines(f"{problem}\n" for problem in found)
    sys.stdout.write(f"{len(found)} faults\n" if found else "no fault\n")
    return 1 if found else 0
