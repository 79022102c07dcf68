"""Numbers and times as a person reads them."""

from __future__ import annotations

import re

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

NBSP = "\N{NO-BREAK SPACE}"
BREAK = "\N{ZERO WIDTH SPACE}"


def tr(text: str) -> str:
    """Translate ``text`` outside of a QObject."""
    return QCoreApplication.translate("Luna", text)


def _tied(text: str) -> str:
    """Translated, and kept on one line."""
    return tr(text).replace(" ", NBSP)


def count(n: int, one: str, many: str) -> str:
    """``one`` or ``many`` (translated already), with ``{n}`` filled in."""
    return (one if n == 1 else many).format(n=QLocale().toString(n))


def number(value: float) -> str:
    """A whole number with the locale's digit groups; a huge one as a power of ten."""
    if abs(value) >= 1e15:
        return QLocale().toString(float(value), "g", 3)
    return QLocale().toString(round(value))


def signed(value: int) -> str:
    """Points with a real minus sign; zero has none."""
    if value == 0:
        return "0"
    return ("+" if value > 0 else "\N{MINUS SIGN}") + number(abs(value))


def duration(seconds: float) -> str:
    """ "48 s", "3 min", "1 h 20 min": as precise as one needs."""
    total = max(0, round(seconds))
    if total < 90:
        return _tied("{n} s").format(n=total)
    minutes = round(total / 60)
    if minutes < 90:
        return _tied("{n} min").format(n=minutes)
    hours, rest = divmod(minutes, 60)
    return _tied("{h} h {m} min").format(h=hours, m=rest) if rest else _tied("{h} h").format(h=hours)


def size(n: int) -> str:
    """Bytes in decimal units, as file managers show them."""
    if n < 1000:
        return tr("{n} bytes").format(n=n)
    value = float(n)
    for unit in ("kB", "MB", "GB", "TB"):
        value /= 1000
        if value < 999.5 or unit == "TB":
            break
    return f"{QLocale().toString(value, 'f', 0 if value >= 10 else 1)}{NBSP}{unit}"


def percent(share: float) -> str:
    """A share of one as whole percent."""
    return f"{round(100 * share)}%"


def interval(low: float, high: float) -> str:
    """A 95% interval: "82 to 97%"."""
    return tr("{low} to {high}%").format(low=round(100 * low), high=round(100 * high))


def breakable(text: str) -> str:
    """``text`` with places where a word longer than a line may go on in the next."""
    return re.sub(r"(\S{20})(?=\S)", rf"\1{BREAK}", text)


def moment(unix: float) -> str:
    """Date and time in the person's own form."""
    when = QDateTime.fromSecsSinceEpoch(int(unix))
    return QLocale().toString(when, QLocale.FormatType.ShortFormat)


def day(unix: float) -> str:
    """The date alone, short."""
    when = QDateTime.fromSecsSinceEpoch(int(unix)).date()
    return QLocale().toString(when, "d MMM")


def short_id(ident: str) -> str:
    """The first characters of an id, enough to tell generations apart."""
    return ident[:8]
