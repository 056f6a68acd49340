"""What callers tell of instead of a service: what is broken, hurts or has grown out, by trade."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remedy:
    """Work that helps: ``marks`` show in the company's name for it, none of ``without`` does."""

    marks: tuple[str, ...]
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Symptom:
    """A trouble, if need be with a certain thing, and the work that helps, the best first."""

    thing: re.Pattern[str] | None
    trouble: re.Pattern[str]
    remedies: tuple[Remedy, ...]


def _stems(said: str) -> re.Pattern[str]:
    """Match a word that holds one of the stems, or ``=word`` itself."""
    parts = [stem[1:] if stem[0] == "=" else rf"\w*{stem}\w*" for stem in said.split()]
    return re.compile("|".join(parts))


def _remedy(marks: str) -> Remedy:
    """``faerb -ansatz``: any colouring but that of the roots."""
    words = marks.split()
    return Remedy(
        tuple(word for word in words if word[0] != "-"), tuple(word[1:] for word in words if word[0] == "-")
    )


def _symptom(thing: str, trouble: str, remedies: str) -> Symptom:
    return Symptom(
        _stems(thing) if thing else None,
        _stems(trouble),
        tuple(_remedy(marks) for marks in remedies.split(", ")),
    )


_SEARCH = "fehler diagnose, inspektion wartung durchsicht, reparatur"
_PAIN = "schmerz notfall akut, kontroll untersuch sprechstunde"
_TOOTH = "zahn zaehn =ecke =beisser"

SYMPTOMS: tuple[Symptom, ...] = (
    # cars
    _symptom("brems", "geraeusch klapper rumpel rubbel vibrier klopf knackt =zieht", _SEARCH),
    _symptom("brems", "quietsch schleif abgefahren runter verschliss", f"brems, {_SEARCH}"),
    _symptom(
        "klima luftung lueftung geblaese",
        "riech stink muff kuehl =kalt =warm defekt kaputt",
        f"klima, {_SEARCH}",
    ),
    _symptom(
        "reifen =rad vorderrad hinterrad",
        "platt nagel =loch =luft geplatzt schraube",
        "platten panne, reifen raeder",
    ),
    _symptom("", "=platten =platter reifenpanne", "platten panne, reifen raeder"),
    _symptom(
        "scheibe",
        "=sprung =riss steinschlag =stein gerissen geplatzt",
        f"frontscheib windschutz autoglas, unfall karosserie, {_SEARCH}",
    ),
    _symptom(
        "",
        "draufgefahren angefahren auffahrunfall wildunfall parkrempler hagelschaden",
        f"unfall karosserie lack, {_SEARCH}",
    ),
    _symptom(
        "=oel kuehlwasser fluessigkeit sprit benzin =diesel =wasser motor",
        "verlier tropf leckt pfuetze nachfuell laeuft",
        _SEARCH,
    ),
    _symptom(
        "lampe leuchte laempchen symbol anzeige warnung kontrollleucht lichtlein",
        "leucht blink =an =rot =gelb =rote =gelbe =rotes",
        _SEARCH,
    ),
    _symptom(
        "",
        "geraeusch klapper klacker rumpel klopfg rubbel ruckel stotter qualm vibrier rassel motorkontroll",
        _SEARCH,
    ),
    _symptom(
        "auto =wagen motor karre kiste transporter =kleine lenkung kupplung getriebe auspuff fahrwerk "
        "brems anhaenger",
        "springt startet streikt zieht schleif quietsch klopf roehrt droehn heult hakt rutscht saeuft "
        "pfeif brumm kaputt qualm raucht",
        _SEARCH,
    ),
    _symptom("", "verbrannt verschmort brenzlig", _SEARCH),
    _symptom("springt anspring starten", "=an =nicht", _SEARCH),
    _symptom("batterie", "=leer schwach tot kaputt", f"batterie, {_SEARCH}"),
    # teeth
    _symptom(
        "fuellung plombe inlay",
        "=raus rausgef rausgebr herausgef =locker wackel geloest abgeplatzt gebroch fehlt",
        f"fuellung plombe, {_PAIN}",
    ),
    _symptom(
        "krone bruecke provisorium stiftzahn veneer prothese gebiss implantat",
        "=raus =ab rausgef herausgef =locker =lose wackel geloest abgegangen abgefallen druckstell "
        "abgeplatzt "
        "gebroch verloren drueck scheuer =wund passt sitzt",
        f"{_PAIN}, krone bruecke prothese",
    ),
    _symptom(
        "",
        "weisheitszahn weisheitszaehn",
        "weisheit extraktion zahnentfern, schmerz notfall akut, kontroll untersuch",
    ),
    _symptom(
        "spange retainer schiene bracket draht",
        "drueck pieks pieck reib =locker geloest gebroch kaputt sticht =ab passt",
        f"kieferortho spange schiene, {_PAIN}",
    ),
    _symptom(
        "zahnfleisch",
        "blut entzuend zurueck geht =rot",
        "parodont zahnfleisch, kontroll untersuch, zahnreinigung prophylaxe",
    ),
    _symptom(
        _TOOTH,
        "gebroch abgebr bricht splitter abgeplatzt weggebroch wegbroch abbroch ausgeschlagen rausgeschlagen "
        "wackel =locker poch pucker pulsier empfindlich =zieht =ziehen =stechen =sticht "
        "=drueckt =beissen =kauen =raus rausgef",
        f"{_PAIN}, fuellung",
    ),
    _symptom(
        "backe wange kiefer gesicht",
        "=dick =dicke =dicken geschwoll schwillt anschwell",
        "schmerz notfall akut",
    ),
    _symptom("", "knirsch press", "schiene, kontroll untersuch"),
    _symptom(
        _TOOTH,
        "=punkt =punkte =fleck =flecken verfaerb =loch =loecher karies =schwarz =braun",
        "kinder, kontroll untersuch sprechstunde, fuellung",
    ),
    # backs and joints
    _symptom(
        "=kreuz ruecken nacken schulter wirbel knie huefte =hws =lws bandscheib arm bein fuss",
        "schiess eingeschoss verspann blockier ruehren bewegen verriss verrenk =steif klemmt =eingeklemmt",
        "krankengymn, manuelle therapie, massage",
    ),
    _symptom("", "hexenschuss ischias bandscheibenvorfall", "krankengymn, manuelle therapie, massage"),
    # taxes
    _symptom("", "geerbt vererbt erbfall ueberschreib", "erb schenk nachfolge"),
    _symptom("", "betriebspruef", "finanzamt bescheid post"),
    _symptom(
        "finanzamt steuer",
        "nachzahl bescheid mahnung einspruch pruefung frist brief",
        "finanzamt bescheid post",
    ),
    # hair
    _symptom(
        "ansatz",
        "=raus rausgewachsen rausgekommen draussen grau sieht sichtbar nachgewachsen herausgewachsen",
        "ansatz, farb faerb color",
    ),
    _symptom(
        "blond erblond", "werden =auf faerb machen blond =ganz", "blond, farb faerb color -ansatz, straehn"
    ),
    _symptom("", "heirate hochzeit abiball standesamt braut trauung", "hochsteck braut hochzeit, styling"),
    _symptom("bart", "wuchert ungepflegt struppig zottel", "bart rasur"),
    _symptom(
        "haar =matte =pony spitzen locken",
        "wuchert wischmopp =ab kaputt zottel struppig splitt haengt haengen unmoeglich",
        "schnitt schneid",
    ),
)
