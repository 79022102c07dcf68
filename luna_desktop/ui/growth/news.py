"""What the window's notice says of her growth, where the cards that say it are not in sight."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from luna_desktop.domain.errors import LunaError
from luna_desktop.services.results import AgeUpOutcome, Forgot
from luna_desktop.services.wording import forgot_lines
from luna_desktop.ui import formats
from luna_desktop.ui.growth.model import GrowthModel
from luna_desktop.ui.notice import Notice

FOUND_MS = 60_000  # long enough to be found by somebody who was not looking


class GrowthNews(QObject):
    """How an age-up ended is said on every page, that one begins only where ``in_sight`` is not true."""

    def __init__(
        self, notice: Notice, model: GrowthModel, in_sight: Callable[[], bool], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._notice = notice
        self._model = model
        self._in_sight = in_sight
        self._said = ""
        model.changed.connect(self._follow)
        model.verdict.connect(self._tell)
        model.forgotten.connect(self._tell_forgotten)

    def _follow(self) -> None:
        """Say that something begins; each second anew, since the person may have left the cards meanwhile."""
        word = self._notice.word
        ours = self._said != "" and word == self._said
        now = "" if self._in_sight() else self._beginning()
        if not now:
            self._notice.take_back(self._said)
            self._said = ""
        elif ours and self._model.countdown is not None:
            self._notice.reword(now)
            self._said = now
        elif ours or not word:  # another word has its time first
            self._say(now)

    def _beginning(self) -> str:
        model = self._model
        if model.starting:
            return self.tr("She is preparing to learn.")
        if model.countdown is None:
            return ""
        return self.tr("She is ready to grow. Learning begins by itself in {time}.").format(
            time=formats.duration(model.countdown)
        )

    def _say(self, text: str) -> None:
        if text == self._said:  # it was read, or sent away
            return
        self._said = text
        model = self._model
        if model.countdown is None:
            self._notice.say(text, "accent")
        else:
            left, no = model.countdown * 1000, model.decline
            self._notice.say(text, "accent", self.tr("Not now"), no, ms=left, closed=no)

    def _tell(self, outcome: AgeUpOutcome) -> None:
        if outcome.status == "published" and outcome.to is not None:
            text = self.tr("She has grown: age {a} → {b}.").format(a=outcome.from_.age, b=outcome.to.age)
            self._notice.say(text)
        elif outcome.status == "branched":
            self._notice.say(" ".join(outcome.reasons), ms=FOUND_MS)
        elif outcome.status == "rejected":
            text = self.tr("She tried, and did not get better. Nothing was changed. Your karma is kept.")
            self._notice.say(text, "warn")
        elif self._model.ended_early:
            what = self.tr("Learning ended early.")
            kept = self.tr("Nothing was changed. Your karma is kept, and you can try again.")
            self._notice.show_error(LunaError("age-up-failed", what, " ".join(outcome.reasons), kept))
        elif outcome.status == "paused" and not self._model.wished:
            text = self.tr("Learning was interrupted: {why} What she learned so far is kept.")
            text = text.format(why=" ".join(outcome.reasons))
            self._notice.say(text, "warn", self.tr("Go on"), self._model.resume, ms=FOUND_MS)

    def _tell_forgotten(self, forgot: Forgot) -> None:
        what, *rest = forgot_lines(forgot)
        if forgot.relearnt and forgot.left is None:
            self._notice.say(what, why="\n".join(rest), ms=FOUND_MS)
        else:  # who answers now is another one, or something is left: that stays until it is read
            self._notice.show_error(LunaError("not-relearnt", what, " ".join(rest)))
