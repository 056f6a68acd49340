"""How callers of hairdressers, practices and garages call things that the price list calls otherwise."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Concept:
    """A kind of work: ``marks`` show in the company's name for it, ``said`` is what callers say."""

    marks: tuple[str, ...]
    said: tuple[str, ...]


def _concept(marks: str, said: str) -> Concept:
    return Concept(tuple(marks.split()), tuple(phrase.strip() for phrase in said.split(",")))


CONCEPTS: tuple[Concept, ...] = (
    # hair
    _concept(
        "schnitt schneid haircut",
        "haare schneiden, haareschneiden, haarschnitt, schneiden, schnitt, spitzen, spitzen schneiden, "
        "nachschneiden, "
        "frisur, haare kuerzen, kuerzen, haare ab, friseurtermin, frisoertermin, haare machen, geschnitten, "
        "neuen schnitt, frisieren, matte ab",
    ),
    _concept(
        "farb faerb color toenung",
        (
            "faerben, farbe, haare faerben, haarfarbe, coloration, toenen, toenung, neue farbe, gefaerbt, "
            "umfaerben"
        ),
    ),
    _concept(
        "ansatz",
        "ansatz, ansatz faerben, ansatz nachfaerben, nachfaerben, grauer ansatz, graue haare, ansaetze",
    ),
    _concept(
        "straehn balayage highlight folien",
        (
            "straehnen, straehnchen, blonde straehnen, balayage, highlights, aufhellen, foliensträhnen, "
            "blondieren"
        ),
    ),
    _concept("foehn styling", "foehnen, styling, stylen, foenen, haare foehnen"),
    _concept(
        "bart rasur",
        "bart, rasur, rasieren, bart stutzen, bart trimmen, bart schneiden, bartpflege, barttrimmen",
    ),
    _concept("dauerwelle", "dauerwelle, locken, wellen"),
    _concept("hochsteck braut", "hochsteckfrisur, brautfrisur, hochzeit, hochstecken, hochzeitsfrisur"),
    _concept("augenbrau wimper", "augenbrauen, wimpern, brauen"),
    _concept("manikuer nagel naegel", "naegel, maniküre, nagelpflege, gelnaegel"),
    _concept("pedikuer fusspflege", "fusspflege, pediküre, fuesse"),
    _concept("massage", "massage, massieren, ruecken massieren"),
    # teeth
    _concept(
        "zahnreinigung prophylaxe pzr",
        "zahnreinigung, professionelle zahnreinigung, pzr, prophylaxe, zahnstein, zahnsteinentfernung, "
        "zaehne reinigen, zaehne sauber machen, zaehne putzen, reinigung, zaehne saubermachen",
    ),
    _concept(
        "kontroll vorsorge untersuchung check",
        "kontrolle, kontrolltermin, kontrolluntersuchung, vorsorge, vorsorgeuntersuchung, untersuchung, "
        "nachschauen, "
        "check up, checkup, durchchecken, bonusheft, routine, routineuntersuchung, nachsehen, draufschauen, "
        "reinschauen, stempel, zahnfleischbluten, zahnfleisch, zahn wackelt",
    ),
    _concept(
        "schmerz notfall akut",
        "schmerzen, zahnschmerzen, zahnweh, weh, wehtut, zahn abgebrochen, abgebrochen, plombe rausgefallen, "
        "zahn gebrochen, rausgebrochen, herausgebrochen, stueck vom zahn, fuellung raus, entzuendet, "
        "dicke backe, geschwollen, aua, pocht, notfall",
    ),
    _concept("fuellung plombe", "fuellung, loch, karies, plombe, loch im zahn"),
    _concept(
        "bleaching aufhell", "bleaching, zaehne bleichen, weissere zaehne, weisse zaehne, zaehne aufhellen"
    ),
    _concept(
        "krone bruecke implantat prothese zahnersatz",
        "krone, bruecke, implantat, prothese, zahnersatz, gebiss",
    ),
    _concept("extraktion weisheit ziehen", "weisheitszahn, weisheitszaehne, zahn ziehen, gezogen"),
    _concept(
        "beratung erstgespraech erstgesprach",
        "beratung, beraten, erstgespraech, beratungsgespraech, kennenlernen",
    ),
    # cars
    _concept(
        "reifen raeder radwechsel",
        "reifenwechsel, reifen wechseln, winterreifen, sommerreifen, raeder wechseln, radwechsel, "
        "raederwechsel, "
        "reifen drauf, winterraeder, reifen, umbereifen, reifen umstecken, allwetterreifen, sommerraeder",
    ),
    _concept("oel", "oelwechsel, oel wechseln, oelservice, oel, neues oel, oelstand"),
    _concept(
        "tuev hauptuntersuchung hu",
        "tuev, hauptuntersuchung, hu, plakette, dekra, tuevtermin, abgasuntersuchung, au, tuv, asu",
    ),
    _concept(
        "inspektion wartung service",
        "inspektion, wartung, durchsicht, service, kundendienst, jahresinspektion, servicetermin, "
        "durchchecken, "
        "grosse inspektion, kleine inspektion",
    ),
    _concept("brems", "bremsen, bremse, bremsbelaege, bremsscheiben, bremse quietscht"),
    _concept("klima", "klimaanlage, klimaservice, klima"),
    _concept("batterie", "batterie, springt nicht an"),
    _concept("scheibe glas steinschlag", "windschutzscheibe, steinschlag, frontscheibe, scheibe"),
    _concept(
        "diagnose fehler",
        "diagnose, motorkontrollleuchte, lampe leuchtet, leuchte, klappert, geraeusch, fehlerspeicher, "
        "auslesen, "
        "komisches geraeusch, warnleuchte, geraeusche, springt nicht an, startet nicht, ruckelt, qualmt, "
        "lampe, getriebe, kupplung, auspuff, kaputt, streikt, verliert oel, quietscht, pfeift",
    ),
    _concept("lack delle unfall karosserie", "delle, kratzer, lack, unfallschaden, beule, lackieren"),
)

# Who the work is for decides between services that are otherwise called the same.
PEOPLE: tuple[tuple[tuple[str, ...], frozenset[str]], ...] = (
    (
        ("herren", "maenner", "mann"),
        frozenset(
            "herren herrenschnitt maenner mann ehemann herrenhaarschnitt maennerschnitt herre herrn "
            "maennerhaarschnitt herr vater papa er maennlich opa bruder freund".split()
        ),
    ),
    (
        ("damen", "frauen"),
        frozenset(
            "damen damenschnitt frauen frauenschnitt damenhaarschnitt dame frauenhaarschnitt "
            "weiblich mutter mama oma freundin schwester".split()
        ),
    ),
    (
        ("kind",),
        frozenset(
            "kind kinder kinderschnitt kinderhaarschnitt sohn tochter kleine kleinen kindes junge "
            "maedchen enkel enkelin bub bua buam buben madl kleiner kurze".split()
        ),
    ),
)
VARIANTS = (
    *PEOPLE,
    (("kurz",), frozenset("kurz kurze kurzen kurzhaar kurzhaarschnitt".split())),
    (("lang",), frozenset("lang lange langen langhaar langhaarschnitt".split())),
    (("gross",), frozenset("gross grosse grossen".split())),
    (("klein",), frozenset("klein kleine kleinen".split())),
)
