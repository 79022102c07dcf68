"""A lit lock means that nothing said is ever learned from, and the header shows the lock as it is."""

from __future__ import annotations

from typing import Any

from luna_desktop.domain.errors import LunaError
from tests.ui.chat.test_pane import send


def lit(world: Any) -> bool:
    lock = world.pane.header.private
    assert lock.text() == ("Private" if lock.isChecked() else "")
    return lock.isChecked()


def test_a_conversation_is_private_from_its_first_word(world: Any) -> None:
    lock = world.pane.header.private
    assert lock.isEnabled() and not lit(world)
    world.do(lock.click)
    assert lit(world)
    send(world, "My doctor is called Winter.")
    assert world.chat.places[1].private and lit(world)
    assert not any(call[0] == "private" for call in world.chat.calls)
    world.do(lock.click)
    assert not world.chat.places[1].private and not lit(world)


def test_the_wish_is_for_one_new_conversation(world: Any) -> None:
    world.do(world.pane.header.private.click)
    world.do(lambda: world.pane.open_conversation(None))
    assert not lit(world)
    send(world, "Hello")
    assert not world.chat.places[1].private


def test_the_wish_outlives_words_that_were_not_saved(world: Any) -> None:
    world.do(world.pane.header.private.click)
    world.chat.error = LunaError("not-born", "Luna is not born yet.")
    send(world, "Hello")
    assert lit(world) and world.pane.header.private.isEnabled()
    world.chat.error = None
    send(world, "Hello")
    assert world.chat.places[1].private


def test_the_lock_waits_while_the_first_message_makes_the_conversation(world: Any) -> None:
    enabled: list[bool] = []
    world.pane.composer.set_text("Hello")

    def say() -> None:
        world.pane.composer.send.click()
        enabled.append(world.pane.header.private.isEnabled())

    world.do(say)
    world.until(lambda: not world.pane.feed.replying)
    assert enabled == [False]
    assert world.pane.header.private.isEnabled()


def test_the_lock_follows_the_conversation_that_is_opened(world: Any) -> None:
    world.chat.make("Open")
    world.chat.make("Secret", private=True)
    world.do(lambda: world.pane.open_conversation(2))
    assert lit(world)
    world.do(lambda: world.pane.open_conversation(1))
    assert not lit(world)


def test_the_empty_page_of_a_private_conversation_says_so(world: Any) -> None:
    empty = world.pane.empty
    for age in (0, 1):
        empty.set_age(age)
        open_words = empty._words.text()
        world.do(world.pane.header.private.click)
        assert "She learns nothing from it." in empty._words.text()
        world.do(world.pane.header.private.click)
        assert empty._words.text() == open_words
    world.do(world.pane.header.private.click)
    world.do(lambda: world.pane.open_conversation(None))
    assert "private" not in empty._words.text()
