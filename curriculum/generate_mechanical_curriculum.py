"""Write phase 0: ``python curriculum/generate_mechanical_curriculum.py [--seed N] [--output FILE]``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from luna_desktop.language.curricula import main

if __name__ == "__main__":
    sys.exit(main(0, "Write the 500 examples of phase 0 and what they hold out for the exam."))
