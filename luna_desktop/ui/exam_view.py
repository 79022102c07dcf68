"""An exam as bars with their intervals, beside the parent's."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from luna_desktop.domain.comparison import judged
from luna_desktop.domain.exam import SHARES, ExamReport, SectionScore
from luna_desktop.domain.generation import Generation, GenerationStatus
from luna_desktop.ui import formats
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.widgets import Fold, Label, clear


def section_title(name: str) -> str:
    """A section in the person's words."""
    titles = {
        "grammar": QCoreApplication.translate("Exam", "Sentences"),
        "vocabulary": QCoreApplication.translate("Exam", "Words"),
        "reasoning": QCoreApplication.translate("Exam", "Reasoning"),
        "style": QCoreApplication.translate("Exam", "Your style"),
        "teach_back": QCoreApplication.translate("Exam", "What you taught"),
        "old_teach_back": QCoreApplication.translate("Exam", "Taught before"),
        "controls": QCoreApplication.translate("Exam", "Says so when she does not know"),
        "talk": QCoreApplication.translate("Exam", "Small talk"),
    }
    return titles.get(name, name.replace("_", " ").capitalize())


def why_no_exam(node: Generation) -> str:
    """What to say of a generation that has none."""
    if node.status in (GenerationStatus.TRAINING, GenerationStatus.PAUSED):
        return QCoreApplication.translate("Exam", "Her exam comes when she has learned.")
    if node.parent_id is None:
        return QCoreApplication.translate(
            "Exam",
            "A newborn takes no exam of her own. Her first is taken beside the one who grows from her.",
        )
    return QCoreApplication.translate("Exam", "No exam was taken.")


HEIGHT = 18


class ShareBar(QWidget):
    """One share as a bar, its 95% interval as a line below, the parent's share as a notch above."""

    def __init__(self, theme: Theme, score: SectionScore, parent_score: SectionScore | None) -> None:
        super().__init__()
        self._theme = theme
        self._score = score
        self._parent = parent_score
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(80, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("line"))
        painter.drawRoundedRect(QRectF(0, 3, self.width(), 6), 3, 3)
        painter.setBrush(self._theme.colour("accent"))
        painter.drawRoundedRect(QRectF(0, 3, max(6.0, self.width() * self._score.share), 6), 3, 3)
        low, high = (self._x(edge) for edge in self._score.interval)
        painter.setPen(QPen(self._theme.colour("text_dim"), 1.5))
        painter.drawLine(QPointF(low, 14), QPointF(high, 14))
        for x in (low, high):
            painter.drawLine(QPointF(x, 11.5), QPointF(x, 16.5))
        if self._parent is not None:
            self._paint_notch(painter, self._x(self._parent.share))
        painter.end()

    def _x(self, share: float) -> float:
        return min(max(share * self.width(), 1.0), self.width() - 1.0)

    def _paint_notch(self, painter: QPainter, x: float) -> None:
        """A small triangle above the bar points at the parent's share."""
        notch = QPolygonF([QPointF(x - 4, -1), QPointF(x + 4, -1), QPointF(x, 5)])
        painter.setPen(QPen(self._theme.colour("raised"), 1))
        painter.setBrush(self._theme.colour("text"))
        painter.drawPolygon(notch)


class ExamView(QWidget):
    """All sections of a report; says so when there was no exam."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(Theme.space(1.5))

    def show_report(
        self, report: ExamReport | None, parent: ExamReport | None = None, *, why_not: str = ""
    ) -> None:
        """Show ``report``; ``parent`` adds its shares, ``why_not`` says why there is none."""
        clear(self._rows)
        if report is None or not report.sections:
            self._rows.addWidget(Label(self._theme, why_not or self.tr("No exam was taken."), tone="dim"))
            return
        for section in sorted(report.sections, key=_place):
            before = parent.section(section.section) if parent is not None else None
            self._rows.addWidget(self._row(section, before))
        for words in self._in_words(report):
            self._rows.addWidget(Label(self._theme, words, tone="dim"))
        note = self.tr("The line below a bar tells how sure its result is: the shorter, the surer.")
        if parent is not None:
            note += " " + self.tr("The small triangle is her parent's result.")
        self._rows.addWidget(Label(self._theme, note, "caption", "faint"))
        measured = Label(self._theme, "\n\n".join(self._measured(report, parent)), "caption", "dim")
        self._rows.addWidget(Fold(self.tr("How this is measured"), measured))

    def _measured(self, report: ExamReport, parent: ExamReport | None) -> list[str]:
        """The same in the words of the trade."""
        said = [
            self.tr("Sealed questions in wordings that she was never trained on, put to her very file."),
            self.tr("The line below a bar is the 95% interval of its share."),
        ]
        if report.headline is not None:
            head = report.headline
            said.append(
                self.tr(
                    "All sections, chance taken out: {value} ({interval}). "
                    "0% is what guessing would get, 100% is everything right."
                ).format(value=formats.percent(head.value), interval=formats.interval(head.low, head.high))
            )
        if report.anchor.chunks:
            bits = f"{report.anchor.mean:.2f}"
            if parent is not None and parent.anchor.phases == report.anchor.phases:
                bits = f"{parent.anchor.mean:.2f} → {bits}"
            said.append(self.tr("Bits a letter of familiar text: {bits}, fewer are better").format(bits=bits))
        return said

    def _in_words(self, report: ExamReport) -> list[str]:
        """What is no share of right answers."""
        said: list[str] = []
        if report.headline is not None:
            value = formats.percent(report.headline.value)
            said.append(self.tr("All in all, beyond guessing: {value}").format(value=value))
        if report.wrongly_refused:
            said.append(
                self.tr("Wrongly said that she does not know: {n} of {all} things she was taught").format(
                    n=report.wrongly_refused, all=report.known
                )
            )
        few = [section_title(score.section) for score in report.sections if not judged(score)]
        if few:
            said.append(self.tr("Too few to judge: {sections}").format(sections=", ".join(few)))
        return said

    def _row(self, score: SectionScore, before: SectionScore | None) -> QWidget:
        box = QWidget()
        lines = QVBoxLayout(box)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(Theme.space(1))
        title = section_title(score.section)
        head.addWidget(Label(self._theme, title), 1)
        value = formats.percent(score.share)
        if before is not None:
            value = self.tr("{before} → {now}").format(before=formats.percent(before.share), now=value)
        head.addWidget(Label(self._theme, value, "strong", wrap=False))
        lines.addLayout(head)
        lines.addWidget(ShareBar(self._theme, score, before))
        spoken = self.tr("{title}: {value}, 95% interval {interval}, {n} questions").format(
            title=title, value=value, interval=formats.interval(*score.interval), n=score.n
        )
        box.setAccessibleName(spoken)
        box.setToolTip(spoken)
        return box


def _place(score: SectionScore) -> int:
    return SHARES.index(score.section) if score.section in SHARES else len(SHARES)
