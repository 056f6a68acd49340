"""German words of the calendar: how an appointment stands, and why it cannot go somewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from booking.enums import AppointmentStatus, RefusalCode
from booking.services.team_changes import UNDONE
from portal.owner import words
from portal.owner.words import Look

if TYPE_CHECKING:
    from portal.owner.words import Text

STATES: Final[dict[str, Look]] = {
    AppointmentStatus.PENDING: Look(_("wartet auf Zusage"), "warn", "hourglass"),
    AppointmentStatus.CONFIRMED: Look(_("bestätigt"), "neutral", "check"),
    AppointmentStatus.ARRIVED: Look(_("eingetroffen"), "good", "user-check"),
    AppointmentStatus.DONE: Look(_("fertig"), "neutral", "check-check"),
    AppointmentStatus.NO_SHOW: Look(_("nicht erschienen"), "bad", "user-x"),
    AppointmentStatus.CANCELLED: Look(_("abgesagt"), "neutral", "calendar-x"),
}

# Short enough to stand beside a finger that drags.
OBSTACLES: Final[dict[str, Text]] = {
    RefusalCode.SERVICE_NOT_OFFERED: _("bietet das nicht an"),
    RefusalCode.PAST_TIME: _("schon vorbei"),
    RefusalCode.TOO_SHORT_NOTICE: _("kürzer als der Vorlauf"),
    RefusalCode.BEYOND_HORIZON: _("weiter voraus als buchbar"),
    RefusalCode.PUBLIC_HOLIDAY: _("Feiertag"),
    RefusalCode.BRANCH_CLOSED: _("Filiale geschlossen"),
    RefusalCode.OUTSIDE_OPENING_HOURS: _("außerhalb der Öffnungszeiten"),
    RefusalCode.STAFF_NOT_WORKING: _("nicht im Dienst"),
    RefusalCode.NOT_AT_THIS_TIME: _("beginnt nicht zu dieser Tageszeit"),
    RefusalCode.NOT_ON_GRID: _("neben dem Raster"),
    RefusalCode.STAFF_ABSENT: _("abwesend"),
    RefusalCode.SLOT_TAKEN: _("schon belegt"),
    RefusalCode.RESOURCE_TAKEN: _("%(thing)s belegt"),
    RefusalCode.STAFF_TRAVELLING: _("unterwegs zur anderen Filiale"),
    RefusalCode.BRANCH_DAY_FULL: _("Filiale ist an dem Tag voll"),
    RefusalCode.SERVICE_DAY_FULL: _("Leistung ist an dem Tag ausgebucht"),
    RefusalCode.STAFF_DAY_FULL: _("hat an dem Tag genug Termine"),
    RefusalCode.TOO_MANY_APPOINTMENTS: _("Kunde hat genug Termine vor sich"),
    RefusalCode.ALREADY_THAT_DAY: _("Kunde war an dem Tag schon dran"),
    RefusalCode.ALREADY_THAT_WEEK: _("Kunde war in der Woche schon dran"),
    RefusalCode.PARTY_SIZE: _("zu viele Personen"),
}
BREAK: Final = _("Pause")
ROOM: Final = _("Raum oder Gerät")


def obstacle_text(code: str, *, thing: str = "") -> str:
    """What is in the way, in a few words."""
    text = str(OBSTACLES.get(code, _("nicht möglich")))
    return text % {"thing": thing or ROOM} if "%(" in text else text


# The same as whole sentences, where the phone and the website never say them.
_REFUSALS: Final[dict[str, Text]] = {
    RefusalCode.SLOT_TAKEN: _("Diese Zeit ist schon belegt."),
    RefusalCode.RESOURCE_TAKEN: _("Zu dieser Zeit ist kein passender Raum oder kein Gerät frei."),
    RefusalCode.STAFF_ABSENT: _("Zu dieser Zeit ist die Person abwesend."),
    RefusalCode.SERVICE_NOT_OFFERED: _("Diese Person bietet die Leistung dort nicht an."),
    RefusalCode.NOT_AT_THIS_TIME: _("Die Leistung beginnt nicht zu dieser Tageszeit."),
    RefusalCode.STAFF_TRAVELLING: _("Der Weg von der anderen Filiale ist dafür zu weit."),
    RefusalCode.NONEXISTENT_WALL_TIME: _("Diese Uhrzeit gibt es an dem Tag nicht: Die Uhr wird vorgestellt."),
    RefusalCode.TOO_SHORT_NOTICE: _("Das ist kürzer als Ihr Vorlauf."),
    RefusalCode.BEYOND_HORIZON: _("Das ist weiter voraus, als sonst gebucht werden kann."),
    RefusalCode.PUBLIC_HOLIDAY: _("An dem Tag ist Feiertag."),
    RefusalCode.BRANCH_CLOSED: _("An dem Tag ist die Filiale geschlossen."),
    RefusalCode.OUTSIDE_OPENING_HOURS: _("Das liegt außerhalb der Öffnungszeiten."),
    RefusalCode.STAFF_NOT_WORKING: _("Zu dieser Zeit ist die Person nicht im Dienst."),
    RefusalCode.NOT_ON_GRID: _("Um diese Minute beginnt sonst kein Termin."),
    RefusalCode.BRANCH_DAY_FULL: _("Die Filiale hat an dem Tag schon so viele Termine, wie sie annimmt."),
    RefusalCode.SERVICE_DAY_FULL: _("Diese Leistung ist an dem Tag ausgebucht."),
    RefusalCode.STAFF_DAY_FULL: _("Die Person hat an dem Tag schon so viele Termine, wie sie annimmt."),
    RefusalCode.TOO_MANY_APPOINTMENTS: _("Der Kunde hat schon so viele Termine vor sich, wie er haben darf."),
    RefusalCode.ALREADY_THAT_DAY: _("Der Kunde hat diese Leistung an dem Tag schon."),
    RefusalCode.ALREADY_THAT_WEEK: _("Der Kunde hat diese Leistung in der Woche schon."),
    "phases_without_work": _("So kurz kann dieser Termin nicht sein."),
    "busy": _("Gerade bucht noch jemand. Bitte versuchen Sie es gleich noch einmal."),
}


def refusal(code: str) -> str:
    """The sentence for whoever works in the calendar."""
    return str(_REFUSALS[code]) if code in _REFUSALS else words.refusal(code)


WAIVED: Final = "waived:"


def reason_text(reason: str) -> str:
    """What stands in the history: which rules were waived, and the team's own words."""
    if reason == UNDONE:
        return str(_("rückgängig gemacht"))
    if not reason.startswith(WAIVED):
        return str(words.REASONS.get(reason, reason))
    codes, _semicolon, why = reason.removeprefix(WAIVED).partition(";")
    rules = ", ".join(obstacle_text(code) for code in codes.split(",") if code in OBSTACLES)
    anyway = f"{_('trotzdem')}: {rules}" if rules else str(_("trotzdem"))
    return f"{anyway} ({why})" if why else anyway
