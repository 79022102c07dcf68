"""The one place where growing begins: it says what would happen, and why not when it cannot."""

from __future__ import annotations

from luna_desktop.services.results import AgeUpOutcome, AgeUpPreview
from luna_desktop.ui import formats
from luna_desktop.ui.growth.model import GrowthModel
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Label, Surface, Tone, announce, button, repolish, row, wrapping


class AgeUpCard(Surface):
    """States: waiting for karma, ready, counting down, preparing, paused, and the last result."""

    def __init__(self, theme: Theme, model: GrowthModel) -> None:
        super().__init__("card", spacing=1)
        self._model = model
        self._said = ""
        self._title = Label(theme, "", "title")
        self._text = Label(theme, "", tone="dim")
        self._reasons = Label(theme, "", "caption", "dim", selectable=True)
        self._detail = Label(theme, "", "caption", "faint")
        self._go = button(self.tr("Age up now"), self._begin, "primary")
        self._no = button(self.tr("Not now"), model.decline, "quiet", name=self.tr("Do not age up now"))
        self._drop = button(
            self.tr("Discard"), model.discard, "quiet", name=self.tr("Discard the paused age-up")
        )
        for part in (self._title, self._text, self._reasons):
            self.body.addWidget(part)
        # Of the two quiet ones at most one is shown: together they are one place in the row.
        self.body.addWidget(wrapping(self._go, row(self._no, self._drop)))
        self.body.addWidget(self._detail)
        model.changed.connect(self.refresh)
        model.verdict.connect(self._announce)
        self.refresh()

    def refresh(self) -> None:
        """Show the model as it is."""
        preview = self._model.preview
        if preview is None:
            return
        title, text, tone = self._head(preview)
        self._title.setText(title)
        self._title.set_tone(tone)
        self._title.setVisible(bool(title))
        self._text.setText(text)
        self._text.setVisible(bool(text))
        outcome = self._model.outcome
        hidden = outcome is None or outcome.to is not None or _ready(preview)
        reasons = () if outcome is None or hidden else outcome.reasons
        self._reasons.setText("\n".join(f"• {formats.breakable(reason)}" for reason in reasons))
        self._reasons.setVisible(bool(reasons))
        self._show_buttons(preview)
        self._detail.setText(self._plan(preview))
        self._detail.setToolTip(self._cost(preview))
        self._detail.setAccessibleDescription(self._cost(preview))
        # what is paused has its lessons and its time already, and what cannot be takes none
        self._detail.setVisible(preview.possible and preview.resumable is None)

    def _begin(self) -> None:
        preview = self._model.preview
        if preview is not None and preview.resumable is not None:
            self._model.resume()
        else:
            self._model.age_up()

    def _show_buttons(self, preview: AgeUpPreview) -> None:
        paused, starting = preview.resumable is not None, self._model.starting
        self._drop.setVisible(paused and not starting)
        hears = starting and self._model.hearing is not None and not self._model.relearning
        self._no.setVisible((self._model.offered or hears) and not paused)
        self._go.setText(self.tr("Go on learning") if paused else self.tr("Age up now"))
        self._go.setAccessibleName(self._go.text())
        able = not starting and (paused or preview.possible)
        kind = "primary" if paused or preview.due else ""
        if self._go.property("kind") != kind:
            self._go.setProperty("kind", kind)
            repolish(self._go)
        self._go.setEnabled(able)
        why = "" if able else preview.why_not
        self._go.setToolTip(why)
        self._go.setAccessibleDescription(why)

    def _head(self, preview: AgeUpPreview) -> tuple[str, str, Tone]:
        beginning = self._beginning(preview)
        if beginning:
            return beginning[0], beginning[1], "accent"
        if preview.resumable is not None:
            text = self.tr("What she learned so far is kept. Nothing has changed yet.")
            if (reached := self._model.paused_at) >= 0.01:
                far = self.tr("She got about {percent} of the way.")
                text = f"{far.format(percent=formats.percent(reached))} {text}"
            return self.tr("Learning is paused"), text, ""
        if self._model.outcome is not None:
            return self._outcome_words(self._model.outcome)
        if preview.why_not:
            return "", preview.why_not, ""
        missing = formats.number(preview.threshold - preview.balance)
        text = self.tr("{n} more karma and she is ready to grow. You may let her try before.").format(
            n=missing
        )
        return "", text, ""

    def _beginning(self, preview: AgeUpPreview) -> tuple[str, str] | None:
        """Before the last result, too: that she may try again is news, the result is not."""
        if self._model.starting and self._model.relearning:
            return self.tr("She is forgetting"), self.tr("Then she learns again what is left.")
        if self._model.starting:
            return self.tr("She is preparing to learn"), self._preparing()
        if self._model.countdown is not None:
            left = formats.duration(self._model.countdown)
            text = self.tr("Learning begins by itself in {time}.").format(time=left)
            return self.tr("She is ready to grow"), text
        if _ready(preview):
            text = self.tr("When you like. She answers as before while she learns.")
            return self.tr("She is ready to grow"), text
        return None

    def _preparing(self) -> str:
        hearing = self._model.hearing
        if hearing is None or not hearing.total:
            return self.tr("She looks through what you told her.")
        return self.tr("She hears what you told her before: message {n} of {m}.").format(
            n=formats.number(hearing.step + 1), m=formats.number(hearing.total)
        )

    def _plan(self, preview: AgeUpPreview) -> str:
        """How long it would take, and what waits: how much of it fits is known when it is composed."""
        parts: list[str] = []
        if preview.minutes > 0:
            parts.append(self.tr("About {time} here.").format(time=formats.duration(preview.minutes * 60)))
        if preview.unlearnt:
            one = self.tr("{n} fact is to be unlearnt or put right.")
            many = self.tr("{n} facts are to be unlearnt or put right.")
            parts.append(formats.count(preview.unlearnt, one, many))
        if not preview.lessons:
            nothing = [] if preview.unlearnt else [self.tr("Nothing new to teach her yet.")]
            return " ".join([*parts, *nothing])
        new: list[str] = []
        if preview.facts:
            new.append(formats.count(preview.facts, self.tr("{n} fact"), self.tr("{n} facts")))
        if rest := preview.lessons - preview.facts:
            new.append(formats.count(rest, self.tr("{n} exchange"), self.tr("{n} exchanges")))
        what = self.tr(" and ").join(new)
        return " ".join([*parts, self.tr("Waiting to be learned: {what}.").format(what=what)])

    def _cost(self, preview: AgeUpPreview) -> str:
        return self.tr(
            "{tokens} training tokens. What you told her gets what it needs; {karma} karma buys the rest."
        ).format(karma=formats.number(preview.balance), tokens=formats.number(preview.budget_tokens))

    def _announce(self, outcome: AgeUpOutcome) -> None:
        title, text, _ = self._outcome_words(outcome)
        announce(self, f"{title} {text}")

    def _outcome_words(self, outcome: AgeUpOutcome) -> tuple[str, str, Tone]:
        if outcome.status == "published" and outcome.to is not None:
            text = self.tr("Age {a} → {b}, in {time}. She answers from her new self now.").format(
                a=outcome.from_.age, b=outcome.to.age, time=formats.duration(outcome.seconds)
            )
            return self.tr("She has grown"), text, "good"
        if outcome.status == "branched":
            text = self.tr(
                "Another generation was made the current one meanwhile, and that stays so. "
                "The new one waits in the timeline."
            )
            return self.tr("She has learned, on a branch"), text, ""
        if outcome.status == "rejected":
            text = self.tr("Nothing was changed. Your karma is kept.")
            return self.tr("She tried, and did not get better"), text, "warn"
        if self._model.ended_early:
            text = self.tr("Nothing was changed. Your karma is kept, and you can try again.")
            return self.tr("Learning ended early"), text, "bad"
        if outcome.status == "cancelled":
            return self.tr("Learning was cancelled"), self.tr("Nothing was changed. Your karma is kept."), ""
        return self.tr("Learning is paused"), self.tr("You can go on whenever you like."), ""


def _ready(preview: AgeUpPreview) -> bool:
    return preview.due and preview.possible
