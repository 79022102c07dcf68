"""What the window knows of Luna's growth, fetched off the widgets and told by one signal."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog

from luna_desktop.domain import events as ev
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.forgetting import Forgetting
from luna_desktop.domain.generation import Generation
from luna_desktop.domain.lesson import Lesson
from luna_desktop.services.results import AgeUpOutcome, AgeUpPreview, Forgot, KarmaSummary
from luna_desktop.ui.bridge import Bridge
from luna_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from luna_desktop.services.app import App
    from luna_desktop.services.teaching import Teaching

COUNTDOWN_S = 20
Mode = Literal["auto", "ask", "manual"]


@dataclass(slots=True)
class Training:
    """A running age-up as it is shown."""

    parent: Generation
    candidate: Generation
    budget_tokens: int
    started: float = field(default_factory=time.monotonic)
    progress: ev.Progress = field(default_factory=lambda: ev.Progress("prepare"))
    losses: list[tuple[int, float]] = field(default_factory=list[tuple[int, float]])
    sample: str = ""
    wish: str = ""  # "pause" or "cancel" once asked for

    def take(self, progress: ev.Progress) -> None:
        """Fold in the newest report."""
        self.progress = progress
        self.sample = progress.sample or self.sample
        if progress.loss is not None and (not self.losses or progress.step > self.losses[-1][0]):
            self.losses.append((progress.step, progress.loss))


class GrowthModel(QObject):
    """State for the growth panel; every change is one ``changed``, ``progressed`` while she learns."""

    changed = Signal()
    progressed = Signal()
    verdict = Signal(object)  # AgeUpOutcome
    forgotten = Signal(object)  # Forgot

    def __init__(self, app: App, tasks: Tasks, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._tasks = tasks
        self.mode: Mode = "auto"
        self.head: Generation | None = None
        self.summary: KarmaSummary | None = None
        self.preview: AgeUpPreview | None = None
        self.lessons: list[Lesson] = []  # what waits and what is frozen
        self.teaching: Teaching | None = None  # knows how a lesson is said; there with the first lesson
        self.rehearing_due = 0  # messages that another ear heard than hers by now
        self.frozen: frozenset[int] = frozenset()  # what the training that runs or is paused adds to her
        self._frozen_of = ""  # whose lessons those are
        self._private: dict[int, bool] = {}  # conversations as they were heard of last
        self._reached: tuple[str, float] = ("", 0.0)  # who was paused here, and how far she had got
        self.training: Training | None = None
        self.outcome: AgeUpOutcome | None = None
        self.wished = False  # the last age-up ended as the person asked
        self.countdown: int | None = None
        self._declined_for = ""  # the head that no countdown runs for any more
        self.hearing: ev.Progress | None = None  # of what was left unheard, before lessons can be gathered
        self.relearning = False  # what is left after something was forgotten: it cannot be paused
        self._holds = 0  # dialogs that are open over what an age-up would change
        self._awaited = False  # an age-up begun here: its outcome tells the end, not the events on the way
        self._tick = QTimer(self)
        self._tick.setInterval(1000)
        self._tick.timeout.connect(self._count)
        self._stale = QTimer(self)
        self._stale.setSingleShot(True)
        self._stale.setInterval(60)
        self._stale.timeout.connect(self.refresh)
        for signal in (
            bridge.facts_heard,
            bridge.lessons_changed,
            bridge.karma_given,
            bridge.age_up_due,
            bridge.age_up_started,
            bridge.generation_loaded,
            bridge.generation_published,
            bridge.generation_rejected,
            bridge.age_up_ended,
            bridge.conversation_deleted,
        ):
            signal.connect(self._outdated)
        bridge.conversation_changed.connect(self._conversation_changed)
        bridge.karma_given.connect(self._karma_given)
        bridge.age_up_started.connect(self._started)
        bridge.training_progressed.connect(self._progressed)
        for signal in (bridge.generation_published, bridge.generation_rejected, bridge.age_up_ended):
            signal.connect(self._ended)

    @property
    def offered(self) -> bool:
        """Whether an age-up is due and waits for a word (ask) or for the countdown (auto)."""
        due = self.preview is not None and self.preview.due and self.preview.possible
        idle = self.training is None and not self.starting
        return due and idle and not self.declined and self.mode != "manual"

    @property
    def declined(self) -> bool:
        """Whether the person said "Not now" to growing from this head, or it was refused."""
        return self.head is not None and self.head.id == self._declined_for

    @property
    def ended_early(self) -> bool:
        """Whether the last age-up came to nothing, without an exam and without anybody's wish."""
        status = "" if self.outcome is None else self.outcome.status
        return status == "failed" or (status == "cancelled" and not self.wished)

    @property
    def starting(self) -> bool:
        """Whether an age-up was asked for here and has not begun yet: composing its lessons takes seconds."""
        return self._awaited and self.training is None

    @property
    def composing(self) -> bool:
        """Whether lessons are being frozen, or are but not known here yet: none can be taken out."""
        return self.starting or (self.training is not None and self.training.candidate.id != self._frozen_of)

    @property
    def paused_at(self) -> float:
        """How far who is paused had got, 0 to 1; 0 where it is not known, as after a new start."""
        paused = None if self.preview is None else self.preview.resumable
        return self._reached[1] if paused is not None and paused.id == self._reached[0] else 0.0

    def refresh(self) -> None:
        """Fetch everything anew."""
        self._tasks.run(self, self._fetch(), panel="growth")

    def set_mode(self, mode: Mode) -> None:
        """How an age-up begins from now on."""
        self.mode = mode
        self._offer()
        self.changed.emit()

    def age_up(self) -> None:
        """Begin now."""
        self._stop_countdown()
        if self.training is None and not self.starting:
            self._begin(self._app.age_up.run(now=True), failed=self._not_begun)

    def resume(self) -> None:
        """Go on with a paused age-up."""
        if self.training is None and not self.starting:
            self._begin(self._app.age_up.resume())

    def discard(self) -> None:
        """Give a paused age-up up; karma and chats stay."""
        self._tasks.run(self, self._discard(), panel="growth")

    def decline(self) -> None:
        """Not now: no countdown again until the next start of the app or the next age."""
        if self.starting:
            self._app.age_up.cancel()
        self._declined_for = "" if self.head is None else self.head.id
        self._stop_countdown()
        self.changed.emit()

    def pause(self) -> None:
        """Save what was learned so far and stop."""
        if self.training is not None and not self.relearning:
            self.training.wish = "pause"
            self._app.age_up.pause()
            self.progressed.emit()

    def cancel(self) -> None:
        """Stop and throw the attempt away."""
        if self.training is not None:
            self.training.wish = "cancel"
            self._app.age_up.cancel()
            self.progressed.emit()

    def strike(self, lesson_id: int, on: bool) -> None:
        """Leave a lesson out of the next age-up, or take it in again."""
        self._tasks.run(self, self._strike(lesson_id, on), panel="growth")

    def let_in_imported(self) -> None:
        """Teach what waits only because it was imported."""
        self._tasks.run(self, self._let_in_imported(), panel="growth")

    def forget(self, what: Forgetting) -> None:
        """Forget it, and learn again what is left, which is shown as an age-up is."""
        self._stop_countdown()
        if self.training is None and not self.starting:
            self.relearning = True
            self._begin(self._app.forgetting.forget(what), done=self._forgot)

    def hold(self, dialog: QDialog) -> None:
        """Let no countdown run while ``dialog`` asks: nobody could say "Not now"."""
        self._holds += 1
        dialog.finished.connect(self._release)

    def _release(self) -> None:
        self._holds -= 1

    async def _fetch(self) -> None:
        head = await self._app.generations.head()
        summary = await self._app.karma.summary()
        preview = await self._app.age_up.check()
        lessons, teaching = await self._app.lessons.pending(), await self._app.teachings.now()
        self.rehearing_due = await self._app.rehearing.due()
        candidate = preview.resumable if self.training is None else self.training.candidate
        frozen: list[Lesson] = []
        if candidate is not None:
            known = await self._app.lessons.taught()
            frozen = [x for x in await self._app.lessons.taught_to(candidate.id) if x.id not in known]
        self.head, self.summary, self.preview, self.teaching = head, summary, preview, teaching
        self.frozen = frozenset(lesson.id for lesson in frozen)
        waiting = {lesson.id for lesson in lessons}
        # She learns it also when it waits no longer, since another value was told meanwhile.
        self.lessons = [*lessons, *(lesson for lesson in frozen if lesson.id not in waiting)]
        self._frozen_of = "" if candidate is None else candidate.id
        self._offer()
        self.changed.emit()

    async def _discard(self) -> None:
        await self._app.age_up.discard_paused()
        await self._fetch()

    async def _strike(self, lesson_id: int, on: bool) -> None:
        await self._app.lessons.strike(lesson_id, on)
        await self._fetch()

    async def _let_in_imported(self) -> None:
        await self._app.lessons.let_in_imported()
        await self._fetch()

    def _begin(
        self,
        work: Any,
        *,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[BaseException], bool] | None = None,
    ) -> None:
        self.outcome = self.hearing = None
        self._awaited = True
        done, failed = done or self._concluded, failed or self._refused
        self._tasks.run(self, work, done=done, failed=failed, panel="growth")
        self.changed.emit()

    def _concluded(self, outcome: AgeUpOutcome) -> None:
        self._awaited = False
        self.outcome = outcome
        self.wished = self.training is not None and self.training.wish != ""
        self.training = None
        self.verdict.emit(outcome)
        self.refresh()
        self.changed.emit()

    def _forgot(self, forgot: Forgot) -> None:
        self._awaited = self.relearning = False
        self.training = None
        if forgot.trouble is not None and forgot.what.back_to is not None:
            # she cannot learn now: an age-up that begins by itself would only be refused the same
            self._declined_for = forgot.what.back_to.id
        self.forgotten.emit(forgot)
        self.refresh()
        self.changed.emit()

    def _not_begun(self, error: BaseException) -> bool:
        """No attempt was made, so she stays due: the countdown would begin the same again without end."""
        if not _wished(error):
            self.decline()
        return self._refused(error)

    def _refused(self, error: BaseException) -> bool:
        self._awaited = self.relearning = False
        self.training = None
        self.refresh()
        self.changed.emit()
        return _wished(error)

    def _outdated(self, _event: object) -> None:
        self._stale.start()

    def _conversation_changed(self, event: ev.ConversationChanged) -> None:
        """It comes with every message: only what makes it private or public touches the lessons."""
        one = event.conversation
        if self._private.get(one.id) is not one.private:
            self._private[one.id] = one.private
            self._outdated(event)

    def _karma_given(self, _event: ev.KarmaGiven) -> None:
        self.outcome = None  # life went on since; ``_outdated`` has it shown

    def _started(self, event: ev.AgeUpStarted) -> None:
        self._stop_countdown()
        self.outcome = None
        self.training = Training(event.parent, event.candidate, event.budget_tokens)
        self.changed.emit()

    def _progressed(self, event: ev.TrainingProgressed) -> None:
        if self.starting and event.progress.phase == "hear":
            self.hearing = event.progress
            self.changed.emit()
        if self.training is not None and event.generation_id == self.training.candidate.id:
            self.training.take(event.progress)
            if event.progress.phase == "train":
                self._reached = (event.generation_id, event.progress.fraction)
            self.progressed.emit()

    def _ended(self, event: Any) -> None:
        training = self.training
        if training is not None and not self._awaited and event.generation.id == training.candidate.id:
            self.training = None
            self.changed.emit()

    def _offer(self) -> None:
        if self.offered and self.mode == "auto":
            if self.countdown is None:
                self.countdown = COUNTDOWN_S
                self._tick.start()
        else:
            self._stop_countdown()

    def _count(self) -> None:
        if self.countdown is None or self._holds:
            return
        self.countdown -= 1
        if self.countdown <= 0:
            self.age_up()
        self.changed.emit()

    def _stop_countdown(self) -> None:
        self._tick.stop()
        self.countdown = None


def _wished(error: BaseException) -> bool:
    """A pause or a cancel that the person asked for is no trouble."""
    return isinstance(error, LunaError) and error.code in ("training-paused", "training-cancelled")
