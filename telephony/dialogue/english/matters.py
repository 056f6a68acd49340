"""What an English caller wants and answers, in the names that the German engine has for it."""

from __future__ import annotations

import re
from typing import Literal

_FOLDED = str.maketrans({"’": "'", "`": "'"})
_NO_WORD = re.compile(r"[^a-z0-9' ]+")
_APPOINTMENT = r"(?:appointment|booking|reservation|slot|visit)"
_MY = r"(?:my|our|the|that|this|an)"

# In the order in which one shadows the other: "cancel my appointment" is no booking.
_MATTERS: dict[str, re.Pattern[str]] = {
    name: re.compile("|".join(patterns))
    for name, patterns in {
        "wrong_number": (r"\bwrong number\b", r"\bmisdial\w*", r"\bdialled? the wrong\b"),
        "spam": (
            (
                r"\b(?:business proposal|offer you (?:a|our)|promotional|seo|energy "
                r"provider|you have been selected|lottery)\b"
            ),
        ),
        "reschedule": (
            r"\b(?:reschedul\w*|rebook\w*|postpone\w*|push back|bring forward)\b",
            rf"\b(?:move|change|switch|shift|swap) (?:\w+ ){{0,4}}(?:{_APPOINTMENT}|it|that)\b",
            rf"\bdifferent (?:time|day|date) for {_MY} {_APPOINTMENT}",
            (
                rf"\bi(?:'ve| have)?(?: got)? (?:an|my) (?:\w+ ){{0,3}}{_APPOINTMENT}\b.*"
                r"\b(?:another|different|other|earlier|later|new) (?:day|time|one|date|appointment)"
            ),
            (
                rf"\b(?:can't|cannot|won't be able to) (?:make|come|do)\b.*\b(?:another"
                rf"|different|other|new) (?:day|time|one|{_APPOINTMENT}|date)"
            ),
        ),
        "cancel": (
            r"\bcancel\w*|\bcall off\b",
            (
                r"\b(?:can't|cannot|can not|won't|not able to|unable to) (?:\w+ ){0,"
                r"2}(?:make it|come|attend|keep (?:my|the))\b"
            ),
            rf"\bdon't need {_MY} {_APPOINTMENT}|\bno longer need\b|\bget rid of {_MY} {_APPOINTMENT}",
        ),
        "late": (
            (
                r"\brunning (?:\w+ ){0,2}late\b|\b(?:be|am|i'm|we're|are) (?:\w+ ){0,"
                r"4}(?:late|delayed)\b|\bstuck in traffic\b"
            ),
        ),
        "lookup": (
            rf"\bi(?:'ve| have) (?:got |already |already got )?an {_APPOINTMENT}\b",
            rf"\bwhen (?:is|was|are|do i have|am i) (?:\w+ ){{0,4}}(?:{_APPOINTMENT}|due|booked|coming in)",
            (
                rf"\bdo i (?:still )?have (?:\w+ ){{0,2}}{_APPOINTMENT}|\b(?:check|confirm"
                rf"|forgot\w*|remember) (?:\w+ ){{0,5}}{_APPOINTMENT}|\bwhat time (?:is"
                rf"|was) {_MY} {_APPOINTMENT}"
            ),
        ),
        "waitlist": (
            (
                r"\bwait(?:ing)? ?list\b|\bif (?:something|anything|someone) (?:\w+ ){0,"
                r"4}(?:earlier|cancels|frees up|opens up|comes up)\b"
            ),
        ),
        "price": (
            (
                r"\bhow much\b(?! time| longer)|\bprices?\b|\bcosts?\b|\bcharge\b|\bwhat "
                r"do you (?:charge|take)\b|\bexpensive\b"
            ),
        ),
        "duration": (r"\bhow long (?:does|will|do|would|is|should)\b(?!.*\bopen\b)|\bhow much time\b",),
        "hours": (
            (
                r"\bopening (?:hours|times)\b|\b(?:when|what time|how late|until when|how "
                r"long) (?:do|are|is|does) (?:\w+ ){0,3}(?:open|close|closed"
                r"|there)\b|\bare you (?:\w+ ){0,2}(?:open|closed)\b|\bbusiness "
                r"hours\b|\bwhat are your hours\b"
            ),
        ),
        "directions": (
            (
                r"\bwhere (?:are|is|can i find|do i find) (?:you|your|the (?:salon|shop"
                r"|practice|garage|office|clinic))\b|\byour address\b|\bhow (?:do|can"
                r"|would) (?:i|we) (?:get|find)\b|\bdirections\b|\bparking\b|\bwhere "
                r"(?:can|do|could) (?:i|we) park\b"
            ),
        ),
        "services": (
            (
                r"\bwhat (?:\w+ )?(?:services|treatments)\b|\bwhat (?:do|can) you (?:\w+ "
                r")?(?:offer|do there)\b|\bdo you (?:also )?(?:do|offer)\b"
            ),
        ),
        "complaint": (
            (
                r"\bcomplain\w*|\bcomplaint\b|\b(?:not|un)(?: at all)? ?(?:happy"
                r"|satisfied) with\b|\brefund\b|\bmoney back\b"
            ),
        ),
        "callback": (r"\bcall(?:ing)? (?:me|us|her|him)? ?back\b|\bring me back\b|\bcallback\b",),
        "human": (
            (
                r"\b(?:real|actual|live|human) (?:person|human|being)\b|\b(?:speak|talk) "
                r"(?:to|with) (?:\w+ ){0,2}(?:someone|somebody|human|person|manager|owner"
                r"|boss|receptionist|staff|doctor|dr)\b|\bput me through\b|\bconnect "
                r"me\b|\bnot (?:a|with a|to a) (?:machine|robot|bot|computer)\b|\ba "
                r"human\b|\boperator\b"
            ),
        ),
        "message": (
            (
                r"\b(?:leave|take|pass on|give) (?:\w+ ){0,3}message\b|\b(?:tell|let) "
                r"(?:\w+ ){1,3}know\b|\bplease tell\b"
            ),
        ),
        "identity": (
            (
                r"\bare you (?:a |an |actually |even )*(?:robot|bot|machine|computer|ai"
                r"|human|real|person)\b|\bam i (?:talking|speaking) to (?:a |an )?(?:robot"
                r"|bot|machine|computer|ai|human|real)\b|\bwho am i (?:talking|speaking) "
                r"to\b|\bis this a (?:recording|machine|robot|bot)\b"
            ),
        ),
        "question": (
            (
                r"\b(?:pay|cards?|cash|voucher|gift card|insurance|wheelchair|prescription"
                r"|referral|invoice|receipt|wifi|pets?|dogs?)\b|\bdo i need to "
                r"bring\b|\bshould i bring\b|\bis my car ready\b|\bpick up my car\b"
            ),
        ),
        "book": (
            (
                rf"\b(?:book|make|schedule|arrange|get|need|want|have|like|set up|fix"
                rf"|reserve)\b (?:\w+ ){{0,4}}{_APPOINTMENT}"
            ),
            (
                r"\b(?:book|come in|drop by|squeeze me in|fit me in|get me in|see (?:the "
                r")?(?:doctor|dentist|hygienist))\b"
            ),
            (
                r"\b(?:do|would|have) you (?:\w+ ){0,3}(?:anything|something|a (?:slot"
                r"|space|time|table)|time|availab\w*|free)\b|\bany (?:availability|slots?"
                r"|openings?|appointments?)\b|\banything (?:free|available|open)\b"
            ),
            (
                r"\b(?:i'd like|i would like|i need|i want|can i (?:get|have)|could i "
                r"(?:get|have)|looking for) (?:a|an|my|to (?:get|have)) "
            ),
            rf"\b{_APPOINTMENT}\b",
        ),
    }.items()
}
_SHADOWS: dict[str, frozenset[str]] = {
    "wrong_number": frozenset({"book", "callback", "human"}),
    "spam": frozenset({"book", "services", "price", "human"}),
    "reschedule": frozenset({"book", "cancel", "lookup", "waitlist"}),
    "cancel": frozenset({"book", "lookup", "message"}),
    "late": frozenset({"book", "message", "lookup"}),
    "lookup": frozenset({"book", "question"}),
    "waitlist": frozenset({"book"}),
    "duration": frozenset({"hours"}),
    "hours": frozenset({"book", "services"}),
    "services": frozenset({"book"}),
    "price": frozenset({"services", "question"}),
    "callback": frozenset({"human", "message"}),
    "identity": frozenset({"human"}),
    "complaint": frozenset({"human"}),
    "directions": frozenset({"question"}),
    "human": frozenset({"book", "message"}),
    "message": frozenset({"book"}),
    "question": frozenset({"services"}),
}
_ENTIRELY = re.compile(r"\b(?:how much|price|cost|how long)\b")
_ASKS_TO_BOOK = re.compile(
    rf"\b(?:book|make|schedule|arrange|{_APPOINTMENT}|come in|free|available"
    rf"|availability|anything|openings?)\b"
)

_YES = re.compile(
    r"^(?:(?:yes|yeah|yep|yup|sure|ok|okay|right|correct|exactly|absolutely|definitely"
    r"|certainly|of course|perfect|great|lovely|fine|sounds? (?:good|great|perfect"
    r"|fine)"
    r"|that(?:'s| is| would be)? (?:right|correct|fine|good|great|perfect|it|ok|okay"
    r"|works?|lovely|all right|alright)|works for me|suits me|go ahead|please do|that "
    r"works|i'll take (?:it|that)|let's do (?:it|that)|all right|alright|why not|i "
    r"agree|please|it is|mhm|uh huh|indeed)\b[ ,]*)+"
)
_NO = re.compile(
    r"^(?:no|nope|nah|not really|not (?:quite|right|correct|at all)|wrong|that's "
    r"(?:wrong|not right|not correct|not it)|incorrect|i'd rather not|neither|none of"
    r"|i don't (?:think so|want)|that (?:doesn't|won't) work|doesn't work|can't do "
    r"that)\b"
)
_NOT_NO = re.compile(r"^no (?:problem|worries)\b")
_MOVES: dict[str, re.Pattern[str]] = {
    "repeat": re.compile(
        r"\b(?:say that again|repeat|pardon|come again|what was that|sorry what|once more"
        r"|didn't (?:catch|get|hear|understand) (?:that|you))\b|^(?:what|sorry|excuse "
        r"me)$"
    ),
    "wait": re.compile(
        r"\b(?:one moment|just a (?:moment|second|sec|minute)|hold on|hang on|wait a|give "
        r"me a (?:moment|second|minute)|let me (?:check|see|think|look))\b"
    ),
    "goodbye": re.compile(
        r"\b(?:goodbye|good bye|bye|see you|take care|have a (?:nice|good|great"
        r"|lovely))\b"
    ),
    "nothing_more": re.compile(
        r"\b(?:that's (?:all|it|everything)|that was (?:all|it)|nothing else|no that's"
        r"|nothing more|i'm (?:all )?(?:good|set|done))\b"
    ),
    "thanks": re.compile(r"\b(?:thanks|thank you|cheers|much appreciated)\b"),
    "any": re.compile(
        r"\b(?:i don't (?:mind|care)|doesn't matter|any(?:one|body)? (?:is fine|will do"
        r"|works)|whatever|whichever|whoever|no preference|either|anyone|anybody|you "
        r"choose|up to you)\b"
    ),
    "greeting": re.compile(r"^(?:hello|hi|hey|good (?:morning|afternoon|evening|day))\b"),
}  # fmt: skip
_ORDINALS = (
    re.compile(r"\b(?:first|1st|earlier|former)\b"),
    re.compile(r"\b(?:second|2nd|latter)\b"),
    re.compile(r"\b(?:third|3rd)\b"),
)


def key_of(text: str) -> str:
    """Return the utterance in lower case without signs."""
    return " ".join(_NO_WORD.sub(" ", text[:600].lower().translate(_FOLDED)).split())


def read_matters(text: str) -> tuple[str, ...]:
    """Return what the caller wants, in the order in which it was said."""
    said = key_of(text)
    found = {name: match.start() for name, pattern in _MATTERS.items() if (match := pattern.search(said))}
    for name, shadows in _SHADOWS.items():
        if name in found:
            for shadow in shadows & found.keys():
                del found[shadow]
    if "book" in found and _ENTIRELY.search(said) and not _ASKS_TO_BOOK.search(said):
        del found["book"]
    return tuple(sorted(found, key=lambda name: found[name]))


def read_answer(text: str) -> Literal["yes", "no"] | None:
    """Return whether a question was answered with yes or no; ``None`` for anything else."""
    said = key_of(text)
    if _NOT_NO.search(said):
        return "yes"
    if _NO.search(said):
        return "no"
    return "yes" if _YES.search(said) else None


def read_move(text: str) -> str | None:
    """Return what an utterance does that asks for nothing, such as ``repeat`` or ``wait``."""
    said = key_of(text)
    return next((name for name, pattern in _MOVES.items() if pattern.search(said)), None)


def says(text: str, move: str) -> bool:
    """Tell whether an utterance does this, whatever else it does."""
    return _MOVES[move].search(key_of(text)) is not None
