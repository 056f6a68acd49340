"""What somebody hears whose language we do not speak: who we are, and that a human calls back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentences:
    """The few sentences of a call that ends in a callback. ``introduces`` and ``noise`` are the caller's.

    ``called`` is the language in German, for whoever calls back; ``digits`` count from zero.
    """

    called: str
    notice: str
    about: str
    name: str
    phone: str
    go_on: str
    noted: str
    goodbye: str
    again: str
    there: str
    digits: str
    introduces: str
    noise: str


SENTENCES: dict[str, Sentences] = {
    "tr": Sentences(
        called="Türkisch",
        notice=(
            "Merhaba, ben {company} için çalışan yapay zekâ asistanıyım; Almanca ve İngilizce konuşuyorum, "
            "bir çalışanımız sizi geri arayacak."
        ),
        about="Konu nedir, hangi gün ve saat size uyar?",
        name="Adınız nedir?",
        phone="Sizi hangi numaradan arayabiliriz?",
        go_on="Evet, devamı?",
        noted="Not aldım. Sizi en geç {deadline} tarihine kadar geri arayacağız.",
        goodbye="Aradığınız için teşekkürler, iyi günler!",
        again="Affedersiniz, anlayamadım.",
        there="Orada mısınız?",
        digits="sıfır bir iki üç dört beş altı yedi sekiz dokuz",
        introduces="benim adım|adım|ismim|ben",
        noise="anlamadım evet hayır merhaba tamam efendim alo lütfen",
    ),
    "pl": Sentences(
        called="Polnisch",
        notice=(
            "Dzień dobry, jestem asystentką AI firmy {company}; mówię po niemiecku i po angielsku, "
            "a ktoś z naszego zespołu oddzwoni."
        ),
        about="O co chodzi, i jaki dzień oraz jaka godzina pasują?",
        name="Poproszę imię i nazwisko?",
        phone="Pod jaki numer możemy oddzwonić?",
        go_on="Tak, i dalej?",
        noted="Zanotowałam. Oddzwonimy najpóźniej {deadline}.",
        goodbye="Dziękuję za telefon, do widzenia!",
        again="Przepraszam, nie zrozumiałam.",
        there="Czy nadal się słyszymy?",
        digits="zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć",
        introduces="nazywam się|mam na imię|jestem|tu",
        noise="tak nie dobrze halo proszę słucham rozumiem dziękuję",
    ),
    "ru": Sentences(
        called="Russisch",
        notice=(
            "Здравствуйте, я ИИ-ассистент компании {company}; я говорю по-немецки и по-английски, "
            "и вам перезвонит наш сотрудник."
        ),
        about="По какому вопросу вы звоните, и какой день и час вам подойдёт?",
        name="Как вас зовут?",
        phone="По какому номеру вам перезвонить?",
        go_on="Да, и дальше?",
        noted="Я записала. Мы перезвоним вам не позднее {deadline}.",
        goodbye="Спасибо за звонок, до свидания!",
        again="Извините, я не поняла.",
        there="Вы ещё на линии?",
        digits="ноль один два три четыре пять шесть семь восемь девять",
        introduces="меня зовут|моё имя|мое имя|это|я",
        noise="да нет хорошо алло здравствуйте спасибо понимаю",
    ),
    "uk": Sentences(
        called="Ukrainisch",
        notice=(
            "Вітаю, я ШІ-асистентка компанії {company}; я розмовляю німецькою та англійською, "
            "і вам передзвонить наш співробітник."
        ),
        about="З якого питання ви телефонуєте, і який день та година вам підходять?",
        name="Як вас звати?",
        phone="За яким номером вам передзвонити?",
        go_on="Так, і далі?",
        noted="Я записала. Ми передзвонимо вам не пізніше {deadline}.",
        goodbye="Дякую за дзвінок, до побачення!",
        again="Перепрошую, я не зрозуміла.",
        there="Ви ще на лінії?",
        digits="нуль один два три чотири п'ять шість сім вісім дев'ять",
        introduces="мене звати|моє ім'я|це|я",
        noise="так ні добре алло вітаю дякую розумію",
    ),
    "ar": Sentences(
        called="Arabisch",
        notice=(
            "مرحبا، أنا مساعدة ذكاء اصطناعي لدى {company}، أتحدث الألمانية والإنجليزية، "
            "وسيعاود أحد موظفينا الاتصال بكم."
        ),
        about="ما الموضوع، وأي يوم وساعة يناسبكم؟",
        name="ما اسمكم؟",
        phone="على أي رقم نتصل بكم؟",
        go_on="نعم، والباقي؟",
        noted="سجلت ذلك. سنتصل بكم في موعد أقصاه {deadline}.",
        goodbye="شكرا لاتصالكم، مع السلامة!",
        again="عذرا، لم أفهم.",
        there="هل ما زلتم على الخط؟",
        digits="صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة",
        introduces="اسمي|أنا|انا",
        noise="نعم لا ألو مرحبا شكرا طيب",
    ),
    "it": Sentences(
        called="Italienisch",
        notice=(
            "Salve, sono l'assistente IA di {company}; parlo tedesco e inglese, "
            "e qualcuno del nostro team La richiamerà."
        ),
        about="Di che cosa si tratta, e quale giorno e ora Le vanno bene?",
        name="Come si chiama?",
        phone="A quale numero possiamo richiamarLa?",
        go_on="Sì, e poi?",
        noted="Ho preso nota. La richiameremo entro {deadline}.",
        goodbye="Grazie della chiamata, arrivederci!",
        again="Mi scusi, non ho capito.",
        there="È ancora in linea?",
        digits="zero uno due tre quattro cinque sei sette otto nove",
        introduces="mi chiamo|il mio nome è|io sono|sono",
        noise="sì si no pronto va bene grazie capito buongiorno",
    ),
    "fr": Sentences(
        called="Französisch",
        notice=(
            "Bonjour, je suis l'assistante IA de {company} ; je parle allemand et anglais, "
            "et quelqu'un de l'équipe vous rappellera."
        ),
        about="C'est à quel sujet, et quel jour et quelle heure vous conviennent ?",
        name="Quel est votre nom ?",
        phone="À quel numéro pouvons-nous vous rappeler ?",
        go_on="Oui, et ensuite ?",
        noted="C'est noté. Nous vous rappellerons au plus tard le {deadline}.",
        goodbye="Merci de votre appel, au revoir !",
        again="Excusez-moi, je n'ai pas compris.",
        there="Êtes-vous toujours là ?",
        digits="zéro un deux trois quatre cinq six sept huit neuf",
        introduces="je m'appelle|mon nom est|je suis|c'est",
        noise="oui non allô bonjour d'accord merci pardon",
    ),
    "es": Sentences(
        called="Spanisch",
        notice=(
            "Hola, soy la asistente de IA de {company}; hablo alemán e inglés, "
            "y alguien del equipo le devolverá la llamada."
        ),
        about="¿De qué se trata, y qué día y a qué hora le viene bien?",
        name="¿Cómo se llama?",
        phone="¿A qué número podemos llamarle?",
        go_on="Sí, ¿y qué más?",
        noted="Queda anotado. Le llamaremos a más tardar el {deadline}.",
        goodbye="Gracias por llamar, ¡hasta pronto!",
        again="Perdone, no le he entendido.",
        there="¿Sigue ahí?",
        digits="cero uno dos tres cuatro cinco seis siete ocho nueve",
        introduces="me llamo|mi nombre es|soy",
        noise="sí si no hola vale gracias perdón bueno diga",
    ),
    "pt": Sentences(
        called="Portugiesisch",
        notice=(
            "Olá, sou a assistente de IA de {company}; falo alemão e inglês, "
            "e alguém da equipa vai ligar-lhe de volta."
        ),
        about="De que se trata, e que dia e que hora lhe convêm?",
        name="Como se chama?",
        phone="Para que número podemos ligar?",
        go_on="Sim, e depois?",
        noted="Ficou anotado. Ligamos-lhe até {deadline}.",
        goodbye="Obrigada pela chamada, até breve!",
        again="Desculpe, não percebi.",
        there="Ainda está aí?",
        digits="zero um dois três quatro cinco seis sete oito nove",
        introduces="chamo-me|me chamo|meu nome é|o meu nome é|sou",
        noise="sim não olá obrigado obrigada bom alô desculpe",
    ),
    "ro": Sentences(
        called="Rumänisch",
        notice=(
            "Bună ziua, sunt asistenta AI de la {company}; vorbesc germană și engleză, "
            "iar un coleg vă va suna înapoi."
        ),
        about="Despre ce este vorba, și ce zi și oră vi se potrivesc?",
        name="Cum vă numiți?",
        phone="La ce număr vă putem suna?",
        go_on="Da, și mai departe?",
        noted="Am notat. Vă sunăm cel târziu {deadline}.",
        goodbye="Mulțumim pentru apel, la revedere!",
        again="Mă scuzați, nu am înțeles.",
        there="Mai sunteți pe fir?",
        digits="zero unu doi trei patru cinci șase șapte opt nouă",
        introduces="mă numesc|ma numesc|numele meu este|mă cheamă|sunt",
        noise="da nu alo bună mulțumesc poftim bine",
    ),
    "hr": Sentences(
        called="Kroatisch",
        notice=(
            "Dobar dan, ja sam AI asistentica tvrtke {company}; govorim njemački i engleski, "
            "a netko iz tima će Vas nazvati."
        ),
        about="O čemu se radi, i koji dan i sat Vam odgovaraju?",
        name="Kako se zovete?",
        phone="Na koji broj Vas možemo nazvati?",
        go_on="Da, i dalje?",
        noted="Zabilježila sam. Nazvat ćemo Vas najkasnije {deadline}.",
        goodbye="Hvala na pozivu, doviđenja!",
        again="Oprostite, nisam razumjela.",
        there="Jeste li još na liniji?",
        digits="nula jedan dva tri četiri pet šest sedam osam devet",
        introduces="zovem se|ime mi je|moje ime je|ja sam",
        noise="da ne halo molim dobro hvala dobar dan",
    ),
    "sr": Sentences(
        called="Serbisch",
        notice=(
            "Dobar dan, ja sam AI asistentkinja firme {company}; govorim nemački i engleski, "
            "a neko iz tima će Vas pozvati."
        ),
        about="O čemu se radi, i koji dan i sat Vam odgovaraju?",
        name="Kako se zovete?",
        phone="Na koji broj možemo da Vas pozovemo?",
        go_on="Da, i dalje?",
        noted="Zabeležila sam. Pozvaćemo Vas najkasnije {deadline}.",
        goodbye="Hvala na pozivu, doviđenja!",
        again="Izvinite, nisam razumela.",
        there="Da li ste još na liniji?",
        digits="nula jedan dva tri četiri pet šest sedam osam devet",
        introduces="zovem se|ime mi je|moje ime je|ja sam",
        noise="da ne halo molim dobro hvala dobar dan",
    ),
    "bs": Sentences(
        called="Bosnisch",
        notice=(
            "Dobar dan, ja sam AI asistentica firme {company}; govorim njemački i engleski, "
            "a neko iz tima će Vas nazvati."
        ),
        about="O čemu se radi, i koji dan i sat Vam odgovaraju?",
        name="Kako se zovete?",
        phone="Na koji broj Vas možemo nazvati?",
        go_on="Da, i dalje?",
        noted="Zabilježila sam. Nazvat ćemo Vas najkasnije {deadline}.",
        goodbye="Hvala na pozivu, doviđenja!",
        again="Izvinite, nisam razumjela.",
        there="Jeste li još na liniji?",
        digits="nula jedan dva tri četiri pet šest sedam osam devet",
        introduces="zovem se|ime mi je|moje ime je|ja sam",
        noise="da ne halo molim dobro hvala dobar dan",
    ),
    "nl": Sentences(
        called="Niederländisch",
        notice=(
            "Goedendag, ik ben de AI-assistent van {company}; ik spreek Duits en Engels, "
            "en een collega belt u terug."
        ),
        about="Waar gaat het over, en welke dag en tijd komen u uit?",
        name="Wat is uw naam?",
        phone="Op welk nummer kunnen we u terugbellen?",
        go_on="Ja, en verder?",
        noted="Ik heb het genoteerd. We bellen u uiterlijk {deadline} terug.",
        goodbye="Bedankt voor uw telefoontje, tot ziens!",
        again="Sorry, dat heb ik niet verstaan.",
        there="Bent u er nog?",
        digits="nul een twee drie vier vijf zes zeven acht negen",
        introduces="mijn naam is|ik heet|ik ben|met",
        noise="ja nee hallo goed dank bedankt",
    ),
}
