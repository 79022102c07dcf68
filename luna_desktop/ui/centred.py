"""A column in the middle of a wide window."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget


def centred(content: QWidget, most: int) -> QWidget:
    """``content`` in the middle of whatever room there is, at most ``most`` wide."""
    content.setMaximumWidth(most)
    box = QWidget()
    line = QHBoxLayout(box)
    line.setContentsMargins(0, 0, 0, 0)
    line.addStretch(1)
    line.addWidget(content, 1000)
    line.addStretch(1)
    return box
