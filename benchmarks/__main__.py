"""Lists the benchmarks: ``python -m benchmarks``."""

from __future__ import annotations

import ast
from pathlib import Path

NO_BENCHMARKS = ("__main__", "common", "policy")


def main() -> None:
    """Print each with the first line of what it says about itself."""
    for path in sorted(Path(__file__).parent.glob("*.py")):
        if path.stem not in NO_BENCHMARKS:
            about = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
            print(f"python -m benchmarks.{path.stem:<16} {about.splitlines()[0]}")


if __name__ == "__main__":
    main()
