"""The companies that the callers of the entities call: what they offer, who works there and where."""

from __future__ import annotations

from telephony.dialogue.vocabulary import BranchTerm, ServiceTerm, StaffTerm, Vocabulary


def _company(name: str, services: str, staff: str = "", branches: str = "") -> Vocabulary:
    return Vocabulary(
        company_name=name,
        services=tuple(ServiceTerm(id=at, name=one) for at, one in enumerate(services.split(", "), start=1)),
        staff=tuple(StaffTerm(id=at, name=one) for at, one in enumerate(staff.split(", "), start=101) if one),
        branches=tuple(
            BranchTerm(id=at, name=one) for at, one in enumerate(branches.split(", "), start=201) if one
        ),
    )


COMPANIES = {
    "salon": _company(
        "Salon Haarmonie",
        "Damenhaarschnitt, Herrenhaarschnitt, Kinderhaarschnitt, Färben, Ansatz färben, Strähnen",
        "Anna, Ben, Clara",
    ),
    "practice": _company(
        "Zahnarztpraxis Dr. Weber",
        "Kontrolluntersuchung, Professionelle Zahnreinigung, Schmerzbehandlung",
        "Dr. Sabine Weber, Dr. Tobias Lang",
    ),
    "garage": _company(
        "Autohaus Lehmann", "Räderwechsel, Ölwechsel, Hauptuntersuchung, Inspektion", "", "Pankow, Spandau"
    ),
    "vet": _company(
        "Tierarztpraxis am Park", "Sprechstunde, Impfung, Kastration, Krallen schneiden, Zahnsanierung"
    ),
    "physio": _company("Physio Vital", "Krankengymnastik, Manuelle Therapie, Lymphdrainage, Massage"),
    "beauty": _company(
        "Kosmetik Belle", "Gesichtsbehandlung, Maniküre, Fußpflege, Wimpernverlängerung, Waxing Beine"
    ),
    "doctor": _company(
        "Hausarztpraxis Lindner", "Akutsprechstunde, Gesundheitscheck, Impfung, Blutabnahme, EKG"
    ),
}
