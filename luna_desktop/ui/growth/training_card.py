"""What one sees while she learns."""

from __future__ import annotations

import time

from PySide6.QtCore import QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from luna_desktop.ui import formats
from luna_desktop.ui.growth.curve import LossCurve
from luna_desktop.ui.growth.model import GrowthModel, Training
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Label, Surface, announce, button, wrapping

PHASES = ("prepare", "train", "export", "exam", "publish", "swap")
REDRAW_MS = 200


class PhaseSteps(QWidget):
    """The phases as dots on a line: done, running, to come."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._at = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(16)
        theme.changed.connect(self.update)

    def set_phase(self, phase: str) -> None:
        """Mark ``phase`` as running."""
        at = PHASES.index(phase) if phase in PHASES else self._at
        if at != self._at:
            self._at = at
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = (self.width() - 14) / (len(PHASES) - 1)
        spots = [QPointF(7 + gap * index, 8) for index in range(len(PHASES))]
        accent, rest = self._theme.colour("accent"), self._theme.colour("line_strong")
        for index in range(len(PHASES) - 1):
            painter.setPen(QPen(accent if index < self._at else rest, 2))
            painter.drawLine(spots[index] + QPointF(6, 0), spots[index + 1] - QPointF(6, 0))
        for index, spot in enumerate(spots):
            done, now = index < self._at, index == self._at
            painter.setPen(QPen(accent if done or now else rest, 2))
            painter.setBrush(accent if done else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(spot, 4, 4)
            if now:
                painter.setBrush(accent)
                painter.drawEllipse(spot, 1.5, 1.5)
        painter.end()


class TrainingCard(Surface):
    """Phase, step, curve, speed, time left, memory, a sample, Pause and Cancel."""

    def __init__(self, theme: Theme, model: GrowthModel) -> None:
        super().__init__("card", spacing=1)
        self._model = model
        self._phase = ""
        self._title = Label(theme, "", "title")
        self._words = Label(theme, "", tone="dim")
        self._steps = PhaseSteps(theme)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress of the age-up"))
        self._left = Label(theme, "", "strong")
        self._curve = LossCurve(theme)
        self._facts = Label(theme, "", "caption", "dim")
        self._sample_head = Label(theme, self.tr("She says now:"), "caption", "faint")
        self._sample = Label(theme, "")
        self._pause = button(self.tr("Pause"), model.pause, name=self.tr("Pause learning"))
        self._cancel = button(self.tr("Cancel"), model.cancel, "quiet", name=self.tr("Cancel learning"))
        self._note = Label(theme, "", "caption", "faint")
        for part in (
            self._title,
            self._words,
            self._steps,
            self._bar,
            self._left,
            wrapping(self._pause, self._cancel),  # above what grows: in sight without scrolling
            self._note,
            self._curve,
            self._facts,
            self._sample_head,
            self._sample,
        ):
            self.body.addWidget(part)
        self._redraw = QTimer(
            self
        )  # words change a few times a second, not 30: a layout costs more than a frame
        self._redraw.setSingleShot(True)
        self._redraw.setInterval(REDRAW_MS)
        self._redraw.timeout.connect(self.refresh)
        model.progressed.connect(self._later)
        model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the model as it is."""
        training = self._model.training
        if training is None:
            return
        self._show_phase(training)
        self._show_numbers(training)
        wish, again = training.wish, self._model.relearning
        self._pause.setHidden(again)
        self._pause.setEnabled(not wish and training.progress.phase in ("prepare", "train"))
        self._cancel.setEnabled(not wish)
        if wish:
            note = self.tr("Saving…") if wish == "pause" else self.tr("Stopping…")
        elif again:
            note = self.tr("What was forgotten is gone. If you cancel, she stays the one that never knew.")
        else:
            note = self.tr("You can go on talking; she answers as before until she has grown.")
        self._note.setText(note)

    def _later(self) -> None:
        if not self._redraw.isActive():
            self._redraw.start()

    def _show_phase(self, training: Training) -> None:
        phase = training.progress.phase
        if phase == self._phase and self._title.text():
            return
        self._phase = phase
        title, words = self._words_of(phase)
        self._title.setText(title)
        self._words.setText(words)
        self._steps.set_phase(phase)
        self._steps.setAccessibleName(
            self.tr("Part {n} of {m}: {title}").format(
                n=PHASES.index(phase) + 1 if phase in PHASES else 1, m=len(PHASES), title=title
            )
        )
        announce(self, title)

    def _show_numbers(self, training: Training) -> None:
        progress = training.progress
        self._bar.setValue(round(1000 * progress.fraction))
        left = []
        if progress.total:
            left.append(self.tr("Step {n} of {m}").format(n=progress.step, m=progress.total))
        if progress.seconds_left is not None:
            left.append(self.tr("{time} left").format(time=formats.duration(progress.seconds_left)))
        self._left.setText(" · ".join(left))
        self._left.setVisible(bool(left))
        facts = [self.tr("{time} so far").format(time=formats.duration(time.monotonic() - training.started))]
        if progress.tokens_per_s:
            facts.append(self.tr("{n} tokens/s").format(n=formats.number(progress.tokens_per_s)))
        if progress.memory_bytes:
            facts.append(self.tr("{size} memory").format(size=formats.size(progress.memory_bytes)))
        self._facts.setText(" · ".join(facts))
        self._curve.setVisible(bool(training.losses))
        self._curve.set_points(training.losses, progress.total)
        for part in (self._sample_head, self._sample):
            part.setVisible(bool(training.sample))
        self._sample.setText(self.tr("“{text}”").format(text=formats.breakable(training.sample)))

    def _words_of(self, phase: str) -> tuple[str, str]:
        return {
            "prepare": (
                self.tr("Gathering her lessons"),
                self.tr("What is left of what you told her.")
                if self._model.relearning
                else self.tr("What you told her since her last age."),
            ),
            "train": (self.tr("Luna is learning"), self.tr("Fine-tuning her own weights on this computer.")),
            "export": (self.tr("Writing her down"), self.tr("The new weights become one GGUF file.")),
            "exam": (self.tr("Her exam"), self.tr("Sealed questions she was never trained on.")),
            "publish": (self.tr("Keeping her"), self.tr("Checked, written and safe on disk.")),
            "swap": (self.tr("Waking up"), self.tr("The grown Luna takes over without a gap.")),
        }.get(phase, (self.tr("Luna is learning"), phase))
