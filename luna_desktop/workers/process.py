"""The parent's side of a child process: start, talk, watch, stop. Blocking core, no event loop."""

from __future__ import annotations

import contextlib
import io
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil

import luna_desktop
from luna_desktop.domain.errors import LunaError
from luna_desktop.workers import protocol
from luna_desktop.workers.child import PARENT_PID
from luna_desktop.workers.protocol import Message
from luna_desktop.workers.stderr import StderrKeeper

HEARTBEAT_TIMEOUT = 30.0
_TICK = 0.5
_WINDOWS_EXITS = {
    0xC0000005: "access violation",
    0xC000001D: "illegal instruction",
    0xC00000FD: "stack overflow",
    0xC0000409: "abort",
    0xC000013A: "interrupted",
}


def worker_command(name: str) -> list[str]:
    """The command line that starts our own program as the worker ``name``."""
    module = [] if getattr(sys, "frozen", False) else ["-m", "luna_desktop"]
    return [sys.executable, *module, "--worker", name]


def child_environment(*, hub: bool = False) -> dict[str, str]:
    """The environment of a child; ``hub`` lets it fetch a chosen base, unless the person set that offline."""
    env = dict(os.environ)
    env.update(
        OMP_WAIT_POLICY="passive",
        TOKENIZERS_PARALLELISM="false",
        PYTHONUTF8="1",
        PYTHONFAULTHANDLER="1",
        UNSLOTH_DISABLE_STATISTICS="1",
    )
    if not hub:
        env["HF_HUB_OFFLINE"] = "1"
    if not getattr(sys, "frozen", False):
        root = str(Path(luna_desktop.__file__).parents[1])
        env["PYTHONPATH"] = os.pathsep.join(p for p in (root, env.get("PYTHONPATH", "")) if p)
        env["PYTHONSAFEPATH"] = "1"
    env[PARENT_PID] = str(os.getpid())
    return env


class ChildProcess:
    """One child speaking the line protocol.

    ``on_message`` is called in the reader thread with every message except
    heartbeats and hello. ``on_exit`` is called once, after the last message:
    with None when we stopped the child, else with the reason as a LunaError
    (``child-died``, ``child-silent``, ``child-protocol``).
    """

    def __init__(
        self,
        command: Sequence[str],
        *,
        on_message: Callable[[Message], None],
        on_exit: Callable[[LunaError | None], None],
        env: Mapping[str, str] | None = None,
        name: str = "helper",
        heartbeat_timeout: float = HEARTBEAT_TIMEOUT,
        log: Path | None = None,
    ) -> None:
        self.name = name
        self._on_message = on_message
        self._on_exit = on_exit
        self._timeout = heartbeat_timeout
        self._stopping = False
        self._failure: LunaError | None = None
        self._last_seen = time.monotonic()
        self._in_callback = False
        self._outbox: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._eof = threading.Event()
        self._exited = threading.Event()
        self._process = self._start(command, child_environment() if env is None else env)
        self.pid = self._process.pid
        self._stderr = StderrKeeper(_pipe(self._process.stderr), name, log)
        for target in (self._read, self._write, self._watch):
            threading.Thread(target=target, name=f"luna-{name}{target.__name__}", daemon=True).start()

    def _start(self, command: Sequence[str], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
        try:
            return subprocess.Popen(
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=dict(env),
                bufsize=0,
                # A Ctrl+C in the terminal is for the parent, which then stops us in order.
                start_new_session=sys.platform != "win32",
                creationflags=flags,
            )
        except OSError as error:
            raise LunaError(
                "child-start",
                f"The {self.name} process could not be started.",
                f"The system says: {error.strerror or error}.",
                "Close some programs and try again.",
            ) from error

    @property
    def running(self) -> bool:
        """Whether the child has not ended yet."""
        return not self._exited.is_set()

    @property
    def stderr_tail(self) -> str:
        """The child's last lines on stderr, for diagnostics."""
        return self._stderr.tail

    def send(self, message: Mapping[str, Any]) -> None:
        """Queue a message for the child; never blocks, and a dead child ignores it."""
        self._outbox.put(protocol.encode(message))

    def stop(self, grace: float = 5.0, *, save: bool = True) -> None:
        """Stop ladder: ask, wait ``grace`` seconds, terminate the tree, kill the tree. Blocks."""
        self._stopping = True
        tree = self._tree()
        if self.running:
            self.send({"type": "stop", "save": save})
            self._outbox.put(None)
            self._exited.wait(grace)
        _end_tree({*tree, *self._tree()})
        self._exited.wait(5.0)

    def kill(self) -> None:
        """End the child and its descendants at once."""
        self._stopping = True
        _end_tree(self._tree(), patience=0.0)
        self._exited.wait(5.0)

    def wait(self, timeout: float | None = None) -> bool:
        """Whether the child ended within ``timeout`` seconds."""
        return self._exited.wait(timeout)

    def _tree(self) -> set[psutil.Process]:
        try:
            if self._process.returncode is not None:
                return set()
            root = psutil.Process(self.pid)
            return {root, *root.children(recursive=True)}
        except psutil.Error:
            return set()

    def _read(self) -> None:
        decoder = protocol.Decoder()
        pipe = _pipe(self._process.stdout)
        try:
            while data := pipe.read(65536):
                self._last_seen = time.monotonic()
                self._in_callback = True
                for message in decoder.feed(data):
                    self._take(message)
                self._in_callback = False
        except (OSError, ValueError):
            pass  # the pipe broke: the same as its end
        finally:
            self._in_callback = False
            self._eof.set()

    def _take(self, message: Message) -> None:
        kind = message["type"]
        if kind == "hello" and message.get("protocol") != protocol.PROTOCOL:
            self._fail("child-protocol", "belongs to another version of this program", "Install it anew.")
        elif kind not in ("heartbeat", "hello"):
            self._on_message(message)

    def _write(self) -> None:
        pipe = _pipe(self._process.stdin)
        with contextlib.suppress(OSError, ValueError):
            while line := self._outbox.get():
                while line:
                    line = line[pipe.write(line) or 0 :]
        with contextlib.suppress(OSError):
            pipe.close()

    def _watch(self) -> None:
        before = time.monotonic()
        while not self._eof.wait(_TICK) and self._process.poll() is None:
            now = time.monotonic()
            if now - before > 10 * _TICK:  # this computer slept, and the child with it
                self._last_seen = now
            before = now
            if not self._in_callback and now - self._last_seen > self._timeout:
                seconds = round(self._timeout)
                self._fail("child-silent", f"gave no sign of life for {seconds} seconds", "Try again.")
        self._finish()

    def _fail(self, code: str, what: str, next_step: str) -> None:
        if not self._stopping and self._failure is None:
            why = "It was ended."
            self._failure = LunaError(code, f"The {self.name} process {what}.", why, next_step)
        _end_tree(self._tree(), patience=0.0)

    def _finish(self) -> None:
        """After EOF or death: reap, drain what is left, report once."""
        try:
            code = self._process.wait(_TICK * 4)
        except subprocess.TimeoutExpired:  # it closed its pipe but lives
            _end_tree(self._tree(), patience=0.0)
            code = self._process.wait()
        self._eof.wait(1.0)
        self._outbox.put(None)
        self._stderr.join(1.0)
        if self._eof.is_set():
            _pipe(self._process.stdout).close()
        error = self._failure
        if error is None and not self._stopping:
            error = death(self.name, code)
        self._exited.set()
        self._on_exit(error)


def death(name: str, code: int) -> LunaError:
    """What an unexpected exit code means, as one plain sentence."""
    how, why = _exit_reason(code)
    return LunaError("child-died", f"The {name} process ended unexpectedly ({how}).", why, "Try again.")


def _exit_reason(code: int) -> tuple[str, str]:
    if code < 0:
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        if name == "SIGKILL":
            return f"killed by {name}", "Another program or the system, short of memory, ended it."
        if name in ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE"):
            return f"crashed with {name}", "A library in it failed, or a file it read is damaged."
        return f"ended by {name}", ""
    known = _WINDOWS_EXITS.get(code & 0xFFFFFFFF)
    if known:
        return f"crashed: {known}", "A library in it failed, or a file it read is damaged."
    return f"exit code {code}", ""


def _end_tree(tree: set[psutil.Process], patience: float = 0.4) -> None:
    """Terminate, wait ``patience`` seconds, then kill what is left."""
    alive = [process for process in tree if process.is_running()]
    if not alive:
        return
    if patience > 0:
        for process in alive:
            with contextlib.suppress(psutil.Error):
                process.terminate()
        _, alive = psutil.wait_procs(alive, timeout=patience)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()


def _pipe(stream: object) -> io.FileIO:
    assert isinstance(stream, io.FileIO)
    return stream
