"""Where the keyboard is: on a page's content on arrival, and always in sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from luna_desktop.ui.widgets import repolish

AROUND = 16  # what stays in sight around a control
BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


def arrive(page: QWidget, name: str) -> None:
    """Put the keyboard on what of ``page`` scrolls, so that the arrow and page keys move it."""
    area = page.findChild(QScrollArea)
    if area is None:
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        return
    if area.findChild(_Ring, options=Qt.FindChildOption.FindDirectChildrenOnly) is None:
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(name)
        _Ring(area)
    area.setFocus(Qt.FocusReason.OtherFocusReason)


class _Ring(QObject):
    """A ring around a page for who comes there by keyboard; around whole pages it would alarm others."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._show(False)
        area.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.gotFocus():
            self._show(event.reason() in BY_KEYBOARD)
        return super().eventFilter(watched, event)

    def _show(self, on: bool) -> None:
        self._area.setProperty("ring", "true" if on else "false")
        repolish(self._area)


class FocusInSight(QObject):
    """Scrolls the control that the keyboard went to wholly into view."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        # a control that moved away under the mouse would miss its click
        if now is not None and QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            QTimer.singleShot(0, self, self._show)  # a page that is being filled has no places yet

    def _show(self) -> None:
        now = around = QApplication.focusWidget()
        while now is not None and around is not None and not around.isWindow():
            around = around.parentWidget()
            if isinstance(around, QScrollArea):
                around.ensureWidgetVisible(now, AROUND, AROUND)
