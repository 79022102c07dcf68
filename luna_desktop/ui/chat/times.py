"""How long ago something was, as one says it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QDate, QLocale


def ago(then: float, now: float) -> str:
    """ "now", "5 min", "3 h", "yesterday", a weekday within a week, else the date."""
    seconds = max(0.0, now - then)
    if seconds < 60:
        return _tr("now")
    if seconds < 3600:
        return _tr("{n} min").format(n=int(seconds // 60))
    said, today = datetime.fromtimestamp(then).date(), datetime.fromtimestamp(now).date()
    days = (today - said).days
    if days == 0:
        return _tr("{n} h").format(n=int(seconds // 3600))
    if days == 1:
        return _tr("yesterday")
    locale = QLocale()
    if days < 7:
        return locale.dayName(said.isoweekday(), QLocale.FormatType.ShortFormat)
    date = QDate(said.year, said.month, said.day)
    return locale.toString(date, "d MMM" if said.year == today.year else "MMM yyyy")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Ago", text)
