"""Which Bundesland or Kanton a postal code most likely lies in: a suggestion, to be put right by the owner.

Of Germany the first two digits are looked at, of Austria the first (and some second), of Switzerland the
first two. Borders of Länder do not keep to them everywhere, which is why it is only suggested.
"""

from __future__ import annotations

import re
from typing import Final

REGIONS: Final[dict[str, dict[str, str]]] = {
    "DE": {
        "BW": "Baden-Württemberg", "BY": "Bayern", "BE": "Berlin", "BB": "Brandenburg", "HB": "Bremen",
        "HH": "Hamburg", "HE": "Hessen", "MV": "Mecklenburg-Vorpommern", "NI": "Niedersachsen",
        "NW": "Nordrhein-Westfalen", "RP": "Rheinland-Pfalz", "SL": "Saarland", "SN": "Sachsen",
        "ST": "Sachsen-Anhalt", "SH": "Schleswig-Holstein", "TH": "Thüringen",
    },
    "AT": {
        "1": "Burgenland", "2": "Kärnten", "3": "Niederösterreich", "4": "Oberösterreich", "5": "Salzburg",
        "6": "Steiermark", "7": "Tirol", "8": "Vorarlberg", "9": "Wien",
    },
    "CH": {
        "AG": "Aargau", "AI": "Appenzell Innerrhoden", "AR": "Appenzell Ausserrhoden", "BE": "Bern",
        "BL": "Basel-Landschaft", "BS": "Basel-Stadt", "FR": "Freiburg", "GE": "Genf", "GL": "Glarus",
        "GR": "Graubünden", "JU": "Jura", "LU": "Luzern", "NE": "Neuenburg", "NW": "Nidwalden",
        "OW": "Obwalden", "SG": "St. Gallen", "SH": "Schaffhausen", "SO": "Solothurn", "SZ": "Schwyz",
        "TG": "Thurgau", "TI": "Tessin", "UR": "Uri", "VD": "Waadt", "VS": "Wallis", "ZG": "Zug",
        "ZH": "Zürich",
    },
}  # fmt: skip
TIMEZONES: Final = {"DE": "Europe/Berlin", "AT": "Europe/Vienna", "CH": "Europe/Zurich"}

# First two digits, in runs: from, to, Land.
_GERMAN: Final = (
    (1, 2, "SN"), (3, 3, "BB"), (4, 4, "SN"), (6, 6, "ST"), (7, 7, "TH"), (8, 9, "SN"), (10, 13, "BE"),
    (14, 16, "BB"), (17, 19, "MV"), (20, 22, "HH"), (23, 25, "SH"), (26, 27, "NI"), (28, 28, "HB"),
    (29, 31, "NI"), (32, 33, "NW"), (34, 36, "HE"), (37, 38, "NI"), (39, 39, "ST"), (40, 48, "NW"),
    (49, 49, "NI"), (50, 53, "NW"), (54, 56, "RP"), (57, 59, "NW"), (60, 65, "HE"), (66, 66, "SL"),
    (67, 67, "RP"), (68, 79, "BW"), (80, 87, "BY"), (88, 89, "BW"), (90, 97, "BY"), (98, 99, "TH"),
)  # fmt: skip
_GERMAN_EXCEPTIONS: Final = {
    "019": "BB", "046": "TH", "049": "BB", "140": "BE", "141": "BE", "193": "BB", "212": "NI", "213": "NI",
    "214": "NI", "215": "SH", "216": "NI", "228": "SH", "229": "SH", "275": "HB", "294": "ST", "344": "NW",
    "364": "TH", "373": "TH", "388": "ST", "534": "RP", "535": "RP", "575": "RP", "576": "RP", "637": "BY",
    "638": "BY", "639": "BY", "668": "RP", "669": "RP", "686": "HE", "767": "RP", "768": "RP", "881": "BY",
    "892": "BY", "893": "BY", "894": "BY", "965": "TH", "979": "BW",
}  # fmt: skip
_AUSTRIAN: Final = {
    "1": "9", "2": "3", "3": "3", "4": "4", "5": "5", "6": "7", "7": "1", "8": "6", "9": "2",
    "67": "8", "68": "8", "69": "8", "99": "7", "247": "1", "512": "4", "513": "4", "514": "4", "523": "4",
    "524": "4", "525": "4", "526": "4", "527": "4", "528": "4", "531": "4", "838": "1",
}  # fmt: skip
_SWISS: Final = {
    "10": "VD", "11": "VD", "12": "GE", "13": "VD", "14": "VD", "15": "VD", "16": "FR", "17": "FR",
    "18": "VD", "19": "VS", "20": "NE", "21": "NE", "22": "NE", "23": "NE", "24": "NE", "25": "BE",
    "26": "BE", "27": "BE", "28": "JU", "29": "JU", "30": "BE", "31": "BE", "32": "BE", "33": "BE",
    "34": "BE", "35": "BE", "36": "BE", "37": "BE", "38": "BE", "39": "VS", "40": "BS", "41": "BL",
    "42": "BL", "43": "AG", "44": "BL", "45": "SO", "46": "SO", "47": "SO", "48": "AG", "49": "BE",
    "50": "AG", "51": "AG", "52": "AG", "53": "AG", "54": "AG", "55": "AG", "56": "AG", "57": "AG",
    "60": "LU", "61": "LU", "62": "LU", "63": "ZG", "64": "SZ", "65": "TI", "66": "TI", "67": "TI",
    "68": "TI", "69": "TI", "70": "GR", "71": "GR", "72": "GR", "73": "GR", "74": "GR", "75": "GR",
    "76": "GR", "77": "GR", "80": "ZH", "81": "ZH", "82": "SH", "83": "ZH", "84": "ZH", "85": "TG",
    "86": "ZH", "87": "GL", "88": "ZH", "89": "ZH", "90": "SG", "91": "AR", "92": "SG", "93": "SG",
    "94": "SG", "95": "TG", "96": "SG",
}  # fmt: skip


def likely_region(*, country: str, postal_code: str) -> str:
    """The code of the Bundesland or Kanton, as public holidays know it; empty when nothing suggests one."""
    code = re.sub(r"\D", "", postal_code)
    if len(code) != (5 if country == "DE" else 4):
        return ""
    if country == "DE":
        return _german(code)
    known = _AUSTRIAN if country == "AT" else _SWISS
    return next((known[code[:length]] for length in (3, 2, 1) if code[:length] in known), "")


def _german(code: str) -> str:
    if code[:3] in _GERMAN_EXCEPTIONS:
        return _GERMAN_EXCEPTIONS[code[:3]]
    return next((land for start, end, land in _GERMAN if start <= int(code[:2]) <= end), "")
