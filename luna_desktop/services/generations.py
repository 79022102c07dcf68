"""The timeline: which generations there are, which one answers, and their files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

from luna_desktop.domain import judge
from luna_desktop.domain.base import Base, read_base
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.events import GenerationLoaded, GenerationPublished, Progress
from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.domain.message import writable
from luna_desktop.domain.prompt import PromptTemplate, Turn
from luna_desktop.domain.speech import Adapter, Reply
from luna_desktop.domain.style import style
from luna_desktop.domain.training import ADAPTER_CONFIG, DATASET, Beneath
from luna_desktop.services.background import Background
from luna_desktop.services.bases import BaseRecipe, load_base, locate, recipe_for, standing
from luna_desktop.services.bus import Bus
from luna_desktop.services.coordinator import Coordinator, Work
from luna_desktop.services.exports import Exports
from luna_desktop.services.head_check import HeadCheck
from luna_desktop.services.ports import Merger, SpeakerFactory
from luna_desktop.services.speakers import Speakers, Voice
from luna_desktop.services.stores import GenerationFiles, LineageStore

_SPEAKING = (GenerationStatus.PUBLISHED, GenerationStatus.REJECTED)
LONGEST_NUMBER = 9  # digits of a generation's number


def unknown(text: str) -> LunaError:
    return LunaError(
        "generation-unknown",
        f"There is no generation {text!r}.",
        "A generation is named by its id, or by its number.",
        "List them with `luna generations`.",
    )


def branched(generation: Generation) -> LunaError:
    """She was published while another generation had become the one that answers."""
    return LunaError(
        "published-as-branch",
        f"Generation {generation.number} is ready, and does not answer yet.",
        "While she learned, another generation was made the current one, and it stays so.",
        "She stands on a branch in the timeline: make her the current one there when you like.",
    )


class GenerationService:
    """Everything about generations but how they come to be."""

    def __init__(
        self,
        lineage: LineageStore,
        files: GenerationFiles,
        coordinator: Coordinator,
        *,
        factory: SpeakerFactory,
        background: Background,
        bus: Bus,
        merger: Merger,
        seeds: Callable[[], int],
        shelf: Path,
    ) -> None:
        self._lineage = lineage
        self._files = files
        self._coordinator = coordinator
        self._background = background
        self._bus = bus
        self._seeds = seeds
        self._shelf = shelf  # where bases are looked for that are not where they were
        self._exports = Exports(files, merger, self.locate, background)
        self._voices: dict[str, Voice] = {}
        self.unread: LunaError | None = None  # a verdict that cannot be read waits for the next start
        self.speakers = Speakers(factory, self.voice)
        self.head_check = HeadCheck(lineage, files, unload=self.speakers.drop, background=background, bus=bus)

    @property
    def lost(self) -> LunaError | None:
        """What is wrong where no file of hers can be read."""
        return self.head_check.lost

    @lost.setter
    def lost(self, lost: LunaError | None) -> None:
        self.head_check.lost = lost

    async def list(self) -> list[Generation]:
        """Every generation, the oldest first."""
        return await self._lineage.all()

    async def head(self) -> Generation:
        """The generation that answers.

        Raises:
            LunaError: ``not-born``.
        """
        head = await self._lineage.head()
        if head is None:
            raise LunaError("not-born", "Luna is not born yet.", "", "Let her be born with `luna birth`.")
        return head

    async def answers(self, generation: Generation) -> bool:
        """Whether this is the one that answers."""
        head = await self._lineage.head()
        return head is not None and head.id == generation.id

    async def resolve(self, text: str) -> Generation:
        """The generation with this id, or with this number: on the current line, else the only one with it.

        Raises:
            LunaError: ``generation-unknown``, ``generation-ambiguous``, or ``not-born``.
        """
        text = writable(text)
        found = await self._lineage.get(text)
        if found is None and text.isdecimal() and len(text) <= LONGEST_NUMBER:
            found = await self._numbered(int(text))
        if found is None:
            raise unknown(text)
        return found

    async def _numbered(self, number: int) -> Generation | None:
        head = await self._lineage.head()
        line = await self._lineage.line(head.id) if head is not None else []
        if found := next((generation for generation in line if generation.number == number), None):
            return found
        others = [generation for generation in await self.list() if generation.number == number]
        if len(others) > 1:
            raise LunaError(
                "generation-ambiguous",
                f"Several generations have the number {number}, none of them on the current line.",
                f"They are {', '.join(f'{other.id} ({other.status})' for other in others)}.",
                "Name one of them by its id.",
            )
        if not others:
            await self.head()  # else there is nobody yet
        return others[0] if others else None

    async def use(self, generation_id: str) -> Generation:
        """Make a published generation the one that answers.

        Raises:
            LunaError: ``generation-unpublished``, ``head-moved``, what excludes it now, or what keeps it
                from speaking.
        """
        async with self._coordinator.work(Work.USE):
            return await self._use(await self.resolve(generation_id))

    async def _use(self, generation: Generation) -> Generation:
        if generation.status is not GenerationStatus.PUBLISHED:
            raise LunaError(
                "generation-unpublished",
                f"Generation {generation.id} cannot be made the current one.",
                f"It was never published; it is {generation.status}.",
                "Choose one that was published.",
            )
        await self.head_check.verify(generation.id)
        before = await self._lineage.head()
        await self.speakers.swap(before.id if before else None, generation.id)
        await self._lineage.move_head(generation.id, expected=before.id if before else None)
        self.lost = None
        self._bus.publish(GenerationLoaded(generation))
        return generation

    async def publish_by_hand(self, generation_id: str) -> Generation:
        """Make a rejected generation the current one, for what it would have cost.

        Its row says for ever that it was the person's decision and not the gate's.

        Raises:
            LunaError: ``generation-not-rejected``, ``head-moved``, what excludes it now, or what keeps it
                from speaking.
        """
        async with self._coordinator.work(Work.PUBLISH):
            return await self._publish_by_hand(await self.resolve(generation_id))

    async def _publish_by_hand(self, generation: Generation) -> Generation:
        if generation.status is not GenerationStatus.REJECTED:
            raise LunaError(
                "generation-not-rejected",
                f"Generation {generation.id} cannot be published by hand.",
                f"It is {generation.status}; only what the gate rejected waits for your word.",
                "List them with `luna generations`.",
            )
        await self.head_check.verify(generation.id)
        before = await self._lineage.head()
        await self.speakers.swap(before.id if before else None, generation.id)
        plan = (await self._lineage.sealed(generation.id)).plan
        spend = judge.spent_award(plan.spend, generation.age)
        published, _ = await self._lineage.publish_by_hand(
            generation.id, spend if spend.delta else None, expected=before.id if before else None
        )
        self.lost = None
        self._bus.publish(GenerationPublished(published))
        self._bus.publish(GenerationLoaded(published))
        return published

    def gguf_path(self, generation_id: str) -> Path:
        """Where the generation's GGUF lies."""
        manifest = self._files.manifest(generation_id)
        return self._files.path(generation_id) / str(manifest["gguf"])

    def weights_path(self, generation_id: str) -> Path:
        """Where the generation's weights lie."""
        manifest = self._files.manifest(generation_id)
        return self._files.path(generation_id) / str(manifest["weights"])

    async def recipe(self, generation_id: str) -> BaseRecipe:
        """How what grows from the generation is trained, by the base it was grown from."""
        plan = (await self._lineage.sealed(generation_id)).plan
        return await self._background.run(recipe_for, plan.base)

    def locate(self, base: Base) -> Path:
        """Where the weights of ``base`` are now; see ``bases.locate``."""
        return locate(base, self._shelf)

    def base_of(self, generation_id: str) -> Base:
        """What the generation was grown from."""
        return read_base(self._files.manifest(generation_id)["base"])

    def laid_over(self, base: Base) -> tuple[Path, tuple[Adapter, ...]]:
        """What speaks beneath every generation of a ``base`` that stands: its one file, and the skills.

        Raises:
            LunaError: ``skills-missing``, or as ``bases.standing``.
        """
        gguf = standing(base)
        if not base.skills:
            return gguf, ()
        skills = self._files.kept_skills(base.skills)
        if skills is None:
            now = load_base(base.name)
            if now.skills is None or now.base.skills != base.skills:
                raise LunaError(
                    "skills-missing",
                    f"The skills that she learned with on {base.title} are not here.",
                    f"The file {base.skills[:12]}….gguf in the folder skills of her home is gone or damaged, "
                    "and this version brings others.",
                    "Bring it back from a copy of her home, or choose another generation.",
                )
            skills = self._files.keep_skills(now.skills, base.skills)
        return gguf, (Adapter(skills),)

    def beneath(self, generation_id: str) -> Beneath:
        """The whole weights of the generation, or those that its adapter lies on."""
        if (base := self.base_of(generation_id)).stands:
            return Beneath(base.id, self.locate(base))
        lowest = self._lowest(generation_id)
        if not self._is_adapter(lowest):
            return Beneath(lowest, self.weights_path(lowest))
        base = self.base_of(lowest)
        return Beneath(base.id, self.locate(base))

    def _lowest(self, generation_id: str) -> str:
        """The generation where the adapters end on which this one's lies: whole, or right on the base."""
        while self._is_adapter(generation_id):
            start = cast("str | None", self._files.manifest(generation_id)["start"])
            if start is None:
                break
            generation_id = start
        return generation_id

    def _is_adapter(self, generation_id: str) -> bool:
        return (self.weights_path(generation_id) / ADAPTER_CONFIG).is_file()

    def dataset_path(self, generation_id: str) -> Path:
        """Where the rows lie that the generation was trained on, or is to be; if its files are there."""
        whole = self._files.is_whole(generation_id)
        folder = self._files.path(generation_id) if whole else self._files.partial(generation_id)
        return folder / DATASET

    async def manifest(self, generation_id: str) -> dict[str, Any]:
        """What the generation is made of."""
        generation = await self._speaking(generation_id)
        return await self._background.run(self._files.manifest, generation.id)

    async def voice(self, generation_id: str) -> Voice:
        """What is needed to load the generation."""
        generation = await self._speaking(generation_id)
        voice = self._voices.get(generation.id)
        # What lies in a cache may be removed at any time.
        if voice is None or not await self._background.run(voice.gguf.is_file):
            voice = self._voices[generation.id] = await self._background.run(self._voice_of, generation.id)
        return voice

    def look_again(self) -> None:
        """Find anew what each speaks from: a training may have made a better file."""
        self._voices.clear()

    def _voice_of(self, generation_id: str) -> Voice:
        manifest = self._files.manifest(generation_id)
        template = PromptTemplate(**cast("dict[str, Any]", manifest["template"]))
        gguf = self._files.path(generation_id) / str(manifest["gguf"])
        return self.voice_on(read_base(manifest["base"]), gguf, template, int(manifest["context"]))

    def voice_on(self, base: Base, gguf: Path, template: PromptTemplate, context: int) -> Voice:
        """Who speaks from ``gguf``, which is whole or is laid over a ``base`` that stands."""
        if not base.stands:
            return Voice(gguf, template, context)
        whole, under = self.laid_over(base)
        # The skills are inner speech: to hear, to ask, to answer with it.
        return Voice(whole, template, context, (*under, Adapter(gguf)), inward=bool(base.skills))

    async def export(
        self,
        generation_id: str,
        path: Path,
        on_progress: Callable[[Progress], None] | None = None,
        *,
        replace: bool = False,
    ) -> None:
        """Check the generation and write it to ``path`` as one GGUF; cancelled, it leaves nothing.

        What is there is replaced only where ``replace`` says so.

        Raises:
            LunaError: ``file-exists``, ``file-special``, or what keeps it from being read or written.
        """
        generation = await self._speaking(generation_id)
        size = int((await self._background.run(self._files.manifest, generation.id))["bytes"])

        def tell(half: int, done: float) -> None:
            if on_progress is not None:
                on_progress(Progress("copy", (half + min(1.0, done)) / 2))

        await self.head_check.verify(generation.id, lambda done: tell(0, done / (size or 1)))
        voice = await self.voice(generation.id)
        base = await self._background.run(self.base_of, generation.id)
        await self._exports.write(generation, base, voice, path, partial(tell, 1), replace=replace)

    async def test_prompt(self, generation_id: str, prompt: str) -> Reply:
        """What the generation says to ``prompt``, without memory; nothing is stored."""
        generation = await self._speaking(generation_id)
        voice = await self.voice(generation.id)
        manner = style(generation.age)
        async with self.speakers.hold(generation.id) as speaker:
            reply = await speaker.generate(
                voice.template.render([Turn("person", prompt)]),
                max_tokens=manner.max_tokens,
                temperature=manner.temperature,
                top_p=manner.top_p,
                repeat_penalty=manner.repeat_penalty,
                seed=self._seeds(),
            )
        return voice.split(reply)

    async def delete(self, generation_id: str) -> None:
        """Remove the files of a rejected generation; what was published stays.

        Raises:
            LunaError: ``generation-needed``, or what excludes it now.
        """
        async with self._coordinator.work(Work.DELETE):
            await self._delete(await self.resolve(generation_id))

    async def _delete(self, generation: Generation) -> None:
        if generation.status is not GenerationStatus.REJECTED:
            raise LunaError(
                "generation-needed",
                f"Generation {generation.id} cannot be deleted.",
                "Its descendants are grown from it."
                if generation.status is GenerationStatus.PUBLISHED
                else f"It is {generation.status}.",
                "Only generations that were rejected can be deleted.",
            )
        await self.speakers.drop(generation.id)
        await self._background.long(lambda _: self._files.delete(generation.id))
        await self._lineage.set_status(generation.id, GenerationStatus.FAILED, "Its files were deleted.")

    async def remove_forgotten(self, generation: Generation) -> None:
        """Unload a forgotten generation and remove all of its files; its row stays in the timeline."""
        await self.speakers.drop(generation.id)
        if self._files.is_whole(generation.id):
            await self._background.long(lambda _: self._files.delete(generation.id))
        await self._background.long(lambda _: self._files.drop_unfinished(generation.id))

    async def _speaking(self, generation_id: str) -> Generation:
        generation = await self._lineage.get(generation_id)
        if generation is None:
            raise unknown(generation_id)
        if generation.status not in _SPEAKING:
            raise LunaError(
                "generation-unfinished",
                f"Generation {generation.id} cannot speak.",
                f"It is {generation.status}.",
                "Choose one that was finished.",
            )
        return generation

    async def must_be_whole(self, generation: Generation) -> None:
        """Before anything grows from it.

        Raises:
            LunaError: what is wrong with its files.
        """
        if (trouble := self.lost or self.unread) is not None:
            raise trouble
        await self.head_check.verify(generation.id)
        lowest = await self._background.run(self._lowest, generation.id)
        if lowest != generation.id:
            await self.head_check.verify(lowest)
        await self._background.long(lambda _: self.beneath(generation.id))
