"""Which column is what, guessed from its heading in the words of the programs that people come from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final


class Field(StrEnum):
    """What a column may be."""

    START = "start"
    DAY = "day"
    CLOCK = "clock"
    END = "end"
    DURATION = "duration"
    NAME = "name"
    FIRST = "first"
    LAST = "last"
    PHONE = "phone"
    EMAIL = "email"
    SERVICE = "service"
    STAFF = "staff"
    BRANCH = "branch"
    TITLE = "title"
    NOTE = "note"
    STATUS = "status"
    ID = "id"


# Treatwell, Shore, Phorest, Salonized, Fresha, Timify, Outlook and Google, German and English; letters only.
_WORDS: Final[dict[Field, str]] = {
    Field.ID: "uid terminid terminnr terminnummer bookingid bookingref appointmentid appointmentref "
    "buchungsnr buchungsnummer buchungsid reservierungsnummer bookingreference orderid "
    "termincode",
    Field.FIRST: "vorname firstname givenname kundevorname kundenvorname clientfirstname "
    "customerfirstname rufname prenom",
    Field.LAST: "nachname lastname surname familyname familienname kundenachname kundennachname "
    "clientlastname customerlastname zuname",
    Field.NAME: "kunde kundin kundenname name client clientname customer customername gast gastname "
    "guest patient patientin patientenname fullname vollstandigername kundekundin person "
    "vorundnachname displayname",
    Field.PHONE: "telefon telefonnummer tel mobil mobilnummer mobiltelefon handy handynummer rufnummer "
    "phone phonenumber mobile mobilephone mobilenumber cell clientphone customerphone "
    "clientmobile telefonmobil telefonprivat homephone primaryphone kundentelefon "
    "contactnumber telefonnr handynr mobiltelefonnummer",
    Field.EMAIL: "email emailadresse mail emailaddress clientemail customeremail kundenemail emailpersonal",
    Field.SERVICE: "leistung leistungen service services servicename behandlung behandlungen treatment "
    "treatments dienstleistung angebot terminart terminartname appointmenttype "
    "artdestermins servicetreatment dienstleistungen eventtype buchungsart",
    Field.STAFF: "mitarbeiter mitarbeiterin mitarbeitername staff staffmember staffname employee "
    "employeename stylist stylistin team teammember therapeut therapeutin behandler "
    "behandlerin arzt provider ressource resource kalender calendar friseur friseurin "
    "personal bei angestellter teammitglied",
    Field.BRANCH: "filiale standort branch location salon studio niederlassung shop branchname locationname",
    Field.START: "beginn start anfang startzeitpunkt terminbeginn datumuhrzeit datumundzeit datumzeit "
    "datetime dateandtime starttime startdatetime termin startsat beginntam zeitpunkt "
    "starts datumunduhrzeit appointmentdatetime terminzeit startat",
    Field.DAY: "datum date tag termindatum startdate startdatum beginntam buchungsdatum "
    "appointmentdate bookingdate beginnam datumdestermins scheduleddate day",
    Field.CLOCK: "uhrzeit zeit time startuhrzeit startzeit appointmenttime von beginnum from beginnzeit "
    "anfangszeit bookingtime scheduledtime",
    Field.END: "ende end endzeit endtime bis endetam endsat enddatetime terminende ends endetum "
    "enduhrzeit endeum to",
    Field.DURATION: "dauer duration lange dauermin dauerinminuten durationmin durationminutes minuten "
    "length minutes dauerminuten durationmins",
    Field.TITLE: "titel title betreff subject summary bezeichnung terminname",
    Field.NOTE: "notiz notizen note notes bemerkung bemerkungen kommentar kommentare comment comments "
    "beschreibung description hinweis anmerkung anmerkungen internenotiz terminnotiz "
    "appointmentnotes",
    Field.STATUS: "status terminstatus bookingstatus appointmentstatus buchungsstatus state zustand",
}
_FIELD_OF: Final = {word: field for field, words in _WORDS.items() for word in words.split()}
_UMLAUTS: Final = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "s", "é": "e"})

Columns = Mapping[Field, int]


def guess(headings: Sequence[str], *, filled: Sequence[bool]) -> dict[Field, int]:
    """The column of each field that can be told; of several for one field the first that has values.

    :param filled: which columns have any value at all.
    """
    found: dict[Field, int] = {}
    for column, heading in enumerate(headings):
        field = _FIELD_OF.get(_letters(heading))
        if field is not None and (field not in found or (filled[column] and not filled[found[field]])):
            found[field] = column
    return _made_whole(found)


def _made_whole(found: dict[Field, int]) -> dict[Field, int]:
    """``Start Date`` + ``Start Time``: what is called start is only a time then."""
    if Field.DAY in found and Field.START in found and Field.CLOCK not in found:
        found[Field.CLOCK] = found.pop(Field.START)
    if Field.DAY not in found and Field.START not in found and Field.CLOCK in found:
        found[Field.START] = found.pop(Field.CLOCK)
    if Field.DAY in found and Field.CLOCK not in found:
        found[Field.START] = found.pop(Field.DAY)
    return found


def _letters(heading: str) -> str:
    return re.sub(r"[^a-z]", "", heading.casefold().translate(_UMLAUTS))
