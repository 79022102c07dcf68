"""Verbs of looking: bases, doctor, demo, screenshot."""

from __future__ import annotations

import argparse
import re
from typing import Any

from luna_desktop.cli.context import GOOD, Context, add_force, may_write, path_of, wrong_usage
from luna_desktop.exporting import exported

PAGES = ("chat", "growth", "timeline", "welcome", "settings")
THEMES = ("dark", "light")
LARGEST = 8192


def register(verbs: Any, shared: argparse.ArgumentParser) -> None:
    """Add the verbs of this file."""
    bases = verbs.add_parser(
        "bases", parents=[shared], help="list what she can be born from, with licence, size and speed"
    )
    bases.add_argument(
        "--measure", action="store_true", help="try now, and anew, how fast she learns on each"
    )
    bases.add_argument(
        "--get",
        metavar="NAME",
        help="fetch a base from its hub, or go on with it; Ctrl+C pauses. Nothing else opens a connection",
    )
    bases.add_argument("--discard", metavar="NAME", help="take away what came of a paused one")
    bases.add_argument("--connections", action="store_true", help="show every connection that was ever made")
    bases.set_defaults(run=_bases)

    doctor = verbs.add_parser("doctor", parents=[shared], help="check machine, libraries, disk and her home")
    doctor.set_defaults(run=_doctor)

    demo = verbs.add_parser(
        "demo", parents=[shared], help="a first life in minutes: birth, 12 facts, an age-up"
    )
    demo.set_defaults(run=_demo)

    screenshot = verbs.add_parser("screenshot", parents=[shared], help="save a picture of the real window")
    screenshot.add_argument("path", type=path_of, metavar="PATH", help="the PNG file to write")
    screenshot.add_argument("--page", choices=PAGES, default="chat", help="what it shows (chat)")
    screenshot.add_argument("--theme", choices=THEMES, default="dark", help="(dark)")
    screenshot.add_argument(
        "--size", type=_size, default=(1280, 800), metavar="WxH", help="in pixels (1280x800)"
    )
    add_force(screenshot)
    screenshot.set_defaults(run=_screenshot)


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{2,4})x(\d{2,4})", text)
    if not found or not all(100 <= int(n) <= LARGEST for n in found.groups()):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size like 1280x800 (100 to {LARGEST} each way)")
    return int(found[1]), int(found[2])


def _bases(context: Context) -> int:
    from luna_desktop.cli import bases, fetching

    args = context.args
    verbs = {
        "get": (args.get is not None, fetching.get),
        "discard": (args.discard is not None, fetching.discard),
        "connections": (args.connections, fetching.connections),
        "measure": (args.measure, bases.run),
    }
    asked = [name for name, (given, _) in verbs.items() if given]
    if len(asked) > 1:
        raise wrong_usage("luna bases", f"--{asked[0]} and --{asked[1]} are asked for one at a time")
    return verbs[asked[0]][1](context) if asked else bases.run(context)


def _doctor(context: Context) -> int:
    from luna_desktop.cli import doctor

    return doctor.run(context)


def _demo(context: Context) -> int:
    from luna_desktop.cli import demo

    return demo.run(context)


def _screenshot(context: Context) -> int:
    import asyncio  # slow to load, and --help does without

    args = context.args
    replace = asyncio.run(may_write(context, args.path))
    with exported(args.path, context.home, replace=replace) as beside:
        context.parts.take_screenshot(context.home, beside, args.page, args.theme, args.size)
    context.out.document(
        {"path": str(args.path), "page": args.page, "theme": args.theme, "size": list(args.size)}
    )
    context.out.line(str(args.path))
    return GOOD
