"""Check the wordings: ``python curriculum/check_wordings.py [FILE ...] [--freeze | --report | --keys]``."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from luna_desktop.language.wordings.command import main

if __name__ == "__main__":
    sys.exit(main())
