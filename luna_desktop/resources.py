"""Where files that ship with the app lie, in the checkout or in a bundle, and those made of them."""

from __future__ import annotations

import sys
from pathlib import Path


def _root() -> Path:
    bundle = getattr(sys, "_MEIPASS", None)
    return Path(bundle) if bundle else Path(__file__).resolve().parent.parent


def resources_path() -> Path:
    """Icons, style sheets and other parts of the look."""
    return _root() / "resources"


def curriculum_path() -> Path:
    """Phase files and their generators."""
    return _root() / "curriculum"


def models_path() -> Path:
    """Base-model recipes and the embedded embryo."""
    return _root() / "models"


def unpacked_path() -> Path:
    """Bases that were unpacked for training, for every home of this account; all can be made again."""
    return _cache() / "bases"


def speeds_path() -> Path:
    """How fast bases were found to learn on this machine, for every home of this account."""
    return _cache() / "speeds"


def _cache() -> Path:
    import platformdirs  # what only trains does without it

    return platformdirs.user_cache_path("luna-desktop", False)
