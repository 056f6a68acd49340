"""What the pages for taking over data say."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from booking.enums import RefusalCode
from booking.importing.headings import Field

UNREADABLE: Final[dict[str, Promise]] = {
    "too_large": _("Die Datei ist größer als 10 MB. Bitte teilen Sie sie."),
    "too_many_lines": _("Die Datei hat mehr als 20.000 Zeilen. Bitte teilen Sie sie."),
    "too_many_columns": _("Die Datei hat mehr als 100 Spalten."),
    "empty": _("In der Datei steht unter den Überschriften nichts."),
    "spreadsheet": _(
        "Das ist eine Excel-Datei. Bitte speichern Sie sie in Excel als CSV und laden Sie diese."
    ),
    "broken": _("Die Datei ist beschädigt oder keine CSV- oder ICS-Datei."),
    "repeats_too_often": _("Darin wiederholt sich ein Eintrag stündlich oder öfter. Das ist kein Termin."),
}

FIELDS: Final[dict[Field, Promise]] = {
    Field.START: _("Beginn (Datum und Uhrzeit)"),
    Field.DAY: _("Datum"),
    Field.CLOCK: _("Uhrzeit"),
    Field.END: _("Ende"),
    Field.DURATION: _("Dauer"),
    Field.NAME: _("Name"),
    Field.FIRST: _("Vorname"),
    Field.LAST: _("Nachname"),
    Field.PHONE: _("Rufnummer"),
    Field.EMAIL: _("E-Mail-Adresse"),
    Field.SERVICE: _("Leistung"),
    Field.STAFF: _("Mitarbeiter"),
    Field.BRANCH: _("Filiale"),
    Field.TITLE: _("Titel mit Leistung und Name"),
    Field.NOTE: _("Notiz"),
    Field.STATUS: _("Status"),
    Field.ID: _("Terminnummer"),
}

PROBLEMS: Final[dict[str, Promise]] = {
    "no_name": _("Der Name fehlt."),
    "no_date": _("Das Datum fehlt."),
    "no_time": _("Die Uhrzeit fehlt."),
    "bad_date": _("Das ist kein Datum, das wir lesen können."),
    "bad_time": _("Das ist keine Uhrzeit."),
    "nonexistent_wall_time": _("Diese Uhrzeit gibt es nicht: In der Nacht wird die Uhr vorgestellt."),
    "time_twice": _("Diese Uhrzeit gibt es in der Nacht zweimal. Wir nehmen die erste."),
    "bad_duration": _("Die Dauer ist nicht lesbar. Es gilt die der Leistung."),
    "lasts_otherwise": _("Die Dauer ist bei uns anders (Minuten). Es gilt unsere."),
    "bad_phone": _("Das ist keine vollständige Rufnummer. Sie bleibt weg."),
    "phone_shortened": _("Excel hat die Rufnummer verkürzt. Sie bleibt weg."),
    "bad_email": _("Das ist keine E-Mail-Adresse. Sie bleibt weg."),
    "no_service": _("Diese Leistung ist keiner von Ihnen zugeordnet."),
    "no_staff": _("Diesem Namen ist kein Mitarbeiter zugeordnet."),
    "called_off": _("Der Termin ist abgesagt oder niemand kam."),
    "known_otherwise": _("Dieser Termin ist schon da, mit anderen Angaben. Er bleibt, wie er ist."),
    RefusalCode.SLOT_TAKEN: _("Zu dieser Zeit ist die Person schon belegt."),
    RefusalCode.RESOURCE_TAKEN: _("Zu dieser Zeit ist kein Raum oder Gerät frei."),
    RefusalCode.STAFF_ABSENT: _("Die Person ist dann abwesend."),
    RefusalCode.SERVICE_NOT_OFFERED: _("Diese Person bietet die Leistung nicht an."),
    RefusalCode.NOT_AT_THIS_TIME: _("Die Leistung beginnt nicht zu dieser Tageszeit."),
    RefusalCode.NO_CLASS: _("Zu dieser Zeit gibt es keinen Kurs."),
    RefusalCode.CLASS_FULL: _("Im Kurs ist kein Platz mehr frei."),
}
# Where the file says nothing at all.
_UNSAID: Final[dict[str, Promise]] = {
    "no_service": _("Es steht keine Leistung da. Wählen Sie unten eine für alle diese Zeilen."),
    "no_staff": _("Es steht kein Mitarbeiter da. Wählen Sie unten einen für alle diese Zeilen."),
}
_REFUSED: Final = _("Der Termin ist bei uns nicht möglich.")


def sentence(code: str, value: str = "") -> str:
    """What is wrong with a line, and what the file says there."""
    known = PROBLEMS if value else {**PROBLEMS, **_UNSAID}
    words = str(known.get(code, _REFUSED))
    return (
        _now("%(sentence)s In der Datei: „%(value)s“") % {"sentence": words, "value": value}
        if value
        else words
    )
