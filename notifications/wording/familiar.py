"""German messages that say "du": the texts that differ from those that say "Sie"."""

from __future__ import annotations

from typing import Final

from notifications.enums import Purpose

SMS: Final[dict[str, tuple[str, ...]]] = {
    Purpose.CONFIRMATION: (
        (
            "$sender: Dein Termin am $day um $clock bei $staff$service ist gebucht. Bis bald!$call"
            " Nr. $reference"
        ),
        "$sender: Dein Termin am $day um $clock bei $staff$service ist gebucht.$call Nr. $reference",
        "$sender: Dein Termin am $day um $clock bei $staff ist gebucht.$call Nr. $reference",
    ),
    Purpose.CHANGE: (
        "$sender: Dein neuer Termin ist am $day um $clock bei $staff$service. Bis bald!$call Nr. $reference",
        "$sender: Dein neuer Termin ist am $day um $clock bei $staff$service.$call Nr. $reference",
        "$sender: Dein neuer Termin ist am $day um $clock bei $staff.$call Nr. $reference",
    ),
    Purpose.CANCELLATION: (
        "$sender: Dein Termin am $day um $clock bei $staff ist abgesagt. Bis bald!$book Nr. $reference",
        "$sender: Dein Termin am $day um $clock bei $staff ist abgesagt.$book Nr. $reference",
    ),
    Purpose.REMINDER: (
        "$sender: Wir freuen uns auf dich am $day um $clock bei $staff$service.$call Nr. $reference",
        "$sender: Wir freuen uns auf dich am $day um $clock bei $staff.$call Nr. $reference",
    ),
    Purpose.REQUEST: (
        (
            "$sender: Dein Wunschtermin am $day um $clock bei $staff$service ist vorgemerkt. Wir bestätigen"
            " ihn bis $answer_by. Nr. $reference"
        ),
        "$sender: Dein Wunschtermin am $day um $clock ist vorgemerkt, Antwort bis $answer_by. Nr. $reference",
    ),
    Purpose.DECLINED: (
        (
            "$sender: Deinen Wunschtermin am $day um $clock können wir leider nicht bestätigen.$book"
            " Nr. $reference"
        ),
    ),
    Purpose.LAPSED: (
        (
            "$sender: Dein Termin am $day um $clock ist entfallen, weil keine Anzahlung eingegangen ist.$book"
            " Nr. $reference"
        ),
    ),
    Purpose.WAIT_JOINED: (
        "$sender: Du stehst auf der Warteliste. Wird etwas frei, melden wir uns. Nicht mehr nötig? $link",
    ),
    Purpose.WAIT_TAKEN: (
        "$sender: Leider war beim Termin am $day um $clock jemand schneller. Du bleibst vorgemerkt. $link",
        "$sender: Der Termin am $day um $clock ist leider vergeben. Du bleibst vorgemerkt. $link",
    ),
    Purpose.WAIT_WHICH: ("$sender: Für welchen Termin? Für $day um $clock antworte bitte mit $reply.",),
    Purpose.WAIT_OVER: (
        "$sender: Leider wurde in deinem Wunschzeitraum nichts frei. Gern suchen wir weiter:$book",
    ),
    Purpose.OUTAGE_ASK: (
        (
            "$sender: $missing fällt leider aus, dein Termin am $day um $clock kann so nicht stattfinden."
            " Bitte wähl einen neuen: $link"
        ),
        "$sender: $missing fällt aus. Für deinen Termin am $day um $clock wähl bitte neu: $link",
    ),
    Purpose.OUTAGE_MOVED: (
        (
            "$sender: $missing fällt leider aus. Dein Termin am $day um $clock ist jetzt bei $staff. Passt"
            " das nicht? $link"
        ),
        "$sender: $missing fällt aus, dein Termin am $day um $clock ist jetzt bei $staff. Ändern: $link",
    ),
}
# Of a mail, the parts that differ: subject, headline, lead, closing.
MAIL: Final[dict[str, dict[str, str]]] = {
    Purpose.CONFIRMATION: {
        "subject": "Dein Termin am {day} um {clock} – {sender}",
        "headline": "Dein Termin ist gebucht",
        "lead": "schön, dass du kommst. Hier steht alles zu deinem Termin:",
        "closing": "Wir freuen uns auf dich!",
    },
    Purpose.CHANGE: {
        "headline": "Dein Termin hat eine neue Zeit",
        "lead": "dein Termin wurde verlegt. Ab jetzt gilt:",
    },
    Purpose.CANCELLATION: {
        "headline": "Dein Termin ist abgesagt",
        "closing": "Gern finden wir einen neuen Termin für dich.",
    },
    Purpose.REMINDER: {
        "headline": "Dein Termin steht bevor",
        "lead": "wir freuen uns auf deinen Besuch:",
    },
    Purpose.REMIND_SOON: {"lead": "gleich bist du bei uns:", "closing": "Wir freuen uns auf dich."},
    Purpose.REQUEST: {
        "headline": "Dein Wunschtermin ist vorgemerkt",
        "lead": "wir halten diese Zeit für dich frei und melden uns, sobald der Termin bestätigt ist:",
    },
    Purpose.DECLINED: {"closing": "Gern finden wir einen anderen Termin für dich."},
    Purpose.LAPSED: {
        "headline": "Dein Termin ist entfallen",
        "closing": "Gern finden wir einen neuen Termin für dich.",
    },
    Purpose.WAIT_JOINED: {
        "subject": "Du stehst auf der Warteliste – {sender}",
        "headline": "Du stehst auf der Warteliste",
        "lead": "sobald ein passender Termin frei wird, melden wir uns bei dir.",
    },
    Purpose.WAIT_OFFER: {
        "lead": "dieser Termin passt zu deinem Wunsch. Wer zuerst zusagt, bekommt ihn. Gehalten bis {until}:",
        "closing": "Wir freuen uns auf dich!",
    },
    Purpose.WAIT_TAKEN: {
        "lead": "dieser Termin ist schon vergeben. Du bleibst auf der Warteliste, an deinem Platz:",
    },
    Purpose.WAIT_OVER: {
        "lead": "in dem Zeitraum, den du dir gewünscht hattest, ist kein Termin frei geworden.",
        "closing": "Gern suchen wir mit dir einen anderen Termin.",
    },
    Purpose.OUTAGE_ASK: {
        "subject": "Bitte wähl neu: Dein Termin am {day} – {sender}",
        "headline": "Dein Termin kann so nicht stattfinden",
        "lead": "{missing} fällt leider aus. Wir haben andere Zeiten für dich vorgemerkt, bitte wähl eine:",
        "closing": "Es tut uns leid, dass wir dir Umstände machen.",
    },
    Purpose.OUTAGE_MOVED: {
        "subject": "Neu bei {staff}: Dein Termin am {day} um {clock} – {sender}",
        "headline": "Dein Termin findet statt, mit jemand anderem",
        "lead": "{missing} fällt leider aus. Dein Termin bleibt, aber bei {staff}:",
    },
}
SERIES: Final = {
    Purpose.REQUEST: "Wir haben deine {count} Terminwünsche bei {staff}{service} notiert und melden uns",
    Purpose.CONFIRMATION: "Deine {count} Termine bei {staff}{service} sind gebucht",
    Purpose.CHANGE: "Deine {count} Termine bei {staff}{service} haben eine neue Zeit",
    Purpose.CANCELLATION: "Deine {count} Termine bei {staff} sind abgesagt",
}
FILE_HINT: Final = "Die Datei termin.ics trägt den Termin in deinen Kalender ein."
NEW_APPOINTMENT: Final = "Einen neuen Termin bekommst du unter"
