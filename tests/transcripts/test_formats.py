"""What each format's conversations become, and what is counted as left out."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from luna_desktop.domain.transcript import Dropped, Origin, Said, Transcript
from luna_desktop.transcripts.fields import MAX_TEXT, as_time, in_time
from luna_desktop.transcripts.formats import is_lesson, origin_of, read_record
from tests.transcripts.other_samples import LIBRE, PAIRS, STUDIO, TAVERN, WEBUI
from tests.transcripts.samples import chatgpt, claude, claude_message, line, node, plain


def read(record: Any) -> tuple[Transcript, dict[str, int]]:
    dropped: Counter[Dropped] = Counter()
    transcript = read_record(record, dropped)
    assert transcript is not None
    return transcript, {str(reason): count for reason, count in dropped.items()}


def turns(transcript: Transcript) -> list[tuple[str, str]]:
    return [(said.role, said.text) for said in transcript.said]


PICTURE = {"content_type": "image_asset_pointer", "asset_pointer": "file-service://x"}


def parts(*several: Any) -> dict[str, Any]:
    return {"content_type": "multimodal_text", "parts": list(several)}


# -- ChatGPT --------------------------------------------------------------------


def test_chatgpt_follows_the_path_that_was_last_looked_at() -> None:
    record = chatgpt(
        node("root", None),
        node("sys", "root", "system", "", metadata={"is_visually_hidden_from_conversation": True}),
        node("q1", "sys", "user", "How do I grow beans?", at=1_700_000_001.5),
        node("a1-old", "q1", "assistant", "Like this.", at=1_700_000_002.0),
        node("a1", "q1", "assistant", "Sow them in May.", at=1_700_000_003.0),
        node("q2-old", "a1", "user", "And peas?"),
        node("q2", "a1", "user", "And roses?", at=1_700_000_100.0),
        node("a2", "q2", "assistant", "In autumn.", at=1_700_000_101.0),
        current="a2",
    )
    transcript, dropped = read(record)
    assert turns(transcript) == [
        ("person", "How do I grow beans?"),
        ("luna", "Sow them in May."),
        ("person", "And roses?"),
        ("luna", "In autumn."),
    ]
    assert (transcript.origin, transcript.source_id, transcript.title) == (Origin.CHATGPT, "6555aa", "Garden")
    assert (transcript.created_at, transcript.said[0].at) == (1_700_000_000.5, 1_700_000_001.5)
    assert dropped == {"system": 1, "another branch": 2}


def test_chatgpt_leaves_out_what_nobody_read_on_the_page() -> None:
    search = {"content_type": "code", "language": "unknown", "text": 'search("x")'}
    record = chatgpt(
        node("root", None),
        node("me", "root", "user", content={"content_type": "user_editable_context"}),
        node("q", "me", "user", content=parts(PICTURE, "What is it?")),
        node("call", "q", "assistant", recipient="browser", content=search),
        node("tool", "call", "tool", "a result"),
        node("think", "tool", "assistant", content={"content_type": "thoughts", "thoughts": []}),
        node("hid", "think", "assistant", "secret", metadata={"is_visually_hidden_from_conversation": True}),
        node("none", "hid", "assistant", ""),
        node("a", "none", "assistant", "A moon \ue200cite\ue202turn0search0\ue201 in fog【12†source】."),
        node("pic", "a", "user", content=parts(PICTURE)),
        node("say", "pic", "user", content={"content_type": "multimodal_text", "parts": [
            {"content_type": "audio_transcription", "text": "Thank you", "direction": "in"},
            {"content_type": "real_time_user_audio_video_asset_pointer"}]}),
    )  # fmt: skip
    transcript, dropped = read(record)
    assert turns(transcript) == [
        ("person", "What is it?"),
        ("luna", "A moon  in fog."),
        ("person", "Thank you"),
    ]
    assert dropped == {"not text": 3, "tool": 2, "hidden": 1, "empty": 1}


def test_chatgpt_without_a_current_node_takes_the_newest_leaf_and_survives_a_ring() -> None:
    nodes = [
        node("root", None),
        node("q", "root", "user", "Hello?", at=1.7e9),
        node("old", "q", "assistant", "Old.", at=1.7e9 + 1),
        node("new", "q", "assistant", "New.", at=1.7e9 + 2),
    ]
    for current in ("", "gone"):
        assert turns(read(chatgpt(*nodes, current=current))[0]) == [("person", "Hello?"), ("luna", "New.")]
    ring = chatgpt(node("a", "b", "user", "Hello?"), node("b", "a", "assistant", "Yes."), current="b")
    assert turns(read(ring)[0]) == [("person", "Hello?"), ("luna", "Yes.")]


# -- Claude ---------------------------------------------------------------------


def test_claude_takes_text_blocks_in_the_order_of_time() -> None:
    record = claude(
        claude_message("2", "assistant", "Sure.\n```\nNot supported\n```\nDone.", "2024-03-05T10:01:00Z",
                       {"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "Sure."},
                       {"type": "tool_use", "name": "x", "input": {}}, {"type": "tool_result", "content": []},
                       {"type": "text", "text": "Done."}),
        claude_message("1", "human", "A soup, please.", "2024-03-05T10:00:30Z"),
        claude_message("1", "human", "A soup, please.", "2024-03-05T10:00:30Z"),
        claude_message("3", "human", "", "2024-03-05T10:02:00Z"),
        claude_message("4", "assistant", "x", "2024-03-05T10:03:00Z", {"type": "tool_use", "name": "x"}),
    )  # fmt: skip
    transcript, dropped = read(record)
    assert turns(transcript) == [("person", "A soup, please."), ("luna", "Sure.\n\nDone.")]
    assert (transcript.origin, transcript.title) == (Origin.CLAUDE, "Soup")
    assert transcript.said[0].at == transcript.created_at + 30  # type: ignore[operator]
    assert dropped == {"duplicate": 1, "empty": 1, "not text": 1}


# -- ShareGPT -------------------------------------------------------------------


def test_sharegpt_keeps_the_order_of_its_file() -> None:
    entries = [("system", "Be kind."), ("gpt", "Hi."), ("human", "Hello."), ("human", "You there?"),
               ("gpt", "Yes."), ("function_call", "{}"), ("observation", "5"),
               ("robot", "?"), ("gpt", 7)]  # fmt: skip
    transcript, dropped = read({"id": "s1", "conversations": [{"from": f, "value": v} for f, v in entries]})
    assert turns(transcript) == [("person", "Hello.\n\nYou there?"), ("luna", "Yes.")]
    assert dropped == {
        "system": 1,
        "before the first question": 1,
        "tool": 2,
        "malformed": 1,
        "not text": 1,
    }


def test_a_conversation_without_an_id_is_known_by_its_words() -> None:
    first = {"conversations": [{"from": "human", "value": "Hello."}, {"from": "gpt", "value": "Hi."}]}
    second = {"conversations": [{"from": "human", "value": "Hello."}, {"from": "gpt", "value": "Hey."}]}
    assert read(first)[0].source_id == read(dict(first))[0].source_id != read(second)[0].source_id


# -- plain ----------------------------------------------------------------------


def test_plain_messages_are_sorted_by_time_whatever_writes_it() -> None:
    record = plain(
        line("4", "assistant", "Four.", "2020-09-13T12:30:00Z"),
        line("2", "assistant", "Two.", 1_600_000_100_000),
        line("t", "tool", "{}", 1_600_000_150),
        line("3", "user", "Three.", "1600000200"),
        line("1", "user", "One.", 1_600_000_000.5),
        line("p", "user", "x.png", 1_600_000_160, "image"),
        line("1", "user", "One.", 1_600_000_000.5),
        line("n", "user", None, 1_600_000_170),
        line("l", "user", "x" * (MAX_TEXT + 1), 1_600_000_180),
        line("o", "narrator", "Night fell.", 1_600_000_190),
    )
    transcript, dropped = read(record)
    assert [text for _, text in turns(transcript)] == ["One.", "Two.", "Three.", "Four."]
    assert dropped == {"tool": 1, "not text": 1, "duplicate": 1, "empty": 1, "too long": 1, "malformed": 1}


def test_a_reversed_file_with_few_times_is_turned_round() -> None:
    record = plain(
        line("4", "assistant", "Four.", 1_600_000_300),
        line("3", "user", "Three.", None),
        line("2", "assistant", "Two.", 1_600_000_100),
        line("1", "user", "One.", 1_600_000_100),
    )
    assert [text for _, text in turns(read(record)[0])] == ["One.", "Two.", "Three.", "Four."]


def test_without_times_the_file_is_believed() -> None:
    record = plain(*(line(str(n), "user" if n % 2 else "ai", f"{n}.", None) for n in range(1, 5)))
    transcript = read(record)[0].dated(5.0)
    assert [text for _, text in turns(transcript)] == ["1.", "2.", "3.", "4."]
    assert {said.at for said in transcript.said} == {1_600_000_000.0}, "the conversation's own time"


def test_content_may_come_in_parts() -> None:
    parts = [{"type": "text", "text": "One."}, {"type": "image_url"}, "Two."]
    record = plain(line("1", "user", parts, 1), line("2", "assistant", {"parts": ["Three."]}, 2))
    assert turns(read(record)[0]) == [("person", "One.\n\nTwo."), ("luna", "Three.")]


# -- all ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (1_600_000_000, 1.6e9), (1_600_000_000_000, 1.6e9), ("1600000000.5", 1600000000.5), (1.6e15, 1.6e9),
        ("2020-09-13T12:26:40Z", 1.6e9), ("2020-09-13T12:26:40", 1.6e9), ("2020-09-13T14:26:40+02:00", 1.6e9),
        (True, None), (None, None), ("soon", None), ("", None), (-5, None), (0, None), ("nan", None),
        (float("inf"), None), (10**400, None), ([1], None), ("0001-01-01T00:00:00+23:59", None),
    ],
)  # fmt: skip
def test_times(value: Any, seconds: float | None) -> None:
    assert as_time(value) == seconds


def test_texts_are_fit_to_be_written() -> None:
    record = plain(line("1", "user", "a\r\nb\x00\ud800\x02c  ", 1), line("2", "ai", "d", 2))
    (first, _) = read(record)[0].said
    assert first.text == "a\nb?c"
    first.text.encode("utf-8")


def test_formats_are_told_by_content() -> None:
    assert origin_of(chatgpt(node("a", None, "user", "x"))) is Origin.CHATGPT
    assert origin_of(claude()) is Origin.CLAUDE
    assert origin_of({"conversations": [{"from": "human", "value": "x"}]}) is Origin.SHAREGPT
    assert origin_of(plain()) is Origin.PLAIN
    assert origin_of({"messages": [{"role": "user", "content": "x"}]}) is Origin.PLAIN
    for other in ({}, [], None, 5, "x", {"mapping": []}, {"messages": {}}, {"id": "user-1", "email": "x"}):
        assert origin_of(other) is None
    assert is_lesson({"prompt": 3}) and is_lesson({"fact": "pet_dog", "value": "Rex"})
    assert not is_lesson(plain()) and not is_lesson({"id": 1})


def test_dated_never_goes_back_before_the_conversation() -> None:
    said = (Said("person", "x", None), Said("luna", "y", 50.0), Said("person", "z", None))
    dated = Transcript(Origin.PLAIN, "i", "", said, 40.0, None).dated(9.0)
    assert [s.at for s in dated.said] == [40.0, 50.0, 50.0]
    assert (dated.created_at, dated.updated_at) == (40.0, 50.0)
    undated = Transcript(Origin.PLAIN, "i", "", (Said("person", "x"),)).dated(9.0)
    assert (undated.said[0].at, undated.created_at, undated.updated_at) == (9.0, 9.0, 9.0)


@given(st.lists(st.one_of(st.none(), st.floats(1, 1e9))))
def test_sorting_keeps_everything_and_orders_what_has_a_time(times: list[float | None]) -> None:
    entries = [Said("person", str(n), at) for n, at in enumerate(times)]
    ordered = in_time(entries)
    assert sorted(ordered, key=lambda s: int(s.text)) == entries
    told = [said.at for said in ordered if said.at is not None]
    assert told == sorted(told)


_LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8),
    st.sampled_from(["user", "assistant", "text", "tool", "a", "b", "2020-01-01", "all"]),
)  # fmt: skip
_KEYS = st.sampled_from(
    ["mapping", "current_node", "message", "parent", "author", "role", "content", "parts", "content_type",
     "metadata", "recipient", "create_time", "chat_messages", "sender", "text", "uuid", "created_at",
     "conversations", "from", "value", "messages", "id", "timestamp", "type", "title", "a", "b", "chat",
     "history", "currentId", "parentId", "messagesTree", "isCreatedByUser", "children", "attachments",
     "files", "extracted_content", "versions", "currentlySelected", "steps", "mes", "is_user", "internal",
     "visible", "parent_message_uuid", "current_leaf_message_uuid"]
)  # fmt: skip
_ANY = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_KEYS, inner, max_size=6)),
    max_leaves=30,
)


@st.composite
def _spoilt(draw: st.DrawFn) -> Any:
    """A good record of any format in which one place holds something else."""
    record: Any = draw(
        st.sampled_from(
            [
                chatgpt(node("a", None, "user", "Hi.", at=1.7e9), node("b", "a", "assistant", "Yes.")),
                claude(
                    claude_message(
                        "1", "human", "Hi.", "2024-03-05T10:00:30Z", {"type": "text", "text": "Hi."}
                    )
                ),
                {
                    "id": "s",
                    "conversations": [{"from": "human", "value": "Hi."}, {"from": "gpt", "value": "Yes."}],
                },
                plain(line("1", "user", "Hi.", 1.6e9), line("2", "assistant", "Yes.", 1.6e9 + 1)),
                WEBUI,
                LIBRE,
                STUDIO,
                {"messages": TAVERN},
                {"internal": PAIRS, "visible": PAIRS},
            ]
        )
    )
    return _replaced(draw, record)


def _replaced(draw: st.DrawFn, value: Any) -> Any:
    if not isinstance(value, (dict, list)) or not value or draw(st.integers(0, 9)) == 0:
        return draw(_ANY)
    if isinstance(value, dict):
        key = draw(st.sampled_from(sorted(value)))
        return {**value, key: _replaced(draw, value[key])}
    place = draw(st.integers(0, len(value) - 1))
    return [*value[:place], _replaced(draw, value[place]), *value[place + 1 :]]


@given(
    st.one_of(_ANY, _spoilt(), st.fixed_dictionaries({"mapping": st.dictionaries(_KEYS, _ANY, max_size=4)}))
)
@example({"mapping": {"a": None, "b": {"parent": "b", "message": []}}})
@example({"messages": [{"role": "user", "content": {"parts": None}, "id": []}]})
@example({"chat_messages": [None, {"sender": "human", "uuid": {}, "content": [None, {"type": []}]}]})
def test_wrong_types_anywhere_are_counted_and_break_nothing(record: Any) -> None:
    dropped: Counter[Dropped] = Counter()
    transcript = read_record(record, dropped)
    if transcript is None:
        assert dropped
        return
    roles = [said.role for said in transcript.said]
    assert roles == ["person" if place % 2 == 0 else "luna" for place in range(len(roles))]
    for said in transcript.dated(1.0).said:
        assert said.text and said.at is not None
        said.text.encode("utf-8")
    assert transcript.source_id
