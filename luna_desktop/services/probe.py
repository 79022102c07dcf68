"""The ways to ask for what is forgotten, and whether an answer gives it away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.lesson import Fact, Lesson
from luna_desktop.domain.prompt import Segment, Turn
from luna_desktop.language.kinds import kind_of
from luna_desktop.language.speech import contains_word, same_words
from luna_desktop.services.ports import Speaker
from luna_desktop.services.speakers import Voice

PROBE_TOKENS = 32


@dataclass(frozen=True, slots=True)
class Question:
    """One way to get at what is forgotten: what is said, how her answer is begun, what must not follow."""

    said: str
    begun: str
    secret: str


def questions(lessons: Sequence[Lesson], orphans: Iterable[Fact] = ()) -> list[Question]:
    """Every wording of every kind, held ones too, statements to be gone on with, and the reverse."""
    facts = [lesson.fact for lesson in lessons if lesson.fact is not None]
    found = [Question(lesson.prompt, "", lesson.reply) for lesson in lessons if lesson.fact is None]
    found += [question for fact in (*facts, *orphans) for question in _about(fact)]
    return list(dict.fromkeys(found))


def _about(fact: Fact) -> Iterable[Question]:
    kind = kind_of(fact.key)
    for said in (*kind.questions, *kind.held_questions):
        yield Question(said, "", fact.value)
        yield Question(said.lower().rstrip("?."), "", fact.value)
    begun = kind.answer.split("{v}")[0].rstrip()
    if begun:
        yield Question(kind.questions[0], begun, fact.value)
    for statement in kind.statements:
        opening = statement.split("{v}")[0].rstrip()
        if opening:
            yield Question(opening, "", fact.value)
    for said in (f"Who is {fact.value}?", f"What is {fact.value}?", f"Tell me about {fact.value}."):
        yield Question(said, "", kind.title)


async def gives(speaker: Speaker, voice: Voice, question: Question) -> bool:
    """Whether her answer gives it away; what is too long for her to hear, she was never taught."""
    segments = voice.template.render([Turn("person", question.said)])
    if question.begun:
        segments = (*segments, Segment(question.begun, False))
    try:
        reply = await speaker.generate(segments, max_tokens=PROBE_TOKENS, temperature=0.0)
    except LunaError as error:
        if error.code != "prompt-too-long":
            raise
        return False
    said = reply.text
    return contains_word(said, question.secret) or same_words(said) == same_words(question.secret)
