"""What she is to know no longer, as it is struck, private or taken back, is reason enough for an age-up."""

from __future__ import annotations

import json

import pytest

from luna_desktop.domain.lesson import Fact
from luna_desktop.language.kinds import kind_of
from luna_desktop.language.speech import is_refusal
from luna_desktop.services.app import App
from luna_desktop.services.results import AgeUpOutcome
from tests.services.conftest import Stage
from tests.services.fakes import student
from tests.services.test_teaching import keyed

__all__ = ["keyed"]

FACTS = ("My dog is called Quillo.", "I live in Lisbon.", "My name is Ana.")


async def grown(app: App, *facts: str) -> dict[str, int]:
    """She learned ``facts``, each told in its own conversation, and has no karma; their lessons by key."""
    for fact in facts:
        await app.chat.send(fact)
    outcome = await app.age_up.run(now=True)
    assert outcome.to is not None, outcome.reasons
    assert not (await app.age_up.check()).possible
    return {x.fact.key: x.id for x in await app.lessons.all() if x.fact}


async def strike(app: App, key: str, lesson_id: int) -> None:
    await app.lessons.strike(lesson_id)


async def make_private(app: App, key: str, lesson_id: int) -> None:
    (message_id,) = (await app.lessons.get(lesson_id)).message_ids
    message = await app._stores.conversations.message(message_id)
    assert message is not None
    await app.chat.set_private(message.conversation_id)


async def take_back(app: App, key: str, lesson_id: int) -> None:
    """Told, as an ear hears it; an embryo's finder does not."""
    head = await app.generations.head()
    await app._stores.lessons.add(Fact(key, "", change="remove"), head.id, [], held="")


HOW = {"struck": strike, "made private": make_private, "taken back": take_back}


def rows(app: App, outcome: AgeUpOutcome) -> list[tuple[str, list[str]]]:
    text = app.generations.dataset_path(outcome.candidate.id).read_text("utf-8")
    found = [json.loads(line) for line in text.splitlines()]
    return [(row["source"], [turn["text"] for turn in row["turns"]]) for row in found]


@pytest.mark.parametrize("how", HOW)
async def test_she_ages_up_to_unlearn_it(stage: Stage, app: App, how: str) -> None:
    lessons = await grown(app, *FACTS)
    await HOW[how](app, "pet_dog", lessons["pet_dog"])
    preview = await app.age_up.check()
    assert (preview.possible, preview.unlearnt, preview.lessons) == (True, 1, 0)
    assert preview.budget_tokens > 0
    outcome = await app.age_up.run(now=True)
    assert outcome.to is not None, outcome.reasons
    assert outcome.reasons[0] == "What you took back is denied: 2 of 2 times, 0 before."
    taught = rows(app, outcome)
    assert not any("Quillo" in text for _, texts in taught for text in texts)
    asked = {*map(str.casefold, kind_of("pet_dog").questions)}
    denials = [texts[-1] for source, texts in taught if source == "refusal" and texts[0].casefold() in asked]
    assert denials and all(map(is_refusal, denials))
    preview = await app.age_up.check()
    assert (preview.possible, preview.unlearnt) == (False, 0), "once"


async def test_who_still_says_it_is_not_published_and_it_stays_to_be_unlearnt(stage: Stage, app: App) -> None:
    lessons = await grown(app, *FACTS)
    await app.lessons.strike(lessons["pet_dog"])
    stage.trainer.teach = student("grammar", "vocabulary", "old_teach_back")
    outcome = await app.age_up.run(now=True)
    assert outcome.status == "rejected"
    assert any("is not denied: 0 of 2" in reason for reason in outcome.reasons)
    assert (await app.age_up.check()).unlearnt == 1


async def test_what_is_let_in_again_is_learned_again(stage: Stage, app: App) -> None:
    lessons = await grown(app, *FACTS)
    await app.lessons.strike(lessons["city"])
    await app.age_up.run(now=True)
    await app.lessons.let_in(lessons["city"])
    preview = await app.age_up.check()
    assert (preview.facts, preview.unlearnt) == (1, 0)


async def test_struck_before_she_learned_it_there_is_nothing_to_unlearn(app: App) -> None:
    await app.chat.send(FACTS[0])
    await app.lessons.strike((await app.lessons.pending())[0].id)
    preview = await app.age_up.check()
    assert (preview.possible, preview.unlearnt) == (False, 0)


@pytest.mark.parametrize("how", HOW)
async def test_of_several_values_one_can_go(keyed: Stage, how: str) -> None:
    """What is left was known before: the exam asks for it as that, and for no gain."""
    app = keyed.app
    for name in ("Bea", "Fran"):
        await app.lessons.add("sister's name", name, (await app.chat.send(name)).person.id)
    await app.generations.publish_by_hand((await app.age_up.run(now=True)).candidate.id)
    fran = next(x for x in await app.lessons.all() if x.fact and x.fact.value == "Fran")
    if how == "taken back":
        head = await app.generations.head()
        gone = Fact("sister's name", "Fran", change="remove")
        await app._stores.lessons.add(gone, head.id, [], held="")
    else:
        await HOW[how](app, "sister's name", fran.id)
    preview = await app.age_up.check()
    assert (preview.possible, preview.unlearnt, preview.lessons) == (True, 1, 0)
    outcome = await app.age_up.run(now=True)
    plan = (await app._stores.lineage.sealed(outcome.candidate.id)).plan
    assert (plan.new_facts, plan.old_facts, plan.unlearnt) == (0, 1, 1)
    assert {source for source, _ in rows(app, outcome)} == {"fact:sister's name", "talk"}
    assert not any("Fran" in text for _, texts in rows(app, outcome) for text in texts)


async def test_what_waits_for_the_persons_word_is_not_unlearnt(stage: Stage, app: App) -> None:
    """A newer value that is held may put it right: until then she knows what she knew."""
    lessons = await grown(app, *FACTS)
    head = await app.generations.head()
    await app._stores.lessons.add(Fact("city", "Oslo"), head.id, [], held="address")
    preview = await app.age_up.check()
    assert (preview.possible, preview.unlearnt) == (False, 0) and "city" in lessons


async def test_a_paused_age_up_that_unlearns_goes_on(stage: Stage, app: App) -> None:
    from tests.services.test_age_up import begun

    lessons = await grown(app, *FACTS)
    await app.lessons.strike(lessons["pet_dog"])
    await take_back(app, "pet_dog", lessons["pet_dog"])
    task = await begun(stage)
    app.age_up.pause()
    assert (await task).status == "paused"
    stage.trainer.gate = None
    outcome = await app.age_up.resume()
    assert outcome.to is not None, outcome.reasons
