"""The words of each language. ``|`` parts what means the same; a ``*`` lets any ending follow."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """What a language calls days and hours.

    ``weekdays`` begin with Monday; ``near`` is today, tomorrow, the day after; ``parts`` are morning, noon,
    afternoon, evening.

    ``numbers`` count from one o'clock; ``half`` follows the hour it passed ("et demie"), ``half_to`` stands
    before the hour that comes ("wpół do").
    """

    weekdays: str
    near: str
    parts: str
    numbers: str
    next_week: str
    at: str
    clock: str = ""
    after: str = ""
    before: str = ""
    half: str = ""
    half_to: str = ""
    quarter: str = ""
    soon: str = ""
    refusing: str = ""
    other: str = ""


LEXICONS: dict[str, Lexicon] = {
    "tr": Lexicon(
        weekdays=(
            "pazartesi*, salı*|sali, çarşamba*|carsamba*, perşembe*|persembe*, cuma"
            "|cumaya|cuma günü|cumayı, cumartesi*, pazar|pazara|pazar günü"
        ),
        near="bugün*|bugun, yarın*|yarin*, öbür gün|ertesi gün|yarından sonra",
        parts="sabah*|öğleden önce, öğlen*|öğle|öğleyin, öğleden sonra*|ikindi*, akşam*|aksam*",
        numbers=(
            "bir|birde, iki|ikide, üç|üçte, dört|dörtte, beş|beşte, altı|altıda, yedi"
            "|yedide, sekiz|sekizde, dokuz|dokuzda, on|onda, on bir|on birde, on iki|on "
            "ikide"
        ),
        next_week="gelecek hafta|önümüzdeki hafta|haftaya",
        at="saat",
        clock="de|da|te|ta",
        after="sonra",
        half="buçuk*|bucuk*",
        quarter="çeyrek",
        soon="en kısa sürede|en erken|hemen|mümkün olduğunca çabuk",
        refusing="değil|olmaz|hariç|uymaz", before="önce",
    ),
    "pl": Lexicon(
        weekdays="poniedział*, wtor*, środ*|srod*, czwart*, piąt*|piat*, sobot*, niedziel*",
        near="dzisiaj|dziś|dzis, jutro, pojutrze",
        parts="rano|przed południem|przedpołudniem, w południe|koło południa, po południu|popołudni*, wiecz*",
        numbers=(
            "pierwsz*, drug*, trzeci*, czwart*, piąt*, szóst*, siódm*, ósm*, dziewiąt*, "
            "dziesiąt*, jedenast*, dwunast*, trzynast*, czternast*, piętnast*|pietnast*, "
            "szesnast*, siedemnast*, osiemnast*, dziewiętnast*, dwudziest*"
        ),
        next_week="w przyszłym tygodniu|przyszły tydzień|następny tydzień|w następnym tygodniu",
        at="o godzinie|o|na godzinę|na",
        after="po",
        before="przed|do",
        half_to="wpół do|pół do",
        soon="jak najszybciej|jak najwcześniej|najszybciej",
        refusing="nie|oprócz|poza",
    ),
    "ru": Lexicon(
        weekdays="понедельник*, вторник*, сред*, четверг*, пятниц*, суббот*, воскресень*",
        near="сегодня, завтра, послезавтра",
        parts="утр*|до обеда|до полудня, в обед|в полдень, после обеда|днём|днем|дня, вечер*",
        numbers=(
            "час|один|часу, два|двух|второго, три|трёх|трех|третьего, четыре|четырёх"
            "|четырех|четвёртого, пять|пяти|пятого, шесть|шести|шестого, семь|семи"
            "|седьмого, восемь|восьми|восьмого, девять|девяти|девятого, десять|десяти"
            "|десятого, одиннадцать|одиннадцати|одиннадцатого, двенадцать|двенадцати"
            "|двенадцатого, тринадцать|тринадцати, четырнадцать|четырнадцати, пятнадцать"
            "|пятнадцати, шестнадцать|шестнадцати, семнадцать|семнадцати, восемнадцать"
            "|восемнадцати, девятнадцать, двадцать"
        ),
        next_week="на следующей неделе|следующая неделя|на той неделе",
        at="в|к|на",
        clock="час|часа|часов",
        after="после",
        before="до",
        half="с половиной",
        half_to="пол|половина|в половине",
        soon="как можно скорее|как можно раньше|поскорее|ближайш*",
        refusing="не|кроме",
    ),
    "uk": Lexicon(
        weekdays="понеділ*, вівтор*, серед*, четвер*, п'ятниц*|пятниц*, субот*, неділ*",
        near="сьогодні, завтра, післязавтра",
        parts=(
            "вранці|зранку|ранок|ранку|до обіду, в обід|опівдні, після обіду|вдень, "
            "ввечері|увечері|вечора|вечір"
        ),
        numbers=(
            "перш*, друг*, трет*, четверт*, п'ят*|пят*, шост*, сьом*, восьм*, дев'ят*"
            "|девят*, десят*, одинадцят*, дванадцят*"
        ),
        next_week="наступного тижня|на наступному тижні",
        at="о|об|на",
        clock="годин*",
        after="після",
        before="до",
        half_to="пів на|пів|половина",
        soon="якнайшвидше|якомога швидше|найближч*",
        refusing="не|крім",
    ),
    "ar": Lexicon(
        weekdays=(
            "الاثنين|الإثنين|اثنين, الثلاثاء|ثلاثاء, الأربعاء|الاربعاء|أربعاء, الخميس"
            "|خميس, الجمعة|جمعة, السبت|سبت, الأحد|الاحد|أحد"
        ),
        near="اليوم, غدا|غداً|بكرة|بكرا, بعد غد|بعد بكرة|بعد بكرا",
        parts=(
            "صباحا|صباحاً|الصباح|الصبح|قبل الظهر, الظهر|ظهرا, بعد الظهر|العصر|عصرا, مساء"
            "|مساءً|المساء|المسا"
        ),
        numbers=(
            "الواحدة|واحدة|وحدة, الثانية|ثنتين|اثنين, الثالثة|ثلاثة|تلاتة, الرابعة|أربعة"
            "|اربعة, الخامسة|خمسة, السادسة|ستة, السابعة|سبعة, الثامنة|ثمانية|تمانية, "
            "التاسعة|تسعة, العاشرة|عشرة, الحادية عشرة|حداشر|احد عشر, الثانية عشرة|اتناشر"
            "|اثنا عشر"
        ),
        next_week="الأسبوع القادم|الاسبوع القادم|الأسبوع المقبل|الاسبوع الجاي|الأسبوع الجاي",
        at="الساعة|ساعة|عند",
        after="بعد",
        before="قبل",
        half="والنصف|ونص|ونصف",
        quarter="والربع|وربع",
        soon="في أقرب وقت|أقرب موعد|بأسرع وقت|بسرعة",
        refusing="إلا|ليس|مش|ما عدا|لا",
    ),
    "it": Lexicon(
        weekdays=(
            "lunedì|lunedi, martedì|martedi, mercoledì|mercoledi, giovedì|giovedi, "
            "venerdì|venerdi, sabato, domenica"
        ),
        near="oggi, domani, dopodomani",
        parts=(
            "mattina|mattino|stamattina|in mattinata, mezzogiorno|all'ora di pranzo, "
            "pomeriggio, sera|stasera"
        ),
        numbers=(
            "una, due, tre, quattro, cinque, sei, sette, otto, nove, dieci, undici, "
            "dodici, tredici, quattordici, quindici, sedici, diciassette, diciotto, "
            "diciannove, venti"
        ),
        next_week="la settimana prossima|prossima settimana|settimana prossima",
        at="alle ore|alle|all'|verso le|per le|ore|le",
        after="dopo le|dopo|dalle",
        before="prima delle|entro le|fino alle",
        half="e mezza|e mezzo|e trenta",
        quarter="e un quarto|e quindici",
        soon="il prima possibile|prima possibile|al più presto|appena possibile",
        refusing="non|tranne|eccetto",
    ),
    "fr": Lexicon(
        weekdays="lundi, mardi, mercredi, jeudi, vendredi, samedi, dimanche",
        near="aujourd'hui, demain, après-demain|apres-demain|après demain",
        parts="matin|matinée, midi|heure du déjeuner, après-midi|après midi|apres-midi|aprem, soir|soirée",
        numbers=(
            "une, deux, trois, quatre, cinq, six, sept, huit, neuf, dix, onze, douze, "
            "treize, quatorze, quinze, seize, dix-sept, dix-huit, dix-neuf, vingt"
        ),
        next_week="la semaine prochaine|semaine prochaine|la semaine d'après",
        at="vers|à",
        clock="heures|heure|h",
        after="après|à partir de|dès",
        before="avant|jusqu'à",
        half="et demie|et demi|trente",
        quarter="et quart|quinze",
        soon="le plus tôt possible|dès que possible|au plus vite|plus tot possible",
        refusing="pas|sauf|excepté",
    ),
    "es": Lexicon(
        weekdays="lunes, martes, miércoles|miercoles, jueves, viernes, sábado|sabado, domingo",
        near="hoy, mañana, pasado mañana",
        parts=(
            "por la mañana|de la mañana|en la mañana|esta mañana, mediodía|mediodia, por "
            "la tarde|de la tarde|en la tarde|esta tarde|tarde, por la noche|de la noche"
            "|esta noche"
        ),
        numbers="una, dos, tres, cuatro, cinco, seis, siete, ocho, nueve, diez, once, doce",
        next_week="la semana que viene|la próxima semana|próxima semana|la semana próxima",
        at="a las|a la|sobre las|las",
        after="después de las|a partir de las|después de|desde las",
        before="antes de las|antes de|hasta las",
        half="y media",
        quarter="y cuarto",
        soon="lo antes posible|cuanto antes|lo más pronto posible",
        refusing="no|excepto|menos",
    ),
    "pt": Lexicon(
        weekdays=(
            "segunda-feira|segunda feira|segunda, terça-feira|terça feira|terça|terca, "
            "quarta-feira|quarta feira|quarta, quinta-feira|quinta feira|quinta, "
            "sexta-feira|sexta feira|sexta, sábado|sabado, domingo"
        ),
        near="hoje, amanhã|amanha, depois de amanhã",
        parts="manhã|de manhã, meio-dia|meio dia, tarde|à tarde|de tarde, noite|à noite",
        numbers="uma, duas, três|tres, quatro, cinco, seis, sete, oito, nove, dez, onze, doze",
        next_week="na próxima semana|próxima semana|semana que vem",
        at="às|as|à|pelas",
        clock="horas|h",
        after="depois das|a partir das|depois de",
        before="antes das|até às|antes de",
        half="e meia",
        quarter="e um quarto|e quinze",
        soon="o mais rápido possível|o mais cedo possível|quanto antes",
        refusing="não|exceto|menos",
    ),
    "ro": Lexicon(
        weekdays="luni, marți|marti|marţi, miercuri, joi, vineri, sâmbătă|sambata|sîmbătă, duminică|duminica",
        near="azi|astăzi|astazi, mâine|maine|mîine, poimâine|poimaine",
        parts=(
            "dimineața|dimineata|dimineaţa, la prânz|la amiază|la pranz, după-amiază"
            "|după amiază|dupa amiaza|după-amiaza, seara|diseară"
        ),
        numbers=(
            "unu|una, două|doua, trei, patru, cinci, șase|sase|şase, șapte|sapte|şapte, "
            "opt, nouă|noua, zece, unsprezece, doisprezece|douăsprezece"
        ),
        next_week="săptămâna viitoare|saptamana viitoare|săptămâna care vine",
        at="la ora|ora|la|pe la",
        after="după ora|după|dupa",
        before="înainte de|până la",
        half="și jumătate|si jumatate|jumătate",
        quarter="și un sfert",
        soon="cât mai repede|cat mai repede|cât mai curând",
        refusing="nu|în afară de",
    ),
    "hr": Lexicon(
        weekdays=(
            "ponedjelj*|ponedelj*, utor*, srijed*|sred*, četvrt*|cetvrt*, petak|petka"
            "|petkom|petku, subot*, nedjelj*|nedelj*"
        ),
        near="danas, sutra, prekosutra|preksutra",
        parts=(
            "ujutro|ujutru|prijepodne|pre podne|jutr*, u podne|oko podneva, popodne"
            "|poslijepodne|poslepodne|posle podne, navečer|uvečer|uveče|večer*"
        ),
        numbers=(
            "jedan|jedna, dva|dvije|dve, tri, četiri|cetiri, pet, šest|sest, sedam, osam,"
            " devet, deset, jedanaest, dvanaest, trinaest, četrnaest, petnaest, šesnaest,"
            " sedamnaest, osamnaest, devetnaest, dvadeset"
        ),
        next_week=(
            "sljedeći tjedan|sljedeći tjedan|idući tjedan|sledeće nedelje|iduće nedelje"
            "|sljedeće sedmice"
        ),
        at="u|oko|na",
        clock="sati|sata|sat|h",
        after="poslije|posle|nakon|iza",
        before="prije|pre|do",
        half_to="pola",
        soon="što prije|što pre|čim prije|najranije|sto prije",
        refusing="ne|osim",
    ),
    "nl": Lexicon(
        weekdays="maandag*, dinsdag*, woensdag*, donderdag*, vrijdag*, zaterdag*, zondag*",
        near="vandaag, morgen, overmorgen",
        parts=(
            "ochtend|'s ochtends|ochtends|morgens, middaguur|tussen de middag, middag|'s "
            "middags|middags, avond|'s avonds|avonds"
        ),
        numbers="een|één, twee, drie, vier, vijf, zes, zeven, acht, negen, tien, elf, twaalf",
        next_week="volgende week|aankomende week",
        at="om|rond",
        clock="uur",
        after="na|vanaf",
        before="voor|tot",
        half_to="half",
        soon="zo snel mogelijk|zo spoedig mogelijk",
        refusing="niet|behalve",
    ),
}  # fmt: skip
LEXICONS["sr"] = LEXICONS["bs"] = LEXICONS["hr"]
