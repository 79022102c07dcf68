"""Chat through the app against a bare llama.cpp loop on the same file, in turns in one run.

    python -m benchmarks.chat_speed [--rounds 15]

Each round the app answers a new prompt through its services, database and
inference child, and then the bare loop reads the same prompt and writes as many
tokens with the same sampling on as many threads, in this process, with nothing
around it. The ratio of a line is the median over the rounds of app / bare.
"""

from __future__ import annotations

import asyncio
import ctypes
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import llama_cpp.llama_cpp as llama

from benchmarks.common import Report, arguments, home_of
from luna_desktop.bootstrap import open_app
from luna_desktop.domain import events as ev
from luna_desktop.domain.prompt import Segment, Turn
from luna_desktop.domain.style import Style, style
from luna_desktop.inference.client import default_threads
from luna_desktop.services.app import App

LONG = 600  # tokens of the long prompt
FILLER = "The garden was quiet and the rain came down on the old stones. "


class Bare:
    """The shortest honest loop: read, sample, turn into text, decode; llama.cpp's own defaults."""

    def __init__(self, gguf: Path, n_ctx: int, manner: Style) -> None:
        self._log = llama.llama_log_callback(lambda *_: None)
        llama.llama_log_set(self._log, ctypes.c_void_p(0))
        model = llama.llama_model_load_from_file(str(gguf).encode(), llama.llama_model_default_params())
        assert model is not None
        params = llama.llama_context_default_params()
        params.n_ctx = n_ctx
        params.n_batch = n_ctx
        params.n_threads = params.n_threads_batch = default_threads()
        context = llama.llama_init_from_model(model, params)
        vocab = llama.llama_model_get_vocab(model)
        assert context is not None and vocab is not None
        self.model, self.context, self.vocab = model, context, vocab
        self._chain = llama.llama_sampler_chain_init(llama.llama_sampler_chain_default_params())
        for sampler in (
            llama.llama_sampler_init_top_p(manner.top_p, 1),
            llama.llama_sampler_init_temp(manner.temperature),
            llama.llama_sampler_init_dist(1),
        ):
            llama.llama_sampler_chain_add(self._chain, sampler)

    def close(self) -> None:
        """Free everything."""
        llama.llama_sampler_free(self._chain)
        llama.llama_free(self.context)
        llama.llama_model_free(self.model)

    def tokens(self, segments: Sequence[Segment]) -> list[int]:
        """Tokens of a prompt, as the app makes them."""
        found: list[int] = []
        for segment in segments:
            data = segment.text.encode()
            room = (llama.llama_token * (len(data) + 8))()
            count = llama.llama_tokenize(self.vocab, data, len(data), room, len(room), False, segment.special)
            found += room[:count]
        return found

    def speak(self, prompt: list[int], count: int) -> tuple[float, float]:
        """Seconds to the first token and to the last, of ``count`` whatever they are."""
        begin, first = time.perf_counter(), 0.0
        memory = llama.llama_get_memory(self.context)
        assert memory is not None
        llama.llama_memory_clear(memory, False)
        text, buffer, one = b"", ctypes.create_string_buffer(64), (llama.llama_token * 1)()
        tokens = (llama.llama_token * len(prompt))(*prompt)
        llama.llama_decode(self.context, llama.llama_batch_get_one(tokens, len(prompt)))
        for number in range(count):
            one[0] = llama.llama_sampler_sample(self._chain, self.context, -1)
            size = llama.llama_token_to_piece(self.vocab, one[0], buffer, len(buffer), 0, False)
            text += buffer.raw[: max(0, size)]
            first = first or time.perf_counter() - begin
            if number + 1 < count:
                llama.llama_decode(self.context, llama.llama_batch_get_one(one, 1))
        return first, time.perf_counter() - begin


@dataclass(frozen=True, slots=True)
class Round:
    """One reply of each, in seconds and tokens a second."""

    app_first: float
    app_whole: float
    app_settled: float
    child: float
    bare_first: float
    bare_whole: float
    tokens: int


async def one_round(app: App, bare: Bare, text: str, prompt: list[int]) -> Round | None:
    """A reply in a new conversation, then as many tokens bare; None for a reply of under two tokens."""
    came: list[float] = []
    done: list[ev.MessageFinished] = []
    leave = [
        app.bus.subscribe(ev.MessageStreamed, lambda _: came.append(time.perf_counter())),
        app.bus.subscribe(ev.MessageFinished, done.append),
    ]
    begin = time.perf_counter()
    await app.chat.send(text)
    settled = time.perf_counter() - begin
    for stop in leave:
        stop()
    reply = done[-1]
    if reply.tokens < 2 or not came:
        return None
    first, whole = bare.speak(prompt, reply.tokens)
    return Round(
        came[0] - begin, came[-1] - begin, settled, reply.tokens / reply.seconds, first, whole, reply.tokens
    )


def lines(report: Report, name: str, prompt: int, rounds: list[Round]) -> None:
    """Medians of both and the median of the ratios."""

    def add(what: str, app: list[float], bare: list[float]) -> None:
        ratio = statistics.median(a / b for a, b in zip(app, bare, strict=True))
        report.add(name, what, prompt, statistics.median(app), statistics.median(bare), round(ratio, 3))

    bare = [r.tokens / r.bare_whole for r in rounds]
    add("tokens/s, sent to last word shown", [r.tokens / r.app_whole for r in rounds], bare)
    add("tokens/s, inside the child", [r.child for r in rounds], bare)
    add("first word, ms", [1000 * r.app_first for r in rounds], [1000 * r.bare_first for r in rounds])
    add("last word, ms", [1000 * r.app_whole for r in rounds], [1000 * r.bare_whole for r in rounds])
    add("saved and judged, ms", [1000 * r.app_settled for r in rounds], [1000 * r.bare_whole for r in rounds])


async def run(home: Path, count: int, report: Report) -> int:
    """Both prompts; returns the median length of a reply."""
    lengths: list[int] = []
    async with open_app(home) as app:
        if await app.birth.needed():
            await app.birth.be_born()
        head = await app.generations.head()
        voice = await app.generations.voice(head.id)
        bare = Bare(voice.gguf, voice.context, style(head.age))
        filler = FILLER * (LONG // len(bare.tokens([Segment(FILLER, False)])))
        await app.chat.send("Hello.")  # the child is loaded before the first round
        for name, more in (("1 turn", ""), (f"{LONG} tokens", f" {filler}")):
            rounds: list[Round] = []
            size = 0
            for number in range(count):
                text = f"{number} greetings to you, Luna.{more}"
                prompt = bare.tokens(voice.template.render([Turn("person", text.strip())]))
                size = len(prompt)
                if (found := await one_round(app, bare, text, prompt)) is not None:
                    rounds.append(found)
            lengths += [r.tokens for r in rounds]
            lines(report, name, size, rounds)
        bare.close()
    return round(statistics.median(lengths))


def main() -> None:
    """Print the table."""
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=15, help="replies of each kind (15)")
    chosen = parser.parse_args()
    columns = ("prompt", "figure", "prompt tokens", "app", "bare", "app / bare")
    report = Report("chat_speed", columns, chosen.json)
    with home_of(chosen.home) as home:
        length = asyncio.run(run(home, chosen.rounds, report))
    report.show(threads=default_threads(), rounds=chosen.rounds, median_reply_tokens=length)


if __name__ == "__main__":
    main()
