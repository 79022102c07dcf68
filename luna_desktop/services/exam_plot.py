"""The history of exams as a drawing: one small plot a section, intervals as bands.

Written as SVG by hand: it needs no library, and reads in light and in dark.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from luna_desktop.domain.exam import ANCHOR
from luna_desktop.services.exam_history import HEADLINE, Curve, Point

COLUMNS = 3
WIDTH, HEIGHT = 300, 190  # of one plot with all around it
LEFT, TOP, RIGHT, BOTTOM = 44, 34, 14, 40
HEAD = 46
MOST_TICKS = 8
TITLES = {
    HEADLINE: "All sections, chance taken out",
    "grammar": "Grammar",
    "vocabulary": "Vocabulary",
    "reasoning": "Reasoning",
    "style": "Your style",
    "teach_back": "What you taught since her parent",
    "old_teach_back": "What you taught before",
    "controls": 'Says "I do not know" where it is true',
    "talk": "Small talk",
    ANCHOR: "Fixed text: fewer bits are better",
}
# Every colour twice: QtSvg reads the attributes, a browser on a dark page the style.
_STYLE = """<style>
@media (prefers-color-scheme: dark) {
  .paper { fill: #17181c } .ink { fill: #e8e6e1 } .dim { fill: #a9a7a1 }
  .axis { stroke: #6b6a66 } .grid { stroke: #33343a } .line { stroke: #e3b866 }
  .dot { fill: #e3b866 } .band { fill: #e3b866 } .chance { stroke: #a9a7a1 }
}
</style>"""


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where a plot's values lie on the sheet."""

    x0: float
    y0: float
    numbers: tuple[int, int]
    top: float

    def x(self, number: float) -> float:
        low, high = self.numbers
        share = (number - low) / (high - low) if high > low else 0.5
        return self.x0 + LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        share = min(1.0, max(0.0, value / self.top))
        return self.y0 + HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def svg(curves: Sequence[Curve], title: str) -> str:
    """The whole sheet."""
    rows = max(1, -(-len(curves) // COLUMNS))
    width, height = COLUMNS * WIDTH, HEAD + rows * HEIGHT
    numbers = [point.number for curve in curves for point in curve.points] or [0]
    span = (min(numbers), max(numbers))
    plots = [
        _plot(curve, _Frame(index % COLUMNS * WIDTH, HEAD + index // COLUMNS * HEIGHT, span, _top(curve)))
        for index, curve in enumerate(curves)
    ]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
            f'viewBox="0 0 {width} {height}" font-family="sans-serif" role="img">',
            f"<title>{escape(title)}</title>",
            _STYLE,
            f'<rect class="paper" width="{width}" height="{height}" fill="#fbfaf7"/>',
            _text(LEFT, 28, title, size=16, weight="bold"),
            *plots,
            "</svg>\n",
        ]
    )


def _top(curve: Curve) -> float:
    if curve.section != ANCHOR:
        return 1.0
    return max(0.5, round(max(point.high for point in curve.points) * 1.1 + 0.25, 1))


def _plot(curve: Curve, frame: _Frame) -> str:
    parts = [_text(frame.x0 + LEFT, frame.y0 + 18, TITLES.get(curve.section, curve.section), weight="bold")]
    parts += _axes(curve, frame)
    if curve.chance:
        y, right = frame.y(curve.chance), frame.x0 + WIDTH - RIGHT
        parts.append(_line("chance", "#77756f", (frame.x0 + LEFT, y), (right, y), 'stroke-dasharray="4 4"'))
        parts.append(_text(right, y - 3, "chance", size=9, tone="dim", anchor="end"))
    points = curve.points
    edge = _places(frame, points, lambda p: p.high) + _places(frame, points[::-1], lambda p: p.low)
    parts.append(f'<polygon class="band" points="{" ".join(edge)}" fill="#8a5a00" fill-opacity="0.22"/>')
    middle = _places(frame, points, lambda p: p.value)
    parts.append(
        f'<polyline class="line" points="{" ".join(middle)}" fill="none" stroke="#8a5a00" stroke-width="2"/>'
    )
    for point in points:
        x = frame.x(point.number)
        if len(points) == 1:  # a band of no width would not show
            parts.append(_line("line", "#8a5a00", (x, frame.y(point.low)), (x, frame.y(point.high))))
        interval = f"{point.value:.3f} ({point.low:.3f} to {point.high:.3f})"
        parts.append(
            f'<circle class="dot" cx="{x:.1f}" cy="{frame.y(point.value):.1f}" r="3" fill="#8a5a00">'
            f"<title>generation {point.number}, age {point.age}: {interval}</title></circle>"
        )
    return "\n".join(parts)


def _places(frame: _Frame, points: Sequence[Point], value: Callable[[Point], float]) -> list[str]:
    return [f"{frame.x(p.number):.1f},{frame.y(value(p)):.1f}" for p in points]


def _axes(curve: Curve, frame: _Frame) -> list[str]:
    left, right, bottom = frame.x0 + LEFT, frame.x0 + WIDTH - RIGHT, frame.y(0)
    parts: list[str] = []
    for value in (0.0, frame.top / 2, frame.top):
        y = frame.y(value)
        kind, colour = ("axis", "#77756f") if not value else ("grid", "#e2dfd6")
        parts.append(_line(kind, colour, (left, y), (right, y)))
        told = f"{value:.2f}" if curve.section == ANCHOR else f"{value:.0%}"
        parts.append(_text(left - 5, y + 4, told, size=10, tone="dim", anchor="end"))
    low, high = frame.numbers
    for number in range(low, high + 1, max(1, -(-(high - low + 1) // MOST_TICKS))):
        parts.append(_text(frame.x(number), bottom + 14, str(number), size=10, tone="dim", anchor="middle"))
    parts.append(_text((left + right) / 2, bottom + 28, "generation", size=10, tone="dim", anchor="middle"))
    label = "bits per byte" if curve.section == ANCHOR else "share"
    x, y = frame.x0 + 10, (frame.y(0) + frame.y(frame.top)) / 2
    turned = f'transform="rotate(-90 {x:.1f} {y:.1f})"'
    parts.append(_text(x, y, label, size=10, tone="dim", anchor="middle", more=turned))
    return parts


def _line(
    kind: str, colour: str, start: tuple[float, float], end: tuple[float, float], more: str = ""
) -> str:
    (x1, y1), (x2, y2) = start, end
    return (
        f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
        f'stroke="{colour}" {more}/>'
    )


def _text(
    x: float,
    y: float,
    words: str,
    *,
    size: int = 12,
    tone: str = "ink",
    weight: str = "normal",
    anchor: str = "start",
    more: str = "",
) -> str:
    colour = "#26251f" if tone == "ink" else "#5f5d57"
    return (
        f'<text class="{tone}" x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{colour}"{" " + more if more else ""}>{escape(words)}</text>'
    )
