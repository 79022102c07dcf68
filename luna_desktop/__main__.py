"""Where every start begins: the window, a command-line verb, or a worker process."""

from __future__ import annotations

import sys
from collections.abc import Sequence

WORKERS = ("inference", "training")


def main(argv: Sequence[str] | None = None) -> int:
    """Choose what to start by the arguments; nothing heavy is imported before the choice."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["--worker"]:
        return _worker(arguments[1:])
    from luna_desktop import bootstrap
    from luna_desktop.cli.main import main as run_cli

    return run_cli(arguments, bootstrap.parts())


def _worker(arguments: list[str]) -> int:
    """The hidden flag with which the app starts its own children."""
    name = arguments[0] if arguments else ""
    if name == "inference":
        from luna_desktop.inference.worker import main as run
    elif name == "training":
        from luna_desktop.training.worker import main as run
    else:
        sys.stderr.write(f"luna: no such worker; there are {' and '.join(WORKERS)}\n")
        return 2
    return run()


if __name__ == "__main__":
    sys.exit(main())
