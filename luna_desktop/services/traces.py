"""Everything that holds what is to be forgotten: lessons, messages, titles, rows of training."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from luna_desktop.domain import inner_speech
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.forgetting import FORGOTTEN_TEXT, Exchange, Forgetting
from luna_desktop.domain.generation import Generation
from luna_desktop.domain.inner_speech import Clause, Everything, Question, WhoIs
from luna_desktop.domain.lesson import Fact, Lesson, takes_back, told_otherwise
from luna_desktop.domain.message import Conversation, Message, spoken
from luna_desktop.domain.spelling import Phrase, any_stands_in
from luna_desktop.domain.teaching import Understood
from luna_desktop.services.background import Background
from luna_desktop.services.generations import GenerationService
from luna_desktop.services.sought import Sought, exchanges_of, rehearses, same_fact, taught_rows
from luna_desktop.services.stores import ConversationStore, ForgettingStore, LineageStore
from luna_desktop.services.teaching import Teaching, Teachings

OnStep = Callable[[int, int], None]
"""Before one is heard gets the messages looked through and all of them; it may raise to end it."""


class Traces:
    """Finds them; nothing is changed.

    What a message tells is known from when it was heard. One that nobody heard, as before that was kept, is
    heard now, and once: a forgetting looks again at what was shown.
    """

    def __init__(
        self,
        store: ForgettingStore,
        conversations: ConversationStore,
        lineage: LineageStore,
        generations: GenerationService,
        *,
        teachings: Teachings,
        background: Background,
    ) -> None:
        self._teachings = teachings
        self._store = store
        self._conversations = conversations
        self._lineage = lineage
        self._generations = generations
        self._background = background
        self._heard: dict[int, Understood] = {}
        self._by: Teaching | None = None  # who heard them

    async def find(self, text: str, *, numbers: bool, on_step: OnStep) -> Forgetting:
        """Everything that holds ``text`` in any spelling, or with ``numbers`` the lesson of that number.

        Raises:
            LunaError: ``nothing-to-forget``, ``forgetting-unheard``, or what keeps a model that listens from
                it where the words alone are nowhere.
        """
        text = " ".join(spoken(text).split())
        every = await self._store.lessons()
        named = [x for x in every if numbers and text == str(x.id)]
        teaching = await self._teachings.now()
        sought, deaf = (Sought.of_lessons(named, teaching), None) if named else await _read(text, teaching)
        sought, lessons = await self._background.run(sought.among, every)
        facts, exchanges, generations = await self._taught(sought)
        if orphans := _not_among(facts, lessons):
            sought, lessons = await self._background.run(sought.knowing(orphans).among, every)
        held = [*orphans, *(lesson.fact for lesson in lessons if lesson.fact is not None)]
        messages = await self._messages(lessons, sought, held, on_step)
        generations = await self._rehearsing(messages, generations)
        titles = await self._titles(sought.words, held)
        if not (lessons or messages or generations or titles):
            raise deaf or LunaError(
                "nothing-to-forget",
                f"Nothing holds {text!r}.",
                "",
                "`luna lessons --all` lists what she was told.",
            )
        along = _along(lessons, messages, every)
        known = {generation.id for generation in generations}
        knowing = await self._store.knowing([lesson.id for lesson in (*lessons, *along)])
        generations += [generation for generation in knowing if generation.id not in known]
        lost, back_to, line = await self._way_back(generations)
        return Forgetting(
            text,
            tuple(lessons),
            tuple(_outdated([*lessons, *along], every)),
            tuple(messages),
            tuple(generations),
            lost,
            back_to,
            await self._store.spent([generation.id for generation in line]),
            await self._store.copies(),
            orphans=tuple(orphans),
            exchanges=tuple(
                x for x in exchanges if x not in {pair for y in lessons for pair in exchanges_of(y)}
            ),
            titles=tuple(titles),
            numbered=bool(named),
            along=tuple(along),
        )

    async def told(self, names: Sequence[str]) -> frozenset[str]:
        """Those of ``names`` that stand in any message or lesson."""
        phrases = {name: Phrase.of(name) for name in names}
        texts = [message.whole for message in await self._store.holding(list(phrases.values()))]
        for lesson in await self._store.lessons():
            texts += [lesson.fact.value] if lesson.fact else [lesson.prompt, lesson.whole]
        return frozenset(
            name for name, phrase in phrases.items() if any(phrase.stands_in(text) for text in texts)
        )

    async def _messages(
        self, lessons: Sequence[Lesson], sought: Sought, held: Sequence[Fact], on_step: OnStep
    ) -> list[Message]:
        """The messages that the lessons came from or that give them away, and all with the words in them."""
        found: dict[int, Message] = {}
        for lesson in lessons:
            for message in await self._store.messages(lesson.message_ids) if lesson.message_ids else ():
                if message.text != FORGOTTEN_TEXT and _gives_away(message, lesson):
                    found[message.id] = message
        words, teaching = sought.words, sought.teaching
        if teaching is not self._by:
            self._heard, self._by = {}, teaching
        holding = [x for x in await self._store.holding(_phrases(words, held)) if x.id not in found]
        for number, message in enumerate(holding):
            step = partial(on_step, number, len(holding))
            if (words and words.stands_in(message.whole)) or await self._answers(
                message, held, teaching, step
            ):
                found[message.id] = message
        return sorted(found.values(), key=lambda message: message.id)

    async def _answers(
        self, message: Message, facts: Iterable[Fact], teaching: Teaching, on_hear: Callable[[], None]
    ) -> bool:
        """Whether this tells one of ``facts``, or is her answer to a question for it."""
        held = [fact for fact in facts if Phrase.of(fact.value).stands_in(message.whole)]
        if not held:
            return False
        if any(_speaks_of(clause, held) for clause in _clauses(message.inner)):
            return True
        asked = await self._conversations.message(message.reply_to) if message.reply_to else None
        if asked is not None:
            heard = await self._understood(asked, teaching, on_hear)
            questions = [x for x in _clauses(heard.inner or "") if not isinstance(x, inner_speech.Fact)]
            if any(x.key in heard.asked for x in held) or any(_speaks_of(x, held) for x in questions):
                return True
        if message.inner:  # she said to herself what it is about
            return False
        told = (await self._understood(message, teaching, on_hear)).facts
        return any(same_fact(fact, one) for fact in held for one in told)

    async def _understood(
        self, message: Message, teaching: Teaching, on_hear: Callable[[], None]
    ) -> Understood:
        """What ``message`` says.

        Raises:
            LunaError: ``forgetting-unheard``.
        """
        if (known := _known(message)) is not None:
            return known
        if message.id not in self._heard:
            on_hear()
            try:
                self._heard[message.id] = await teaching.hear(message.text)
            except LunaError as error:
                raise LunaError(
                    "forgetting-unheard",
                    "What would have to go cannot be told now, so nothing is forgotten.",
                    error.sentence,
                    "Try again later, or look for the very words: what holds them is found without an ear.",
                ) from error
        return self._heard[message.id]

    def let_go(self) -> None:
        """Keep nothing of what was heard: it may be forgotten by now."""
        self._heard = {}

    async def _titles(self, words: Phrase | None, held: Iterable[Fact]) -> list[Conversation]:
        """Conversations called by what is forgotten: imports bring titles, and people give them."""
        phrases = _phrases(words, held)
        every = [c for archived in (False, True) for c in await self._conversations.all(archived)]
        named = [c for c in every if any_stands_in(phrases, c.title)]
        return [c for c in named if c.title != FORGOTTEN_TEXT]

    async def _taught(self, sought: Sought) -> tuple[list[Fact], list[Exchange], list[Generation]]:
        """What generations were taught of it, and those that know it by that.

        A lesson goes with its last message, and what was learnt from it stays.
        """
        facts: dict[Fact, None] = {}
        exchanges: dict[Exchange, None] = {}
        knowing: dict[str, Generation] = {}
        for generation in await self._lineage.all():  # the oldest first
            path = self._generations.dataset_path(generation.id)
            teaching = await self._teachings.of(generation.id)
            rows = await self._background.run(taught_rows, path, teaching)
            told = [fact for fact in rows.facts if sought.has_fact(fact)]
            asked = [pair for pair in rows.exchanges if sought.has_exchange(*pair)]
            facts |= dict.fromkeys(told)
            exchanges |= dict.fromkeys(asked)
            if told or asked or (generation.parent_id in knowing and path.is_file()):
                knowing[generation.id] = generation
        return list(facts), list(exchanges), list(knowing.values())

    async def _rehearsing(
        self, messages: Sequence[Message], knowing: Sequence[Generation]
    ) -> list[Generation]:
        """Those ``knowing`` it, and those taught what stays in the very words of ``messages``, which go."""
        said = frozenset(message.text for message in messages if message.role == "person")
        found = {generation.id: generation for generation in knowing}
        for generation in await self._lineage.all() if said else ():
            path = self._generations.dataset_path(generation.id)
            teaching = await self._teachings.of(generation.id)
            grew = generation.parent_id in found and path.is_file()
            if grew or await self._background.run(rehearses, path, said, teaching):
                found.setdefault(generation.id, generation)
        return list(found.values())

    async def _way_back(
        self, knowing: Sequence[Generation]
    ) -> tuple[Generation | None, Generation | None, list[Generation]]:
        """The current generation if it knows, its last ancestor that does not, and those between."""
        head = await self._lineage.head()
        tainted = {generation.id for generation in knowing}
        if head is None or head.id not in tainted:
            return None, None, []
        line = await self._lineage.line(head.id)
        clean = next(n for n, generation in enumerate(line) if generation.id not in tainted)
        return head, line[clean], line[:clean]


async def _read(text: str, teaching: Teaching) -> tuple[Sought, LunaError | None]:
    """``text`` as what is sought, by its words alone where something keeps it from being heard, and that.

    Raises:
        LunaError: ``nothing-to-forget`` where no word is in it.
    """
    words = Phrase.of(text)
    if not words:
        what = f"There is no word in {text!r}." if text else "There is nothing to forget yet."
        raise LunaError("nothing-to-forget", what, "", "Write what she shall forget.")
    try:
        return Sought(teaching, words, (await teaching.hear(text)).facts), None
    except LunaError as error:
        return Sought(teaching, words, ()), error


def _known(message: Message) -> Understood | None:
    """What ``message`` said when it was heard; None where that was not kept."""
    inner = inner_speech.parse(message.heard or "")
    if inner is None:
        return None if message.heard is None else Understood()
    facts = tuple(Fact(one.key, one.value, change=one.change) for one in inner.facts)
    return Understood(facts, inner=message.heard)


def _clauses(bracket: str) -> tuple[Clause, ...]:
    inner = inner_speech.parse(bracket)
    return inner.clauses if inner else ()


def _speaks_of(clause: Clause, facts: Iterable[Fact]) -> bool:
    """Whether a reply after ``clause`` in which the values of ``facts`` stand may be about one of them."""
    match clause:
        case inner_speech.Fact(key) | Question(key):
            return any(fact.key == key for fact in facts)
        case WhoIs(name):
            return any(Phrase.of(name).is_all_of(fact.value) for fact in facts)
        case Everything(about):
            return any(fact.key.startswith(about) for fact in facts)


def _phrases(words: Phrase | None, held: Iterable[Fact]) -> list[Phrase]:
    """The words sought, and the value of every fact that goes."""
    return list(dict.fromkeys([*([words] if words else []), *(Phrase.of(fact.value) for fact in held)]))


def _not_among(facts: Iterable[Fact], lessons: Sequence[Lesson]) -> list[Fact]:
    told = [lesson.fact for lesson in lessons if lesson.fact is not None]
    return [fact for fact in facts if not any(same_fact(fact, one) for one in told)]


def _along(lessons: Sequence[Lesson], messages: Sequence[Message], every: Iterable[Lesson]) -> list[Lesson]:
    """Lessons that only messages told which go: nobody could look up any more where they came from."""
    named, gone = {lesson.id for lesson in lessons}, {message.id for message in messages}
    return [x for x in every if x.id not in named and x.message_ids and gone.issuperset(x.message_ids)]


def _outdated(gone: Sequence[Lesson], every: Iterable[Lesson]) -> list[Lesson]:
    """Older values that would hold again without what is forgotten, and without each other."""
    ids = {lesson.id for lesson in gone}
    values = [x for x in every if x.id not in ids and not x.struck and not takes_back(x)]
    found: dict[int, Lesson] = {}
    without = list(gone)
    while without:
        lesson = without.pop()
        older = [x for x in values if x.id not in found and x.told < lesson.told and _replaced(x, lesson)]
        found |= {x.id: x for x in older}
        without += older
    return [lesson for lesson in values if lesson.id in found]


def _replaced(older: Lesson, lesson: Lesson) -> bool:
    """Whether ``lesson`` is why ``older`` holds no longer: one more of several is not."""
    if older.fact is None or lesson.fact is None or lesson.fact.change == "add":
        return False
    return told_otherwise(older.fact, lesson.fact)


def _gives_away(message: Message, lesson: Lesson) -> bool:
    """A source of the lesson, or a reply to one, that says what the lesson says."""
    if message.id in lesson.message_ids:
        return True
    return lesson.fact is not None and Phrase.of(lesson.fact.value).stands_in(message.whole)
