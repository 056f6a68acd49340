"""People who do not exist, with numbers that the Bundesnetzagentur keeps free for films and examples."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Collection, Iterator

from booking.enums import Gender

FEMALE = """
Anja Andrea Angelika Annika Antje Ayşe Barbara Birgit Brigitte Carola Christine Claudia Cornelia Dagmar
Daniela Doris Edith Elena Elisabeth Emine Emma Erika Eva Fatma Franziska Friederike Gabriele Gisela Hannah
Heike Helga Ines Ingrid Irina Jana Jasmin Johanna Julia Karin Katharina Katrin Kerstin Lara Laura Lea Lena
Leonie Lisa Luisa Magdalena Maike Maria Marie Marlene Martina Melanie Mia Monika Nadine Nele Nicole Nina
Olga Paula Petra Pia Renate Rita Ruth Sabrina Sandra Sarah Silke Simone Sofia Sophie Stefanie Susanne Svenja
Tanja Theresa Ursula Ute Valentina Vanessa Vera Yvonne Agnieszka Giulia Miriam Thi
""".split()
MALE = """
Alexander Andreas Anton Armin Bernd Bastian Björn Carsten Christian Christoph Daniel David Dennis Detlef
Dieter Dirk Elias Emre Erik Fabian Felix Finn Florian Frank Frederik Georg Gerd Günter Hannes Hans Heiko
Heinz Helmut Henning Holger Ingo Jakob Jan Jens Joachim Jonas Jörg Julian Jürgen Kai Karsten Kevin Klaus
Konrad Lars Leon Linus Ludwig Lukas Manfred Marcel Marco Mario Markus Martin Matthias Max Mehmet Michael
Mirko Moritz Murat Niklas Nils Norbert Olaf Oliver Oskar Pascal Patrick Paul Peter Philipp Rainer Ralf René
Robert Rolf Sascha Sebastian Simon Stefan Sven Thomas Tim Tobias Wolfgang
""".split()
SURNAMES = """
Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer Richter Klein
Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange Schmitt Werner Schmitz Krause
Meier Lehmann Schmid Schulze Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz
Möller Weiß Jung Hahn Schubert Vogel Friedrich Keller Günther Frank Berger Winkler Roth Beck Lorenz Baumann
Franke Albrecht Schuster Simon Ludwig Böhm Winter Kraus Martin Schumacher Krämer Vogt Stein Jäger Otto
Sommer Groß Seidel Heinrich Brandt Haas Schreiber Graf Dietrich Ziegler Kuhn Kühn Pohl Engel Horn Busch
Bergmann Thomas Voigt Sauer Arnold Wolff Pfeiffer Yılmaz Kaya Demir Nowak Kowalski Wójcik Petrović Horvat
Rossi Nguyen Ivanova Schön Ehlers Petersen Hansen Thiele Ritter Lindner Ebert Kunze Sander Ulrich
""".split()

# +49 171 39200 70-99 stay free for the callers of demonstrations.
_MOBILE = [f"+4917139200{last:02d}" for last in range(70)] + [
    f"+49176040690{last:02d}" for last in range(100)
]
_LANDLINE = {
    "BE": "+493023125",
    "BY": "+498999998",
    "HH": "+494066969",
    "HE": "+496990009",
    "NW": "+492214710",
}


_GENDERS = {**dict.fromkeys(FEMALE, Gender.FEMALE), **dict.fromkeys(MALE, Gender.MALE)}


def gender_of(name: str) -> Gender | None:
    """What the first name suggests; nothing when it suggests nothing."""
    return _GENDERS.get(name.split(maxsplit=1)[0])


def made_up_people(
    chance: random.Random, *, count: int, subdivision: str, used: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    """Name, phone number and e-mail address (or nothing) of so many people; no number of ``used``."""
    landline = _LANDLINE.get(subdivision, _LANDLINE["BE"])
    mobile = [number for number in _MOBILE if number not in used]
    fixed = [number for last in range(1000) if (number := f"{landline}{last:03d}") not in used]
    chance.shuffle(mobile)
    chance.shuffle(fixed)
    for _ in range(count):
        first, last = chance.choice(chance.choice((FEMALE, MALE))), chance.choice(SURNAMES)
        numbers = mobile if mobile and (chance.random() < 0.6 or not fixed) else fixed
        if not numbers:
            return
        email = f"{_ascii(first)}.{_ascii(last)}@example.org" if chance.random() < 0.55 else ""
        yield f"{first} {last}", numbers.pop(), email


_GERMAN = str.maketrans(dict(zip("äöüßı", ("ae", "oe", "ue", "ss", "i"), strict=True)))


def _ascii(name: str) -> str:
    german = name.lower().translate(_GERMAN)
    return unicodedata.normalize("NFKD", german).encode("ascii", "ignore").decode()
