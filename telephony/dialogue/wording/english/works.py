"""What German companies call their services, said to somebody who speaks English."""

from __future__ import annotations

import re
from functools import lru_cache

# The longer phrase counts before the shorter one. A name with a word that is not here stays as it is.
_ENGLISH = {
    "haarschnitt damen": "women's haircut", "damenhaarschnitt": "women's haircut",
    "damenschnitt": "women's haircut", "haarschnitt herren": "men's haircut",
    "herrenhaarschnitt": "men's haircut", "herrenschnitt": "men's haircut",
    "kinderhaarschnitt": "children's haircut", "haarschnitt": "haircut",
    "waschen, schneiden, föhnen": "wash, cut and blow-dry", "ansatz färben": "root colouring",
    "färben komplett": "full colour", "färben": "colouring", "strähnen": "highlights",
    "föhnen und styling": "blow-dry and styling", "föhnen": "blow-dry",
    "augenbrauen zupfen": "eyebrow shaping", "hochsteckfrisur": "updo", "bart trimmen": "beard trim",
    "kurzes haar": "short hair", "langes haar": "long hair", "haarkur": "hair treatment",
    "kopfmassage": "head massage", "massage": "massage", "maniküre": "manicure", "pediküre": "pedicure",
    "kontrolluntersuchung": "check-up", "kinderuntersuchung": "children's check-up",
    "professionelle zahnreinigung": "professional teeth cleaning", "zahnreinigung": "teeth cleaning",
    "schmerzbehandlung": "pain treatment", "füllung": "filling", "krone und brücke": "crown and bridge",
    "wurzelbehandlung": "root canal treatment", "beratung implantat": "implant consultation",
    "beratung": "consultation", "inspektion klein": "small service", "inspektion groß": "full service",
    "inspektion": "service", "ölwechsel": "oil change", "hu und au": "MOT and emissions test",
    "hauptuntersuchung": "MOT", "reifenwechsel": "tyre change", "räderwechsel": "wheel change",
    "suv oder transporter": "SUV or van", "bremsen erneuern": "brake replacement",
    "klimaservice": "air-con service", "fehlersuche": "fault diagnosis",
    "unfallschaden begutachten": "accident damage inspection",
}  # fmt: skip
_KNOWN = re.compile("|".join(re.escape(name) for name in sorted(_ENGLISH, key=len, reverse=True)))
_JOINTS = re.compile(r"(?:und|mit|,|[-–&+/]|\s)+")


@lru_cache(maxsize=500)
def in_english(name: str) -> str:
    """Return ``women's haircut`` for ``Haarschnitt Damen``; the name itself if a part of it is unknown."""
    said = name.strip().lower()
    if not said or _JOINTS.sub("", _KNOWN.sub("", said)):
        return name
    return _KNOWN.sub(lambda found: _ENGLISH[found.group()], said).replace(" und ", " and ")
