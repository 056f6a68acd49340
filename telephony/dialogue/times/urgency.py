"""Tells whether the first or the last free time is wished for."""

from __future__ import annotations

import re

_EARLIEST = re.compile(
    r"was (?:gerade |noch |halt |eben )?frei ist|kommt d(?:a)?rauf an|was haben sie (?:denn |noch "
    r")*(?:frei|anzubieten)|"
    r"so (?:frueh|schnell|bald|rasch|zeitnah)\w* (?:es |wie |wies |wie s )*(?:nur |halt |eben |irgend ?)?"
    r"(?:moeglich|geht|koennen|kann)|"
    r"sobald (?:es |wie |wies )*(?:nur |irgend ?)?(?:moeglich|geht)|moeglichst "
    r"(?:bald|schnell|zeitnah|frueh)"
    r"|(?:schnellst|baldmoeglichst|ehest|fruehest|naechst)moeglich\w*|baldmoeglichst|schnellstens"
    r"|zeitnah|\bdringend\b|sofort"
    r"|(?:naechste[rnsm]?|erste[rnsm]?|frueheste[rnsm]?) (?:freie[rnsm]? |moegliche[rnsm]? "
    r"|verfuegbare[rnsm]? )"
    r"|(?:wann (?:ist|waere|haetten sie|haben sie|haettet ihr|habt ihr|geht|ginge|hast "
    r"du)[^,.]*(?:naechste|frueheste|erste)\w* (?:\w+ )?termin)"
    r"|wann (?:haetten sie|haben sie|haettet ihr|habt ihr|waere|ist|geht|ginge|koennte ich|kann ich)(?: "
    r"denn| es| bei ihnen| mal| da)*"
    r"(?: (?:was|etwas|einen termin|noch was))? ?(?:frei|kommen|zeit)"
    r"|wann (?:passt|ginge|geht) es (?:denn )?(?:am besten )?(?:bei )?ihnen"
    r"|wann haben sie (?:denn )?(?:mal )?zeit"
    r"|egal wann|wann (?:ist|waere)? ?(?:mir )?egal|zeit(?:lich)? (?:ist|waere)? ?(?:mir )?egal"
    r"|jederzeit|bin (?:da |zeitlich |ganz )?flexibel"
    r"|nehm\w* (?:ich )?(?:was|alles|jeden|den ersten|das erste|den naechsten|das naechste)"
    r"|richte mich (?:da )?(?:ganz )?nach"
    r"|jetzt (?:gleich|sofort|noch|direkt)|gleich jetzt|auf der stelle|sofort vorbei"
    r"|wann immer (?:es|sie|was)|es eilt|eilig|pressiert|(?:auf )?d(?:ie|er) schnelle"
    r"|(?:das )?frueheste|am schnellsten|so schnell s geht|was (?:frei wird|am naechsten ist)"
)
_LATEST = re.compile(
    r"\b(?:moeglichst spaet\w*|so spaet (?:wie|wies|als|es|s)(?: es| s)?(?: nur| halt| irgend)? ?"
    r"(?:moeglich|geht|gehts|irgend moeglich|koennen|kann)|spaetestmoeglich\w*|am (?:aller)?spaetesten|"
    r"(?:eher|lieber|gern|gerne|ganz|recht|schoen|moeglichst) spaet(?: abends)?"
    r"(?! am (?:vor|nach)mittag|en|er)|"
    r"(?:der|den|das|dem) (?:aller)?(?:letzte\w*|spaeteste\w*) (?:freie\w* |moegliche\w* )?"
    r"(?:termin|slot|uhrzeit|zeit|moeglichkeit)|je spaeter,? (?:desto|umso|je)|so spaet (?:moeglich|wie))\b"
)
# "nicht so spät wie möglich" and "das ist recht spät" wish for nothing late
_NOT_LATE = re.compile(
    r"\b(?:nicht|zu|ist|waere|is|wird) (?:\w+ )?(?:eher |ganz |recht |so |moeglichst )spaet"
)
_LATE_AFTER_ALL = re.compile(r"\bspaet (?:wie|wies|als)\b")


def wants_first(said: str) -> bool:
    """Tell whether the first free time is wished for: ``so bald wie möglich``, ``egal wann``."""
    return _EARLIEST.search(said) is not None


def wants_last(said: str) -> bool:
    """Tell whether the last free time of a day is wished for: ``möglichst spät``."""
    if _LATEST.search(said) is None:
        return False
    return _NOT_LATE.search(said) is None or _LATE_AFTER_ALL.search(said) is not None
