"""What is shown under a message of what she noted of it, and what the person makes of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from luna_desktop.domain.events import LessonsChanged, MessageHeard
from luna_desktop.domain.inner_speech import InnerSpeech
from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.prompt import Turn
from luna_desktop.language.inner.teaching import Inner
from luna_desktop.services.app import App
from luna_desktop.services.noted import GAP, choices, may_tell, words_of
from tests.teaching import at_once, frames


class Deaf:
    """An ear that nobody speaks to."""

    async def hear(self, text: str, before: Sequence[Turn] = ()) -> InnerSpeech | None:
        raise AssertionError(text)

    async def hear_all(self, texts: Sequence[str]) -> list[InnerSpeech | None]:
        raise AssertionError(texts)

    async def name(self) -> str:
        raise AssertionError

    async def get_ready(self) -> None:
        raise AssertionError

    async def close(self) -> None: ...


READS = Inner(at_once, Deaf())


async def words(app: App, message_id: int) -> list[tuple[str, bool]]:
    return [(x.words, x.stands) for x in (await app.lessons.noted([message_id])).get(message_id, ())]


async def test_what_was_told_is_noted_in_her_words_and_put_right_by_hand(app: App) -> None:
    changed: list[tuple[int, ...]] = []
    app.bus.subscribe(LessonsChanged, lambda event: changed.append(event.message_ids))
    said = (await app.chat.send("My dog is called Rex. I live in Oslo.")).person
    assert await words(app, said.id) == [("your dog is called Rex", True), ("you live in Oslo", True)]
    dog, town = (x.lesson for x in (await app.lessons.noted([said.id]))[said.id])
    await app.lessons.strike(dog.id)
    assert await words(app, said.id) == [("your dog is called Rex", False), ("you live in Oslo", True)]
    await app.lessons.let_in(dog.id)
    mended = await app.lessons.mend(dog.id, "Max")
    assert await words(app, said.id) == [("you live in Oslo", True), ("your dog is called Max", True)]
    await app.lessons.strike(mended.id)
    await app.lessons.strike(town.id)
    assert [stands for _, stands in await words(app, said.id)] == [True, False, False]
    await app.lessons.add("pet_cat", "Tom", said.id)
    assert ("your cat is called Tom", True) in await words(app, said.id)
    assert changed == [(said.id,)] * 6


async def test_retry_and_telling_again_note_nothing_twice(app: App) -> None:
    sent = await app.chat.send("My dog is called Rex.")
    await app.chat.retry(sent.reply.id)
    again = await app.chat.send("My dog is called Rex.", sent.person.conversation_id)
    for message in (sent.person, again.person):
        assert await words(app, message.id) == [("your dog is called Rex", True)]
    (told,) = await app.lessons.standing(again.person.id)
    assert (told.state, told.taught) == ("waiting", False)


async def test_a_message_is_heard_before_she_answers_it(app: App) -> None:
    heard: list[tuple[str, ...]] = []
    app.bus.subscribe(MessageHeard, lambda event: heard.append(tuple(x.value for x in event.facts)))
    await app.chat.send("My dog is called Rex.")
    await app.chat.send("Hello there.")
    assert heard == [("Rex",), ()]
    await app.chat.send("My dog is called Max.", private=True)
    await app.chat.send("My password is hunter2.")
    assert len(heard) == 2, "of neither anything is noted"


async def test_a_private_conversation_notes_nothing(app: App) -> None:
    said = (await app.chat.send("My dog is called Rex.", private=True)).person
    assert await app.lessons.noted([said.id]) == {}
    await app.chat.set_private(said.conversation_id, False)
    assert await words(app, said.id) == [("your dog is called Rex", True)]


async def test_what_is_forgotten_is_noted_no_more(app: App) -> None:
    said = (await app.chat.send("My dog is called Rex.")).person
    await app.forgetting.forget(await app.forgetting.look("Rex"))
    assert await app.lessons.noted([said.id]) == {}


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (Fact("city", "Oslo"), "you live in Oslo"),
        (Fact("city", "Oslo", change="remove"), "you no longer live in Oslo"),
        (Fact("pet_dog", "Rex", change="remove"), "your dog is no longer called Rex"),
        (Fact("age", "34", change="remove"), "you are no longer 34 years old"),
        (Fact("dislike", "tea", change="remove"), "no longer: you do not like tea"),
        (Fact("home_sister", "Rome", change="remove"), "no longer: your sister lives in Rome"),
        (Fact("pet_dog", "", change="remove"), "dog taken back"),
        (Fact("Anna's birthday", "4 May"), "Anna's birthday: 4 May"),
        (Fact("dog's name", "Rex"), "dog's name: Rex"),
    ],
)
def test_a_sentence_goes_on_where_it_is_noted(fact: Fact, said: str) -> None:
    assert words_of(fact, frames()) == said


@pytest.mark.parametrize(
    ("key", "value", "said", "taken_back"),
    [
        ("dog's name", "Rex", "your dog is called Rex", "your dog is no longer called Rex"),
        ("Anna's birthday", "4 May", "Anna's birthday is on 4 May", "Anna's birthday is no longer on 4 May"),
        ("number of cats", "two", "you have two cats", "you no longer have two cats"),
        ("allergy", "nuts", "you're allergic to nuts", "you're no longer allergic to nuts"),
        ("hobby", "chess", "your hobby is chess", "your hobby is no longer chess"),
    ],
)
def test_open_keys_go_on_as_well(key: str, value: str, said: str, taken_back: str) -> None:
    assert words_of(Fact(key, value), READS) == said
    assert words_of(Fact(key, value, change="remove"), READS) == taken_back


def test_what_a_base_that_reads_can_be_taught_has_one_gap() -> None:
    found = choices(READS)
    assert len(found) > 1000 and all(READS.is_key(choice.key) for choice in found)
    assert all(choice.words.count(GAP) == 1 for choice in found)


async def test_whatever_can_be_taught_has_a_sentence_to_fill_in(app: App) -> None:
    found = await app.lessons.choices()
    assert all(choice.words.count(GAP) == 1 for choice in found)
    assert ("pet_dog", f"Your dog is called {GAP}") in {(x.key, x.words) for x in found}
    assert len({choice.words for choice in found}) == len(found)


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("i wake up at the crack of dawn", True),
        ("Our cat had kittens", True),
        ("Hello!", False),
        ("What is my dog called?", False),
        ("Thank you.", False),
    ],
)
def test_only_who_speaks_of_themselves_may_have_been_missed(text: str, tells: bool) -> None:
    assert may_tell(text) is tells
