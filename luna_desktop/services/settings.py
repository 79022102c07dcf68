"""Settings: what the person chose, as texts under stable keys."""

from __future__ import annotations

from luna_desktop.domain.errors import LunaError
from luna_desktop.services.stores import SettingsStore

# Keys with a fixed choice; all others are free text of whoever owns them.
CHOICES: dict[str, tuple[str, ...]] = {"age_up": ("auto", "ask", "manual")}


class SettingsService:
    """``age_up`` is auto, ask or manual."""

    def __init__(self, store: SettingsStore) -> None:
        self._store = store

    async def get(self, key: str, default: str = "") -> str:
        """The value of ``key``, or ``default`` where nothing was set."""
        return (await self._store.all()).get(key, default)

    async def all(self) -> dict[str, str]:
        """Everything that was set."""
        return await self._store.all()

    async def set(self, key: str, value: str) -> None:
        """Set ``key``.

        Raises:
            LunaError: ``setting-unknown-value``.
        """
        allowed = CHOICES.get(key)
        if allowed and value not in allowed:
            raise LunaError(
                "setting-unknown-value",
                f"{value!r} is no value for the setting {key!r}.",
                f"It can be {', '.join(allowed)}.",
            )
        await self._store.set(key, value)
