"""The command line: parses, finds the verb, turns every ending into an exit code."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import luna_desktop
from luna_desktop.cli import growing, growth, importing, lessons, making, talk, timeline, view
from luna_desktop.cli.context import (
    INTERRUPTED,
    TROUBLE,
    USAGE,
    WRONG_USAGE,
    Context,
    home_of,
    path_of,
    wrong_usage,
)
from luna_desktop.cli.output import Output, fit_streams, interrupted
from luna_desktop.cli.parts import Parts
from luna_desktop.domain.errors import LunaError

DESCRIPTION = "A companion on your own computer that starts knowing nothing and truly grows."
EPILOG = """\
Without a verb the window opens. A GENERATION is an id or a number on the current line.
Exit codes: 0 good, 1 trouble that a sentence explains, 2 wrong usage, 130 interrupted.
"""


class Parser(argparse.ArgumentParser):
    """Tells wrong usage like any other trouble, so that scripts get their document."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        raise wrong_usage(self.prog, message)


def build_parser() -> argparse.ArgumentParser:
    """All verbs; ``--home`` and ``--json`` may stand before or after the verb."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--home",
        type=path_of,
        metavar="DIR",
        default=argparse.SUPPRESS,
        help="where Luna lives (else LUNA_HOME)",
    )
    shared.add_argument(
        "--json",
        action="store_true",
        default=argparse.SUPPRESS,
        help="one JSON document on stdout, everything else on stderr",
    )
    parser = Parser(
        prog="luna",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        parents=[shared],
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"luna {luna_desktop.__version__}")
    verbs = parser.add_subparsers(metavar="VERB", title="verbs")
    for group in (growth, talk, lessons, timeline, importing, growing, making, view):
        group.register(verbs, shared)
    return parser


def main(argv: Sequence[str], parts: Parts) -> int:
    """Run one call.

    Returns:
        0 good, 1 known trouble or a bug, 2 wrong usage (a sentence on stderr each), 130 interrupted.

    Raises:
        SystemExit: argparse's own, with 0 for ``--help``.
    """
    fit_streams()
    out = Output(as_json="--json" in argv)  # until it is parsed, which may go wrong
    home: Path | None = None
    try:
        args = build_parser().parse_args(argv)
        out = Output(as_json=getattr(args, "json", False))
        home = home_of(path_of(str(getattr(args, "home", None) or parts.default_home())))
        if not hasattr(args, "run"):
            return parts.show_window(home)
        return args.run(Context(args, out, parts, home))
    except LunaError as error:
        out.error(error)
        return USAGE if error.code == WRONG_USAGE else TROUBLE
    except KeyboardInterrupt:
        out.error(interrupted())
        return INTERRUPTED
    except Exception as error:
        out.error(_bug(error, home))
        return TROUBLE


def _bug(error: Exception, home: Path | None) -> LunaError:
    """A sentence for a fault of ours; its report holds no message text, which could quote the chat."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    head = f"{time.strftime('%Y-%m-%d %H:%M:%S')} luna {luna_desktop.__version__} {type(error).__name__}"
    report = f"{head}\n{frames}\n"
    where = "and could not be written down."
    for folder in (home, Path(tempfile.gettempdir())):
        if folder is None:
            continue
        path = folder / "luna-errors.log"
        try:
            with path.open("a", encoding="utf-8") as file:
                file.write(report)
        except OSError:
            continue
        where = f"and is written down in {path}."
        break
    return LunaError(
        "bug",
        "Something went wrong that Luna did not expect.",
        f"It is a fault in the program ({type(error).__name__}), {where}",
        "Please report it with that file; it holds no chat text.",
    )
