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
        "neuen schnitt, frisieren, matte ab, unter die schere, stutzen, haare kurz, pony, stufen, undercut, "
        "fade",
    ),
    _concept(
        "farb faerb color toenung",
        (
            "faerben, farbe, haare faerben, haarfarbe, coloration, toenen, toenung, neue farbe, gefaerbt, "
            "umfaerben, dunkler, heller, blond werden, farbveraenderung"
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
        "bart, bartschnitt, vollbart, rasur, rasieren, bart stutzen, bart trimmen, bart schneiden, "
        "bartpflege, barttrimmen",
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
        "dicke backe, backe dick, geschwollen, aua, pocht, notfall, ziept, zieht, tut weh, eiter, krone "
        "rausgefallen",
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
        "reifen drauf, winterraeder, reifen, umbereifen, reifen umstecken, allwetterreifen, sommerraeder, "
        "umruesten, umstecken, winterpneus, pneus, schlappen, raeder",
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
        "grosse inspektion, kleine inspektion, bordcomputer, service faellig",
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
    # doctors
    _concept(
        "impf spritze",
        "impfung, impfen, geimpft, impfe, grippeimpfung, tetanus, tollwut, auffrischen, auffrischung, "
        "spritze, "
        "impftermin, schutzimpfung, zeckenimpfung, gelbfieber, masern",
    ),
    _concept(
        "blutabnahme labor blutbild",
        "blutabnahme, blut abnehmen, blutabnehmen, blutbild, blutwerte, blut, labor, nuechtern, zucker "
        "messen",
    ),
    _concept("ekg", "ekg, herzstroeme, langzeit ekg, herz"),
    _concept("ultraschall sono", "ultraschall, sono, sonographie, schall"),
    _concept(
        "akut sprechstunde",
        "fieber, husten, erkaeltung, erkaeltet, krankschreibung, krankschreiben, krankmeldung, grippe, "
        "schlecht, "
        "schwindlig, schwindel, bauchschmerzen, bauchweh, halsschmerzen, durchfall, ausschlag, krank, "
        "uebelkeit, kopfschmerzen",
    ),
    _concept(
        "gesundheitscheck vorsorge check",
        "check up, checkup, gesundheitscheck, vorsorge, vorsorgeuntersuchung, durchchecken, "
        "gesundheitsuntersuchung",
    ),
    _concept("hautkrebs screening", "hautkrebsscreening, leberfleck, muttermal, hautcheck, hautkrebs"),
    _concept(
        "sehtest augenpruefung",
        "sehtest, augen messen, augen testen, sehstaerke, neue brille, brillenglaeser",
    ),
    _concept("kontaktlinse", "kontaktlinsen, linsen, linsenanpassung"),
    _concept("u-untersuchung kindervorsorge", "u untersuchung, kindervorsorge, gelbes heft"),
    # bodies
    _concept(
        "krankengymnastik physio",
        "krankengymnastik, physio, physiotherapie, kg, gymnastik, krankengymnast, bewegungstherapie",
    ),
    _concept("manuelle therapie", "manuelle therapie, mt, manuelle"),
    _concept("lymph", "lymphdrainage, lymphe, lymphdraenage, entstauung"),
    _concept(
        "massage",
        "massage, massieren, durchkneten, kneten, verspannt, verspannung, verspannungen, rueckenmassage, "
        "nackenmassage",
    ),
    _concept("fango waerme", "fango, waermepackung, waerme"),
    # beauty
    _concept(
        "gesicht facial kosmetik",
        "gesichtsbehandlung, gesicht, facial, gesichtsreinigung, ausreinigung, peeling, gesichtspflege, "
        "haut reinigen",
    ),
    _concept(
        "wimpern lash", "wimpern, lashes, wimpernverlaengerung, wimpern kleben, wimpernlifting, volume lashes"
    ),
    _concept("augenbrau brow", "augenbrauen, brauen, augenbrauen zupfen, brows, fadentechnik"),
    _concept(
        "waxing enthaarung sugaring",
        "waxing, enthaaren, enthaarung, wachsen, sugaring, wachs, haarentfernung",
    ),
    _concept(
        "manikuer nagel naegel nail",
        "maniküre, naegel, nagel, fingernaegel, shellac, gelnaegel, modellage, auffuellen, naegel machen, "
        "haende",
    ),
    _concept("pedikuer fusspflege fuss", "pediküre, fusspflege, fuesse, fussnaegel, hornhaut, huehneraugen"),
    _concept("tattoo taetow", "tattoo, taetowieren, tätowierung, cover up, coverup, stechen, nachstechen"),
    _concept("piercing", "piercing, piercen, ohrloch, ohrloecher"),
    # animals
    _concept(
        "kastration sterilis",
        "kastration, kastrieren, sterilisieren, sterilisation, kastriert, unfruchtbar machen",
    ),
    _concept("kralle", "krallen, krallen schneiden, krallen kuerzen"),
    _concept("zahnsanier zahnstein", "zahnsanierung, zaehne vom hund, zahnstein, zaehne, schlechte zaehne"),
    _concept(
        "scheren trimm fellpflege",
        "scheren, geschoren, trimmen, fell, fellpflege, hund baden, waschen und scheren",
    ),
    _concept(
        "tiersprechstunde sprechstunde tieraerztlich",
        "humpelt, lahmt, frisst nichts, frisst nicht, erbricht, spuckt, kotzt, pfote, kratzt sich, hinkt, "
        "durchfall, lahm",
    ),
    # lessons, papers, houses
    _concept(
        "fahrstunde", "fahrstunde, fahrstunden, fahren ueben, autobahnfahrt, uebungsfahrt, doppelstunde"
    ),
    _concept("theorie", "theorie, theorieunterricht, theoriestunde"),
    _concept(
        "probestunde probetraining schnupper",
        "probestunde, probetraining, schnupperstunde, ausprobieren, reinschnuppern",
    ),
    _concept(
        "steuererklaerung einkommensteuer", "steuererklaerung, einkommensteuer, lohnsteuer, steuer, steuern"
    ),
    _concept(
        "erstberatung beratung besprechung",
        "erstberatung, beratung, besprechung, beratungsgespraech, rechtsberatung",
    ),
    _concept("heizung therme", "heizung, heizungswartung, therme, heizt nicht, heizkoerper"),
    _concept(
        "rohr sanitaer abfluss", "rohr, abfluss, verstopft, wasserhahn, tropft, rohrbruch, klo, toilette"
    ),
    _concept(
        "passbild bewerbung portrait",
        "passbild, passbilder, passfoto, bewerbungsfoto, bewerbungsfotos, portrait",
    ),
    _concept("platten schlauch reifenpanne", "platten, platter reifen, loch im reifen, schlauch"),
)

# Who the work is for decides between services that are otherwise called the same.
PEOPLE: tuple[tuple[tuple[str, ...], frozenset[str]], ...] = (
    (
        ("herren", "maenner", "mann"),
        frozenset(
            "herren herrenschnitt maenner mann ehemann herrenhaarschnitt maennerschnitt herre herrn "
            "maennerhaarschnitt typ kerl fade undercut "
            "herr vater papa er maennlich opa bruder freund vati onkel".split()
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


# What callers of garages call their car, by the kind that a price list tells apart.
VEHICLES: dict[str, tuple[str, ...]] = {
    "transporter": (
        "sprinter", "crafter", "transit", "ducato", "vito", "bulli", "master", "boxer", "jumper", "trafic",
        "vivaro", "daily",
    ),
    "suv": (
        "tiguan", "touareg", "tucson", "kuga", "qashqai", "duster", "sportage", "kodiaq", "karoq", "yeti",
        "captur", "ateca", "tarraco", "forester", "outlander", "cayenne",
    ),
}  # fmt: skip
