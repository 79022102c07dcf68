"""Window tests run without a screen, on a qasync loop."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"
HERE = Path(__file__).parent


class Reports:
    """A reporter that only remembers."""

    def __init__(self) -> None:
        self.seen: list[tuple[BaseException, str]] = []

    def report(self, error: BaseException, panel: str) -> None:
        self.seen.append((error, panel))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """The automatic collector may run in another thread and destroy Qt objects there.

    Around the whole test, its fixtures too: pytest holds what they made until all are torn down.
    """
    if HERE not in item.path.parents:
        return (yield)
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.enable()


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def theme(qapp: Any) -> Any:
    from luna_desktop.ui.theme import Theme

    made = Theme(qapp, "dark")
    made.apply()
    yield made
    made.deleteLater()


@pytest.fixture
def aio(qapp: Any) -> Iterator[Callable[[Coroutine[Any, Any, Any]], Any]]:
    """Run a coroutine on Qt's own loop, as the window does."""
    from luna_desktop.ui.loop import close_loop, make_loop

    loop = make_loop(qapp)

    def run(work: Coroutine[Any, Any, Any]) -> Any:
        return loop.run_until_complete(asyncio.wait_for(work, 60))

    yield run
    close_loop(loop)


@pytest.fixture
def stage(qapp: Any, tmp_path: Path, aio: Any) -> Iterator[Any]:
    from tests.ui.stage import Stage

    made = Stage(qapp, tmp_path, aio)
    yield made
    made.close()
