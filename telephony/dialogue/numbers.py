"""German number words: cardinals to 999, ordinals to 31, as people say them."""

_ONES = {
    "null": 0, "ein": 1, "zwei": 2, "drei": 3, "vier": 4, "fuenf": 5, "sechs": 6, "sieben": 7, "acht": 8,
    "neun": 9, "zehn": 10, "elf": 11, "zwoelf": 12, "dreizehn": 13, "vierzehn": 14, "fuenfzehn": 15,
    "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19,
}  # fmt: skip
_TENS = {
    "zwanzig": 20, "dreissig": 30, "vierzig": 40, "fuenfzig": 50, "sechzig": 60, "siebzig": 70,
    "achtzig": 80, "neunzig": 90,
}  # fmt: skip
_ARTICLES = {"eins": 1, "eine": 1, "einen": 1, "einer": 1, "einem": 1, "eines": 1, "zwo": 2, "zwoo": 2}
_ORDINAL_STEMS = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}
_ENDINGS = ("e", "er", "en", "es", "em")


def _cardinals() -> dict[str, int]:
    below_hundred = {**_ONES, **_TENS}
    for ten, value in _TENS.items():
        for one, digit in {**_ONES, "zwo": 2}.items():
            if 1 <= digit <= 9:
                below_hundred[f"{one}und{ten}"] = value + digit
    known = {**below_hundred, **_ARTICLES}
    for hundreds in range(1, 10):
        stem = next(word for word, value in _ONES.items() if value == hundreds)
        for prefix in (f"{stem}hundert", "hundert") if hundreds == 1 else (f"{stem}hundert",):
            known[prefix] = hundreds * 100
            known.update({prefix + word: hundreds * 100 + v for word, v in below_hundred.items() if v})
            known[f"{prefix}eins"] = hundreds * 100 + 1
    return known


def _ordinals(cardinals: dict[str, int]) -> dict[str, int]:
    known = {}
    for word, value in cardinals.items():
        if not 1 <= value <= 31 or word in _ARTICLES:
            continue
        stem = _ORDINAL_STEMS.get(value) or word + ("t" if value < 20 else "st")
        known.update({stem + ending: value for ending in _ENDINGS})
        if value == 7:
            known.update({"siebent" + ending: 7 for ending in _ENDINGS})
        if value == 2:
            known.update({"zwot" + ending: 2 for ending in _ENDINGS})
    return known


_CARDINALS = _cardinals()
_ORDINALS = _ordinals(_CARDINALS)
NUMBER_WORDS = frozenset(_CARDINALS)


def cardinal(key: str) -> int | None:
    """Return the value of a number word or of digits (``vierzehn``, ``14``), or ``None``."""
    if key.isascii() and key.isdigit() and len(key) <= 4:
        return int(key)
    return _CARDINALS.get(key)


def ordinal(key: str) -> int | None:
    """Return the value of an ordinal (``dritten``, ``3.``) up to 31, or ``None``."""
    if key.endswith(".") and key[:-1].isdigit() and len(key) <= 3:
        value = int(key[:-1])
        return value if 1 <= value <= 31 else None
    return _ORDINALS.get(key)
