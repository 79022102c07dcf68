"""The project must run on Linux, Windows and macOS: no call that only one of them has, unguarded."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.project.tree import files, named

# Attributes that Windows lacks, or that mean something else there.
POSIX_ONLY = {
    "os": {
        "fork",
        "forkpty",
        "getuid",
        "geteuid",
        "getgid",
        "kill",
        "killpg",
        "setsid",
        "getpgid",
        "setpgid",
        "mkfifo",
        "nice",
        "wait3",
        "wait4",
        "statvfs",
        "uname",
        "sched_getaffinity",
        "sched_setaffinity",
        "chown",
        "O_DIRECTORY",
        "system",
        "popen",
    },
    "signal": {
        "SIGKILL",
        "SIGHUP",
        "SIGALRM",
        "SIGUSR1",
        "SIGUSR2",
        "SIGSTOP",
        "SIGCONT",
        "SIGCHLD",
        "alarm",
    },
    "asyncio": {"create_subprocess_exec", "create_subprocess_shell"},
    "time": {"tzset"},
}
POSIX_MODULES = {"fcntl", "pwd", "grp", "termios", "tty", "pty", "resource", "curses", "readline", "syslog"}
TEXT_METHODS = {"read_text", "write_text"}
HARD_PATH = re.compile(r"^(/(tmp|home|usr|etc|var|opt|dev|proc|root|mnt|bin)(/|$)|[A-Za-z]:\\)")
NOT_PORTABLE_TIME = re.compile(r"%-[a-zA-Z]")
# Looked at only where they exist, with a way out elsewhere.
ALLOWED_PATHS = {
    "/proc/cpuinfo": ("resources/setup/setup.py", "benchmarks/common.py"),
    "/etc/a.json": ("tests/transcripts/test_bounds.py",),  # names in a zip that lead out of it
    "C:\\a.json": ("tests/transcripts/test_bounds.py",),
    "/home/mara/.local/share/luna-desktop": ("tests/ui/fakes.py",),  # shown, never opened
}


class Walk(ast.NodeVisitor):
    """Collects offenders; what stands under a question about the platform is guarded."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.guarded = 0
        self.found: list[str] = []
        self.docstrings: set[int] = set()

    def report(self, node: ast.AST, what: str) -> None:
        if not self.guarded:
            self.found.append(f"{self.name}:{getattr(node, 'lineno', 0)}: {what}")

    def _guarded(self, nodes: list[ast.AST]) -> None:
        self.guarded += 1
        for node in nodes:
            self.visit(node)
        self.guarded -= 1

    def visit_If(self, node: ast.If) -> None:
        if is_guard(node.test):
            self._guarded([node.test, *node.body, *node.orelse])
        else:
            self.generic_visit(node)

    def visit_IfExp(self, node: ast.IfExp) -> None:
        if is_guard(node.test):
            self._guarded([node.body, node.orelse])
        else:
            self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        if is_guard(node.values[0]):
            self._guarded(list(node.values))
        else:
            self.generic_visit(node)

    def _definition(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
        # A test that skips elsewhere says so above itself.
        if any("skipif" in ast.unparse(d) and "platform" in ast.unparse(d) for d in node.decorator_list):
            self._guarded([*node.body])
        else:
            self.generic_visit(node)

    visit_FunctionDef = _definition  # noqa: N815
    visit_AsyncFunctionDef = _definition  # noqa: N815
    visit_ClassDef = _definition  # noqa: N815

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.value, ast.Name) and node.attr in POSIX_ONLY.get(node.value.id, ()):
            self.report(node, f"{node.value.id}.{node.attr}")
        if node.attr in ("add_signal_handler", "connect_read_pipe"):
            self.report(node, node.attr)
        self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.name.partition(".")[0] in POSIX_MODULES:
                self.report(node, f"import {alias.name}")

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = node.module or ""
        if module in POSIX_MODULES:
            self.report(node, f"from {module} import ...")
        for alias in node.names:
            if alias.name in POSIX_ONLY.get(module, ()):
                self.report(node, f"from {module} import {alias.name}")

    def visit_Call(self, node: ast.Call) -> None:
        keywords = {k.arg: k.value for k in node.keywords}
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if is_true(keywords.get("shell")):
            self.report(node, "shell=True")
        if "preexec_fn" in keywords:
            self.report(node, "preexec_fn")
        if (is_true(keywords.get("text")) or "universal_newlines" in keywords) and "encoding" not in keywords:
            self.report(node, "text=True without encoding")
        if name == "get_context" and any(
            isinstance(a, ast.Constant) and a.value == "fork" for a in node.args
        ):
            self.report(node, "fork start method")
        if self._text_without_encoding(node, name, keywords):
            self.report(node, f"{name}() of text without encoding")
        self.generic_visit(node)

    def _text_without_encoding(self, node: ast.Call, name: str, keywords: dict[str | None, ast.expr]) -> bool:
        if "encoding" in keywords:
            return False
        if name in TEXT_METHODS:
            return len(node.args) < (1 if name == "read_text" else 2)
        if name not in ("open", "fdopen") or (
            isinstance(node.func, ast.Attribute) and is_module(node.func, "os", "open")
        ):
            return False
        position = 0 if isinstance(node.func, ast.Attribute) and name == "open" else 1
        mode = keywords.get("mode") or (node.args[position] if len(node.args) > position else None)
        if mode is None:
            # A method called open without a mode need not be a file's; ruff knows those of paths.
            return isinstance(node.func, ast.Name)
        return isinstance(mode, ast.Constant) and isinstance(mode.value, str) and is_text_mode(mode.value)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # docstrings may speak of anything
            self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if not isinstance(node.value, str):
            return
        if HARD_PATH.match(node.value) and self.name not in ALLOWED_PATHS.get(node.value, ()):
            self.report(node, f"a hard path {node.value!r}")
        if NOT_PORTABLE_TIME.search(node.value):
            self.report(node, f"a time format of glibc {node.value!r}")


def is_guard(test: ast.expr) -> bool:
    text = ast.unparse(test)
    return any(
        word in text
        for word in ("sys.platform", "os.name", "hasattr(os", "hasattr(signal", "platform.system")
    )


def is_true(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is True


def is_module(function: ast.Attribute, module: str, attribute: str) -> bool:
    return isinstance(function.value, ast.Name) and function.value.id == module and function.attr == attribute


def is_text_mode(mode: str) -> bool:
    return bool(mode) and set(mode) <= set("rwaxt+") and "b" not in mode


def offenders(source: str, name: str = "sample.py") -> list[str]:
    walk = Walk(name)
    walk.visit(ast.parse(source))
    return walk.found


def sources() -> Iterator[Path]:
    own = named(Path(__file__))
    return (path for path in files(".py") if named(path) != own)


def test_no_file_has_an_unguarded_offender() -> None:
    found = [line for path in sources() for line in offenders(path.read_text(encoding="utf-8"), named(path))]
    # What a test writes for itself is ASCII, which every default encoding knows.
    found = [line for line in found if not (line.startswith("tests/") and line.endswith("without encoding"))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "offence",
    [
        "import os\nos.fork()",
        "import os\nx = os.getuid() == 0",
        "import os, signal\nos.kill(1, 9)",
        "import signal\nx = signal.SIGKILL",
        "from signal import SIGKILL",
        "import fcntl",
        "p = '/tmp/x'",
        "import subprocess\nsubprocess.run('ls', shell=True)",
        "import subprocess\nsubprocess.run(['ls'], text=True)",
        "open('a')",
        "open('a', 'w')",
        "from pathlib import Path\nPath('a').open('w')",
        "from pathlib import Path\nPath('a').read_text()",
        "import time\ntime.strftime('%-d')",
        "loop.add_signal_handler(2, f)",
    ],
)
def test_the_walk_finds(offence: str) -> None:
    assert offenders(offence)


@pytest.mark.parametrize(
    "fine",
    [
        "import os, sys\nif sys.platform != 'win32':\n    os.kill(1, 9)",
        "import os\nx = hasattr(os, 'geteuid') and os.geteuid() == 0",
        "import sys\nif sys.platform == 'win32':\n    import msvcrt\nelse:\n    import fcntl",
        "open('a', 'rb')",
        "open('a', encoding='utf-8')",
        "import os\nos.open('a', os.O_RDONLY)",
        "from pathlib import Path\nPath('a').open('ab')",
        "'''A docstring about /tmp.'''",
        "import subprocess\nsubprocess.run(['ls'], text=True, encoding='utf-8')",
    ],
)
def test_the_walk_lets_pass(fine: str) -> None:
    assert not offenders(fine)


def test_no_file_names_the_machine_it_was_written_on() -> None:
    machine = [
        "/" + "work/",
        ".." + "/shared",
        "/opt" + "/wheels",
        "/opt" + "/pypi",
        "/tmp" + "/luna",
        "PIP_" + "CERT",
    ]
    found = [
        f"{named(path)}: {word}"
        for path in files()
        for word in machine
        if word in path.read_text(encoding="utf-8", errors="replace")
    ]
    assert not found, "\n".join(found)


def test_text_files_end_their_lines_alike() -> None:
    found = [
        named(path) for path in files(".py", ".md", ".toml", ".txt", ".json") if b"\r\n" in path.read_bytes()
    ]
    assert not found, found
