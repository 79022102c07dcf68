"""A pane on the small facade, and a helper that waits on Qt's own loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.ui.chat.double import App, generation


@pytest.fixture
def model(qapp: Any) -> Any:
    from luna_desktop.ui.chat.model import MessageModel

    made = MessageModel()
    made.set_generations([generation(0), generation(1)])
    return made


@pytest.fixture
def view(qtbot: Any, model: Any, theme: Any) -> Any:
    from luna_desktop.ui.chat.view import MessageView

    made = MessageView(model, theme)
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    return made


class World:
    """The facade, the widgets on it, and a way to let things happen."""

    def __init__(self, theme: Any, reports: Any, run: Callable[..., Any]) -> None:
        from luna_desktop.ui.bridge import Bridge
        from luna_desktop.ui.chat.conversations import ConversationList
        from luna_desktop.ui.chat.pane import ChatPane
        from luna_desktop.ui.tasks import Tasks

        self.run = run
        self.app = App()
        self.reports = reports
        self.tasks = Tasks(reports)
        self.bridge = Bridge(self.app.bus)

        async def build() -> None:
            self.pane = ChatPane(self.app, self.tasks, self.bridge, theme)
            self.list = ConversationList(self.app, self.tasks, self.bridge, theme)
            self.pane.resize(800, 600)
            self.pane.show()

        run(build())
        self.settle()

    @property
    def chat(self) -> Any:
        return self.app.chat

    def settle(self, seconds: float = 0.08) -> None:
        """Let tasks, timers and paints happen."""
        self.run(asyncio.sleep(seconds))

    def do(self, act: Callable[[], Any], seconds: float = 0.15) -> None:
        """Call ``act`` inside the loop, as a slot would be, and let it take effect."""

        async def go() -> None:
            act()
            await asyncio.sleep(seconds)

        self.run(go())

    def until(self, true: Callable[[], Any], seconds: float = 20.0) -> None:
        """Let things happen until ``true`` holds."""

        async def go() -> None:
            async with asyncio.timeout(seconds):
                while not true():
                    await asyncio.sleep(0.01)

        self.run(go())
        self.settle(0.02)

    def texts(self) -> list[str]:
        return [row.message.text for row in self.pane.model.rows()]


@pytest.fixture
def world(qtbot: Any, theme: Any, reports: Any, aio: Any) -> Iterator[World]:
    made = World(theme, reports, aio)
    qtbot.addWidget(made.pane)
    qtbot.addWidget(made.list)
    yield made
    made.bridge.detach()
    aio(made.tasks.close())
    assert not reports.seen, reports.seen
