"""What English callers call the work of hairdressers, practices and garages, in German words."""

from __future__ import annotations

import re

from telephony.dialogue.matching import Match, match_service
from telephony.dialogue.vocabulary import Vocabulary

# The longer phrase counts before the shorter one: "oil change" is not just "oil".
_EVERYDAY = {
    "Haarschnitt": (
        "haircut, hair cut, trim, cut and blow dry, get my hair cut, my hair cut, hair "
        "done, cut my hair, hairdo, a cut, bob, fringe"
    ),
    "Damen": "ladies, women's, womens, woman, lady, my wife, my girlfriend, my mum, my mother",
    "Herren": "men's, mens, gents, gentlemen, my husband, my boyfriend, my dad, my father, fade, crew cut",
    "Kinder": "kid, kids, child, children, my son, my daughter, my boy, my girl, toddler",
    "Färben": "colour, color, dye, dyed, tint, colouring, coloring, hair colour, hair color",
    "Ansatz färben": "roots, root touch up, regrowth",
    "Strähnen": "highlights, streaks, balayage, foils, lowlights, bleach",
    "Föhnen": "blow dry, blow-dry, blowout, styling, wash and style",
    "Bart": "beard, beard trim, shave, moustache",
    "Dauerwelle": "perm, curls",
    "Hochsteckfrisur": "updo, bridal hair, wedding hair",
    "Augenbrauen": "eyebrows, brows, lashes, eyelashes",
    "Maniküre": "manicure, nails, gel nails",
    "Pediküre": "pedicure, feet",
    "Massage": "massage, back rub",
    "Kontrolle": (
        "check-up, checkup, check up, examination, routine check, dental exam, have a "
        "look at my teeth"
    ),
    "Zahnreinigung": "cleaning, teeth cleaning, dental cleaning, hygienist, scale and polish, tartar",
    "Schmerzen": (
        "toothache, pain, hurts, hurting, broken tooth, chipped tooth, emergency, "
        "swollen, aching, ache, lost a filling, crown came off"
    ),
    "Füllung": "filling, cavity",
    "Bleaching": "whitening, teeth whitening",
    "Krone": "crown, bridge, implant, denture, dentures",
    "Weisheitszahn": "wisdom tooth, wisdom teeth, extraction, tooth pulled, tooth out",
    "Beratung": "consultation, advice, first visit, initial consultation",
    "Reifenwechsel": (
        "tyre change, tire change, change my tyres, change my tires, winter tyres, "
        "winter tires, summer tyres, summer tires, tyres, tires, wheels, wheel change, "
        "swap my tyres"
    ),
    "Ölwechsel": "oil change, change the oil, change my oil, new oil, oil",
    "Hauptuntersuchung TÜV": "mot, m o t, inspection sticker, tüv, tuv, roadworthiness, vehicle inspection",
    "Inspektion": (
        "car service, full service, service, annual service, inspection, maintenance, "
        "tune up, tune-up"
    ),
    "Bremsen": "brakes, brake pads, brake discs, brake",
    "Klimaanlage": "air con, air conditioning, aircon, ac",
    "Batterie": "battery, won't start, doesn't start",
    "Scheibe Steinschlag": "windscreen, windshield, chip in the glass",
    "Diagnose": (
        "warning light, engine light, strange noise, weird noise, rattling, diagnosis, "
        "diagnostic, squeaking, knocking, leaking"
    ),
    "Lack Delle": "dent, scratch, paint, bodywork, respray",
    "Krankengymnastik": "physio, physiotherapy, physical therapy",
    "Impfung": "vaccination, jab, flu shot, vaccine",
    "Blutabnahme": "blood test, blood work",
}  # fmt: skip
_PHRASES = sorted(
    ((phrase.strip(), german) for german, phrases in _EVERYDAY.items() for phrase in phrases.split(",")),
    key=lambda entry: -len(entry[0]),
)
_KNOWN = dict(_PHRASES)
_FINDER = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(phrase) for phrase, _ in _PHRASES)})(?!\w)")
_FOLDED = str.maketrans({"’": "'"})


def in_german(text: str) -> str:
    """Return the utterance with everyday English names of services put into German; the rest stays."""
    return _FINDER.sub(lambda match: f" {_KNOWN[match.group()]} ", text.lower().translate(_FOLDED))


def match_english_service(text: str, vocabulary: Vocabulary) -> Match:
    """Return the services meant by an English utterance; the company's own (English) names count first."""
    own = match_service(text, vocabulary)
    if own.ids and own.score >= 0.95:
        return own
    said = [_KNOWN[match.group()] for match in _FINDER.finditer(text.lower().translate(_FOLDED))]
    found = match_service(" ".join(said), vocabulary) if said else Match()
    return found if found.ids else own
