"""What people say when they are annoyed, angry, in distress or glad: what happened, seldom a polar word.

Patterns are read on folded text (``ae`` for ``ä``, lower case, signs removed) framed by spaces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAT, DISTRESS, JOY = "heat", "distress", "joy"

_COUNTED = (
    r"(?:zwei|drei|vier|fuenf|sechs|zehn|x|tausend|hundert|mehrere|zig|\d+)(?:mal| mal)"
    r"|(?:zum|das) (?:zweite|dritte|vierte|fuenfte|sechste|zehnte|x te|hundertste"
    r"|tausendste|\d+\.?)[nr]? ?mal"
)
_SPAN = r"(?:minuten?|stunden?|tage[n]?|wochen?|monate[n]?|jahre[n]?|ewigkeiten|ewig)"
_MANY = (
    r"(?:\d+|ein(?:er|e|em)?|zwei|drei|vier|fuenf|sechs|sieben|acht|zehn|zwanzig"
    r"|dreissig|vierzig|paar|mehreren"
    r"|ueber|geschlagene\w*|halbe\w*)"
)
_PEOPLE = (
    r"(?:ihr\w* (?:kolleg\w+|mitarbeiter\w*|chef\w*|team|leute|dame|herr|arzthelfer\w*)|man|die dame"
    r"|der (?:herr|kollege))"
)
_FAILS = r"(?:nie|niemand|keiner|kein mensch|kein schwein|nirgends|nirgendwo)"


@dataclass(frozen=True, slots=True)
class Cue:
    """Something that shows a feeling, and how strongly."""

    feeling: str
    weight: float
    pattern: re.Pattern[str]


def cues(feeling: str, weight: float, *patterns: str) -> list[Cue]:
    """Return one cue per pattern."""
    return [Cue(feeling, weight, re.compile(pattern)) for pattern in patterns]


CUES: tuple[Cue, ...] = (
    # --- heat: it happened again, it takes too long, a promise was not kept
    *cues(
        HEAT,
        0.5,
        rf"\b(?:schon|jetzt|bereits|doch|scho) (?:wieder |jetzt |schon |scho |wohl )*(?:{_COUNTED})",
        (
            rf"\b(?:{_COUNTED}) (?:\w+ ){{0,3}}(?:angerufen|ogruafa|probiert|versucht"
            rf"|erklaert|gesagt|gefahren|hin und her|nachgefragt)"
        ),
        r"\bzum (?:zweiten|dritten|vierten|fuenften|x ten|hundertsten|tausendsten) mal\b",
        r"\b(?:schon|scho|schu) (?:wieder|wida|wieda)\b",
        r"\b(?:immer noch|noch immer)\b(?! (?:begeistert|zufrieden|gluecklich|gern|so gern|jedes mal))",
        r"\bwie oft (?:soll|muss|denn|noch)\b",
        r"\b(?:jedes|jedesmal) ?mal\b(?! begeistert)",
        r"\b(?:dauernd|staendig|andauernd|laufend|permanent|immerzu)\b",
        (
            rf"\b(?:warte|warten|wart|haenge?|laufe?|versuche?|sitze?|stehe?|telefonier\w*"
            rf"|ruf\w*) (?:\w+ ){{0,4}}(?:seit|schon) (?:\w+ )?(?:{_MANY}|heute|gestern"
            rf"|montag|dienstag|mittwoch|donnerstag|freitag|letzter|vorgestern)"
        ),
        (
            rf"\bseit (?:{_MANY}|heute|gestern|letzter|montag|dienstag|mittwoch|donnerstag"
            rf"|freitag|ewigkeiten)\b (?:\w+ ){{0,3}}(?:warte|versuche|laufe|haenge|sitze"
            rf"|stehe|rufe|ohne)\b"
        ),
        rf"\b(?:schon|geschlagene|sass ich|gewartet|haenge ich|warte ich) (?:\w+ ){{0,3}}{_MANY} {_SPAN}\b",
        (
            r"\b(?:wollte|wollten|sollte|sollten|haette|haetten) (?:\w+ ){0,"
            r"5}(?:zurueckrufen|melden|zurueckgerufen|gemeldet)\b.*\b(?:nichts|nicht"
            r"|niemand|keiner|nie)\b"
        ),
        (
            r"\b(?:sollte|wollte|muesste|haette) (?:\w+ ){0,3}(?:gestern|vorgestern"
            r"|laengst|letzte woche) (?:\w+ ){0,2}(?:fertig|da|geliefert|gemacht)"
        ),
        r"\bsie wollten (?:sich|mich|mir|das) (?:\w+ ){0,3}(?:kuemmern|melden|drum|zurueckrufen|schicken)",
        (
            rf"\b{_FAILS} (?:\w+ ){{0,4}}(?:dran|ran|rangeht|erreichbar|zustaendig|bescheid"
            rf"|zurueck|abnimmt|hilft|antwort\w*|steht|auskunft|erreichen)\b"
        ),
        (
            r"\b(?:geht|ging|nimmt|hebt|kommt|kriegt|bekommt|haben sie) (?:\w+ ){0,"
            r"5}\bnie (?:\w+ )*(?:dran|ran|ab|was|eine|jemand)"
        ),
        r"\bnie (?:was|einen termin|zeit)\b.*\bwenn ich\b",
        r"\bobwohl (?:ich|wir|das|die) (?:\w+ ){0,4}(?:laengst|schon|bereits|termin|bezahlt)",
        r"\btrotz termin",
    ),
    # --- heat: said one thing, did another
    *cues(
        HEAT,
        0.5,
        rf"\b{_PEOPLE} (?:hat|haben|hatte|meinte) (?:\w+ ){{0,3}}(?:was|etwas) (?:voellig |ganz )?anderes\b",
        (
            r"\b(?:hiess es|wurde mir (?:\w+ )?gesagt|haben sie (?:\w+ ){0,4}(?:zugesagt"
            r"|versprochen)|wurde (?:\w+ )?versprochen|es hat geheissen|angeblich)\b"
        ),
        r"\b(?:einer|die eine|der eine) sagt (?:so|dies)",
        r"\bso war das (?:\w+ ){0,5}nicht (?:abgesprochen|ausgemacht|vereinbart|besprochen)",
        r"\b(?:davon|das) war (?:vorher |nie )?(?:keine rede|nie die rede|nicht vereinbart)",
        r"\bnirgend(?:s|wo) steht\b",
        r"\bhaette (?:man|sie|ihr) (?:mir|uns|mich) (?:\w+ ){0,3}(?:frueher|vorher|gleich|sagen|bescheid)",
        r"\bhaetten sie (?:\w+ ){0,5}(?:koennen|muessen|sollen)\b",
        r"\b(?:dass|das) (?:ich|man) (?:\w+ )?auch mal (?:erfahr|hoer)",
        r"\bhin und her\b",
        r"\bauf (?:einmal|der internetseite|der homepage|der webseite)\b.*\b(?:doch|steht|auf|offen)\b",
        r"\bumsonst\b(?! ist| war)",
        r"\bvor (?:der )?(?:verschlossener|geschlossener|zuer) tuer",
        r"\bextra (?:urlaub|frei|gekommen|hergefahren|hingefahren|angereist|gewartet)",
        r"\bnicht (?:das|so)\b.*\b(?:was ich wollte|wie (?:ich|besprochen|abgemacht|vereinbart))",
        r"\bwas sie da (?:eigentlich |ueberhaupt )?(?:gemacht|abgeliefert|gemacht haben)",
        r"\bdafuer (?:habe?|bin|hab|zahl\w*|muss) ich\b",
        r"\b(?:von vorne|von vorn) an\b|\bwieder von vorn",
        r"\bvor mir dran\b|\bvorgezogen\b",
    ),
    # --- heat: words about it
    *cues(
        HEAT,
        0.5,
        (
            r"\b(?:das|des|dat|dit) (?:kann|darf|derf|ko|gibts?|gibt es|gibt s) (?:\w+ "
            r"){0,4}(?:doch|ja|wohl) (?:\w+ ){0,3}(?:nicht|ned|net|nich|nit)\b"
        ),
        r"\bkann (?:doch |ja |das |wohl ){1,3}nicht (?:wahr|sein|so schwer|ihr ernst|angehen)",
        r"\b(?:soll das|ist das|das soll) (?:\w+ ){0,3}(?:witz|scherz|ernst)\b|\bihr ernst\b",
        r"\bhoeren sie (?:mir )?(?:ueberhaupt|eigentlich|nicht|denn)\b|\bhoeren sie mir\b",
        (
            r"\bhab\w* (?:ich|i) (?:ihnen |das |es |dir )*(?:doch|eben|gerade|bereits"
            r"|jetzt|grad|schon|eh)(?: doch| eben| schon| gerade| bereits)* (?:\w+ ){0,"
            r"2}(?:gesagt|erklaert|genannt|gegeben|buchstabiert|beantwortet)"
        ),
        (
            r"\b(?:doch|eben|gerade) (?:schon|erst|eben|gerade) (?:mal |alles )?(?:gesagt"
            r"|gefragt|erklaert|genannt)"
        ),
        (
            r"\b(?:sie|du) (?:verstehen|verstehst|kapier\w+|begreif\w+|hoeren|hoerst) "
            r"(?:mich |das |es |mir )*(?:einfach |ueberhaupt |wohl |gar )*nicht\b"
        ),
        (
            r"\bbringt (?:doch |ja |das |so )*nichts\b|\bhat (?:\w+ ){0,2}(?:gar "
            r"|ueberhaupt )?nichts gebracht|\bnicht weitergeholfen"
        ),
        r"\bweitergeholfen\b.*\bnicht\b|\bnicht\b.*\bweitergeholfen\b",
        (
            r"\b(?:nervt|nervig|aerger\w*|genervt|sauer|wuetend|enttaeusch\w*|unzufrieden"
            r"|unfreundlich\w*|unmoeglich|anstrengend|laestig|bloed|doof|schlampig"
            r"|schlamperei|peinlich|traurig genug)\b(?! ist mein)"
        ),
        r"\bbeschwer(?:en|de|e)\b|\breklam\w+",
        r"\bkeine (?:lust|nerven|geduld|zeit) (?:mehr |dafuer |fuer )",
        r"\bwozu (?:wollen|brauchen|muessen) sie (?:\w+ )*(?:alles|wissen)\b|\bfragerei\b|\bfragestunde\b",
        r"\bich will doch nur\b|\bich wollte doch nur\b",
        r"\bwarum muss ich (?:mich )?(?:eigentlich|denn|immer|dauernd)\b",
        r"\bwoher haben sie (?:ueberhaupt|eigentlich|denn)\b",
        (
            r"\bmuss (?:man|ich) (?:denn|jetzt|hier|wirklich) (?:\w+ ){0,4}(?:erst"
            r"|wirklich|automaten|maschine|computer|noch)\b"
        ),
        (
            r"\b(?:automaten?|maschine|computer|roboter|bot)\b.*\b(?:schon wieder"
            r"|sprechen muessen|wirklich|scheiss|nein|nee)\b|\b(?:mit so was|mit sowas) "
            r"red"
        ),
        r"\b(?:zu meiner zeit|frueher) (?:\w+ ){0,8}(?:mensch|innerhalb|ging|hat man|war das)\b",
        r"\bgeht das (?:\w+ ){0,4}schneller\b|\bkommen sie (?:doch |endlich |mal )+|\bzum punkt\b",
        r"\bendlich mal\b|\bmachen sie (?:halt|doch|mal) (?:hinne|schneller|zu)",
        (
            r"\bdann (?:eben|halt) (?:nicht|woanders)|\b(?:geh|gehe|gehen) (?:ich|wir) "
            r"(?:halt |eben |dann |naechstes mal |das naechste mal )*(?:woanders|zur "
            r"konkurrenz|zu jemand anders)"
        ),
        r"\bzur konkurrenz\b|\bich geb s auf\b|\bich gebs auf\b",
        (
            r"\bwie eine nummer\b|\bnicht ernst genommen\b|\babgewimmelt\b|\bweiter "
            r"?geschickt\b|\bschickt man uns\b|\bstehen lassen\b|\bsitzen lassen\b"
        ),
        (
            r"\bmehr erhofft\b|\bund dann so ?was\b|\bzufriedener\b|\bschlimmer "
            r"geworden\b|\bnicht besonders (?:sauber|freundlich)\b"
        ),
        r"\b(?:viel|deutlich) zu (?:lang|lange|teuer|spaet|laut|heiss)\b",
        (
            r"\bihre? fehler\b|\bgeradestehen\b|\bda frage ich mich\b|\bwas soll (?:das"
            r"|die|der)\b|\bwas soll n das\b"
        ),
        r"\bein kratzer\b.*\bvorher\b|\bvorher nicht da\b|\bnie gemacht wurde",
        r"\bprivatpatient\w*\b.*\b(?:morgen|sofort|gleich|wie)\b",
        r"\bwie ein (?:papagei|clown|affe|depp|idiot|pudel)\b",
        r"\b(?:dreimal|zweimal|hundertmal) hin\b|\bhinten und vorne\b|\bhinten und vorn\b",
        r"\bkrieg\w* (?:\w+ ){0,3}(?:nie|keine) (?:eine )?(?:klare|vernuenftige|richtige)\b",
        r"\bwieder raus\b|\bweiss (?:\w+ )?bescheid\b.*\bkein",
        (
            r"\b(?:mensch leute|boah|och noe|och nee|mein gott|herrgott|himmel noch|meine "
            r"guete|menschenskind\w*|zefix|kruzifix|jessas)\b"
        ),
        r"\bdie haelfte\b.*\bvergessen\b|\bvergessen\b.*\bmich\b|\bmich (?:\w+ )?vergessen\b",
    ),
    # --- heat: reproach, which German puts into small words
    *cues(
        HEAT,
        0.25,
        r"\b(?:sie|ihr|ihnen|ihre|euch)\b (?:\w+ ){0,6}doch\b(?! (?:lieber|noch|bitte))",
        r"\bdoch (?:\w+ ){0,3}(?:sie|ihnen|im system)\b",
        (
            r"\b(?:ehrlich gesagt|langsam|ja wohl|eigentlich|ueberhaupt|so was|sowas"
            r"|trotzdem|jetzt auf einmal)\b"
        ),
        r"\b(?:aber|und) (?:\w+ ){0,2}(?:keiner|niemand|nichts|nie|nix)\b",
        (
            r"\bfuer (?:das|so viel|soviel) geld\b|\bich will nicht dass\b|\bbei ihnen "
            r"(?:ja|immer|jedes)\b|\bausgerechnet\b"
        ),
    ),
    *cues(
        HEAT,
        0.5,
        r"^ ja ja\b",
        r"\bdas war (?:doch |noch |ja )+(?:letzte\w*|frueher|sonst|immer)\b",
        (
            r"\b(?:fest zugesagt|fest versprochen)\b|\bwurde (?:mir|uns) (?:\w+ "
            r")?(?:gesagt|versprochen|zugesagt)\b|\b(?:mir|uns) wurde (?:\w+ )?(?:gesagt"
            r"|versprochen|zugesagt|gesagt dass)\b"
        ),
        r"\bwollen sie mich (?:\w+ ){0,6}(?:warten|sitzen|haengen|stehen) lassen\b",
        r"\bbraucht man ja k\w+\b|\bkann (?:ich|man) ja gleich\b",
        (
            r"\bkeiner (?:geht|passt|weiss|hilft|fuehlt)\b|\berfahre ich (?:\w+ ){0,"
            r"3}(?:erst|per|jetzt|vorher|stunde)\b"
        ),
        r"\b(?:hatte|nahm) (?:\w+ ){0,3}(?:ganze )?(?:eine|zwei|drei|fuenf) minuten? (?:fuer mich|zeit)\b",
        (
            r"\b(?:hab|habe) (?:ich )?(?:\w+ ){0,3}(?:letztes mal|letzte woche|gestern) "
            r"schon (?:mal )?gesagt\b|\bletztes mal schon gesagt\b"
        ),
    ),
    # --- heat: what was done, or left undone, to the one who calls
    *cues(
        HEAT,
        0.5,
        r"\bnicht (?:ein)?mal\b(?! (?:so|schlecht|schlimm|ebenso))",
        (
            r"\b(?:wieso|warum|weshalb) (?:wird|werden|wurde|wurden|muss|soll|sollte"
            r"|kriege?|bekomme?|sagt|hat|haben|ist|sind) (?:mir|ich|man|uns|wir|mich|das"
            r"|die|da|denn|eigentlich|keiner|niemand|sie)\b"
        ),
        (
            r"\b(?:musste|muss|durfte|darf|kann) (?:ich|man|wir) (?:\w+ ){0,4}(?:selber"
            r"|selbst|alleine?|schon wieder|auch noch|hinterher\w*)\b"
        ),
        r"\bund (?:das war s|das wars|dafuer|trotzdem|zwar sofort|ich zahle|dann (?:das|so|sowas|nichts))\b",
        r"\b(?:erwarte|verlange|bestehe|fordere) (?:ich|auf)\b|\bda erwarte? ich\b",
        (
            r"\b(?:einfach|ohne ein wort|wortlos) (?:gegangen|weg|aufgelegt|weitergefahren"
            r"|liegen|stehen|haengen)"
        ),
        (
            r"\b(?:die ganze zeit|den ganzen tag|stundenlang|tagelang|wochenlang"
            r"|monatelang|ewig lange?|eine ewigkeit|zum allerletzten|allerletzten mal)\b"
        ),
        r"\b(?:glaubt|versteht) (?:einem |mir |das )?(?:ja |doch )?(?:keiner|niemand|kein mensch)\b",
        (
            r"\baneinander vorbei\b|\bkeinen gruenen zweig\b|\b(?:gewaltig|irgendwas|etwas"
            r"|was) (?:\w+ ){0,2}schief\b|\bnicht meine frage\b|\bfallen mir (?:dauernd "
            r")?ins wort\b|\bdazwischen\b.*\bred\w+|\bred\w+\b.*\bdazwischen\b"
        ),
        (
            r"\b(?:bestellt und nicht abgeholt|augen gerollt|wie der letzte|wie bloed|am "
            r"langen arm|fuenftes rad|nicht fuer voll)\b"
        ),
        (
            r"\b(?:sollte|wollte|haette) (?:\w+ ){0,8}(?:jetzt ist es|bis heute|und jetzt"
            r"|aber dann|aber nichts|kam aber|war aber)\b"
        ),
        r"\b(?:den|der|die) (?:dritten|vierten|fuenften|sechsten|zehnten) \w+ (?:in|innerhalb|seit)\b",
        r"\b(?:wie|als) vorher\b|\bkein bisschen besser\b|\bnicht besser geworden\b",
        r"\bkeiner (?:zu sprechen|da|zustaendig|gekuemmert|gemeldet)\b|\bwar keiner\b",
        r"\bhauptsache (?:kassier\w*|geld|verdien\w*)\b|\bich bin ja nur\b|\bich hab ja (?:zeit|sonst)\b",
        (
            r"\bauch noch (?:betteln|zahlen|bezahlen|extra|frech|selber|warten"
            r"|kosten)\b|\bhaette ich (?:dann )?gern (?:wieder|zurueck)\b"
        ),
        (
            r"\bschreiben sie mir (?:\w+ ){0,6}(?:auf|drauf|an)\b|\bich zahle "
            r"dafuer\b|\bberechnet\b.*\b(?:ausgefallen|nie|nicht)\b"
        ),
    ),
    # --- heat: irony
    *cues(
        HEAT,
        0.6,
        (
            r"^ (?:na|ja na|ach na|ja|oh) (?:super|toll|prima|klasse|bravo|wunderbar"
            r"|herzlichen glueckwunsch|herrlich|bestens)\b(?!.*\b(?:dank|danke"
            r"|freu))(?=.* (?:dann|und|eben|wieder|glueckwunsch) )(?!.* genau )"
        ),
        r"^ na (?:herzlichen glueckwunsch|bravo|toll|super|prima) $",
        r"\b(?:toll|super|prima) (?:ganz|echt|wirklich) (?:toll|super|prima)\b",
        r"\bist ja (?:grossartig|reizend|herrlich|toll|super) (?:erst|und|dann|jetzt|wenn)\b",
        (
            r"\b(?:das|es) wird ja immer (?:besser|schoener|toller)\b|\bgrosses "
            r"kino\b|\bsie sind (?:ja|mir) lustig\b|\bsie machen mir spass\b"
        ),
        (
            r"\bich bin der kaiser\b|\bwer s glaubt\b|\bbis weihnachten warten\b|\bwie "
            r"lotto\b|\bsonst nichts zu tun\b|\bauch (?:noch )?was (?:anderes|besseres) "
            r"zu tun\b"
        ),
        (
            r"\bschoen dass (?:ich|man) (?:das |es )?(?:auch|schon)\b|\bdanke fuer "
            r"(?:nichts|gar nichts)\b|\bwieder toll geklappt\b"
        ),
        r"\bdann (?:eben |halt )?wieder (?:\w+ )*(?:wochen|monate|tage) warten",
    ),
    # --- heat, hot: insults, threats, orders
    *cues(
        HEAT,
        1.2,
        (
            r"\b(?:scheiss\w*|verdammt\w*|verflucht\w*|verfickt\w*|arsch\w*|idiot\w*"
            r"|depp\w*|trottel\w*|vollpfosten|saftladen|sauladen|drecks\w*|bloedmann"
            r"|wichser|penner|hurensohn|fick\w*|bescheuert\w*|daemlich\w*|kotz\w*|zum "
            r"kotzen|leck mi\w*|schnauze|fresse)\b"
        ),
        (
            r"\b(?:frechheit|unverschaemt\w*|skandal\w*|sauerei|schweinerei|zumutung"
            r"|abzocke\w*|betrug|betrueger\w*|pfusch\w*|dreist\w*|unterste schublade"
            r"|(?:ja |wohl |echt ){1,2}das letzte|inakzeptabel|ungeheuerlich\w*"
            r"|unfassbar)\b(?! schoen| nett| gut)"
        ),
        (
            r"\b(?:anwalt|anzeige\w*|zeige (?:sie|euch) an|verklag\w*|gericht|polizei "
            r"rufen|verbraucherzentrale|aerztekammer|schlichtungsstelle|stern(?:en)? "
            r"bewertung|mit einem stern|bewertung mit)\b"
        ),
        (
            r"\b(?:halten sie den mund|halt s maul|halt den mund|maul halten|klappe"
            r"|fahren sie (?:doch )?zur hoelle|verarsch\w*|auf den arm nehmen|fuer dumm "
            r"verkauf\w*|nicht mehr alle|noch ganz dicht|taub oder|koennen sie was erleben"
            r"|sind sie (?:taub|bloed|dumm|bekloppt))\b"
        ),
        (
            r"\b(?:mir )?reicht (?:es|s)? ?(?:mir )?(?:jetzt|langsam"
            r"|endgueltig)\b|\bjetzt reicht\b|\bes reicht\b(?! mir aus| wenn)|\bmir "
            r"platzt\b|\bich flippe\b"
        ),
        (
            r"\bso (?:lasse?|lass) ich (?:mich|nicht)\b|\blasse? ich mich "
            r"nicht\b|\b(?:mit mir nicht|nicht mit mir)\b|\bnicht mit mir machen\b|\bdas "
            r"ist doch keine art\b"
        ),
        (
            r"\b(?:geld zurueck|streichen sie mich|als kunden? streichen|nie wieder (?:zu"
            r"|bei|komm)|nimmerwiedersehen|auf nimmer)\b"
        ),
        (
            r"\b(?:sofort|jetzt|auf der stelle) einen (?:richtigen |echten "
            r")?menschen\b|\b(?:geben|verbinden) sie mi(?:r|ch) (?:sofort|jetzt|auf der "
            r"stelle)\b"
        ),
        (
            r"\bruiniert\b|\bversaut\b|\bverpfuscht\b|\bbeluegen\b|\bbelogen\b|\bueberall "
            r"erzaehlen\b|\bauf den kopf stellen\b|\bwas seid ihr\b|\bein "
            r"haufen\b|\bueberwachung\b|\bwas sie da treiben\b|\bwas sie sich (?:da |hier "
            r")?(?:leisten|erlauben)\b"
        ),
    ),
    *cues(HEAT, 0.4, (
        r"\b(?:verdammt noch mal|zum teufel|zum donnerwetter|also wissen sie was|sagen "
        r"sie mal|mann)\b"
    )),
    # --- distress
    *cues(
        DISTRESS,
        0.7,
        (
            r"\b(?:nicht mehr aus|halte? (?:ich )?(?:das|es|die schmerzen) (?:\w+ )?nicht"
            r"|nicht auszuhalten|unertraeglich\w*|wahnsinnige\w* schmerz\w*|kaum "
            r"auszuhalten|irgendwie aushalten|halte ich das nicht)\b"
        ),
        (
            r"\b(?:angst|panik|panisch|fuercht\w*|verzweif\w+|hilflos\w*|zitter\w*"
            r"|nervenzusammenbruch|todesangst|befuercht\w*)\b(?! mehr)"
        ),
        (
            r"\b(?:weiss|weiß) (?:gar |echt |einfach |langsam )?(?:ich )?nicht (?:mehr "
            r")?(?:weiter|was ich (?:machen|tun)|wohin|an wen|wie ich)\b|\bich weiss "
            r"nicht was ich\b|\bweiss nicht mehr\b"
        ),
        r"\b(?:wein\w*|heul\w*|traenen)\b(?! ?(?:karte|glas|rot|weiss))",
        (
            r"\b(?:nerven (?:\w+ )*(?:am ende|runter|blank)|am ende mit|fix und fertig"
            r"|voellig fertig|total fertig|neben mir|ueber den kopf|schaff\w* (?:das|es) "
            r"(?:alles )?nicht mehr|kann (?:einfach |echt )?nicht mehr\b(?! kommen| am| um"
            r"| so))"
        ),
        (
            r"\bsolche (?:sorgen|schmerzen|angst)\b|\b(?:grosse|riesige|wahnsinnige"
            r"|ernsthafte) sorgen\b|\bmache? mir (?:\w+ ){0,2}(?:sorgen|gedanken)\b"
        ),
        r"\b(?:gestorben|verstorben|selbstmord|umbringen|fehlgeburt)\b",
        r"\b(?:helfen sie mir|hilfe)\b(?! ?(?:bei|beim|zur|stellung))|\bbitte helf\w*",
        (
            r"\bnicht schlafen\b|\bnacht (?:\w+ ){0,3}wach\b|\bnichts mehr essen\b|\bwerd "
            r"narrisch\b|\bwerde wahnsinnig\b"
        ),
        (
            r"\b(?:keine luft|bewusstlos|ruehrt sich nicht|blutet und blutet|hoert nicht "
            r"auf|standstreifen|verliere meinen job|ganz allein|allein ?gelassen"
            r"|alleingelassen|keiner kuemmert|eingeschuechtert|trau mich (?:\w+ ){0,"
            r"3}nicht)\b"
        ),
        (
            r"\b(?:diagnose bekommen|nicht klar denken|wie ich das alles (?:bezahlen"
            r"|schaffen)|kenne mich (?:\w+ ){0,4}nicht mehr aus|so lange auf diesen|muss "
            r"sie unbedingt wiederhaben|unbedingt wiederhaben)\b"
        ),
        (
            r"\b(?:schnell|bitte) (?:bitte|schnell)\b|\bes ist was passiert\b|\bwas "
            r"passiert\b|\bso schlimm\w*\b|\bwirklich schlimm\b|\bganz "
            r"schlimm\w*\b|\bwird das denn jemals\b|\bjemals wieder gut\b|\bkann so "
            r"nicht\b"
        ),
        r"\b(?:vierzig|einundvierzig|40|41) (?:grad )?fieber\b|\bhohes fieber\b",
    ),
    *cues(
        DISTRESS,
        0.6,
        r"\bwas (?:mach|mache|soll|tu|tue) ich (?:denn |nur |jetzt |bloss ){1,3}(?:machen|tun)? ?",
        (
            r"\b(?:komme?|kriege?|schaff\w*) (?:\w+ ){0,4}(?:nicht mehr zurecht|nicht "
            r"abgestellt|nicht mehr hoch|kaum noch|nicht mehr raus)\b|\bkaum noch\b"
        ),
        (
            r"\bgeht (?:gar |ueberhaupt )?nichts mehr\b|\b(?:ausser|neben) "
            r"mir\b|\b(?:faellt|faellts) mir (?:so |sehr |wirklich )?schwer\b"
        ),
        (
            r"\bmir wird (?:ganz |schon |richtig )?(?:schlecht|schwarz|schwindl\w*|uebel"
            r"|anders)\b|\bnur noch schwarz\b|\bseh\w* (?:\w+ ){0,3}nichts mehr\b"
        ),
        (
            r"\b(?:zu (?:dumm|bloed|alt|schwach) (?:dafuer|fuer)|alles was ich (?:noch "
            r")?habe?|nicht mehr da ist|nicht mehr leben|keine kraft|keinen ausweg|keine "
            r"hoffnung|beeilen sie sich|laeuft und laeuft|brennt es|es brennt|alles unter "
            r"wasser)\b"
        ),
        (
            r"\bso dass ich\b.*\b(?:nicht|kein\w*)\b|\b(?:baby|kind|kinder"
            r"|kleinkind)\b.*\b(?:grad|kalt|frier\w*|fieber|blut\w*)\b|\bso schlimm\w*\b"
        ),
        (
            r"\bbitte\b.*\b(?:dranbleiben|auflegen nicht|nicht "
            r"auflegen)\b|\b(?:dranbleiben|nicht auflegen)\b.*\bbitte\b"
        ),
    ),
    *cues(DISTRESS, 0.35, (
        r"\bso an? zahnweh\b|\b(?:starke|schlimme|furchtbare|hoellische|richtige) "
        r"schmerzen\b|\btotal (?:angeschwollen|alleine?)\b|\bangeschwollen\b|\bso "
        r"einsam\b|\bmuss mich wirklich\b"
    )),
    # --- joy
    *cues(
        JOY,
        0.6,
        (
            r"\b(?:super|toll|klasse|prima|perfekt|wunderbar|fantastisch|grossartig"
            r"|herrlich|genial|spitze|mega|hervorragend|ausgezeichnet|traumhaft|begeistert"
            r"|himmlisch|wunderschoen|brillant|geil\w*)\b(?! (?:wenn|dann|waer))"
        ),
        r"\b(?:gluecklich|froh|erleichtert|selig|zufrieden|ueberrascht)\b(?<!un)",
        r"\b(?:ich )?freue? (?:mich|mi)\b|\bfreu mi\b|\bfreut mich\b|\bfrohe\b",
        (
            r"\b(?:lieb|liebe|nett|herzlich|freundlich|geduldig|hilfsbereit|reizend)\b "
            r"(?:von|wurde|zu uns|dass|bedient|behandelt|erklaer\w*)"
        ),
        (
            r"\b(?:sehr|so|richtig|wirklich|aber|ja|ausgesprochen|total|echt) (?:lieb|nett"
            r"|freundlich|herzlich|gut dass|schoen|unkompliziert)\b"
        ),
        (
            r"\b(?:vielen|tausend|herzlichen|lieben|besten|ganz lieben|allerbesten) "
            r"(?:lieben |herzlichen )?dank (?:\w+ ){0,2}(?:dass|dafuer|fuer|bis|ihr|euch"
            r"|frau|herr)\b"
        ),
        (
            r"\b(?:geholfen|gerettet|retten mir|stein vom herzen|gott sei dank|engel"
            r"|schatz|lob|komplimente|schwaerm\w*|fuenf sterne|die besten|wie neu|wie "
            r"weggeblasen|keine angst mehr|gar keine angst|wie geschmiert|schneller als"
            r"|guenstiger als|ging (?:das |ja |das ja )*(?:ja )?(?:fix|schnell|flott)"
            r"|bleiben sie so|gefaellt mir|finde ich (?:richtig |sehr |echt )?(?:gut"
            r"|schoen|klasse)|gefunden|viel glueck|so viel glueck|schoen dass ich|ach "
            r"schoen|wie schoen|wie lieb|noch was gefunden|ohne schmerzen|viel besser "
            r"danke|danke ihnen|nimmt? mir einen)\b"
        ),
        (
            r"\b(?:nett|lieb|schoen) (?:aber |fei )?(?:von|vo) (?:ihnen|eana|euch|dir"
            r"|ihna)\b|\bdas war (?:ja )?unkompliziert\b"
        ),
    ),
    *cues(
        JOY,
        0.6,
        (
            r"\b(?:komm\w*|bin|sind) (?:\w+ ){0,3}(?:ganz bestimmt|sehr gern|immer wieder"
            r"|gern|bestimmt|auf jeden fall) (?:wieder|zu ihnen|bei ihnen)\b"
        ),
        (
            r"\btut (?:so |richtig |mir |echt )*gut\b|\b(?:richten|sagen|geben) sie "
            r"(?:das )?(?:bitte )?(?:\w+ ){0,5}(?:aus|weiter)\b.*\b(?:schoen\w*|toll\w*"
            r"|super|lecker|danke?|best\w*|klasse)\b"
        ),
        (
            r"\b(?:das ist|das war|ist) (?:\w+ ){0,2}(?:unglaublich|der hammer|der "
            r"absolute hammer|ein traum|eine wucht|ein gedicht|spitze|so schoen)\b(?! "
            r"(?:unverschaemt|frech|teuer|schlecht))"
        ),
        (
            r"\b(?:schoenste[rsn]?|beste[rsn]?|nettest\w*|liebst\w*) (?:\w+ ){0,2}(?:seit"
            r"|was|die|den|das|je|ueberhaupt|in der)\b|\bgenau so (?:hab|habe"
            r"|hatte)\b|\bwie gewuenscht\b"
        ),
        (
            r"\balle fragen mich\b|\bganz toll gemacht\b|\b(?:toll|super|gut|schoen"
            r"|klasse) gemacht\b|\bdaran gedacht\b|\ban (?:mich|meinen geburtstag|uns) "
            r"gedacht\b|\bruhig mal loben\b|\bbestanden ich\b|\bich (?:hab|habe) "
            r"bestanden\b"
        ),
    ),
    *cues(JOY, 0.35, (
        r"\bvielen lieben dank\b|\btausend dank\b|\bherzlichen dank\b|\bsie sind aber "
        r"(?:ein )?(?:lieb|nett|freundlich|schnell|toll|gut)\w*\b|\bnicht (?:gar nicht "
        r")?schlimm\b.*\bnett\b|\boh ja gern\b"
    )),
)  # fmt: skip
