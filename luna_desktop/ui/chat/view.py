"""What a person does with the list of messages: select, copy, follow links, act on rows."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QMenu, QToolButton, QToolTip, QWidget

from luna_desktop.ui.chat.actions import RowAction, note_actions, row_actions, version_actions
from luna_desktop.ui.chat.geometry import GeometryView, Selected
from luna_desktop.ui.chat.model import MessageModel, karma_text
from luna_desktop.ui.theme import Theme

_LETTERS = {"+": "up", "=": "up", "-": "down", "r": "retry", "e": "correct", "n": "noted", "t": "teach"}
_LINE_STEP = 48


class MessageView(GeometryView):
    """The list of messages as the chat pane uses it."""

    action_wanted = Signal(str, int)
    """An action's name and the id of the message it is for."""
    link_wanted = Signal(str)
    left = Signal()
    """The person is done with the list (Escape)."""

    def __init__(self, model: MessageModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(model, theme, parent)
        self._pressed_action: tuple[int, str] | None = None
        self._pressed_link = ""
        self._selecting_row = -1
        self.setAccessibleName(self.tr("Conversation"))
        self.setAccessibleDescription(
            self.tr("Up and Down go from message to message, the menu key shows what can be done with one.")
        )
        self._newest = QToolButton(self)
        self._newest.setProperty("kind", "round")
        self._newest.setToolTip(self.tr("Go to the newest message (End)"))
        self._newest.setAccessibleName(self.tr("Go to the newest message"))
        self._newest.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._newest.clicked.connect(self.stick)
        self._newest.hide()
        self.stuck_changed.connect(lambda stuck: self._place_newest(not stuck))
        theme.changed.connect(self._draw_newest)
        self._draw_newest()

    # actions

    def actions_of(self, row: int) -> list[RowAction]:
        """All that can be done with ``row``."""
        item = self._model.row(row)
        taught = bool(self._model.taught(item.message.id))
        newest = row == self._model.newest_reply()
        found = row_actions(item, newest_reply=newest, taught=taught, waits=self._model.waits(item))
        return found + note_actions(item, self._model) + version_actions(item)

    def act(self, row: int, name: str) -> bool:
        """Carry out the action ``name`` on ``row`` if it is on offer."""
        if all(action.name != name for action in self.actions_of(row)):
            return False
        item = self._model.row(row)
        if name == "copy":
            self.copy(row)
        elif name in ("older", "newer"):
            self._model.show_version(row, item.shown + (1 if name == "newer" else -1))
        else:
            self.action_wanted.emit(name, item.message.id)
        return True

    def copy(self, row: int) -> None:
        """Put what is chosen in ``row``, or all of its message, on the clipboard."""
        if not 0 <= row < self._model.rowCount():
            return
        message = self._model.row(row).message
        chosen = self.selected is not None and self.selected.message_id == message.id
        text = (self.selected_text() if chosen else "") or message.text
        if text:
            QGuiApplication.clipboard().setText(text)

    def selected_text(self) -> str:
        """The text chosen with the mouse or Ctrl+A."""
        chosen = self.selected
        row = self._model.find(chosen.message_id) if chosen is not None else -1
        if chosen is None or row < 0 or self._model.row(row).message.id != chosen.message_id:
            return ""
        cursor = QTextCursor(self.document(self._model.row(row)))
        cursor.setPosition(chosen.span[0])
        cursor.setPosition(chosen.span[1], QTextCursor.MoveMode.KeepAnchor)
        text = cursor.selectedText().replace("\u200a", "").replace("\ufdd0", "").replace("\ufdd1", "")
        return text.replace("\u2029", "\n").replace("\u2028", "\n")

    def select_all_of(self, row: int) -> None:
        """Choose the whole text of ``row``."""
        item = self._model.row(row)
        self._select(Selected(item.message.id, 0, self.document(item).characterCount() - 1))

    def menu_for(self, row: int) -> QMenu:
        """The context menu of ``row``."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in self.actions_of(row):
            made = QAction(action.label, menu)
            made.setText(f"{action.label}\t{action.keys}")
            made.setCheckable(action.name in ("up", "down") or action.on)
            made.setChecked(action.on)
            made.triggered.connect(lambda _checked=False, name=action.name: self.act(row, name))
            menu.addAction(made)
        menu.addAction(self.tr("Select all of it\tCtrl+A")).triggered.connect(lambda: self.select_all_of(row))
        for address in self._links_of(row):
            shown = address if len(address) < 70 else address[:67] + "…"
            open_it = menu.addAction(self.tr("Open {address}").format(address=shown.replace("&", "&&")))
            open_it.triggered.connect(lambda _checked=False, to=address: self.link_wanted.emit(to))
        earned = self._model.karma(self._model.row(row))
        if earned:
            menu.addSeparator()
            for entry in earned:
                line = menu.addAction(f"{entry.delta:+d}  {entry.reason}".replace("&", "&&"))
                line.setEnabled(False)
        return menu

    def _links_of(self, row: int) -> list[str]:
        found: dict[str, None] = {}
        block = self.document(self._model.row(row)).begin()
        while block.isValid() and len(found) < 12:
            for span in block.textFormats():
                if span.format.isAnchor():
                    found[span.format.anchorHref()] = None
            block = block.next()
        return list(found)

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.keyboard_used = False
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        point = event.position()
        row = self.indexAt(point.toPoint()).row()
        self._pressed_action, self._pressed_link, self._selecting_row = None, "", -1
        self._select(None)
        if row < 0:
            return
        self.setCurrentIndex(self._model.index(row))
        action = self._action_at(row, point)
        if action is not None:
            self._pressed_action = (row, action.name)
            return
        self._pressed_link = self._link_at(row, point)
        if self._over_text(row, point):
            place = self.text_position(row, point, exact=False)
            self._selecting_row = row
            self.selected = Selected(self._model.row(row).message.id, place, place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        if event.buttons() & Qt.MouseButton.LeftButton and self._selecting_row >= 0 and self.selected:
            self.selected.position = self.text_position(self._selecting_row, point, exact=False)
            self.viewport().update()
            return
        self._hover(point)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        row = self.indexAt(point.toPoint()).row()
        if self._pressed_action is not None:
            action = self._action_at(row, point) if row >= 0 else None
            if action is not None and (row, action.name) == self._pressed_action:
                self.act(row, action.name)
            self._pressed_action = None
        elif (
            self._pressed_link
            and not self.selected_text()
            and self._link_at(row, point) == self._pressed_link
        ):
            self.link_wanted.emit(self._pressed_link)
        if self.selected is not None and self.selected.anchor == self.selected.position:
            self._select(None)
        self._selecting_row = -1
        self._hover(point)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        point = event.position()
        row = self.indexAt(point.toPoint()).row()
        if row < 0 or not self._over_text(row, point):
            return
        item = self._model.row(row)
        cursor = QTextCursor(self.document(item))
        cursor.setPosition(self.text_position(row, point, exact=False))
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        self._select(Selected(item.message.id, cursor.selectionStart(), cursor.selectionEnd()))

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hover(-1, "")

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = self.tip_at(QPointF(event.pos()))
            if tip:
                # escaped and wrapped, since Qt would guess markup in a link's or a reason's text
                QToolTip.showText(event.globalPos(), f"<qt>{escape(tip).replace(chr(10), '<br>')}</qt>", self)
            else:
                QToolTip.hideText()
            return True
        if event.type() is QEvent.Type.Leave:
            self._set_hover(-1, "")
        return super().viewportEvent(event)

    def tip_at(self, point: QPointF) -> str:
        """What a tooltip says at ``point``: an action's name, a link's address, why karma came."""
        row = self.indexAt(point.toPoint()).row()
        if row < 0:
            return ""
        action = self._action_at(row, point)
        if action is not None:
            return f"{action.label} ({action.keys})" if action.keys else action.label
        place = self.row_layout(row)
        inside = point - QPointF(0, self.row_top(row))
        if place.karma is not None and place.karma.contains(inside):
            earned = self._model.karma(self._model.row(row))
            return "\n".join([karma_text(earned), *(f"{entry.delta:+d} {entry.reason}" for entry in earned)])
        return self._link_at(row, point)

    def _action_at(self, row: int, point: QPointF) -> RowAction | None:
        return self.row_layout(row).action_at(point - QPointF(0, self.row_top(row)))

    def _over_text(self, row: int, point: QPointF) -> bool:
        place = self.row_layout(row)
        area = place.bubble if place.bubble is not None else place.text.adjusted(-6, -4, 6, 4)
        return area.contains(point - QPointF(0, self.row_top(row)))

    def _link_at(self, row: int, point: QPointF) -> str:
        if row < 0:
            return ""
        place = self.row_layout(row)
        inside = point - QPointF(0, self.row_top(row)) - place.text.topLeft()
        return self.document(self._model.row(row)).documentLayout().anchorAt(inside)

    def _hover(self, point: QPointF) -> None:
        row = self.indexAt(point.toPoint()).row()
        action = self._action_at(row, point) if row >= 0 else None
        self._set_hover(row, action.name if action else "")
        shape = Qt.CursorShape.ArrowCursor
        if action is not None or self._link_at(row, point):
            shape = Qt.CursorShape.PointingHandCursor
        elif row >= 0 and self._over_text(row, point):
            shape = Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(shape)

    def _set_hover(self, row: int, action: str) -> None:
        if (row, action) != (self.hover_row, self.hover_action):
            for changed in {self.hover_row, row}:
                if 0 <= changed < self._model.rowCount():
                    self.viewport().update(self.visualRect(self._model.index(changed)))
            self.hover_row, self.hover_action = row, action

    def _select(self, chosen: Selected | None) -> None:
        self.selected = chosen
        self.viewport().update()

    # keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.keyboard_used = True
        row = self.currentIndex().row()
        key, held = event.key(), event.modifiers()
        control = bool(held & Qt.KeyboardModifier.ControlModifier)
        letter = "" if control else event.text().lower()
        if control and key == Qt.Key.Key_C:
            self.copy(row)
        elif control and key == Qt.Key.Key_A and row >= 0:
            self.select_all_of(row)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            bar = self.verticalScrollBar()
            page = max(1, bar.pageStep() - _LINE_STEP)
            bar.setValue(bar.value() + (page if key == Qt.Key.Key_PageDown else -page))
        elif key == Qt.Key.Key_End:
            self.stick()
            self._go_to(self._model.rowCount() - 1)
        elif key == Qt.Key.Key_Home:
            self._go_to(0)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and row >= 0:
            self.act(row, "newer" if key == Qt.Key.Key_Right else "older")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Menu) and row >= 0:
            self._open_menu(row)
        elif letter in _LETTERS and row >= 0:
            self.act(row, _LETTERS[letter])
        elif key == Qt.Key.Key_Escape and self.selected is not None:
            self._select(None)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            event.ignore()
        self.viewport().update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.keyboard_used = True
            if not self.currentIndex().isValid() or self.currentIndex().row() not in self.visible_rows():
                seen = self.visible_rows()
                if seen:
                    self.setCurrentIndex(self._model.index(seen.stop - 1))
        super().focusInEvent(event)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        row = self.currentIndex().row() if by_key else self.indexAt(event.pos()).row()
        if row >= 0:
            self._open_menu(row, None if by_key else event.globalPos())

    def _open_menu(self, row: int, where: QPoint | None = None) -> None:
        if where is None:
            place = self.row_layout(row)
            corner = place.text.bottomLeft().toPoint() + QPoint(0, self.row_top(row))
            low = min(max(0, corner.y()), self.viewport().height() - 8)
            where = self.viewport().mapToGlobal(QPoint(corner.x(), low))
        self.menu_for(row).popup(where)

    def _step(self, by: int) -> None:
        """To the next row, or along a row that is taller than the view."""
        row, high = self.currentIndex().row(), self.viewport().height()
        bar = self.verticalScrollBar()
        if row >= 0 and row in self.visible_rows():
            top, bottom = self.row_top(row), self.row_top(row) + self.row_height(row)
            if (by > 0 and bottom > high) or (by < 0 and top < 0):
                bar.setValue(bar.value() + by * _LINE_STEP)
                return
            self._go_to(row + by)
        else:
            seen = self.visible_rows()
            self._go_to(seen.stop - 1 if seen else -1)

    def _go_to(self, row: int) -> None:
        if 0 <= row < self._model.rowCount():
            index = self._model.index(row)
            self.setCurrentIndex(index)
            self.scrollTo(index)

    # the button back to the end

    def _draw_newest(self) -> None:
        self._newest.setIcon(self._theme.icon("arrow-down", "text", 16))
        self._place_newest(not self.stuck)

    def _place_newest(self, shown: bool) -> None:
        self._newest.setVisible(shown)
        self._newest.adjustSize()
        x = self.viewport().width() - self._newest.width() - 4  # beside the messages, not on them
        self._newest.move(x, self.height() - self._newest.height() - 12)

    def updateGeometries(self) -> None:
        super().updateGeometries()
        if hasattr(self, "_newest"):
            self._place_newest(not self.stuck)

    def moveCursor(self, action: object, modifiers: object) -> QModelIndex:
        return self.currentIndex()
