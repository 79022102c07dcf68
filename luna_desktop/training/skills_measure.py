"""How well a base with its skills hears, answers, refuses and asks: the bank's dev lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from transformers import LogitsProcessor, LogitsProcessorList

from luna_desktop.domain.inner_speech import CLEAR, SURE, asked, is_over, split_reply
from luna_desktop.domain.prompt import Turn
from luna_desktop.language.skills import Probe, Verdict
from luna_desktop.training.rows import Encoder

BATCH = 256
LONGEST, LONGEST_LIST = 64, 120  # tokens of a reply, and of a list of questions
_SHOWN = 4  # misses a section


def answers(
    model: Any, encoder: Encoder, conversations: Sequence[Sequence[Turn]], longest: int = LONGEST
) -> list[str]:
    """Greedy replies, batched by length; as in the chat, a bracket has to be likely enough (``SURE``)."""
    prompts = [encoder.segment_ids(encoder.template.render(turns)) for turns in conversations]
    replies, unsure = _answers(model, encoder, prompts, longest, bar=False)
    again, _ = _answers(model, encoder, [prompts[i] for i in unsure], longest, bar=True)
    for index, reply in zip(unsure, again, strict=True):
        replies[index] = reply
    return replies


def _answers(
    model: Any, encoder: Encoder, prompts: Sequence[Sequence[int]], longest: int, *, bar: bool
) -> tuple[list[str], list[int]]:
    """Greedy replies, without inner speech if ``bar``, and which of them begin with some that is not sure."""
    order = sorted(range(len(prompts)), key=lambda index: len(prompts[index]))
    device, pad = next(model.parameters()).device, encoder.end_id
    replies, unsure = [""] * len(prompts), list[int]()
    for start in range(0, len(order), BATCH):
        rows = order[start : start + BATCH]
        width = max(len(prompts[index]) for index in rows)
        ids = torch.tensor(
            [[pad] * (width - len(prompts[i])) + list(prompts[i]) for i in rows], device=device
        )
        mask = torch.tensor(
            [[0] * (width - len(prompts[i])) + [1] * len(prompts[i]) for i in rows], device=device
        )
        look = _Look(encoder.bracket_ids, width, bar=bar)
        with torch.inference_mode():
            out = model.generate(
                input_ids=ids, attention_mask=mask, max_new_tokens=longest, do_sample=False,
                eos_token_id=encoder.end_id, pad_token_id=pad, logits_processor=LogitsProcessorList([look]),
            )  # fmt: skip
        for at, (index, row) in enumerate(zip(rows, out[:, width:].tolist(), strict=True)):
            replies[index] = encoder.decode(row).strip()
            bracket = _bracket_tokens(encoder, row)
            unsure += [index] if bracket and not look.is_sure(at, bracket) else []
    return replies, unsure


class _Look(LogitsProcessor):
    """Notes how likely a bracket is to begin each reply, and each token after it; or bars brackets."""

    def __init__(self, brackets: Sequence[int], width: int, *, bar: bool) -> None:
        self._brackets, self._width, self._bar = torch.tensor(brackets), width, bar
        self._opening = torch.zeros(0)
        self._best: list[torch.Tensor] = []

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        likely = scores.float().log_softmax(-1)
        if input_ids.shape[1] == self._width:  # the reply begins
            brackets = self._brackets.to(scores.device)
            self._opening = likely[:, brackets].exp().sum(-1)
            if self._bar:
                scores = scores.index_fill(1, brackets, -torch.inf)
        self._best.append(likely.max(-1).values)
        return scores

    def is_sure(self, row: int, bracket: int) -> bool:
        """Whether the inner speech of so many tokens belongs at the start of that reply."""
        rest = torch.stack([best[row] for best in self._best[1:bracket]]) if bracket > 1 else torch.zeros(1)
        return float(self._opening[row]) >= SURE or float(rest.mean().exp()) >= CLEAR


def _bracket_tokens(encoder: Encoder, ids: Sequence[int]) -> int:
    """How many of a reply's tokens are its inner speech; none where it has none."""
    if not encoder.decode(ids).lstrip().startswith("["):
        return 0
    return next((n for n in range(1, len(ids)) if is_over(encoder.decode(ids[:n]))), len(ids))


def measure(
    model: Any, encoder: Encoder, probes: Sequence[Probe], say: Callable[[str], None]
) -> dict[str, str]:
    """Each figure of each section as "right/of"; some misses are said."""
    sections: dict[str, list[Probe]] = {}
    for probe in probes:
        sections.setdefault(probe.section, []).append(probe)
    figures: dict[str, str] = {}
    for section, items in sections.items():
        longest = LONGEST_LIST if section == "asker" else LONGEST
        replies = answers(model, encoder, [probe.turns for probe in items], longest)
        judged = [probe.judge(reply) for probe, reply in zip(items, replies, strict=True)]
        figures |= _summed(section, judged)
        held_out = [verdicts for probe, verdicts in zip(items, judged, strict=True) if probe.held_out]
        figures |= _summed(f"{section}, topics held out", held_out)
        say("; ".join(f"{name} {figure}" for name, figure in figures.items() if name.startswith(section)))
        _show(items, replies, judged, say)
        if section == "asker":
            figures |= _heard_back(model, encoder, items, replies)
    return figures


def _summed(section: str, judged: Sequence[tuple[Verdict, ...]]) -> dict[str, str]:
    sums: dict[str, tuple[int, int]] = {}
    for verdict in (verdict for verdicts in judged for verdict in verdicts):
        right, of = sums.get(verdict.figure, (0, 0))
        sums[verdict.figure] = (right + verdict.right, of + verdict.of)
    return {f"{section}: {figure}": f"{right}/{of}" for figure, (right, of) in sums.items()}


def _show(
    items: Sequence[Probe],
    replies: Sequence[str],
    judged: Sequence[tuple[Verdict, ...]],
    say: Callable[[str], None],
) -> None:
    wrong = [
        (probe, reply)
        for probe, reply, verdicts in zip(items, replies, judged, strict=True)
        if any(verdict.right < verdict.of for verdict in verdicts) != (probe.section == "talk")
    ]
    for probe, reply in wrong[:_SHOWN]:
        wanted = probe.inner.keys if probe.inner else ()
        say(f"   {probe.section} {probe.turns[-1].text!r}: {reply!r}, wanted {wanted}")


def _heard_back(
    model: Any, encoder: Encoder, items: Sequence[Probe], replies: Sequence[str]
) -> dict[str, str]:
    """Of the questions she wrote for a fact, how many she hears under the key it was told by."""
    wanted = [
        (probe.inner, question)
        for probe, reply in zip(items, replies, strict=True)
        for question in asked(reply)[:2]
    ]
    heard = answers(model, encoder, [[Turn("person", question)] for _, question in wanted])
    right = sum(split_reply(reply).inner == inner for (inner, _), reply in zip(wanted, heard, strict=True))
    return {"asker: own questions heard under the key told": f"{right}/{len(wanted)}"}
