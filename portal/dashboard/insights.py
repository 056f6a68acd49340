"""One sentence about the last days that names the cause, or says what is worth knowing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from telephony.queries.call_trends import HourOfCalls

# Less is chance.
_LEAST_PERCENT: Final = 5
_LEAST_BOOKED: Final = 8
_LEAST_IN_VAIN: Final = 3
_EVENING: Final = 17
_NOON: Final = 12
_DAYS: Final = (
    gettext_lazy("montags"),
    gettext_lazy("dienstags"),
    gettext_lazy("mittwochs"),
    gettext_lazy("donnerstags"),
    gettext_lazy("freitags"),
    gettext_lazy("samstags"),
    gettext_lazy("sonntags"),
)
_PARTS: Final = {
    "morning": gettext_lazy("vormittags"),
    "afternoon": gettext_lazy("nachmittags"),
    "evening": gettext_lazy("ab 17 Uhr"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """Sums of a span and of the one before: calls, booked, cents, missed, nothing_free, missed_cents."""

    now: Counter[str]
    before: Counter[str]
    days: int

    def percent(self, name: str) -> int:
        """By how much it grew; 0 where there was nothing to grow from."""
        if not self.before[name]:
            return 0
        return round((self.now[name] - self.before[name]) * 100 / self.before[name])


def insight(compared: Comparison, hours: Sequence[HourOfCalls]) -> str:
    """A whole sentence; empty while there is too little to say anything."""
    change = compared.percent("booked")
    if compared.before["booked"] >= _LEAST_BOOKED and abs(change) >= _LEAST_PERCENT:
        cause = _why_less(compared, hours) if change < 0 else _why_more(compared)
        if cause:
            words = {"percent": abs(change), "days": compared.days, "cause": cause}
            if change < 0:
                return _("%(percent)d %% weniger gebucht als in den %(days)d Tagen davor: %(cause)s.") % words
            return _("%(percent)d %% mehr gebucht als in den %(days)d Tagen davor: %(cause)s.") % words
    if in_vain := _in_vain(hours):
        return _("%(cause)s.") % {"cause": in_vain[0].upper() + in_vain[1:]}
    return ""


def _why_less(compared: Comparison, hours: Sequence[HourOfCalls]) -> str:
    """The nearest cause: nothing was free more often, or fewer people called, or more left without one."""
    if compared.now["nothing_free"] > compared.before["nothing_free"] and (in_vain := _in_vain(hours)):
        return in_vain
    if compared.percent("calls") <= -_LEAST_PERCENT:
        return _("es kamen %(percent)d %% weniger Anrufe") % {"percent": -compared.percent("calls")}
    more = compared.now["missed"] - compared.before["missed"]
    if more > 0:
        words = ngettext(
            "%(count)d Anrufer mehr ging ohne Termin", "%(count)d Anrufer mehr gingen ohne Termin", more
        )
        return words % {"count": more}
    return ""


def _why_more(compared: Comparison) -> str:
    if compared.percent("calls") >= _LEAST_PERCENT:
        return _("es kamen %(percent)d %% mehr Anrufe") % {"percent": compared.percent("calls")}
    if compared.now["missed"] < compared.before["missed"]:
        return _("weniger Anrufer gingen ohne Termin")
    return ""


def _in_vain(hours: Iterable[HourOfCalls]) -> str:
    """When callers most often found nothing free: a day of the week and a part of the day."""
    found: Counter[tuple[int, str]] = Counter()
    for each in hours:
        part = "morning" if each.hour < _NOON else "evening" if each.hour >= _EVENING else "afternoon"
        found[each.on.weekday(), part] += each.nothing_free
    if not found:
        return ""
    [((weekday, part), times)] = found.most_common(1)
    if times < _LEAST_IN_VAIN:
        return ""
    return _("wer %(day)s %(part)s anrief, fand %(times)d-mal nichts frei") % {
        "day": _DAYS[weekday],
        "part": _PARTS[part],
        "times": times,
    }
