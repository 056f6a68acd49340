"""Answers short questions and promises a human."""

from collections.abc import Sequence

from telephony.dialogue.wording.german.nouns import costs, with_article
from telephony.dialogue.wording.german.pieces import Pieces, varied


class Asides(Pieces):
    """Prices, hours, callbacks and messages."""

    def price(self, service: str, cents: int | None, *, is_from: bool = False) -> str:
        """Return the price of a service."""
        if cents is None:
            return f"Den Preis für {service} kann ich Ihnen leider nicht sagen, der hängt vom Aufwand ab."
        if cents == 0:
            return f"{with_article(service)} {'sind' if costs(service) == 'kosten' else 'ist'} kostenlos."
        return f"{with_article(service)} {costs(service)} {self.spoken_price(cents, is_from=is_from)}."

    def duration(self, service: str, minutes: int) -> str:
        """Return how long a service takes; without a name, of the one just spoken of."""
        hours, rest = divmod(minutes, 60)
        spans = [*([f"{hours} Stunden" if hours > 1 else "eine Stunde"] if hours else [])]
        spans += [f"{rest} Minuten"] if rest else []
        takes = "dauern" if costs(service) == "kosten" else "dauert"
        return f"{with_article(service) or 'Das'} {takes} etwa {self.listed(spans, 'und')}."

    def ask_service_for_price(self) -> str:
        """Return the question which price is meant."""
        return "Für welche Leistung möchten Sie das wissen?"

    def hours(self, sentence: str) -> str:
        """Return the opening hours as the act put them."""
        return sentence or "Die Öffnungszeiten liegen mir gerade leider nicht vor."

    def services(self, names: Sequence[str]) -> str:
        """Return what the company offers."""
        if len(names) > 6:
            return f"Wir bieten {', '.join(names[:6])} und einiges mehr an."
        return f"Wir bieten {self.listed(names, 'und')} an."

    def address(self, address: str) -> str:
        """Return where the branch is."""
        return f"Sie finden uns hier: {address}."

    def unknown_answer(self) -> str:
        """Return that the question is beyond what the engine knows, with the offer of a callback."""
        return "Das kann ich Ihnen leider nicht sicher sagen. Soll Sie jemand zurückrufen?"

    def question_noted(self, attempt: int = 0) -> str:
        """Return that a question cannot be answered, while something else goes on."""
        return varied(
            attempt,
            "Das weiß ich leider nicht, ich notiere die Frage fürs Team.",
            "Auch das gebe ich als Frage ans Team weiter.",
        )

    def regret(self) -> str:
        """Return the first words to somebody who complains."""
        return "Das tut mir leid."

    def nobody_free(self) -> str:
        """Return that nobody can take the call; a callback follows."""
        return "Gerade ist leider niemand frei, wir rufen Sie zurück."

    def nobody_picked_up(self) -> str:
        """Return that the attempt to put somebody through failed."""
        return "Da ist leider niemand rangegangen, wir rufen Sie zurück."

    def already_noted(self) -> str:
        """Return that a callback is owed already."""
        return "Ihr Rückruf ist notiert, wir melden uns."

    def ask_reason(self) -> str:
        """Return the question for the reason, for whoever calls back."""
        return "Worum geht es denn?"

    def not_offered(self) -> str:
        """Return that none of what is offered was wanted."""
        return "Etwas anderes habe ich leider nicht im Angebot. Soll Sie jemand zurückrufen?"

    def concern(self, kind: str) -> str:
        """Return how a matter of the team is headed on its ticket."""
        return {
            "missed_call": "Verpasster Anruf", "office": "Geschäftlich", "delivery": "Lieferung",
            "job": "Bewerbung", "business": "Geschäftlich", "invoice": "Rechnung", "lost": "Fundsache",
            "ready": "Nachfrage", "whereabouts": "Nachfrage", "papers": "Unterlagen", "quote": "Angebot",
            "voucher": "Gutschein", "details": "Neue Angaben", "breakdown": "Panne",
        }.get(kind, "Anliegen")  # fmt: skip

    def passes_on(self, kind: str) -> str:
        """Return what becomes of a matter that only the team can settle."""
        return {
            "missed_call": "Ich frage im Team nach, wer Sie sprechen wollte.",
            "job": "Schön, dass Sie bei uns anfragen. Ich gebe es weiter, und jemand meldet sich bei Ihnen.",
            "invoice": "Das sieht sich jemand aus dem Team an und ruft Sie zurück.",
            "lost": "Oje. Ich lasse gleich nachschauen, und wir melden uns bei Ihnen.",
            "ready": "Das kann ich von hier nicht sehen. Ich lasse nachschauen, und wir rufen Sie zurück.",
            "whereabouts": "Über andere darf ich am Telefon nichts sagen. Ich gebe es weiter, und wir rufen "
            "Sie zurück.",
            "quote": "Das Angebot macht Ihnen jemand aus dem Team und ruft Sie dazu an.",
            "breakdown": "Oje, das ist ärgerlich.",
        }.get(kind, "Das gebe ich gleich weiter, und jemand meldet sich bei Ihnen.")

    def is_done_here(self, service: str, person: str = "") -> str:
        """Return that something is done here, perhaps by whom."""
        return f"Ja, {service} macht {person}." if person else f"Ja, {service} bieten wir an."

    def somebody_else_does(self, service: str, person: str, able: Sequence[str]) -> str:
        """Return that somebody does not do it, and who does."""
        others = f" Das machen bei uns {self.listed(list(able[:3]), 'und')}." if len(able) > 1 else ""
        others = f" Das macht bei uns {able[0]}." if len(able) == 1 else others
        return f"Nein, {service} macht {person} leider nicht.{others}"

    def is_not_done_here(self, thing: str, names: Sequence[str]) -> str:
        """Return that something is not done here, with a few things that are."""
        return f"{thing or 'Das'} haben wir leider nicht im Angebot."

    def ask_wants_booking(self) -> str:
        """Return the question that follows a yes."""
        return "Möchten Sie einen Termin?"

    def offer_callback(self) -> str:
        """Return the offer of a human."""
        return "Soll Sie jemand aus unserem Team zurückrufen?"

    def ask_callback_reason(self) -> str:
        """Return the question for the reason of a callback."""
        return "Gern, ich kümmere mich um einen Rückruf. Worum geht es denn?"

    def callback_taken(self, deadline: str = "") -> str:
        """Return that somebody will call back; the deadline comes from the ticket."""
        return f"Ich habe es notiert. Wir rufen Sie {deadline or 'so bald wie möglich'} zurück."

    def callback_after_misses(self) -> str:
        """Return why a human takes over."""
        return "Das bekomme ich leider nicht richtig hin. Ich sorge dafür, dass Sie ein Mensch zurückruft."

    def ask_message(self) -> str:
        """Return the question for the message."""
        return "Gern. Was darf ich ausrichten?"

    def message_taken(self) -> str:
        """Return that the message was taken."""
        return "Danke, ich gebe das so weiter."

    def act_failed(self) -> str:
        """Return that something did not work, without details."""
        return "Das hat gerade leider nicht geklappt."
