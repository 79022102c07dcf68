"""Where files lie: what ships with the app, in a checkout or a bundle, what is made of it, and her home."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.message import visible


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


def hub_path() -> Path:
    """What is known of bases that were fetched from a hub, for every home of this account."""
    import platformdirs

    return platformdirs.user_data_path("luna-desktop", False) / "hub"


def speeds_path() -> Path:
    """How fast bases were found to learn on this machine, for every home of this account."""
    return _cache() / "speeds"


def _cache() -> Path:
    import platformdirs  # what only trains does without it

    return platformdirs.user_cache_path("luna-desktop", False)


def default_home() -> Path:
    """``LUNA_HOME``, or the user's data folder; an empty one counts as not set, as is the custom."""
    import platformdirs

    chosen = os.environ.get("LUNA_HOME", "").strip()
    if not visible(chosen):
        return Path(platformdirs.user_data_path("luna-desktop", False))
    try:
        return Path(chosen).expanduser()
    except RuntimeError as error:
        raise LunaError(
            "home-unknown", f"LUNA_HOME={chosen} leads nowhere.", str(error), "Give it a folder's path."
        ) from error
