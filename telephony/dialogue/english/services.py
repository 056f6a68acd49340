"""What English callers call the work of hairdressers, practices and garages, in German words."""

from __future__ import annotations

import re

from telephony.dialogue.matching import Match, match_service
from telephony.dialogue.vocabulary import Vocabulary

# The longer phrase counts before the shorter one: "oil change" is not just "oil".
_EVERYDAY = {
    "Haarschnitt": (
        "haircut, hair cut, trim, cut and blow dry, get my hair cut, my hair cut, hair "
        "done, cut my hair, hairdo, cut, bob, fringe"
    ),
    "Damen": (
        "ladies, ladies', women's, womens, women, woman, lady, female, my wife, my girlfriend, my mum, "
        "my mom, my mother, my sister"
    ),
    "Herren": (
        "men's, mens, men, man, guy, guys, bloke, male, gents, gentlemen, my husband, "
        "my boyfriend, my dad, my father, my brother, fade, crew cut"
    ),
    "Kinder": "kid, kids, child, children, children's, my son, my daughter, my boy, my girl, toddler",
    "Färben": "colour, color, dye, dyed, tint, colouring, coloring, hair colour, hair color",
    "Ansatz färben": (
        "roots, root touch up, root touch-up, root colouring, root coloring, root colour, root color, "
        "root tint, regrowth"
    ),
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
        "swollen, aching, ache, lost a filling, filling fell out, filling came out, "
        "crown came off, lost a crown, crown fell out, tooth broke, broke a tooth, broke my tooth, "
        "cracked tooth, bleeding gums, gums are bleeding, gum is bleeding"
    ),
    "Füllung": "filling, cavity",
    "Bleaching": "whitening, teeth whitening",
    "Krone": "crown, bridge, implant, denture, dentures",
    "Weisheitszahn": "wisdom tooth, wisdom teeth, extraction, tooth pulled, tooth out",
    "Beratung": "consultation, advice, first visit, initial consultation",
    "Reifenwechsel": (
        "tyre change, tire change, change my tyres, change my tires, winter tyres, "
        "winter tires, summer tyres, summer tires, tyres, tires, wheels, wheel change, "
        "swap my tyres, swap my tires, flat tyre, flat tire, puncture"
    ),
    "Ölwechsel": "oil change, change the oil, change my oil, new oil, oil",
    "Hauptuntersuchung TÜV": "mot, m o t, inspection sticker, tüv, tuv, roadworthiness, vehicle inspection",
    "Inspektion": (
        "car service, full service, service, annual service, inspection, maintenance, "
        "tune up, tune-up"
    ),
    "Bremsen": "brakes, brake pads, brake discs, brake",
    "Klimaanlage": "air con, air conditioning, aircon, aircon service, air con service, ac service, ac",
    "Batterie": "battery, dead battery, won't start, doesn't start",
    "Scheibe Steinschlag": "windscreen, windshield, chip in the glass",
    "Diagnose": (
        "warning light, engine light, strange noise, weird noise, rattling, diagnosis, "
        "diagnostic, squeaking, knocking, leaking, making a noise, makes a noise, funny noise, smoke"
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
_FINDER = re.compile(rf"(?<!\w)(?P<said>{'|'.join(re.escape(phrase) for phrase, _ in _PHRASES)})s?(?!\w)")
_HAIRCUT = re.compile(r"\b(Damen|Herren|Kinder) Haarschnitt\b")
# "Men's colour": whom it is for stands behind the work in most German lists of services.
_GROUP_FIRST = re.compile(r"\b(Damen|Herren|Kinder) (?!und\b|oder\b|Damen\b|Herren\b|Kinder\b)(\w+)")
_FOLDED = str.maketrans({"’": "'"})
_JOINTS = {" and ": "und", " plus ": "und", " or ": "oder", ",": "und"}


def match_english_service(text: str, vocabulary: Vocabulary) -> Match:
    """Return the services meant by an English utterance; the company's own (English) names count first."""
    own = match_service(text, vocabulary)
    if own.ids and own.score >= 1:
        return own
    german = services_in_german(text)
    found = match_service(german, vocabulary) if german else Match()
    return found if found.ids else own


def services_in_german(text: str) -> str:
    """Return only what was said of services, in German: ``Haarschnitt Damen und Färben``."""
    said = text.lower().translate(_FOLDED)
    parts: list[str] = []
    last = 0
    for match in _FINDER.finditer(said):
        between = f" {said[last : match.start()]} "
        joint = next((german for word, german in _JOINTS.items() if parts and word in between), "")
        parts += [joint, _KNOWN[match["said"]]]
        last = match.end()
    german = " ".join(part for part in parts if part)
    return _GROUP_FIRST.sub(r"\2 \1", _HAIRCUT.sub(r"\1haarschnitt", german))
