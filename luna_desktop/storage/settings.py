"""Settings: one small table of keys and texts."""

from __future__ import annotations

from luna_desktop.storage.database import Database


class SettingsTable:
    """Keys and values as text; what they mean is the services' business."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self) -> dict[str, str]:
        """Everything that was ever set."""
        return await self._database.read(
            lambda c: {row["key"]: row["value"] for row in c.execute("SELECT key, value FROM settings")}
        )

    async def set(self, key: str, value: str) -> None:
        """Set one."""
        await self._database.write(
            lambda c: c.execute(
                "INSERT INTO settings (key, value) VALUES (?, ?) "
                "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                (key, value),
            )
        )
