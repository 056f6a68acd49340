"""Sets the commas and question marks that recognisers leave out of a long breath."""

import re

# Fewer words hold one clause, and everything reads them as they are.
_FEWEST = 4
_HAS_MARKS = re.compile(r"[,;?!]|\w\.\s+\w")
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=\S)")
_LEADS = (
    r"(?:(?:ja|also|äh+m*|öhm|hallo|hi|hey|na|so|tach|tag|moin|servus|mahlzeit|grüezi|gr(?:ü|ia)(?:ß|ss)\w*"
    r"|gott|guten?|schönen|morgen|abend|entschuldigung|sagen sie(?: mal)?|sag(?:t)? mal|mal|und|aber|oder"
    r"|dann|frage|eine|kurze|mitenand|zusammen|eana|eich|hallöchen|yo|jo|nu|nee|nein|okay|ok|gut|jetzt) )*"
)
# What asks wherever it stands, unless something before it takes it along.
_WORDS = (
    r"(?:wann|warum|wieso|wohin|woher|wo|wer|wem|wen|wie (?:lange?|viel|teuer|oft|komm\w*|find\w*|weit|läuft"
    r"|geht|ist|sind|schnell|bald|früh|spät)|wieviel|(?:was|wat|wos) (?:kost\w*|nehm\w*|nimmt|verlang\w*"
    r"|brauch\w*|muss"
    r"|soll|macht|mach|ist|sind|habt|haben|hat|wäre|wird|zahl\w*|passiert|gilt)|welche[rnms]?|bis wann"
    r"|ab wann|um wie ?viel|um welche)"
)
_OF_THEM = (
    r"(?:hab(?:t|en)|hätte[tn]|mach(?:t|en)|nehm(?:t|en)|biete(?:t|n)|könn(?:t|en)|könnte(?:t|n)|würde(?:t|n)"
    r"|dürf(?:t|en)|verkauf(?:t|en)|behandel(?:t|n)|reparier(?:t|en)|akzeptier(?:t|en)|such(?:t|en)"
    r"|brauch(?:t|en)|sprech(?:t|en)|lager(?:t|n)|schneide(?:t|n)|färb(?:t|en)|führ(?:t|en)|seid|sind"
    r"|arbeite(?:t|n)|wechsel(?:t|n)) (?:ihr|sie)"
)
_OF_MINE = (
    r"(?:kann|könnte?|darf|dürfte|muss|müsste|soll|sollte|brauch|brauche|bräuchte|krieg|kriege|bekomme?"
    r"|zahle?|komme?|finde?) (?:ich|i|man|wir|mein\w*|er)|(?:hab|habe) ich"
)
_OF_IT = (
    r"(?:geht|gehts|ginge|passt|klappt|stimmt|reicht|lohnt|kostet|zahlt|übernimmt|gibts|gibt|dauert)"
    r" (?:das|des|es|die|der|dann|denn|auch|bei euch|bei ihnen|was|noch|da|so)"
)
# At the beginning it asks, further on it mostly tells: "… und die Farbe ist das …".
_BEING = (
    r"(?:ist|is|wäre|war|sind|bin) (?:das|des|es|die|der|denn|bei euch|bei ihnen|da|noch|ich|mein\w*|ihr\w*)"
)
# Taken along by what stands before it: "ich weiß nicht wann", "so wie", "am Freitag kann ich nicht".
_TAKEN = re.compile(
    r"\b(?:nicht|weiß|wissen|weiss|sagen|\w*fragen|sehen|schauen|hören|egal|irgend|je|so|bis|ab|um|seit|von"
    r"|für|mit|bei|zu|an|auf|nach|aus|was|wie|wann|wo|wer|welche\w*|dass|ob|wenn|weil|als|am|im|in|immer"
    r"|oder|und|aber|noch) $",
    re.IGNORECASE,
)
_TAKEN_TOO = re.compile(
    r"\b(?:hier|da|dann|jetzt|dafür|deshalb|deswegen|daher|damit|heute|gestern|eben|auch|ich|wir|i|er|sie|es|das"
    r"|nur|morgen|sonst|leider) $",
    re.IGNORECASE,
)
_BARE_OPENER = re.compile(rf" *{_LEADS}(?:w\w+|bis wann|ab wann|um) ?(?:\w+ )?", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:ich|i|wir|er|sie|es|das|mir|mein\w*|unser\w*|der|die|hier)\b", re.IGNORECASE)
_WANTS_TO_KNOW = (
    r"(?:ich )?(?:wollt|wollte|würd\w*|möcht\w*) (?:ich )?(?:nur |mal |gern\w* |eigentlich "
    r"|noch )*(?:wissen|fragen)"
    r"(?= (?:ob|wie|was|wann|wo)\b)"
)
_AND = r"(?:(?:und|aber|oder|und dann|und auch|und noch|bzw) )"
_STARTS = re.compile(
    rf" (?P<and>{_AND})?(?:(?P<words>{_WORDS}|{_WANTS_TO_KNOW})|(?P<them>{_OF_THEM})|(?P<mine>{_OF_MINE})"
    rf"|(?P<it>{_OF_IT}))\b",
    re.IGNORECASE,
)
_OPENS = re.compile(
    rf"^{_LEADS}(?:(?:ich |i )?(?:wollt|wollte|wollt|wui|will|möcht|möchte|müsst|hätt|hätte) (?:ich )?"
    rf"(?:nur |mal |bloß |eigentlich |gern |gerne |kurz |noch |schnell |einfach |eine |ne |frage )*"
    rf"(?:fragen|wissen|hören|nachfragen)(?: ob)?\b|{_WORDS}\b|{_OF_THEM}\b|{_OF_MINE}\b|{_OF_IT}\b"
    rf"|{_BEING}\b|ob\b)",
    re.IGNORECASE,
)
_ASKS_PLAINLY = re.compile(
    rf"^(?:und |aber |oder )?(?:{_OF_THEM}|{_OF_MINE}|(?:was|wat) (?:kost|nehm)\w*|wie (?:lange?|teuer"
    rf"|viel))\b",
    re.IGNORECASE,
)
# Behind a question somebody goes on telling: "… dabei warten | ich hab sonst keine Möglichkeit".
_TELLS = re.compile(
    r" (?:ich|wir|er|sie|i) (?:hab|habe|haben|hat|bin|sind|ist|möcht\w*|muss|müsst\w*|will|wollen|brauch\w*"
    r"|bräucht\w*|wohn\w*|komm\w*|krieg\w*|zieh\w*|steh\w*|hätt\w*|würd\w*|suche|war|waren) "
    r"| (?:und )?wenn ja | (?:mein |der )?name (?:ist|is|wäre) | (?:mein|meine|unser|unsere) \w+ (?:ist|is"
    r"|hat|kommt|war"
    r"|braucht|heißt|kann|möchte|will|wohnt) ",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"\b(?:wenn|weil|dass|ob|und|wo|bevor|nachdem|falls|oder|aber|die|der|das|was|wie)$", re.IGNORECASE
)


def with_marks(text: str) -> str:
    """Return a breath without marks in its clauses, each that asks something with a question mark."""
    return " ".join(_marked(part) for part in _SENTENCES.split(text))


def _marked(sentence: str) -> str:
    if len(sentence.split()) < _FEWEST:
        return sentence
    if _HAS_MARKS.search(sentence):
        return sentence if "?" in sentence else _with_question_marks(sentence)
    clauses = _clauses(sentence.rstrip(" ."))
    if len(clauses) == 1 and not _OPENS.search(clauses[0]):
        return sentence
    written = []
    for place, clause in enumerate(clauses):
        asks = _OPENS.search(clause) is not None
        written.append(clause + ("?" if asks else "," if place < len(clauses) - 1 else ""))
    return " ".join(written)


def _with_question_marks(sentence: str) -> str:
    """Of clauses that commas part already: ``…, und kann ich dabei warten, ich hab …``."""
    clauses = [clause for clause in re.split(r"(?<=,)\s+", sentence) if clause]
    marked = [clause.rstrip(" ,.") + "?" if _ASKS_PLAINLY.search(clause) else clause for clause in clauses]
    return " ".join(marked)


def _clauses(sentence: str) -> list[str]:
    cuts = sorted({*_questions(sentence), *_told_behind(sentence)})
    ends = [*cuts, len(sentence)]
    parts = [sentence[start:end].strip() for start, end in zip([0, *cuts], ends, strict=True)]
    return [part for part in parts if part]


def _questions(sentence: str) -> list[int]:
    """Where a question begins in the middle."""
    cuts: list[int] = []
    for found in _STARTS.finditer(sentence):
        before = sentence[cuts[-1] if cuts else 0 : found.start()] + " "
        if not before.strip() or _is_only_lead(before) or _BARE_OPENER.fullmatch(before):
            continue
        is_taken = _TAKEN.search(before) or (not found["words"] and _TAKEN_TOO.search(before))
        if found["and"] is None and is_taken:
            continue
        if found["mine"] and not _PERSON.search(before):
            continue
        if found["words"] and found["and"] is None and not _PERSON.search(before) and len(before.split()) < 2:
            continue
        cuts.append(found.start())
    return cuts


def _is_only_lead(before: str) -> bool:
    return re.fullmatch(rf"{_LEADS} *", before.strip() + " ", re.IGNORECASE) is not None


def _told_behind(sentence: str) -> list[int]:
    """Where somebody goes on telling behind a question."""
    starts = [0, *_questions(sentence)]
    cuts = []
    for start, end in zip(starts, [*starts[1:], len(sentence)], strict=True):
        clause = sentence[start:end]
        opens = _OPENS.search(clause.strip())
        if opens is None:
            continue
        told = _TELLS.search(clause, opens.end() + 1)
        if told is not None and not _JOINED.search(clause[: told.start()]):
            cuts.append(start + told.start())
    return cuts
