"""How well a base that reads is understood and taught: statements read, questions answered after an age-up.

    python -m benchmarks.understanding BASE.gguf SKILLS.gguf [--json FILE]

BASE is SmolLM2-135M-Instruct as a GGUF or a folder, SKILLS what `luna train-skills` made of it. Facts are
told in wordings of the bank's dev split and in those of strangers (curriculum/paraphrases.json, which nothing
may train on: of them only counts are printed), heard by the base with its skills, taught by the lessons of
`luna_desktop/language/inner` in one LoRA adapter, and asked. Lives of two and six facts follow, which are
hardest. Needs torch, transformers, peft, safetensors and gguf; minutes on a GPU, else an hour.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, get_peft_model
from torch.nn import functional

from benchmarks.common import Report
from luna_desktop.domain.inner_speech import Fact, asked, asking, split_reply
from luna_desktop.domain.marking import talks_freely
from luna_desktop.domain.prompt import Turn
from luna_desktop.domain.row import Row as Lesson
from luna_desktop.domain.words import contains_word
from luna_desktop.language.inner.amounts import Amounts
from luna_desktop.language.inner.dreams import meant
from luna_desktop.language.inner.exam import controls, talk
from luna_desktop.language.inner.facts import Heard, hear
from luna_desktop.language.inner.ledger import Known, holding
from luna_desktop.language.inner.lessons import Lessons, Life
from luna_desktop.language.inner.topics import Topics
from luna_desktop.language.skills import Mixture, composer_of
from luna_desktop.language.skills.facts import Told
from luna_desktop.language.speech import is_refusal
from luna_desktop.language.wordings import bank, keys
from luna_desktop.language.wordings.sealing import paraphrases_path
from luna_desktop.training import adapters, skills_base
from luna_desktop.training.backends import MATRICES
from luna_desktop.training.gguf_lora import read_lora_gguf
from luna_desktop.training.rows import IGNORED, Encoded, Row
from luna_desktop.training.skills import cut, plan, tensors
from luna_desktop.training.skills_measure import answers

ROOM = {"cuda": 65_536, "cpu": 2_048}  # tokens at once
NEVER, TALK = 112, 200
DREAMERS = 6  # samples for each fact
CHARACTERS_PER_TOKEN = 4.2
BUDGET = 400_000  # tokens; nothing here needs so many


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one adapter is trained."""

    learning_rate: float = 2e-3
    tokens_per_step: int = 1024
    epochs: int = 1
    rank: int = 16
    layers: int = 0  # from the last on; 0 is all
    second: float = 1.0  # how many times faster the second matrix of each pair learns (LoRA+, 2402.12354)


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    right: int = 0
    of: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.right + other.right, self.of + other.of)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One life after its age-up: questions answered, things never told answered, talk met with a fact."""

    answered: Share = Share()
    invented: Share = Share()
    talked: Share = Share()

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            self.answered + other.answered, self.invented + other.invented, self.talked + other.talked
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about something told, and the value that must be in the answer."""

    question: str
    value: str


class Luna:
    """The base with its skills, which hears and dreams; and with an adapter on top, which speaks."""

    def __init__(self, base: Path, skills: Path) -> None:
        loaded = skills_base.load(base)
        self.device, self.bf16, self.encoder = loaded.device, loaded.bf16, loaded.encoder
        self.model: Any = loaded.model.to(device="cpu", dtype=torch.float32)
        adapters.merge(self.model, read_lora_gguf(skills, loaded.shape))
        # On a processor each pass would cast all of the weights anew.
        held = torch.bfloat16 if self.bf16 and self.device == "cpu" else torch.float32
        self.model = self.model.to(device=self.device, dtype=held).requires_grad_(False).eval()

    def say(self, conversations: Sequence[Sequence[Turn]], longest: int = 64) -> list[str]:
        """Greedy replies."""
        with self._cast():
            return answers(self.model, self.encoder, conversations, longest)

    def replies(self, texts: Sequence[str]) -> list[str]:
        return self.say([[Turn("person", text)] for text in texts])

    def dream(self, known: Sequence[Known], seed: int, at_once: int = 32) -> dict[str, list[str]]:
        """Questions that she writes for each fact herself."""
        torch.manual_seed(seed)
        found: dict[str, list[str]] = {one.key: [] for one in known}
        for start in range(0, len(known), at_once):
            some = [one for one in known[start : start + at_once] for _ in range(DREAMERS)]
            prompts = [self._dreamer(one) for one in some]
            for one, reply in zip(some, self._sample(prompts), strict=True):
                found[one.key] += [line for line in asked(reply) if line not in found[one.key]]
        return found

    def _dreamer(self, one: Known) -> list[int]:
        said = asking(Fact(one.key, one.value), one.sentence)
        return self.encoder.segment_ids(self.encoder.template.render([Turn("person", said)]))

    def _sample(self, prompts: Sequence[Sequence[int]]) -> list[str]:
        end = self.encoder.end_id
        width = max(map(len, prompts))
        ids = torch.tensor([[end] * (width - len(x)) + list(x) for x in prompts], device=self.device)
        mask = torch.tensor([[0] * (width - len(x)) + [1] * len(x) for x in prompts], device=self.device)
        with torch.inference_mode(), self._cast():
            out = self.model.generate(
                input_ids=ids, attention_mask=mask, max_new_tokens=100, do_sample=True, temperature=0.9,
                top_p=0.95, eos_token_id=end, pad_token_id=end,
            )  # fmt: skip
        return [self.encoder.decode(row) for row in out[:, width:].tolist()]

    def grow(self, lessons: Iterable[Lesson], recipe: Recipe) -> str:
        """Train an adapter; she speaks with it from now on."""
        rows, _ = self.encoder.encode([Row(row.turns, 1, row.given) for row in lessons])
        lengths = [len(row.ids) for row in rows]
        steps = [s for n in range(recipe.epochs) for s in plan(lengths, recipe.tokens_per_step, n + 1)]
        torch.manual_seed(1)
        self.model = get_peft_model(self.model, _lora(recipe, self.model.config.num_hidden_layers))
        named = [(name, p) for name, p in self.model.named_parameters() if p.requires_grad]
        weights = [p for _, p in named]
        groups = [
            {"params": [p for name, p in named if ("lora_B" in name) == second], "times": times}
            for second, times in ((False, 1.0), (True, recipe.second))
        ]
        optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.95), weight_decay=0.0)
        began, recent = time.monotonic(), 0.0
        self.model.train()
        for number, chosen in enumerate(steps):
            part = number / len(steps)
            warm = min(1.0, (number + 1) / max(1.0, 0.04 * len(steps)))
            rate = recipe.learning_rate * warm * (1 if part < 0.6 else (1 - part) / 0.4 + 0.01)
            for group in optimizer.param_groups:
                group["lr"] = rate * group["times"]
            labelled = sum(label != IGNORED for i in chosen for label in rows[i].labels)
            whole = torch.zeros((), device=self.device)
            for batch in cut(chosen, lengths, min(recipe.tokens_per_step, ROOM[self.device])):
                loss = self._loss([rows[i] for i in batch]) / labelled
                loss.backward()
                whole += loss.detach()
            torch.nn.utils.clip_grad_norm_(weights, 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            if number >= len(steps) - 10:
                recent += float(whole) / min(10, len(steps))
        self.model.eval()
        seconds = time.monotonic() - began
        return f"{sum(lengths)} tokens, {len(steps)} steps, {seconds:.0f} s, loss {recent:.3f}"

    def young(self) -> None:
        """Take the adapter away again."""
        self.model = self.model.unload()

    def _loss(self, rows: Sequence[Encoded]) -> torch.Tensor:
        ids, labels = tensors(rows, self.device)
        causal = self.model.base_model.model
        with self._cast():
            hidden = causal.get_decoder()(input_ids=ids, use_cache=False).last_hidden_state
            wanted = labels != IGNORED
            logits = causal.get_output_embeddings()(hidden[wanted])
        return functional.cross_entropy(logits.float(), labels[wanted], reduction="sum")

    def _cast(self) -> torch.autocast:
        return torch.autocast(self.device, torch.bfloat16, enabled=self.bf16)


def amounts(changes: Sequence[str]) -> Amounts:
    """The usual ones, with changes such as "refuse=30"."""
    usual = Amounts()
    pairs = (change.split("=") for change in changes)
    return replace(usual, **{name: type(getattr(usual, name))(value) for name, value in pairs})


def _lora(recipe: Recipe, layers: int) -> LoraConfig:
    return LoraConfig(
        r=recipe.rank,
        lora_alpha=2 * recipe.rank,
        layers_to_transform=list(range(layers - recipe.layers, layers)) if recipe.layers else None,
        lora_dropout=0.0,
        bias="none",
        target_modules=list(MATRICES),
        task_type="CAUSAL_LM",
    )


class Bench:
    """All measurements, line by line into one table."""

    def __init__(self, luna: Luna, options: argparse.Namespace) -> None:
        self.luna, self.options = luna, options
        self.topics = Topics(bank(), keys())
        self.composer = composer_of(Mixture())
        self.report = Report("understanding", ("what", "right", "of", "share"), options.json)
        self.amounts = amounts(options.amount)
        self.shown: int = options.show
        self._whole: dict[str, str] = {}

    def add(self, what: str, share: Share) -> None:
        print(f"{what}: {share.right} of {share.of}", flush=True)
        self.report.add(what, share.right, share.of, round(share.right / max(1, share.of), 3))

    def tell(self, name: str, outcome: Outcome) -> None:
        self.add(f"{name}: questions answered", outcome.answered)
        self.add(f"{name}: never told, answered", outcome.invented)
        self.add(f"{name}: talk answered with a fact", outcome.talked)

    def heard(self, messages: Sequence[str]) -> list[tuple[Heard, ...]]:
        replies = self.luna.replies(messages)
        inner = [split_reply(reply).inner for reply in replies]
        return [hear(said, one, self.topics) for said, one in zip(messages, inner, strict=True)]

    def large_lives(self) -> None:
        if self.options.strangers:
            self.strangers()
        for number in range(self.options.draws):
            drawn = self.drawn(random.Random(5 + number), 60)
            told, questions = self.of_bank(drawn)
            self.add("60 facts of the bank: statements read", _read(told, [one.value for one in drawn]))
            self.tell(
                "60 facts of the bank", self.life("60 facts", told, questions, self.recipe(small=False))
            )

    def strangers(self) -> None:
        rows = json.loads(paraphrases_path().read_text(encoding="utf-8"))
        told = self.heard([row["fact"] for row in rows])
        self.add("strangers' statements read", _read(told, [row["answer"] for row in rows]))
        strangers = [Asked(row["question"], row["answer"]) for row in rows]
        self.shown = 0  # of what is sealed nothing is printed
        self.tell("strangers", self.life("strangers", told, strangers, self.recipe(small=False)))
        self.shown = self.options.show

    def small_lives(self, facts: int) -> None:
        """Several lives of a few facts each, told and asked in the bank's dev wordings."""
        whole, read = Outcome(), Share()
        for number in range(self.options.lives):
            drawn = self.drawn(random.Random(100 * facts + number), facts)
            told, questions = self.of_bank(drawn)
            read += _read(told, [one.value for one in drawn])
            whole += self.life(f"life {number} of {facts} facts", told, questions, self.recipe(small=True))
        name = f"{self.options.lives} lives of {facts} facts"
        self.add(f"{name}: statements read", read)
        self.tell(name, whole)

    def recipe(self, *, small: bool) -> Recipe:
        options = self.options
        if small:
            return self._recipe(options.small_rate, options.small_step, options.small_epochs)
        return self._recipe(options.rate, options.step, options.epochs)

    def _recipe(self, rate: float, step: int, epochs: int) -> Recipe:
        options = self.options
        return Recipe(rate, step, epochs, options.rank, options.layers, options.second)

    def life(
        self, name: str, told: Sequence[Sequence[Heard]], questions: Sequence[Asked], recipe: Recipe
    ) -> Outcome:
        """Teach what was heard, then ask for what was told and for what never was, and talk."""
        known = holding((one for heard in told for one in heard), self.topics)
        dreams = self.dreamed(known) if self.options.dreams else {}
        rows = Lessons(self.topics, self.composer, self.amounts).compose(
            Life(known, dreams=dreams),
            seed=3,
            budget_tokens=BUDGET,
            characters_per_token=CHARACTERS_PER_TOKEN,
        )
        trained = self.luna.grow([row for row in rows if not row.dev], recipe)
        print(f"{name}: {len(known)} keys, {sum(map(len, dreams.values()))} dreams, {trained}", flush=True)
        never = controls(known, self.topics, random.Random(9), NEVER, split="dev")
        values = {one.question: one.value for one in questions}
        outcome = Outcome(
            self._asked(name, list(values), lambda said, text: contains_word(text, values[said])),
            self._asked(
                f"{name}, invented", [i.prompt for i in never], lambda _, text: not is_refusal(text), bad=True
            ),
            self.talk(known),
        )
        self.luna.young()
        return outcome

    def dreamed(self, known: Sequence[Known]) -> dict[str, list[str]]:
        """Questions she writes herself, those kept that she hears as asking for their fact."""
        dreams = self.luna.dream(known, 7)
        texts = list({text for some in dreams.values() for text in some})
        heard = {text: split_reply(x).inner for text, x in zip(texts, self.luna.replies(texts), strict=True)}
        return meant(dreams, heard, known, self.topics)

    def talk(self, known: Sequence[Known]) -> Share:
        """Of the bank's dev talk: how much is heard as a fact, or answered with one of hers."""
        items = {item.prompt: item for item in talk(known, bank(), random.Random(1), TALK, split="dev")}
        return self._asked(
            "talk",
            list(items),
            lambda said, _: not talks_freely(items[said], split_reply(self._whole[said]), is_refusal),
            bad=True,
        )

    def _asked(
        self, name: str, said: Sequence[str], right: Callable[[str, str], bool], *, bad: bool = False
    ) -> Share:
        """How many replies are ``right``; some wrong ones are printed, of a ``bad`` thing right ones."""
        self._whole = dict(zip(said, self.luna.replies(said), strict=True))
        marks = {text: right(text, split_reply(reply).text) for text, reply in self._whole.items()}
        wrong = [text for text, mark in marks.items() if mark == bad]
        for text in wrong[: self.shown]:
            print(f"   {name}: {text!r} -> {self._whole[text]!r}", flush=True)
        return Share(sum(marks.values()), len(marks))

    def drawn(self, rng: random.Random, count: int) -> list[Told]:
        """Facts of different keys, from topics whose dev split tells and asks."""
        found: dict[str, Told] = {}
        while len(found) < count:
            told = self.topics.draw(rng)
            dev = replace(told, topic=next(t for t in bank().topics if t.name == told.topic.name).only("dev"))
            if dev.topic.say and dev.topic.ask:
                found.setdefault(told.key, dev)
        return list(found.values())

    def of_bank(self, drawn: Sequence[Told]) -> tuple[list[tuple[Heard, ...]], list[Asked]]:
        rng = random.Random(17)
        told = self.heard([one.say(rng) for one in drawn])
        return told, [Asked(q, one.value) for one in drawn for q in one.questions(rng, 2)]


def _read(told: Sequence[Sequence[Heard]], values: Sequence[str]) -> Share:
    """In how many messages the value was heard, be it with a word more or less."""
    pairs = zip(told, values, strict=True)
    return Share(sum(any(_alike(one.value, value) for one in heard) for heard, value in pairs), len(values))


def _alike(heard: str, told: str) -> bool:
    return heard.casefold() in told.casefold() or told.casefold() in heard.casefold()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("base", type=Path)
    parser.add_argument("skills", type=Path)
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    parser.add_argument("--lives", type=int, default=6, help="small lives of each size")
    parser.add_argument("--no-dreams", dest="dreams", action="store_false")
    parser.add_argument("--amount", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--step", type=int, default=1024, help="tokens of a step")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--rank", type=int, default=16)
    parser.add_argument("--layers", type=int, default=0, help="that are trained, from the last on; 0 is all")
    parser.add_argument("--second", type=float, default=1.0, help="the rate of the second matrix, in times")
    parser.add_argument("--draws", type=int, default=1, help="lives of sixty facts of the bank")
    parser.add_argument("--no-strangers", dest="strangers", action="store_false")
    parser.add_argument("--small-step", type=int, default=256)
    parser.add_argument("--small-rate", type=float, default=2e-3)
    parser.add_argument("--small-epochs", type=int, default=2)
    parser.add_argument("--show", type=int, default=3, help="misses that are printed each time")
    parser.add_argument("--small", type=int, nargs="*", default=[2, 6], help="facts of the small lives")
    parser.add_argument("--only-small", action="store_true", help="leave out the two large lives")
    options = parser.parse_args()
    bench = Bench(Luna(options.base, options.skills), options)
    bench.add("talk taken for a fact by the ear", bench.talk(()))
    if not options.only_small:
        bench.large_lives()
    for facts in options.small:
        bench.small_lives(facts)
    bench.report.show(options={key: str(value) for key, value in vars(options).items()})


if __name__ == "__main__":
    main()
