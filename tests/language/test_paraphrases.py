"""The hand-written paraphrases: enough, well-formed, and out of every curriculum phase."""

from __future__ import annotations

import json

from luna_desktop.language import mechanical, vocabulary
from luna_desktop.resources import curriculum_path


def test_paraphrases_are_many_whole_and_never_trained() -> None:
    rows = json.loads((curriculum_path() / "paraphrases.json").read_text(encoding="utf-8"))
    assert len(rows) >= 100
    assert len({row["question"] for row in rows}) == len(rows)
    trained = {
        example.input for example in (*mechanical.generate().examples, *vocabulary.generate().examples)
    }
    for row in rows:
        assert set(row) == {"key", "fact", "question", "answer"}
        assert row["answer"].casefold() in row["fact"].casefold()
        assert row["answer"].casefold() not in row["question"].casefold()
        assert row["question"] not in trained
