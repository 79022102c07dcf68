"""Write phase 1: ``python curriculum/generate_vocabulary_curriculum.py [--seed N] [--output FILE]``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from luna_desktop.domain.errors import LunaError
from luna_desktop.language import vocabulary
from luna_desktop.language.phases import phase_path, write_phase


def main() -> int:
    """Generate, write, and say what was written."""
    parser = argparse.ArgumentParser(description="Write the question and answer pairs of phase 1.")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--output", type=Path, default=phase_path(1))
    wanted = parser.parse_args()
    phase = vocabulary.generate(wanted.seed)
    try:
        write_phase(phase, wanted.output)
    except LunaError as error:
        sys.stderr.write(f"{error.sentence}\n")
        return 1
    sys.stdout.write(f"{len(phase.examples)} examples in {wanted.output}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
