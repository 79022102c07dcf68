"""How one row of the conversation is laid out and painted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFontMetrics,
    QPainter,
    QPalette,
    QPixmap,
    QTextCursor,
)

from luna_desktop.ui.chat.actions import ACTIONS, RowAction, note_actions, row_actions, version_actions
from luna_desktop.ui.chat.document import MessageDocument
from luna_desktop.ui.chat.model import MessageModel, Row, karma_text
from luna_desktop.ui.chat.noted import NotedLine, NotedPlace
from luna_desktop.ui.growth.moon import paint_moon
from luna_desktop.ui.theme import Theme
from luna_desktop.ui.tokens import MEASURE, RADIUS_SMALL

AVATAR = 28
AVATAR_LIT = 0.36
BUTTON = 28
ICON = 16
STEP = 22
HELD_ICON = 13
BUBBLE_X, BUBBLE_Y, BUBBLE_RADIUS = 14, 9, 14
NARROW = 460


@dataclass(slots=True)
class RowLayout:
    """Rectangles of one row, relative to its top left corner."""

    height: int
    text: QRectF
    column: QRectF
    bubble: QRectF | None = None
    avatar: QRectF | None = None
    state: QRectF | None = None
    taught: QRectF | None = None
    held: QRectF | None = None
    noted: NotedPlace | None = None
    untold: NotedPlace | None = None  # beside the bubble, only while the row is looked at
    tag: QRectF | None = None
    tag_text: str = ""
    count: QRectF | None = None
    karma: QRectF | None = None
    actions: list[tuple[RowAction, QRectF]] = field(default_factory=list)

    def action_at(self, point: QPointF) -> RowAction | None:
        """The action drawn at ``point``."""
        return next((action for action, rect in self.actions if rect.contains(point)), None)


@dataclass(frozen=True, slots=True)
class Look:
    """What of a row's drawing comes from outside the row."""

    hovered: bool = False
    focused: bool = False
    pressed_action: str = ""
    selection: tuple[int, int] | None = None
    pulse: int = 0
    marked: bool = False


class RowDelegate:
    """Lays out and paints rows; holds fonts and colours, no row's state."""

    def __init__(self, theme: Theme, model: MessageModel) -> None:
        self._theme = theme
        self._model = model
        self.refresh()

    def refresh(self) -> None:
        """Take the theme's fonts anew."""
        self._caption = self._theme.font("caption")
        self._caption_metrics = QFontMetrics(self._caption)
        self._body_metrics = QFontMetrics(self._theme.font("body"))
        self._avatar: QPixmap | None = None
        self._noted = NotedLine(self._theme)
        self._foot = max(BUTTON, self._caption_metrics.height() + 8)

    def text_width(self, row: Row, width: int) -> float:
        """The width a row's text is wrapped at."""
        column = self._column(width).width()
        return self._person_width(column, width) if row.from_person else column - self._gutter(width)

    def _person_width(self, column: float, width: int) -> float:
        return column * (0.92 if width < NARROW else 0.8) - 2 * BUBBLE_X

    def estimates(self, rows: Sequence[Row], width: int) -> list[int]:
        """Heights to start from, by the length of the texts alone."""
        letter, line = self._body_metrics.averageCharWidth(), self._body_metrics.lineSpacing()
        column = self._column(width).width()
        person = max(8, int(self._person_width(column, width) / letter))
        luna = max(8, int((column - self._gutter(width)) / letter))
        person_extra, luna_extra = 38 + line, 18 + line + self._foot
        made: list[int] = []
        for row in rows:
            message = row.versions[row.shown]
            if message.role == "person":
                made.append(len(message.text) // person * line + person_extra)
            else:
                made.append(len(message.text) // luna * line + luna_extra)
        return made

    def layout(self, row: Row, width: int, document: MessageDocument, *, newest: bool) -> RowLayout:
        """Fit ``document`` and place everything of ``row`` in ``width``."""
        return (
            self._person(row, width, document)
            if row.from_person
            else self._luna(row, width, document, newest)
        )

    def _person(self, row: Row, width: int, document: MessageDocument) -> RowLayout:
        column = self._column(width)
        wide = document.fit_snug(self.text_width(row, width))
        high = document.size().height()
        bubble = QRectF(0, 14, wide + 2 * BUBBLE_X, high + 2 * BUBBLE_Y)
        bubble.moveRight(column.right())
        text = QRectF(bubble.left() + BUBBLE_X, bubble.top() + BUBBLE_Y, wide, high)
        made = RowLayout(int(bubble.bottom() + 6.999), text, column, bubble=bubble)
        self._held_line(row, made, column, bubble)
        self._noted_line(row, made, column, bubble)
        if bubble.left() - BUTTON - 4 >= 2:
            button = QRectF(bubble.left() - BUTTON - 4, bubble.bottom() - BUTTON - 3, BUTTON, BUTTON)
            made.actions.append((row_actions(row, newest_reply=False, taught=False)[0], button))
            if made.noted is None and self._model.teachable(row):
                made.untold = self._noted.beside(button, column.left())
                if made.untold is not None:
                    made.actions += [(x, made.untold.button) for x in note_actions(row, self._model)]
        return made

    def _noted_line(self, row: Row, made: RowLayout, column: QRectF, bubble: QRectF) -> None:
        """Room below the bubble for what was noted, or for that nothing was of what was just told."""
        if made.held is not None:
            return
        made.noted = (
            self._noted.missed(bubble, column)
            if self._model.missed(row)
            else self._noted.under(bubble, column, self._model.note(row))
        )
        if made.noted is not None:
            made.height = int(made.noted.button.bottom() + 5.999)
            made.actions += [(action, made.noted.button) for action in note_actions(row, self._model)]

    def _held_line(self, row: Row, made: RowLayout, column: QRectF, bubble: QRectF) -> None:
        """Room below the bubble, from the right, for the mark of what is not learned and its lock."""
        words = self._model.held_text(row)
        if not words:
            return
        wide = column.width() - HELD_ICON - 4 - 2 * BUBBLE_X
        room = QRect(0, 0, int(wide), 10_000)
        need = self._caption_metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, words)
        made.held = QRectF(0, bubble.bottom() + 5, need.width() + HELD_ICON + 5, need.height())
        made.held.moveRight(column.right() - BUBBLE_X)
        made.height = int(made.held.bottom() + 6.999)
        if self._model.waits(row):
            action = row_actions(row, newest_reply=False, taught=False, waits=True)[-1]
            made.actions.append((action, made.held.adjusted(-4, -3, 4, 3)))

    def _luna(self, row: Row, width: int, document: MessageDocument, newest: bool) -> RowLayout:
        document.fit(self.text_width(row, width))
        column = self._column(width)
        gutter = self._gutter(width)
        line = self._body_metrics.height()
        top = 12.0
        sentence = self._model.state_text(row)
        high = 0.0 if sentence and not row.message.text else max(document.size().height(), line)
        text = QRectF(column.left() + gutter, top, column.width() - gutter, high)
        made = RowLayout(0, text, column)
        if gutter:
            made.avatar = QRectF(column.left(), top + line / 2 - AVATAR / 2 + 1, AVATAR, AVATAR)
        bottom = text.bottom() + (2 if high else -3)
        if sentence:
            made.state = self._sentence(sentence, text, bottom)
            bottom = made.state.bottom()
        taught = self._model.taught_text(row)
        if taught:
            made.taught = self._sentence(taught, text, bottom)
            bottom = made.taught.bottom()
        self._foot_line(row, made, bottom + 2, newest)
        made.height = int(bottom + 2 + self._foot + 4.999)
        return made

    def _sentence(self, words: str, text: QRectF, above: float) -> QRectF:
        """Room for small words below the reply."""
        room = QRect(0, 0, int(text.width()), 10_000)
        need = self._caption_metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, words).height()
        return QRectF(text.left(), above + 4, text.width(), need)

    def _foot_line(self, row: Row, made: RowLayout, top: float, newest: bool) -> None:
        """Tag, buttons, versions and karma, left to right, wrapping nothing.

        Each button has a place of its own, whatever is set or answered again, so that no click meets another.
        """
        x, right = made.text.left(), made.column.right()
        space, wide = 10, self._caption_metrics.horizontalAdvance
        count = wide(self.count_text(row))
        full = 2 * STEP + count + len(ACTIONS) * BUTTON
        tags = self._model.tags(row)
        if max(map(wide, tags)) + space + full > right - x:
            tags = self._model.tags(row, short=True)
        made.tag_text = tags[row.shown]
        if made.tag_text:
            made.tag = QRectF(x, top, wide(made.tag_text), self._foot)
            x += max(map(wide, tags)) + space - 4  # nothing moves from one version to another
        steps = 2 * STEP + count if len(row.versions) > 1 else 0
        room = right + 4 - steps
        taught = bool(self._model.taught(row.message.id))
        places = [name for name in ACTIONS if newest or name != "retry"]
        for action in row_actions(row, newest_reply=newest, taught=taught):
            left = x + places.index(action.name) * BUTTON
            button = QRectF(left, top + (self._foot - BUTTON) / 2, BUTTON, BUTTON)
            if button.right() <= room:
                made.actions.append((action, button))
        x = min(x + len(places) * BUTTON, room)
        if steps:
            made.count = QRectF(x + STEP, top, count, self._foot)
            for action in version_actions(row):
                left = x if action.name == "older" else made.count.right()
                made.actions.append((action, QRectF(left, top, STEP, self._foot)))
            x += steps
        earned = self._model.karma(row)
        if earned:
            rect = QRectF(x + 8, top, wide(karma_text(earned)), self._foot)
            made.karma = rect if rect.right() <= right else None

    def count_text(self, row: Row) -> str:
        """Which version is on show, as "1/2"."""
        return f"{row.shown + 1}/{len(row.versions)}"

    def _column(self, width: int) -> QRectF:
        margin = side_margin(width)
        wide = min(width - 2 * margin, MEASURE + AVATAR + 12)
        return QRectF((width - wide) // 2, 0, max(80, wide), 0)

    def _gutter(self, width: int) -> int:
        return 0 if width < 300 else AVATAR + (8 if width < NARROW else 12)

    # painting

    def paint(
        self, painter: QPainter, row: Row, place: RowLayout, document: MessageDocument, look: Look
    ) -> None:
        """Paint ``row`` with the painter's origin at its top left corner."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if look.marked:
            self._paint_mark(painter, place)
        if place.bubble is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("bubble_person"))
            painter.drawRoundedRect(place.bubble, BUBBLE_RADIUS, BUBBLE_RADIUS)
        if place.avatar is not None:
            self._paint_avatar(painter, place.avatar)
        self._paint_text(painter, place, document, look)
        if row.streaming:
            self._paint_caret(painter, row, place, document, look)
        painter.setFont(self._caption)
        if place.state is not None:
            painter.setPen(self._theme.colour("warn"))
            painter.drawText(place.state, int(Qt.TextFlag.TextWordWrap), self._model.state_text(row))
        if place.taught is not None:
            painter.setPen(self._theme.colour("accent"))
            painter.drawText(place.taught, int(Qt.TextFlag.TextWordWrap), self._model.taught_text(row))
        if place.held is not None:
            self._paint_held(painter, row, place.held)
        if place.noted is not None:
            self._noted.paint(painter, place.noted, pressed=look.pressed_action in ("noted", "teach"))
        elif place.untold is not None and (look.hovered or look.focused) and not self._model.hears(row):
            self._noted.paint(painter, place.untold, pressed=look.pressed_action == "teach")
        painter.setFont(self._caption)
        self._paint_foot(painter, row, place, look)
        if look.focused:
            self._paint_focus(painter, place)

    def _paint_avatar(self, painter: QPainter, rect: QRectF) -> None:
        ratio = painter.device().devicePixelRatio()
        if self._avatar is None or self._avatar.devicePixelRatio() != ratio:
            self._avatar = QPixmap(round(rect.width() * ratio), round(rect.height() * ratio))
            self._avatar.setDevicePixelRatio(ratio)
            self._avatar.fill(Qt.GlobalColor.transparent)
            on_it = QPainter(self._avatar)
            on_it.setRenderHint(QPainter.RenderHint.Antialiasing)
            middle = QPointF(rect.width() / 2, rect.height() / 2)
            paint_moon(on_it, self._theme, middle, rect.width() / 2 - 1, AVATAR_LIT, glow=False, maria=False)
            on_it.end()
        painter.drawPixmap(rect.topLeft(), self._avatar)

    def _paint_text(self, painter: QPainter, place: RowLayout, document: MessageDocument, look: Look) -> None:
        painter.save()
        painter.translate(place.text.topLeft())
        for decoration in document.decorations:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("code" if decoration.kind == "code" else "line_strong"))
            round_by = RADIUS_SMALL if decoration.kind == "code" else 1.5
            if decoration.kind == "code":
                painter.setPen(self._theme.colour("line"))
            painter.drawRoundedRect(decoration.rect, round_by, round_by)
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, self._theme.colour("text"))
        if look.selection is not None:
            chosen = QAbstractTextDocumentLayout.Selection()
            cursor = QTextCursor(document)
            cursor.setPosition(look.selection[0])
            cursor.setPosition(look.selection[1], QTextCursor.MoveMode.KeepAnchor)
            chosen.cursor = cursor
            chosen.format.setBackground(self._theme.colour("selection"))
            chosen.format.setForeground(self._theme.colour("on_selection"))
            context.selections = [chosen]
        document.documentLayout().draw(painter, context)
        painter.restore()

    def _paint_caret(
        self, painter: QPainter, row: Row, place: RowLayout, document: MessageDocument, look: Look
    ) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if not row.message.text:
            for dot in range(3):
                colour = self._theme.colour("accent", 255 if look.pulse % 3 == dot else 110)
                painter.setBrush(colour)
                centre = place.text.topLeft() + QPointF(5 + dot * 12, self._body_metrics.height() / 2 + 1)
                painter.drawEllipse(centre, 3.5, 3.5)
            return
        block = document.lastBlock()
        lines = block.layout()
        if lines.lineCount() == 0:
            return
        line = lines.lineAt(lines.lineCount() - 1)
        written = line.naturalTextRect()
        leftwards = block.textDirection() is Qt.LayoutDirection.RightToLeft
        x = written.left() - 7 if leftwards else written.right()
        corner = place.text.topLeft() + lines.position() + QPointF(x + 2, line.y() + 1)
        painter.setBrush(self._theme.colour("accent"))
        painter.drawRoundedRect(
            QRectF(corner.x(), corner.y(), 3, max(8.0, line.ascent() + line.descent() - 2)), 1, 1
        )

    def _paint_foot(self, painter: QPainter, row: Row, place: RowLayout, look: Look) -> None:
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.setPen(self._theme.colour("text_faint"))
        if place.tag is not None:
            painter.drawText(place.tag.adjusted(0, 0, 40, 0), middle, place.tag_text)
        if place.count is not None:
            painter.drawText(place.count.adjusted(0, 0, 40, 0), middle, self.count_text(row))
        lively = look.hovered or look.focused
        if place.karma is not None and lively:
            painter.setPen(self._theme.colour("accent"))
            painter.drawText(place.karma.adjusted(0, 0, 40, 0), middle, karma_text(self._model.karma(row)))
        for action, rect in place.actions:
            if not action.icon or not (lively or action.on or action.name in ("older", "newer")):
                continue
            if look.pressed_action == action.name:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._theme.colour("overlay"))
                painter.drawRoundedRect(rect, RADIUS_SMALL, RADIUS_SMALL)
            token = "accent" if action.on else "text_dim"
            where = QRectF(0, 0, ICON, ICON)
            where.moveCenter(rect.center())
            self._theme.icon(action.icon, token, ICON).paint(painter, where.toRect())

    def _paint_held(self, painter: QPainter, row: Row, rect: QRectF) -> None:
        token = "accent" if self._model.waits(row) else "text_dim"
        lock = QRectF(rect.left(), rect.top(), HELD_ICON, HELD_ICON)
        lock.moveTop(rect.top() + (self._caption_metrics.height() - HELD_ICON) / 2)
        self._theme.icon("private", token, HELD_ICON).paint(painter, lock.toRect())
        painter.setPen(self._theme.colour(token))
        words = rect.adjusted(HELD_ICON + 4, 0, 1, 0)
        painter.drawText(words, int(Qt.TextFlag.TextWordWrap), self._model.held_text(row))

    def _paint_focus(self, painter: QPainter, place: RowLayout) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self._theme.colour("accent"))
        painter.drawRoundedRect(_around(place), 8, 8)

    def _paint_mark(self, painter: QPainter, place: RowLayout) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent_soft"))
        painter.drawRoundedRect(_around(place), 8, 8)


def _around(place: RowLayout) -> QRectF:
    return QRectF(place.column.left() - 8, 2.5, place.column.width() + 16, place.height - 5)


def side_margin(width: int) -> int:
    """What stays free on either side of the column of messages."""
    return 12 if width < NARROW else 24
