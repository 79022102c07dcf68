"""Where every start begins: the window, a command-line verb, or a worker process."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Sequence
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from luna_desktop.cli.parts import Parts
    from luna_desktop.services.app import App
    from luna_desktop.services.downloads import Downloads
    from luna_desktop.services.prospects import Prospects

WORKERS = ("inference", "training", "hub", "embryo", "skills")


def main(argv: Sequence[str] | None = None) -> int:
    """Choose what to start by the arguments; nothing heavy is imported before the choice."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["--worker"]:
        return _worker(arguments[1:])
    try:
        from luna_desktop.cli.main import main as run_cli

        parts = _parts()
    except KeyboardInterrupt:
        return _stopped_early(arguments)
    return run_cli(arguments, parts)


def _stopped_early(arguments: list[str]) -> int:
    """Ctrl+C before there was a command line that could tell it."""
    from luna_desktop.cli.context import INTERRUPTED
    from luna_desktop.cli.output import Output, fit_streams, interrupted

    fit_streams()
    Output(as_json="--json" in arguments).error(interrupted())
    return INTERRUPTED


def _parts() -> Parts:
    """What the command line cannot know by itself, imported when it is used."""
    from luna_desktop.cli.parts import Parts

    def open_app(home: Path) -> App:
        from luna_desktop import bootstrap

        return bootstrap.open_app(home)

    def inspect(home: Path) -> Awaitable[tuple[list[str], int]]:
        from luna_desktop import bootstrap

        return bootstrap.inspect(home)

    def prospects(home: Path) -> AbstractAsyncContextManager[Prospects]:
        from luna_desktop import bootstrap

        return bootstrap.prospects(home)

    def downloads() -> AbstractAsyncContextManager[Downloads]:
        from luna_desktop import bootstrap

        return bootstrap.downloads()

    def default_home() -> Path:
        from luna_desktop import resources

        return resources.default_home()

    def show_window(home: Path) -> int:
        from luna_desktop import window

        return window.show_window(home)

    def take_screenshot(home: Path, path: Path, page: str, theme: str, size: tuple[int, int]) -> None:
        from luna_desktop import window

        window.take_screenshot(home, path, page, theme, size)

    def draw(svg: str, path: Path) -> None:
        from luna_desktop import window

        window.draw(svg, path)

    return Parts(open_app, inspect, show_window, take_screenshot, default_home, draw, prospects, downloads)


def _worker(arguments: list[str]) -> int:
    """The hidden flag with which the app starts its own children."""
    name = arguments[0] if arguments else ""
    if name == "embryo":
        from luna_desktop.training.embryo_worker import main as train_embryo

        return train_embryo(arguments[1:])
    if name == "skills":
        from luna_desktop.training.skills_worker import main as train_skills

        return train_skills(arguments[1:])
    if name == "inference":
        from luna_desktop.inference.worker import main as run
    elif name == "training":
        from luna_desktop.training.worker import main as run
    elif name == "hub":
        from luna_desktop.hub.worker import main as run
    else:
        sys.stderr.write(f"luna: no such worker; there are {' and '.join(WORKERS)}\n")
        return 2
    return run()


if __name__ == "__main__":
    sys.exit(main())
