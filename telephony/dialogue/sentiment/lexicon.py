"""German words that carry a feeling by themselves, as the beginnings of folded words.

Bad things count fully only where somebody is blamed for them: a tooth may be broken without any anger.
"""

from __future__ import annotations

from functools import lru_cache

BAD = frozenset(
    """falsch vergess verlor verschlamp vermurks verpatz verbock verhunz verpfusch verdorb schief schlecht
    schlimm     mies lausig miserab erbaermlich schreckl furchtbar grauenh grausig grausam entsetzl fuerchterl
    katastroph chaos
    chaot durcheinander dreckig schmutzig versifft schlamp unhoefl unfreundl unverschaemt unpuenktl
    unzuverlaess
    unfaehig inkompetent unprofessionell unmoeglich unzumutbar ungerecht unfair unsinn bloedsinn quatsch
    schwachsinn
    ignorier abgewimmel abgewies abgespeist vertroest hingehalten hinhalte versetzt sitzengelass weggeschickt
    verwechsel vertausch uebersehen uebergangen eingesaut beschaedig zerkratz zerstoer ruinier verdreckt
    ueberteuert teuer gequatscht angeschnauzt angeschrien angebruell angemault angefaucht angeblafft
    abgekanzelt
    ausgelacht patzig pampig schnippisch ruppig arrogant herablass gelangweilt desinteress lieblos schroff
    laecherl absurd zirkus affentheater kindergarten theater hohn schikane willkuer
    enttaeusch aerger genervt nerv sauer wuetend verbitter gekraenkt beleidig gedemuetig erniedrig
    abgezock reingelegt hereingelegt betrogen getaeusch veralbert verschaukel veraeppel beschiss
    gewartet warterei umsonst vergeblich nutzlos sinnlos zwecklos laestig muehsam umstaendl kompliziert
    betteln nachlaufen hinterherlauf hinterhertelefon nacharbeiten nachbesser schlechter schlimmer""".split()
)
HOT = frozenset(
    """wucher tierquael verbrech kriminell schamlos abzocker gauner ganoven halsabschneid haftbar
    schadenersatz schadensersatz strafanzeige ordnungsamt gesundheitsamt rausschmeiss rauswerf dichtmachen
    blechbuechse blechkiste schrotthaufen dummkopf schwachkopf hirnlos bekloppt beknackt saudumm strohdumm
    luegner verlogen stinksauer stocksauer kochend explodier ausraste rasend""".split()
)
SAD = frozenset(
    """verzweifel ratlos hilflos hoffnungslos aussichtslos ueberforder erschoepf ausgebrannt kraftlos elend
    kummer traurig trauer einsam verlassen weine heule traenen schluchz schaeme scham
    panik panisch angst aengst todesangst furcht fuerchte bange sorge besorg beunruhig nervoes schock
    geschockt
    erschuetter zitter ohnmaecht bewusstlos kollabier krampf erstick verblut blutet notfall vergift giftig
    gestorben verstorben beerdig einschlaefer tumor krebs fehlgeburt depress suizid umbring leidet qual
    unertraeg
    hoellisch bestialisch wahnsinnig aushalt durchgefallen gekuendigt obdachlos""".split()
)
GLAD = frozenset(
    """begeister gluecklich ueberglueckl selig traum ertraeum wunderschoen wunderbar wundervoll herrlich
    zauberhaft     schoenste hammer genial goldig goldene hilfsbereit zuvorkomm verwoehn lob weiterempf
    empfehle dankbar
    bedank
    neugeboren blendend hervorrag vorbildl einwandfrei tadellos umarm gelungen geglueckt strahl schwaerm
    erfreut
    entzueck hingerissen liebevoll fuersorgl einfuehls aufmerksam geduldig kompeten sympath charmant
    gratul juhu hurra jippie yippie phantast fantast grandios sensation spitzenmaess erstklass bombe
    erleichter beruhigend wohlgefuehl aufgehoben gerettet retter engel schatz held dankeschoen""".split()
)
# "nicht schlecht", "keine Angst": the opposite of what the word says, or nothing at all.
_TURNING = frozenset("nicht nich net ned nit kein keine keinen keiner nie niemals weder ohne kaum".split())
_REACH = 3
_SHORTEST = 3


@lru_cache(maxsize=4096)
def _kinds(word: str) -> frozenset[str]:
    beginnings = {word[:size] for size in range(_SHORTEST, len(word) + 1)}
    kinds = {"bad": BAD, "hot": HOT, "sad": SAD, "glad": GLAD}
    return frozenset(kind for kind, stems in kinds.items() if beginnings & stems)


def felt_words(key: str) -> dict[str, int]:
    """Return how many words of each kind stand in a folded phrase, but for those turned by a "nicht"."""
    words = key.split()
    found = {"bad": 0, "hot": 0, "sad": 0, "glad": 0}
    for at, word in enumerate(words):
        if not _TURNING.isdisjoint(words[max(at - _REACH, 0) : at]):
            continue
        for kind in _kinds(word):
            found[kind] += 1
    return found
