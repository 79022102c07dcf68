"""The frozen dataset snapshot as token ids.

Control tokens come only from the template; text is encoded with special tokens
switched off, so a typed ``<|end|>`` stays letters, as it does in chat.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from tokenizers import Tokenizer

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import PromptTemplate, Segment, Turn
from luna_desktop.training.files import sha256

IGNORED = -100


@dataclass(frozen=True, slots=True)
class Row:
    """One lesson: its turns, and how often an epoch shows it; with weight 0 it is only watched.

    On the first ``given`` characters of its last reply no loss is taken.
    """

    turns: tuple[Turn, ...]
    weight: int
    given: int = 0


@dataclass(frozen=True, slots=True)
class Encoded:
    """One lesson as ids, with ``IGNORED`` where no loss is taken."""

    ids: tuple[int, ...]
    labels: tuple[int, ...]


def read_rows(path: Path, expected_sha256: str) -> list[Row]:
    """Read the snapshot after checking that it is the one that was frozen.

    Raises:
        LunaError: ``dataset-unreadable``, ``dataset-changed``, ``dataset-malformed`` or ``dataset-empty``.
    """
    try:
        found = sha256(path)
    except OSError as error:
        raise LunaError(
            "dataset-unreadable",
            "The lessons cannot be read now.",
            f"The system says of their file: {error.strerror or type(error).__name__}.",
            "Look after the disk and the folder's permissions.",
        ) from error
    if found != expected_sha256:
        raise LunaError(
            "dataset-changed",
            "The lessons are not the ones this training was prepared for.",
            "The file of lessons was changed after it was sealed.",
            "Start the training anew.",
        )
    rows = [_parse(line, number) for number, line in _lines(path)]
    if not rows:
        raise LunaError("dataset-empty", "There is nothing to learn from.", "The list of lessons is empty.")
    return rows


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        lines = path.read_text("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise _malformed("Its file is not UTF-8 text.") from error
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _parse(line: str, number: int) -> Row:
    try:
        data = cast("dict[str, Any]", json.loads(line))
        turns = tuple(_turn(turn) for turn in data["turns"])
        weight, given = int(data.get("weight", 1)), int(data.get("given", 0))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _malformed(f"Line {number} is not a lesson.") from error
    if not turns or turns[-1].role != "luna":
        raise _malformed(f"The lesson in line {number} does not end with a reply.")
    return Row(turns, weight, given)


def _turn(data: dict[str, Any]) -> Turn:
    if data["role"] not in ("person", "luna") or not isinstance(data["text"], str):
        raise ValueError("no turn")
    return Turn(data["role"], data["text"])


class Encoder:
    """Turns lessons into ids with one base's tokenizer."""

    def __init__(self, tokenizer: Path, template: PromptTemplate, *, loss_on: str, max_length: int) -> None:
        try:
            self._text = Tokenizer.from_file(str(tokenizer))
            self._control = Tokenizer.from_file(str(tokenizer))
        except Exception as error:  # the library raises bare Exception
            raise LunaError(
                "tokenizer-unreadable",
                "The base model's tokenizer cannot be read.",
                "",
                "Get the base again.",
            ) from error
        self._text.encode_special_tokens = True
        special = {t.content: i for i, t in self._control.get_added_tokens_decoder().items() if t.special}
        check_tokens(template, special)
        self.template = template
        self._replies_only = loss_on == "replies"
        self._max_length = max_length
        self.end_id = special[template.end]
        self.stop_ids = frozenset(special.values())  # none of them is part of speech

    def segment_ids(self, segments: Sequence[Segment]) -> list[int]:
        """Ids of a rendered prompt, segment by segment as the chat encodes it."""
        return [i for segment in segments for i in self._ids(segment)]

    def decode(self, ids: Sequence[int]) -> str:
        """Text of generated ids, without control tokens."""
        return self._control.decode(list(ids), skip_special_tokens=True)

    @cached_property
    def bracket_ids(self) -> list[int]:
        """The tokens that inner speech can begin with."""
        return [i for i in range(self._text.get_vocab_size()) if self.decode([i]).lstrip().startswith("[")]

    def token(self, index: int) -> str | None:
        """The text of a token, control tokens included."""
        return self._control.id_to_token(index)

    def encode(self, rows: Sequence[Row]) -> tuple[list[Encoded], int]:
        """All lessons as ids, and how many single exchanges were too long to keep.

        Raises:
            LunaError: ``labels-all-masked``, ``end-token-missing`` or ``dataset-empty``.
        """
        out: list[Encoded] = []
        too_long = 0
        for row in rows:
            encoded = self._fit(row)
            if encoded is None:
                too_long += 1
            else:
                self._check(encoded)
                out.extend([encoded] * max(0, row.weight))
        if not out:
            why = (
                "Every lesson is too long for one training step." if too_long else "No lesson has any weight."
            )
            raise LunaError("dataset-empty", "There is nothing to learn from.", why)
        return out, too_long

    def encode_many(self, conversations: Iterable[Sequence[Turn]]) -> list[Encoded]:
        """One row for each, of whatever length; some fifty times faster than one call a text."""
        listed = [tuple(self.template.render(turns, reply=False)) for turns in conversations]
        texts = list({segment.text for row in listed for segment in row if not segment.special})
        ids = self._text.encode_batch_fast(texts, add_special_tokens=False)
        known = {Segment(text, False): one.ids for text, one in zip(texts, ids, strict=True)}
        for segment in {segment for row in listed for segment in row if segment.special}:
            known[segment] = self._ids(segment)
        return [self._labelled(row, known.__getitem__) for row in listed]

    def _fit(self, row: Row) -> Encoded | None:
        """The lesson with its oldest turns left out until it fits, or None."""
        for start, turn in enumerate(row.turns):
            if turn.role == "luna" and start:
                continue  # a shortened lesson still begins with what the person says
            encoded = self._encode(row.turns[start:], row.given)
            if len(encoded.ids) <= self._max_length:
                return encoded
        return None

    def _encode(self, turns: Sequence[Turn], given: int = 0) -> Encoded:
        encoded = self._labelled(self.template.render(turns, reply=False), self._ids)
        if not given:
            return encoded
        reply = turns[-1].text
        whole, part = (len(self._ids(Segment(text, False))) for text in (reply, reply[:given]))
        begin = len(encoded.ids) - 1 - whole  # its end follows the reply
        labels = [*encoded.labels[:begin], *[IGNORED] * part, *encoded.labels[begin + part :]]
        return Encoded(encoded.ids, tuple(labels))

    def _labelled(self, rendered: Sequence[Segment], ids_of: Callable[[Segment], list[int]]) -> Encoded:
        ids: list[int] = []
        labels: list[int] = []
        segments = list(rendered)
        while segments and segments[-1].special and segments[-1].text != self.template.end:
            segments.pop()  # what follows the last reply's end is read by nobody
        spoken = False  # inside Luna's words, which end with the end token
        for segment in segments:
            part = ids_of(segment)
            is_end = segment.special and segment.text == self.template.end
            opens = segment.special and segment.text == self.template.luna_prefix
            wanted = not self._replies_only or (spoken and (is_end or not segment.special))
            ids += part
            labels += part if wanted else [IGNORED] * len(part)
            spoken = (spoken or opens) and not is_end
        if labels:
            labels[0] = IGNORED  # nothing comes before it that could predict it
        return Encoded(tuple(ids), tuple(labels))

    def _ids(self, segment: Segment) -> list[int]:
        tokenizer = self._control if segment.special else self._text
        return tokenizer.encode(segment.text, add_special_tokens=False).ids

    def _check(self, encoded: Encoded) -> None:
        if all(label == IGNORED for label in encoded.labels):
            raise LunaError(
                "labels-all-masked",
                "A lesson has nothing to learn in it.",
                "All of its tokens are masked out.",
            )
        if encoded.labels[-1] != self.end_id:
            raise LunaError(
                "end-token-missing",
                "A lesson does not teach where a reply ends.",
                "Its last token is not the end of a turn; trained on it, Luna would never stop talking.",
            )


def check_tokens(template: PromptTemplate, special: Collection[str]) -> None:
    """Each control token of the template must be one of the tokenizer's ``special`` ones.

    Raises:
        LunaError: ``template-tokens-missing``.
    """
    for token in template.control_tokens:
        if token not in special:
            raise LunaError(
                "template-tokens-missing",
                f"The tokenizer has no control token {token!r}.",
                "The prompt template and the base model do not belong together.",
                "Choose the template that was made for this base.",
            )


def _malformed(why: str) -> LunaError:
    return LunaError("dataset-malformed", "The lessons cannot be read.", why, "Start the training anew.")
