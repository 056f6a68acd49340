"""Words that say the same: a stem stands for every word that begins with it, ``=word`` for itself."""

_GROUPS = {
    "termin": "termin thermin dermin appointment buchung reservierung sitzung besprechung behandlungsterm "
    "fahrstund besichtigung =date verabred eintrag eingetragen vorgemerkt angemeldet eingeplant bestellt",
    "wunsch": "=brauch =brauche =braeuchte =braeucht =brauchen =braeuchten haett moecht =will =wollen "
    "=wollte =wuerd "
    "=wuerde wuensch =wett =daad =dad =taet =tat =bruuch =bruk =breicht =suche =benoetige benoetig =muesst "
    "=muesste "
    "=muessten =sollte =soll =muss =miassat =mecht =wui =erbitte interess",
    "verschieben": "verschieb verschob verschoben verschiab verschiam verschiem verleg verleeg umbuch "
    "umgebuch umleg umzuleg "
    "vorzieh vorverleg vorgezog verschaff vertag tausch =schieben =schiebn =schiebe =geschoben =umstellen "
    "umdispon ausweich =aendern =aendert geaendert =switchen =umsteigen =anpassen =hinausschieben "
    "hinauszoeger verrueck stattdessen =statt =anstatt",
    "absagen": "absag absog obsog obsag abseg afseg absaeg abzusag abgesag =ab stornier storno cancel "
    "cencel abmeld abzumeld loesch streich "
    "gestrichen austrag ausgetrag rausnehm rausnimm herausnehm abbestell abblas rueckgaeng zurueckzieh "
    "ausfall entfaell faellt =flach wegmach =weg =passen sausen erledigt hinfaellig =aufheben =freigeben "
    "=weitergeben "
    "=verzichten =zurueckgeben abspring =annulieren annullier",
    "hindern": "krank fieber verhinder corona erkaeltet grippe dazwischen urlaub beerdigung unfall verletzt "
    "verreis "
    "quarantaene =verstorben =gestorben krankenhaus klinik migraene magen",
    "nicht": "=nicht =net =nit =ned =nich =noed =ni =nix =nichts =nuescht =kein =keine =keinen =nie "
    "=niemals =koan =kee",
    "kommen": "=kommen =komm =komme =kommt =kemma =kumma =kumm =cho =chume =vorbeikommen vorbeikomm "
    "vorbeischau "
    "reinkomm reinschau vorbeibring =bringen =erscheinen drankomm rankomm reinschnei =auftauchen =aufkreuzen "
    "=hinkommen =antanzen unterbring dazwischenschieb einschieb =wahrnehmen =einhalten =schaffen =schaff "
    "=schaffe",
    "kosten": "kost kosch gost chosch preis =teuer =teurer guenstig billig =euro honorar gebuehr tarif "
    "rabatt =zahlen =zahle "
    "=bezahlen =bezahle =zahlt kostenvoranschlag =umsonst finanziell preislich ermaessig =summe =hinlegen "
    "=hinblaettern "
    "=berechnen verlang =nehmt nachlass kostenpunkt stundensatz =rechnen =geld",
    "wieviel": "=wieviel =wievui =wieviele",
    "dauer": "dauer =lange =lang zeitaufwand einplan zeitlich =stunden =minuten =fertig wartezeit =warten "
    "zieht",
    "offen": "=offen =auf =geoeffnet =geschlossen =zu =oeffnen =oeffnet schliess oeffnungszeit sprechzeit "
    "sprechstunde "
    "geschaeftszeit buerozeit =besetzt =erreichbar mittagspause betriebsferi betriebsurlaub =offe =offn "
    "=open =uf "
    "feiertag feierabend =aufgemacht =aufmachen =zumachen =zua =dicht ferien annahme",
    "wann": "=wann =wenn =wan =wanns =wanneer uhrzeit =uhr",
    "weg": "adresse anschrift strasse hausnummer wegbeschreib anfahrt park haltestell =bus =bahn =tram "
    "=ubahn =sbahn autobahn "
    "ausfahrt eingang aufzug fahrstuhl rollstuhl kinderwagen =hinkommen =hinfahren =finde =finden =liegt "
    "=sitzt =stock "
    "etage hinterhof fussgaengerzone tiefgarage navi abstellen =umgezogen =gelegen =erreiche standort route "
    "barrierefrei",
    "wo": "=wo =wohin =woher =wohi",
    "angebot": "anbiet =bieten =bietet angebot leistung behandlung =kurse =programm sortiment =fuehren "
    "=repariert spezial "
    "=auch =behandeln =macht =machen",
    "reden": "=sprechen =reden =red =rede =rede =spreche =gesprochen =quatschen =quatsch =quasseln "
    "=unterhalten ansprechpartner "
    "durchstell weiterverbind verbinden verbind =durch =rangehen apparat =strippe =dran telefon weiterleit",
    "person": "mensch mensche person mitarbeit kolleg =chef =chefin =scheffin =chefs inhaber meister "
    "geschaeftsfueh leitung "
    "sekretari empfang zentrale rezeption arzthelfer sachbearbeit jemand =wer =wen =wem personal praxisleit "
    "empfangsdame "
    "buero =team =doktor =doktorin =fleisch =echten =echter =echte =richtigen =lebendigen",
    "maschine": "roboter computer maschine automat =bot =ki kuenstlich anrufbeantworter bandansage "
    "sprachcomputer =blech "
    "=stimme chatbot",
    "rueckruf": "rueckruf zurueckruf zurueckzuruf zurueckgeruf ruckruf zruck anruf angeruf =ruf =rufen "
    "=rufe =ruft "
    "=melden =meldet =melde durchklingel =klingeln telefonier kontaktier rueckmeld",
    "nachricht": "nachricht ausricht =richten bescheid notiz notier mitteil hinterlass =hinterlegen vermerk "
    "=wissen "
    "weitergeb weitersag =info =zettel ueberbring =sagen =sag =gruss =mitgeben aufsprech",
    "liste": "warteliste nachrueck vormerk liste =abspringt =ausfaellt =absagt reinkommt freiwerd "
    "kurzfristig "
    "spontan einspring =sobald =falls",
    "frei": "=frei =freie =freien =freies =platz =plaetze plaetzchen =luft =luecke zeitfenster =zeit "
    "kapazit =moeglich",
    "spaet": "verspaet verspoet stau =zuspaet =spaet =spaeter =spat =speder =speter =spoeter =unterwegs "
    "=verpasst verschlaf verfahr puenktlich "
    "rechtzeitig =dran ampel =gleich viertelstunde",
    "schlecht": "beschwer reklam unzufried enttaeusch veraerger aerger unversch frech zumut sauerei pfusch "
    "katastroph furchtbar "
    "schrecklich unfreund unhoefl grob schlamp schlecht verhunz verpfusch verschnitt mangel mies unmoeglich "
    "unglaub skandal "
    "kaputt schief fleckig entschaedig erstatt schadenersatz =zurueck inkompetent patzig schlimm "
    "schmerzhaft doppelt falsch "
    "blamabel peinlich dreist =ewig",
    "frueher": "=bisher =letzte =letzten =letztes =letzter =letztet =neulich =gestern =vorgestern =seit "
    "=wieder =nochmals",
    "weh": "schmerz =weh wehtut entzuend geschwoll =dick abgebroch gebroch rausgefall rausgebroch blutet "
    "ausschlag "
    "humpel husten =tropft =leuchtet klapper quietsch springt =defekt streikt =verstopft geraeusch klacker "
    "rumpel schleif klopft pocht =drueckt wackel =locker rausgewachsen rausgeflogen eingerissen verstaucht "
    "ruckel stotter qualm raucht vibrier =platten =platter pfuetze verlier =brummt =blinkt =juckt geplatzt "
    "abgeplatzt =gerissen =kaputte verspann abgelaufen =faellig ueberfaellig muffig =ansatz wuchert",
    "werben": "gewinn werbung werbe umfrage marktforsch photovoltaik solaranlag stromvertrag stromtarif "
    "stromkosten energieber "
    "google suchmaschin ranking kooperation unverbindlich kredit geldanlage investier krypto branchenbuch "
    "konditionen "
    "gluecksspiel verlosung versicherungsmakler agentur vertreter onlinemarket =website =homepage "
    "gluckwunsch "
    "glueckwunsch druecken entscheider zustaendig konto umsatz kundengewinn",
    "verwaehlt": "verwaehlt vertippt verdrueckt verbunden =geirrt =irrtum sparkasse finanzamt telekom "
    "pizzaservice pizzeria taxi rathaus apotheke pizzadienst",
    "auskunft": "rezept befund laborwert ergebnis ueberweisung krankschreib attest rechnung quittung "
    "gutschein karte "
    "paypal krankenkasse kasse versicherung leihwagen ersatzwagen bewerb praktik ausbildung azubi stelle "
    "unterlagen mitbring garantie einlager abholbereit brille ersatzteil bescheinigung formular nuechtern "
    "narkose "
    "handtuch vertretung kassenleistung medikament tabletten",
    "sprache": "englisch english tuerkisch russisch polnisch arabisch franzoesisch francais italienisch "
    "spanisch ukrainisch deutsch "
    "dolmetsch sprache speak",
    "not": "bewusstlos ohnmaecht atmet atmen atemnot herzinfarkt schlaganfall notarzt krankenwagen "
    "rettungswagen vergift "
    "verblut kollabier umgekippt umgefall zusammengebroch krampf reagiert verschluckt lebensgefahr notfall "
    "hilfe brust "
    "allergisch blau rattengift blutet pulsader umbring",
    "dank": "dank merci vergelt thx =lieb",
    "gruss": "hallo halli =moin =servus gruess gruez griass =hi =hey =tach =tag mahlzeit =hallihallo =gude "
    "=heyy salut",
    "ade": "tschue tschau ciao wiederhoer wiederseh wiederlueg =ade =bye pfiat pfueat =tschoe =baba "
    "=tschuessi feierabend",
    "ja": "=ja =jo =jau =joa =jep =jap =jawohl =jawoll =genau =richtig =stimmt =korrekt =okay =ok =okee "
    "=oke =klar =freilich =passt "
    "=basst =bassd =einverstanden =perfekt =super =prima =top =gern =gerne =mhm =nehme =nehm =gebongt "
    "wunderbar =eben",
    "nein": "=nein =nee =noe =ne =na =naa =nei =noi =nej =nope falsch keinesfalls",
    "bitte": "=bitte =wiederholen wiederhol =nochmal =nochemol lauter langsam verstanden =versteh =verstehe "
    "akustisch =hae =haeh "
    "=hoer =hoere =verbindung =gsagt =gsogg =gesagt rauscht undeutlich",
    "warte": "=moment momentchen augenblick sekunde sekuendchen =warten =warte =wart =dranbleiben "
    "minuetchen =bleiben =kurz =hole =hol",
    "spiel": "wetter witz bundeslig musik =licht lampe wecker timer gedicht hauptstadt fernseh heizung "
    "rollladen playlist =lied "
    "=song alarm erinner =kino film hintergrund anweisungen lottozahl aktien president praesident pizza "
    "einkaufsliste radio jalousie lautstaerke rechne",
    "mein": "=mein =meinen =meine =meinem =meiner =mei =min =unser =unseren =unsere =moi",
    "neu": "=neuen =neuer =neues =neue =weiteren =zusaetzlich =zusaetzlichen =zweiten =naechsten ",
    "ander": "ander anderen =andere =anderer =alternative alternativ =lieber =frueher =eher =vorher",
    "weiss": "=weiss =woiss vergessen verlegt =nachfragen =nachsehen =nachschauen =nachgucken =steht "
    "=stimmt =sicher =checken "
    "=abgleichen bestaetig =schauen erinnere =kalender =notiert aufgeschrieb",
}
_SHORTEST_STEM = 3


def _stems() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    exact: dict[str, tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    for group, said in _GROUPS.items():
        for word in said.split():
            table, key = (exact, word[1:]) if word[0] == "=" else (stems, word)
            table[key] = (*table.get(key, ()), group)
    return exact, stems


_EXACT, _STEMS = _stems()


def groups_of(word: str) -> list[str]:
    """Return the groups a folded word belongs to."""
    found = list(_EXACT.get(word, ()))
    for end in range(_SHORTEST_STEM, len(word) + 1):
        found += [group for group in _STEMS.get(word[:end], ()) if group not in found]
    return found
