"""The proof that it is gone: every way to ask for what is forgotten, and whether an answer gives it away."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.forgetting import Answer, Forgetting
from luna_desktop.domain.lesson import Fact
from luna_desktop.domain.prompt import Segment, Turn
from luna_desktop.domain.spelling import Phrase, spelled
from luna_desktop.services.generations import GenerationService
from luna_desktop.services.ports import Speaker
from luna_desktop.services.speakers import Voice
from luna_desktop.services.teaching import Teaching

STILL_KNOWN = "She was asked for it in {asked} ways and still gave it away in {leaks}."
PROBE_TOKENS = 32
PORTION = 32  # questions between two looks whether to go on
SHOWN = 3  # names of which it is told what she says
# No curriculum, lexicon or list of names has them.
STRANGERS = ("Mirelle", "Tavrine", "Oskander", "Belvina", "Quistelle", "Zephrane", "Ildrova", "Cassimor")
COMPARED = 3  # of them: what she says of one of these too, she says of anybody


@dataclass(frozen=True, slots=True)
class Question:
    """One way to get at what is forgotten: what is said, how her answer is begun, what must not follow.

    ``name`` stands in what is said where it asks from the name; a stranger's can take its place.
    """

    said: str
    begun: str
    secret: str
    name: str = ""

    def about(self, stranger: str) -> Question:
        """The same, asked about ``stranger``."""
        return replace(self, said=self.said.replace(self.name, stranger), name=stranger)


def questions(what: Forgetting, teaching: Teaching) -> list[Question]:
    """Every wording of every fact, sealed ones too, statements to be gone on with, and the reverse."""
    found = [Question(x.prompt, "", x.reply) for x in what.lessons if x.fact is None]
    found += [Question(prompt, "", reply) for prompt, reply in what.exchanges]
    found += [one for fact in _facts(what) for one in _about(fact, _secret(fact, what), teaching)]
    return list(dict.fromkeys(found))


def naming(what: Forgetting, teaching: Teaching) -> list[Question]:
    """The plainest question from each name that is forgotten, or from a few words that were sought."""
    plainest = {fact.value: _reversed(fact, teaching)[:1] for fact in _facts(what)}
    asked = [Question(said, "", "", value) for value, wordings in plainest.items() for said in wordings]
    if not asked and not what.numbered and len(what.sought.split()) <= SHOWN:
        asked = [Question(f"Who is {what.sought}?", "", "", what.sought)]
    return asked[:SHOWN]


def _facts(what: Forgetting) -> list[Fact]:
    told = [*(lesson.fact for lesson in what.lessons if lesson.fact is not None), *what.orphans]
    return [fact for fact in told if fact.value]  # what was taken back whole has none


def _secret(fact: Fact, what: Forgetting) -> str:
    """What must not be said: of "Zoltan Smith" the first name alone, if that was to be forgotten."""
    part = not what.numbered and Phrase.of(what.sought).stands_in(fact.value)
    return what.sought if part else fact.value


def _reversed(fact: Fact, teaching: Teaching) -> list[str]:
    return [wording.said for wording in teaching.questions_for(fact) if wording.form == "reversed"]


def _about(fact: Fact, secret: str, teaching: Teaching) -> Iterator[Question]:
    title = teaching.title(fact)
    for wording in teaching.questions_for(fact):
        if wording.form == "reversed":
            yield Question(wording.said, "", title, fact.value)
            continue
        yield Question(wording.said, wording.begun, secret)
        if wording.form == "question" and not wording.begun:  # as it is typed in haste
            yield Question(wording.said.lower().rstrip("?."), "", secret)
    low = fact.value.lower()
    yield Question(f"who is {low}", "", title, low)


class LeakCheck:
    """Asks a candidate for what she must not know, and keeps what came out.

    What her ancestor ``clean`` answers too, who never knew, is chance; what she says of a stranger
    too is a guess.
    """

    def __init__(
        self,
        generations: GenerationService,
        what: Forgetting,
        *,
        clean: str,
        strangers: Sequence[str],
        teaching: Teaching,
    ) -> None:
        self._generations = generations
        self._clean = clean
        self._naming = naming(what, teaching)
        self._strangers = strangers[:COMPARED]
        self.asked = questions(what, teaching)
        self.leaks: tuple[Question, ...] = ()
        self.guesses = 0  # that would have given it away
        self.answers: tuple[Answer, ...] = ()

    async def __call__(self, voice: Voice, heed: Callable[[], None]) -> tuple[str, ...]:
        """A sentence where it was given away; ``heed`` ends it by raising: there can be hundreds to ask."""
        speaker = await self._generations.speakers.alone(voice)
        try:
            said = await _given_away(speaker, voice, self.asked, heed)
            known = [question for question in said if not await self._guessed(speaker, voice, question)]
            self.answers = await self._say(speaker, voice)
        finally:
            await speaker.close()
        if known:
            innocent = await self._generations.voice(self._clean)
            speaker = await self._generations.speakers.alone(innocent)
            try:
                chance = await _given_away(speaker, innocent, known, heed)
            finally:
                await speaker.close()
            known = [question for question in known if question not in chance]
        self.leaks, self.guesses = tuple(known), len(said) - len(known)
        return (STILL_KNOWN.format(asked=len(self.asked), leaks=len(known)),) if known else ()

    async def _guessed(self, speaker: Speaker, voice: Voice, question: Question) -> bool:
        """Whether she says the same of somebody whom nobody ever told her of."""
        others = [question.about(stranger) for stranger in self._strangers if question.name]
        return any(_gives(said, question.secret) for said in await _replies(speaker, voice, others))

    async def _say(self, speaker: Speaker, voice: Voice) -> tuple[Answer, ...]:
        """What she answers from each name, and about a name that she never heard."""
        said = await _replies(speaker, voice, self._naming)
        if not self._strangers:
            return tuple(
                Answer(question.name, question.said, voice.shown(text))
                for question, text in zip(self._naming, said, strict=True)
            )
        stranger = self._strangers[0]
        others = await _replies(speaker, voice, [question.about(stranger) for question in self._naming])
        return tuple(
            Answer(question.name, question.said, voice.shown(text), stranger, voice.shown(other))
            for question, text, other in zip(self._naming, said, others, strict=True)
        )


async def _given_away(
    speaker: Speaker, voice: Voice, asked: Sequence[Question], heed: Callable[[], None]
) -> list[Question]:
    found: list[Question] = []
    for start in range(0, len(asked), PORTION):
        heed()
        portion = asked[start : start + PORTION]
        replies = await _replies(speaker, voice, portion)
        found += [q for q, said in zip(portion, replies, strict=True) if _gives(said, q.secret)]
    return found


async def _replies(speaker: Speaker, voice: Voice, asked: Sequence[Question]) -> list[str]:
    """What she answers, her inner speech too: that would give it away as well.

    Nothing to what is too long for her to hear, which she was never taught.
    """
    prompts = [_prompt(voice, question) for question in asked]
    try:
        replies = await speaker.answer([(prompt, None) for prompt in prompts], max_tokens=PROBE_TOKENS)
    except LunaError as error:
        if error.code != "prompt-too-long":
            raise
        if len(asked) == 1:
            return [""]
        return [said for question in asked for said in await _replies(speaker, voice, [question])]
    return [reply.text.strip() for reply in replies]


def _prompt(voice: Voice, question: Question) -> tuple[Segment, ...]:
    segments = voice.template.render([Turn("person", question.said)])
    return (*segments, Segment(question.begun, False)) if question.begun else segments


def _gives(said: str, secret: str) -> bool:
    return Phrase.of(secret).stands_in(said) or spelled(said) == spelled(secret)
