"""Says what was decided where a question led nowhere, and what was noted beside the appointment."""

from collections.abc import Sequence
from datetime import datetime

from telephony.dialogue.wording.german.nouns import with_article
from telephony.dialogue.wording.german.pieces import Pieces


class Decisions(Pieces):
    """Decisions that the caller can still correct, and receipts."""

    def decided_service(self, service: str) -> str:
        """Return which of several services is taken for now."""
        return f"Ich trage erst einmal {service} ein."

    def decided_variant(self, variant: str) -> str:
        """Return that the longest way is planned for, where nobody knows which it is."""
        return f"Dann plane ich sicherheitshalber die längere Zeit ein: {variant}."

    def decided_time(self, starts_at: datetime, *, now: datetime) -> str:
        """Return which of the offered times is taken for now."""
        day = self.closed(self.on_day(starts_at.date(), today=now.date()))
        return f"Dann nehme ich {day} um {self.spoken_time(starts_at)}."

    def decided_soonest(self) -> str:
        """Return that the next free time is looked for, where no other was named."""
        return "Ich schaue einfach nach dem nächsten freien Termin."

    def decided_anybody(self) -> str:
        """Return that whoever is free will do."""
        return "Ich schaue einfach, wer frei ist."

    def already_booked(self, starts_at: datetime, *, now: datetime) -> str:
        """Return that the very same appointment was booked a moment ago."""
        day = self.closed(self.on_day(starts_at.date(), today=now.date()))
        return f"Der Termin {day} um {self.spoken_time(starts_at)} ist schon eingetragen."

    def name_changed(self, name: str) -> str:
        """Return that the name of the booked appointment was corrected."""
        return f"Ich habe den Namen geändert, der Termin läuft jetzt auf {name}."

    def reassure(self) -> str:
        """Return a warm word for somebody who is afraid."""
        return "Keine Sorge, wir nehmen uns Zeit für Sie."

    def condolence(self) -> str:
        """Return the first words to somebody who tells of a death."""
        return "Mein herzliches Beileid."

    def looks_when_free(self, person: str) -> str:
        """Return the answer to whether somebody is there: when they are free."""
        return f"Ich schaue gern, wann bei {person} etwas frei ist."

    def of_gender(self, names: Sequence[str]) -> str:
        """Return who of the team is a woman, or a man, where that was asked."""
        return f"Ja, zum Beispiel {self.listed(list(names[:3]), 'und')}."

    def offer_add_on(self, name: str, minutes: int, cents: int | None) -> str:
        """Return the one offer of something that fits, with what it takes and costs."""
        price = f" für {self.spoken_price(cents)}" if cents else ""
        called = with_article(name)
        called = name if called == name else called[:1].lower() + called[1:]
        return f"Möchten Sie {called}{price} dazunehmen? Das dauert {minutes} Minuten länger."

    def add_on_does_not_fit(self) -> str:
        """Return that the time that was chosen is too short for it."""
        return "Das geht sich zu der Zeit leider nicht aus, dann ohne."

    def offer_taxi(self) -> str:
        """Return the offer to put somebody through to the taxi office."""
        return "Soll ich Sie jetzt mit der Taxizentrale verbinden?"

    def taxi_afterwards(self) -> str:
        """Return that the taxi comes after what is going on."""
        return "Ein Taxi gern, dafür verbinde ich Sie gleich im Anschluss."

    def taxi_office(self) -> str:
        """Return what the taxi office is called where somebody is put through to it."""
        return "der Taxizentrale"

    def no_taxi(self) -> str:
        """Return that no taxi can be had from here."""
        return "Ein Taxi kann ich von hier aus leider nicht rufen."

    def noted(self) -> str:
        """Return that something was put down for the team."""
        return "Das habe ich notiert."

    def opens_later(self, opens: datetime) -> str:
        """Return that the house is not open yet at the wished time."""
        return f"Da haben wir noch zu, wir öffnen erst um {self.spoken_time(opens)}."

    def closed_already(self) -> str:
        """Return that the house is not open any more at the wished time."""
        return "Da haben wir leider schon geschlossen."

    def all_taken(self) -> str:
        """Return why a time cannot be had, where nothing but other visits stands in the way."""
        return "Da ist leider schon alles vergeben."

    def caller_note(self, name: str) -> str:
        """Return the note for the team about who called for the customer."""
        return f"Anruf von {name}"

    def will_note(self) -> str:
        """Return that what was said beside is written to the appointment."""
        return "Das notiere ich."

    def question_note(self, question: str) -> str:
        """Return the note for the team about a question that nobody could answer."""
        return f"Frage: {question}"

    def plate_note(self, plate: str) -> str:
        """Return the note for the team about the car."""
        return f"Kennzeichen {plate}"

    def insurance_note(self, kind: str, insurer: str) -> str:
        """Return the note for the team about how a patient is insured."""
        kinds = {"private": "privat versichert", "statutory": "gesetzlich versichert", "self": "Selbstzahler"}
        named = f" ({insurer.upper()})" if insurer else ""
        return f"{kinds.get(kind, '')}{named}"

    def not_to_promise(self) -> str:
        """Return that nobody like that does the service."""
        return "Das kann ich leider nicht zusagen, ich schaue, wer frei ist."
