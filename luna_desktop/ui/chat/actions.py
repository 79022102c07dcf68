"""What can be done with a row: the same list for the mouse, the menu and the keyboard."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from luna_desktop.domain.forgetting import is_forgotten
from luna_desktop.domain.message import MessageState
from luna_desktop.ui.chat.model import MessageModel, Row

ACTIONS = ("copy", "up", "down", "correct", "retry")
"""All that there are for a reply, in the order of their places."""


@dataclass(frozen=True, slots=True)
class RowAction:
    """``name`` is what the view emits; ``icon`` is empty for menu-only actions."""

    name: str
    label: str
    icon: str
    keys: str = ""
    on: bool = False


def row_actions(row: Row, *, newest_reply: bool, taught: bool, waits: bool = False) -> list[RowAction]:
    """Actions of ``row`` in the order they are shown."""
    copy = RowAction("copy", _tr("Copy"), "copy", "Ctrl+C")
    if row.from_person:
        return [copy, RowAction("lessons", _tr("See what waits to be let in"), "")] if waits else [copy]
    message = row.message
    if row.streaming:
        return [copy] if message.text else []
    found = [copy] if message.text else []
    rated = not (message.held or is_forgotten(message)) and message.state is not MessageState.FAILED
    if message.text and rated:
        found += [
            RowAction("up", _tr("Good reply"), "thumb-up", "+", message.thumbs > 0),
            RowAction("down", _tr("Poor reply"), "thumb-down", "-", message.thumbs < 0),
        ]
    if message.text:
        found.append(RowAction("correct", _tr("Write what she should have said"), "correct", "E", taught))
    if newest_reply:
        found.append(RowAction("retry", _tr("Retry"), "retry", "R"))
    return found


def note_actions(row: Row, model: MessageModel) -> list[RowAction]:
    """What can be done about what she noted of a message, or that she noted nothing."""
    note = model.note(row)
    if note.facts and not model.held_text(row):
        return [RowAction("noted", _tr("See, undo or correct what she noted"), "", "N")]
    if model.teachable(row) and not (note.line() or model.hears(row)):
        return [RowAction("teach", _tr("Nothing noted: teach her what this tells"), "", "T")]
    return []


def version_actions(row: Row) -> list[RowAction]:
    """Steps to the neighbouring versions of a reply, if there are several."""
    if len(row.versions) < 2:
        return []
    found: list[RowAction] = []
    if row.shown > 0:
        found.append(RowAction("older", _tr("Previous version"), "chevron-left", "Left"))
    if row.shown < len(row.versions) - 1:
        found.append(RowAction("newer", _tr("Next version"), "chevron-right", "Right"))
    return found


def _tr(text: str) -> str:
    return QCoreApplication.translate("RowAction", text)
