"""What is left out takes its answer with it, and what was attached is the turn, but nothing of the person."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luna_desktop.domain.growth import News
from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.transcript import Arrival, Dropped, Left, Said, Transcript, Turn
from luna_desktop.services.imports import Gleaner, _heard
from luna_desktop.services.lengths import Measure
from luna_desktop.transcripts.fields import MAX_TEXT
from luna_desktop.transcripts.formats import joined, read_record
from tests.teaching import frames
from tests.transcripts.samples import chatgpt, claude, claude_message, line, node, plain

PICTURE = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://x"}
ROOMY = Measure(Path(), 1_000_000, lambda tokenizer, text: len(text), frames())
TOOL = {"type": "tool_use", "name": "x", "input": {}}


def read(record: Any) -> tuple[Transcript, dict[str, int]]:
    dropped: Counter[Dropped] = Counter()
    transcript = read_record(record, dropped)
    assert transcript is not None
    return transcript, {str(why): count for why, count in dropped.items()}


def whole(transcript: Transcript) -> list[str]:
    return [said.whole for said in transcript.said]


def taught(transcript: Transcript) -> tuple[list[Fact], int]:
    news = News(Arrival.NEW, tuple(range(len(transcript.said))))
    heard = [asyncio.run(_heard(transcript, news, ROOMY.teaching))]
    ((_, lessons),) = Gleaner(True, ROOMY).glean([(transcript, news)], heard)
    return [fact for _, fact, _ in lessons.facts], len(lessons.pairs)


def letter(*attachments: dict[str, Any], text: str = "") -> dict[str, Any]:
    message = claude_message("3", "human", text, "2024-03-05T10:03:00Z")
    return {**message, "attachments": list(attachments)}


def asked(*middle: dict[str, Any]) -> dict[str, Any]:
    return claude(
        claude_message("1", "human", "What do you think of this letter?", "2024-03-05T10:01:00Z"),
        claude_message("2", "assistant", "", "2024-03-05T10:02:00Z", TOOL),
        *middle,
        claude_message("4", "assistant", "It is very sad and a bit too long.", "2024-03-05T10:04:00Z"),
    )


def test_an_answer_to_a_file_without_text_is_left_out() -> None:
    transcript, dropped = read(asked(letter({"file_name": "a.txt", "file_size": 9})))
    assert whole(transcript) == ["What do you think of this letter?"]
    assert dropped == {"not text": 2, "answers to what was left out": 1}
    assert taught(transcript) == ([], 0)


def test_the_text_of_an_attachment_is_the_turn_and_no_lesson() -> None:
    text = "My dog is called Rex. I live in Rome."
    transcript, dropped = read(asked(letter({"file_name": "a.txt", "extracted_content": text})))
    assert whole(transcript) == [
        f"What do you think of this letter?\n\n{text}",
        "It is very sad and a bit too long.",
    ]
    assert dropped == {"not text": 1}
    assert taught(transcript) == ([], 0)


def test_what_is_written_to_an_attachment_still_tells_of_the_person() -> None:
    pasted = {"extracted_content": "My cat is called Mia."}
    transcript, _ = read(asked(letter(pasted, text="My dog is called Rex.")))
    facts, pairs = taught(transcript)
    assert [fact.value for fact in facts] == ["Rex"]
    assert pairs == 0


def test_an_attachment_too_long_for_a_page_leaves_what_was_written_to_it() -> None:
    transcript, dropped = read(asked(letter({"extracted_content": "x" * MAX_TEXT}, text="Here.")))
    assert whole(transcript)[0] == "What do you think of this letter?\n\nHere."
    assert dropped == {"not text": 1, "too long": 1}
    transcript, dropped = read(asked(letter({"extracted_content": "x" * (MAX_TEXT + 1)})))
    assert dropped == {"not text": 1, "too long": 1, "answers to what was left out": 1}


@pytest.mark.parametrize(
    "lost",
    [
        node("p", "a", "user", content={"content_type": "multimodal_text", "parts": [PICTURE]}),
        node("p", "a", "user", ""),
        node("p", "a", "user", "x" * (MAX_TEXT + 1)),
        node("p", "a", "user", content={"content_type": "something_new", "text": "x"}),
        node("p", "a", "user", content={}),
        node("p", "a", "somebody", "Hello?"),
    ],
    ids=["picture", "empty", "too long", "unknown", "malformed", "nobody"],
)
def test_two_answers_of_chatgpt_never_become_one_message(lost: dict[str, Any]) -> None:
    record = chatgpt(
        node("q", None, "user", "What is a moon?"),
        node("a", "q", "assistant", "A stone in the sky."),
        lost,
        node("b", "p", "assistant", "That is a cat."),
        node("c", "b", "user", "Thank you."),
        node("d", "c", "assistant", "With pleasure."),
    )
    transcript, dropped = read(record)
    assert whole(transcript) == ["What is a moon?", "A stone in the sky.", "Thank you.", "With pleasure."]
    assert dropped["answers to what was left out"] == 1


def test_tools_and_what_nobody_saw_part_nothing() -> None:
    record = plain(
        line("1", "user", "What is the weather?", 1),
        line("2", "assistant", "Let me look.", 2),
        line("3", "tool", "{}", 3),
        line("4", "system", "Be kind.", 4),
        line("5", "assistant", "It rains.", 5),
    )
    transcript, dropped = read(record)
    assert whole(transcript) == ["What is the weather?", "Let me look.\n\nIt rains."]
    assert "answers to what was left out" not in dropped


def test_questions_across_a_left_out_answer_are_no_lesson_together() -> None:
    record = plain(
        line("1", "user", "I like the sun.", 1),
        line("2", "assistant", {"image": "x"}, 2),
        line("3", "user", "I like the rain.", 3),
        line("4", "assistant", "So do I.", 4),
    )
    transcript, _ = read(record)
    assert whole(transcript) == ["I like the sun.\n\nI like the rain.", "So do I."]
    assert not transcript.said[0].entire
    assert taught(transcript)[1] == 0


@pytest.mark.parametrize(
    "record",
    [
        chatgpt(
            node("q", None, "user", content={"content_type": "text", "parts": [PICTURE, "Is it good?"]}),
            node("a", "q", "assistant", "It is very good."),
        ),
        claude(
            {**claude_message("1", "human", "Is it good?", "2024-03-05T10:01:00Z"), "files": [{"a": "b"}]},
            claude_message("2", "assistant", "It is very good.", "2024-03-05T10:02:00Z"),
        ),
        plain(
            line("1", "user", [{"type": "text", "text": "Is it good?"}, {"type": "image_url"}], 1),
            line("2", "assistant", "It is very good.", 2),
        ),
    ],
    ids=["chatgpt", "claude", "plain"],
)  # fmt: skip
def test_an_answer_to_a_picture_is_not_taught_for_the_words_beside_it(record: Any) -> None:
    transcript, _ = read(record)
    assert whole(transcript) == ["Is it good?", "It is very good."]
    assert taught(transcript)[1] == 0
    bare = Transcript(transcript.origin, "x", "", tuple(Said(s.role, s.text, s.at) for s in transcript.said))
    assert taught(bare)[1] == 1


_TURNS = st.lists(
    st.one_of(
        st.builds(Said, st.sampled_from(["person", "luna"]), st.uuids().map(str)),
        st.builds(Left, st.sampled_from(Dropped), st.sampled_from(["person", "luna", None])),
    ),
    max_size=12,
)


@given(_TURNS)
def test_no_answer_stands_behind_a_question_that_it_did_not_answer(turns: list[Turn]) -> None:
    dropped: Counter[Dropped] = Counter()
    said = joined(turns, dropped)
    assert [one.role for one in said] == ["person" if n % 2 == 0 else "luna" for n in range(len(said))]
    texts = [part for one in said for part in one.text.split("\n\n")]
    assert len(texts) + sum(dropped.values()) == len(turns), "everything is kept or counted"
    last = ""  # the person's last turn before each answer, kept or not
    for turn in turns:
        if turn.role == "person":
            last = turn.text if isinstance(turn, Said) else "left out"
        elif isinstance(turn, Said) and turn.text in texts:
            place = next(n for n, one in enumerate(said) if turn.text in one.text)
            assert said[place - 1].text.split("\n\n")[-1] == last
