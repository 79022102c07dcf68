"""What bringing old conversations costs: 7,000 and 70,000 messages, as hundreds of files and as one export.

    python -m benchmarks.imports
    python -m benchmarks.imports --ear 200

Writes the files, then imports each set into a home of its own, in a child process of its own: parsing,
looking for facts, storing, the index of words, karma. Seconds are the import's; the peak of memory is that
of the whole child, interpreter and libraries included.

With ``--ear`` it measures the sieve before the ear instead, on the person's half of 70,000 messages made of
what the bank's split ``dev`` says: how long it takes, how much of it passes, and how much of what was told;
then the ear itself on so many of those that pass.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psutil

from benchmarks.common import Report, arguments
from benchmarks.storage import point_head
from luna_desktop.bootstrap import open_app, teachings
from luna_desktop.domain.inner_speech import split_reply
from luna_desktop.inference.client import ChildSpeakerFactory
from luna_desktop.language.inner import sieve
from luna_desktop.language.wordings import bank
from luna_desktop.services.background import Background
from luna_desktop.services.bases import EMBEDDED, load_base
from luna_desktop.services.recipes import INNER

SIZES = (7_000, 70_000)
FILES = 350
START = 1_500_000_000.0
TELLING = 0.08  # of what a person says to an assistant tells something of them
# Half of the questions are short, a third have two or three sentences, some hold a pasted page.
SAID = (
    "I went to the shop today and it rained all the way home.",
    "My dog is called {name}.",
    "Write a function that sorts a list of names and leaves out the empty ones.",
    "What would you cook for six people, two of them vegetarians, on a small stove?",
    "I think we should move the meeting, my sister arrives on Friday. Let me explain what I have so far.",
    "Can you help me write a letter to my landlord about the heating? It has been cold for two weeks now, "
    "and he said that it would be repaired by Monday. {filler}",
    "Please make this shorter. {filler}{filler}",
    "Here is what I wrote. {filler}{filler}{filler}",
)
ANSWERED = (
    "That sounds wet. I hope you are warm now.",
    "Here is a draft. {filler}",
    "Of course. First, look at what you have. {filler} Then decide what can wait.",
    "```python\ndef names(rows):\n    return sorted(row for row in rows if row)\n```\n{filler}",
)
FILLER = "It depends on how much time you have, and on what the others would rather do with theirs. "
NAMES = ("Rex", "Max", "Bello", "Fido")


def conversation(number: int, messages: int, rng: random.Random) -> list[tuple[str, str, float]]:
    """Turns with roles and times; answers are longer than questions, as they are."""
    begin = START + 40_000 * number
    turns: list[tuple[str, str, float]] = []
    for place in range(messages):
        role = "assistant" if place % 2 else "user"
        text = rng.choice(ANSWERED if place % 2 else SAID)
        text = text.format(name=rng.choice(NAMES), filler=FILLER * rng.randint(1, 12))
        turns.append((role, f"{text} ({number}.{place})" if rng.random() < 0.7 else text, begin + 30 * place))
    return turns


def plain(number: int, turns: list[tuple[str, str, float]]) -> dict[str, Any]:
    """A plain file, newest message first, one tool message in it."""
    messages = [
        {"id": f"{number}-{n}", "role": role, "content": text, "timestamp": at, "content_type": "text"}
        for n, (role, text, at) in enumerate(turns)
    ]
    messages.append({"id": "tool", "role": "tool", "content": "{}", "timestamp": turns[-1][2]})
    return {"id": f"c{number}", "title": f"Talk {number}", "messages": messages[::-1]}


def chatgpt(number: int, turns: list[tuple[str, str, float]]) -> dict[str, Any]:
    """A tree with one abandoned answer."""
    mapping: dict[str, Any] = {"root": {"id": "root", "message": None, "parent": None, "children": ["0"]}}
    for n, (role, text, at) in enumerate([*turns, ("assistant", "Not shown.", turns[-1][2])]):
        content = {"content_type": "text", "parts": [text]}
        mapping[str(n)] = {
            "id": str(n),
            "message": {
                "id": f"{number}-{n}", "author": {"role": role, "name": None, "metadata": {}},
                "create_time": at, "update_time": None, "content": content, "status": "finished_successfully",
                "end_turn": True, "weight": 1.0, "metadata": {"model_slug": "gpt-4o"}, "recipient": "all",
            },
            "parent": ("root" if n == 0 else str(min(n, len(turns)) - (2 if n == len(turns) else 1))),
            "children": [],
        }  # fmt: skip
    last = str(len(turns) - 1)
    return {
        "id": f"g{number}",
        "title": f"Talk {number} \U0001f319",
        "current_node": last,
        "mapping": mapping,
    }


def write(folder: Path, messages: int) -> dict[str, Path]:
    """Both sets with ``messages`` messages."""
    rng = random.Random(1)
    each = messages // FILES
    talks = [(n, conversation(n, each, rng)) for n in range(FILES)]
    files, one = folder / "files", folder / "conversations.json"
    files.mkdir()
    for number, turns in talks:
        path = files / f"{number}.json"
        path.write_text(json.dumps(plain(number, turns), ensure_ascii=False), encoding="utf-8")
    with one.open("w", encoding="utf-8") as file:
        for number, turns in talks:
            file.write(("[" if number == 0 else ",") + json.dumps(chatgpt(number, turns), ensure_ascii=False))
        file.write("]")
    return {f"{FILES} plain files": files, "one ChatGPT file": one}


async def bring(home: Path, path: Path) -> dict[str, float]:
    """The import alone, in this process."""
    async with open_app(home) as app:
        # No model is needed to import, only a generation that the lessons belong to.
        await asyncio.to_thread(born, home)
        begin = time.perf_counter()
        report = await app.imports.run(path)
        seconds = time.perf_counter() - begin
        again = time.perf_counter()
        await app.imports.run(path)
        again = time.perf_counter() - again
    peak = psutil.Process().memory_info()
    return {
        "messages": report.added.messages,
        "facts": report.added.facts,
        "seconds": seconds,
        "again": again,
        "peak": getattr(peak, "peak_wset", 0) or _peak(),
    }


def born(home: Path) -> None:
    """A generation 0 without files, made the current one."""
    import sqlite3

    plan = json.dumps({"base": asdict(load_base(EMBEDDED).base)})
    with sqlite3.connect(home / "luna.db", timeout=60) as database:
        database.execute(
            "INSERT INTO generations (id, number, age, status, created_at, base, plan)"
            " VALUES ('g0', 0, 0, 'published', 0, 'embryo', ?)",
            (plan,),
        )
    database.close()
    point_head(home, 1)


def _peak() -> int:
    """Most resident bytes so far."""
    if sys.platform != "win32":
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024
    return int(psutil.Process().memory_info().peak_wset)


def measured(path: Path) -> dict[str, float]:
    """What ``bring`` told, from a child process with a new home."""
    with tempfile.TemporaryDirectory(prefix="luna-benchmark-", ignore_cleanup_errors=True) as home:
        line = [sys.executable, "-m", "benchmarks.imports", "--child", home, str(path)]
        done = subprocess.run(line, capture_output=True, text=True, encoding="utf-8", check=True)
    return json.loads(done.stdout)


def talk(count: int, rng: random.Random) -> list[tuple[str, int, str]]:
    """What a person says, how many facts it tells and of what kind it is; TELLING of them tell any."""
    told = (
        [("line", *line) for line in lines_told(rng)],
        [("narrative", *said) for said in said_in("narratives")],
    )
    telling = [[(text, facts, kind) for kind, text, facts in some if facts] for some in told]
    other = [(text, facts, "talk") for text, facts in said_in("talk")]
    messages = [rng.choice(telling[n % 2]) for n in range(round(count * TELLING))]
    messages += [rng.choice(other) for _ in range(count - len(messages))]
    rng.shuffle(messages)
    return messages


def lines_told(rng: random.Random) -> Iterator[tuple[str, int]]:
    """Lines that tell one fact, with values that the sieve was not trained on."""
    for topic in bank().topics:
        for line in topic.lines("say", "dev"):
            for _ in range(3):
                noun = rng.choice(rng.choice(topic.nouns)) if topic.nouns else ""
                yield line.text.replace("{v}", rng.choice(topic.values[1::2])).replace("{n}", noun), 1


def said_in(folder: str) -> Iterator[tuple[str, int]]:
    """What people say in conversations of the bank, and how many facts each message tells."""
    for dialogue in bank().folder(folder):
        if dialogue.split == "dev":
            for turn, reply in zip(dialogue.turns[::2], dialogue.turns[1::2], strict=True):
                inner = split_reply(reply.text).inner
                yield turn.text, len(inner.facts) if inner else 0


TALK = 12  # messages of one conversation that pass


async def hearing(texts: Sequence[str]) -> float:
    """Seconds that the ear takes for each of these messages, once it is there."""
    background = Background()
    teaching = teachings(background, ChildSpeakerFactory())[INNER]()
    try:
        await teaching.read([[texts[0]]])
        begin = time.perf_counter()
        await teaching.read([texts[start : start + TALK] for start in range(0, len(texts), TALK)])
        return (time.perf_counter() - begin) / len(texts)
    finally:
        await teaching.close()
        background.close()


def measure_sieve(heard: int, file: Path | None) -> None:
    """Print what the sieve lets through, and what the ear takes for it."""
    rng = random.Random(1)
    messages = talk(SIZES[-1] // 2, rng)
    passed: list[bool] = []
    begin = time.perf_counter()
    for text, _, _ in messages:
        passed.append(bool(sieve.to_hear(text)))
    seconds = time.perf_counter() - begin
    report = Report("sieve", ("messages", "count", "facts", "pass", "facts that pass"), file)
    for name in ("line", "narrative", "talk", "all"):
        some = [
            (facts, on)
            for (_, facts, kind), on in zip(messages, passed, strict=True)
            if name in (kind, "all")
        ]
        facts = sum(count for count, _ in some)
        share = sum(count for count, on in some if on) / facts if facts else None
        report.add(name, len(some), facts, sum(on for _, on in some) / len(some), share)
    through = [text for (text, _, _), on in zip(messages, passed, strict=True) if on]
    each = asyncio.run(hearing(rng.sample(through, heard)))
    report.show(
        sieve_seconds=round(seconds, 2),
        seconds_per_hearing=round(each, 3),
        hearing_what_passes_minutes=round(each * len(through) / 60, 1),
        hearing_all_minutes=round(each * len(messages) / 60, 1),
    )


def main() -> None:
    """Print the table."""
    parser = arguments(__doc__)
    parser.add_argument("--child", nargs=2, type=Path, metavar=("HOME", "PATH"), help=argparse.SUPPRESS)
    parser.add_argument("--ear", type=int, metavar="N", help="measure the sieve, and N hearings of the ear")
    chosen = parser.parse_args()
    if chosen.ear:
        measure_sieve(chosen.ear, chosen.json)
        return
    if chosen.child:
        print(json.dumps(asyncio.run(bring(*chosen.child))))
        return
    columns = ("set", "messages", "MB", "seconds", "again, s", "peak, MB")
    report = Report("imports", columns, chosen.json)
    for messages in SIZES:
        with tempfile.TemporaryDirectory(prefix="luna-benchmark-", ignore_cleanup_errors=True) as folder:
            for name, path in write(Path(folder), messages).items():
                found = measured(path)
                size = sum(f.stat().st_size for f in ([path] if path.is_file() else path.iterdir()))
                counts = (int(found["messages"]), round(size / 1e6, 1))
                report.add(name, *counts, found["seconds"], found["again"], round(found["peak"] / 1e6))
    report.show()


if __name__ == "__main__":
    main()
