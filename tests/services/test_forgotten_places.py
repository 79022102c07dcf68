"""The words that stand in the place of forgotten ones are nobody's: she never answers or learns them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.forgetting import FORGOTTEN_TEXT
from luna_desktop.domain.message import Message, MessageState
from luna_desktop.services.app import App
from luna_desktop.services.replying import turns_before
from tests.services.conftest import Stage

TOLD = (
    "My dog is called Rex.",
    "My budgie's name is Kiki!",
    "i live in Lisbon",
    "my boss: Zed",
    "We saw Kiki.",
)
ASKS: dict[str, Callable[[App, int], Awaitable[Any]]] = {
    "retry": lambda app, reply: app.chat.retry(reply),
    "retry by another": lambda app, reply: app.chat.retry(reply, "0"),
    "liked": lambda app, reply: app.chat.thumbs(reply, 1),
    "disliked": lambda app, reply: app.chat.thumbs(reply, -1),
    "thumb taken back": lambda app, reply: app.chat.thumbs(reply, 0),
    "mended": lambda app, reply: app.chat.correct(reply, "What a fine name."),
}


async def kept(app: App) -> list[tuple[str, str]]:
    return [(lesson.prompt, lesson.reply) for lesson in await app.lessons.all() if lesson.fact is None]


@pytest.mark.parametrize("ask", ASKS)
async def test_nothing_is_made_of_a_forgotten_exchange(stage: Stage, ask: str) -> None:
    app = await stage.born()
    said = await app.chat.send("My budgie is called Kiki.")
    await app.forgetting.forget(await app.forgetting.look("Kiki"))
    before = await app.karma.summary()
    with pytest.raises(LunaError) as caught:
        await ASKS[ask](app, said.reply.id)
    assert caught.value.code == "message-forgotten"
    assert await kept(app) == []
    assert (await app.karma.summary()).balance == before.balance
    assert await app.chat.count_messages(said.person.conversation_id) == 2


@pytest.mark.parametrize("told", TOLD)
async def test_whatever_was_forgotten(stage: Stage, told: str) -> None:
    app = await stage.born()
    said = await app.chat.send(told)
    await app.forgetting.forget(await app.forgetting.look(told.rsplit(maxsplit=1)[-1]))
    for ask in ASKS.values():
        with pytest.raises(LunaError, match="What was said here is forgotten"):
            await ask(app, said.reply.id)


async def test_a_question_that_stays_can_be_answered_anew(stage: Stage) -> None:
    """Only her reply had the name in it."""
    app = await stage.born()
    asked = await app.chat.send("Who came by?")
    other = await app.chat.retry(asked.reply.id)
    await app._stores.database.write(
        lambda c: c.execute("UPDATE messages SET text = 'Kiki did.' WHERE id = ?", (other.reply.id,))
    )
    await app.forgetting.forget(await app.forgetting.look("Kiki"))
    with pytest.raises(LunaError, match="This reply cannot be rated"):
        await app.chat.thumbs(other.reply.id, 1)
    assert (await app.chat.thumbs(asked.reply.id, 1)) is not None
    assert FORGOTTEN_TEXT not in str(await kept(app))
    assert (await app.chat.retry(other.reply.id)).reply.state is MessageState.COMPLETE
    assert await app.chat.correct(other.reply.id, "Nobody came by.") is not None


@pytest.mark.parametrize(
    ("person", "reply", "remembered"),
    [
        ("Hello.", "Hi.", True),
        (FORGOTTEN_TEXT, "Hi.", False),
        ("Who?", FORGOTTEN_TEXT, False),
        (FORGOTTEN_TEXT, FORGOTTEN_TEXT, False),
        ("What is (forgotten)?", "A word.", True),
        ("Hello.", "I have (forgotten) it.", True),
    ],
)
def test_she_does_not_remember_it_either(person: str, reply: str, remembered: bool) -> None:
    def message(ident: int, role: Any, text: str, to: int | None = None) -> Message:
        return Message(ident, 1, role, text, 0.0, MessageState.COMPLETE, to)

    now = message(3, "person", "And now?")
    turns = turns_before([message(1, "person", person), message(2, "luna", reply, 1), now], now)
    assert [turn.text for turn in turns] == [*([person, reply] if remembered else []), "And now?"]
