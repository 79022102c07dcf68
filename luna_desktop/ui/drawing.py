"""A drawing as a picture, without a window."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from luna_desktop.domain.errors import LunaError

SCALE = 2  # pixels a unit, for screens of today


def save(svg: str, path: Path) -> None:
    """Draw ``svg`` into a picture at ``path``; its ending says which kind.

    Raises:
        LunaError: ``screenshot-failed``.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    qt = QGuiApplication.instance() or QGuiApplication([])  # text needs its fonts
    renderer = QSvgRenderer(QByteArray(svg.encode("utf-8")))
    image = QImage(renderer.defaultSize() * SCALE, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    if not (renderer.isValid() and image.save(str(path))):
        raise LunaError(
            "screenshot-failed",
            "The picture could not be saved.",
            "The disk may be full, or the name has no known ending.",
            "Choose another path, for example one that ends in .png.",
        )
    del qt
