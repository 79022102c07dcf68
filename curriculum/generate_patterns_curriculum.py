"""Write phase 2: ``python curriculum/generate_patterns_curriculum.py [--seed N] [--output FILE]``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from luna_desktop.language.curricula import main

if __name__ == "__main__":
    sys.exit(main(2, "Write the patterns of phase 2 and what they hold out for the exam."))
