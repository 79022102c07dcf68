"""The inference child: serves one GGUF over the line protocol."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.prompt import Segment
from luna_desktop.domain.speech import Adapter, Reply
from luna_desktop.workers import protocol
from luna_desktop.workers.child import ParentLink
from luna_desktop.workers.protocol import Message

if TYPE_CHECKING:
    from luna_desktop.inference.answering import Answerer
    from luna_desktop.inference.engine import Engine
    from luna_desktop.inference.scoring import Scorer

FLUSH_SECONDS = 0.03


def main() -> int:
    """Serve until told to stop."""
    worker = InferenceWorker()
    worker.serve()
    return 0


class TokenStream:
    """Joins pieces of text so that the pipe carries about thirty messages a second."""

    def __init__(self, send: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._send = send
        self._clock = clock
        self._parts: list[str] = []
        self._sent_at = -FLUSH_SECONDS

    def add(self, text: str) -> None:
        """Take a piece; the first of a reply goes out at once."""
        self._parts.append(text)
        if self._clock() - self._sent_at >= FLUSH_SECONDS:
            self.flush()

    def flush(self) -> None:
        """Send what is held back."""
        if self._parts:
            self._send("".join(self._parts))
            self._parts.clear()
            self._sent_at = self._clock()


class InferenceWorker:
    """Answers requests one after another; cancelling overtakes them in the reader thread."""

    def __init__(self) -> None:
        self._cancelled: set[int] = set()
        self._link = ParentLink("inference", self._overtake)
        self._engine: Engine | None = None
        self._scorer: Scorer | None = None
        self._answerer: Answerer | None = None
        self._log: object = None

    def serve(self) -> None:
        """Handle requests until it is time to stop."""
        try:
            for message in self._link.requests():
                self._handle(message)
        finally:
            self._unload()

    def _overtake(self, message: Message) -> bool:
        if message["type"] != "cancel":
            return False
        if isinstance(message.get("id"), int):
            self._cancelled.add(message["id"])
        return True

    def _handle(self, message: Message) -> None:
        number = message.get("id")
        request = number if isinstance(number, int) else -1
        handlers = {
            "load": self._load,
            "wear": self._wear,
            "read": self._read,
            "generate": self._generate,
            "answer": self._answer,
            "score": self._score,
        }
        handler = handlers.get(message["type"])
        if handler is None:
            return
        try:
            self._link.send({"type": "result", "id": request, **handler(request, message)})
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            _note(protocol.places(error))
            malformed = "A request to the inference process was malformed."
            self._link.fail(LunaError("bad-request", malformed), request)
        except Exception as error:
            self._link.fail(error, request)
        finally:
            self._cancelled.discard(request)

    def _load(self, _request: int, message: Message) -> dict[str, Any]:
        from luna_desktop.inference.engine import Engine, silence_log

        path, n_ctx, threads = Path(message["path"]), int(message["n_ctx"]), int(message["threads"])
        adapters = _adapters(message["adapters"])
        self._unload()
        if self._log is None:
            self._log = silence_log(_note)
        ways = {name: bool(message[name]) for name in ("bursts", "inward")}
        engine = self._engine = Engine(path, n_ctx, threads, adapters, **ways)
        return {"size": engine.size, "n_ctx": engine.n_ctx, "vocab": engine.n_vocab}

    def _wear(self, _request: int, message: Message) -> dict[str, Any]:
        adapters = _adapters(message["adapters"])
        self._drop_contexts()
        self._loaded().wear(adapters)
        return {}

    def _drop_contexts(self) -> None:
        scorer, self._scorer = self._scorer, None
        if scorer is not None:
            scorer.close()
        answerer, self._answerer = self._answerer, None
        if answerer is not None:
            answerer.close()

    def _unload(self) -> None:
        self._drop_contexts()
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.close()

    def _read(self, request: int, message: Message) -> dict[str, Any]:
        self._loaded().read(_segments(message["segments"]), self._stopped(request))
        return {}

    def _generate(self, request: int, message: Message) -> dict[str, Any]:
        from luna_desktop.inference.engine import Sampling

        segments = _segments(message["segments"])
        sampling = Sampling(
            max_tokens=int(message["max_tokens"]),
            temperature=float(message["temperature"]),
            top_p=float(message["top_p"]),
            seed=int(message["seed"]),
            repeat_penalty=float(message["repeat_penalty"]),
            inner_only=bool(message["inner_only"]),
        )
        stream = TokenStream(lambda text: self._link.send({"type": "token", "id": request, "text": text}))
        reply = self._loaded().generate(segments, sampling, stream.add, self._stopped(request))
        stream.flush()
        return _plain(reply)

    def _answer(self, request: int, message: Message) -> dict[str, Any]:
        from luna_desktop.inference.answering import Answerer

        items = [(_segments(item["segments"]), _text(item["only"])) for item in message["items"]]
        max_tokens = int(message["max_tokens"])
        if self._answerer is None:
            self._answerer = Answerer(self._loaded())
        inner_only = bool(message["inner_only"])
        replies = self._answerer.answer(items, max_tokens, self._stopped(request), inner_only=inner_only)
        if replies is None:
            raise LunaError("cancelled", "The answering was stopped.")
        return {"replies": [_plain(reply) for reply in replies]}

    def _score(self, request: int, message: Message) -> dict[str, Any]:
        from luna_desktop.inference.scoring import Scorer

        items = [(_segments(item["segments"]), _text(item["continuation"])) for item in message["items"]]
        if self._scorer is None:
            self._scorer = Scorer(self._loaded())
        scores = self._scorer.score(items, self._stopped(request))
        if scores is None:
            raise LunaError("cancelled", "The scoring was stopped.")
        return {
            "logprobs": [score.logprob for score in scores],
            "tokens": [score.tokens for score in scores],
            "bytes": [score.bytes for score in scores],
        }

    def _stopped(self, request: int) -> Callable[[], bool]:
        stopping, cancelled = self._link.stopping, self._cancelled
        return lambda: request in cancelled or stopping.is_set()

    def _loaded(self) -> Engine:
        if self._engine is None:
            raise LunaError("not-loaded", "No generation is loaded.", "", "Load one first.")
        return self._engine


def _note(line: str) -> None:
    """A line for the log; never with text of a chat in it."""
    print(line, file=sys.stderr, flush=True)  # noqa: T201


def _plain(reply: Reply) -> dict[str, Any]:
    return {"text": reply.text, "tokens": reply.tokens, "seconds": reply.seconds, "finish": reply.finish}


def _text(data: Any) -> str | None:
    return None if data is None else str(data)


def _adapters(data: Any) -> list[Adapter]:
    return [Adapter(Path(path), float(scale)) for path, scale in data]


def _segments(data: Any) -> list[Segment]:
    return [Segment(str(text), bool(special)) for text, special in data]
