"""What the caller hears, in one place per language: ``words_for(language).greeting(...)``."""

from telephony.dialogue.wording.abroad import ABROAD
from telephony.dialogue.wording.english import English
from telephony.dialogue.wording.german import German

# English derives from it and says every sentence anew: one set of signatures for all languages.
Wording = German
GERMAN = German()
ENGLISH = English()
CONSENT_WORDING = GERMAN.consent_version
_LANGUAGES: dict[str, Wording] = {GERMAN.language: GERMAN, ENGLISH.language: ENGLISH}
_ALL: dict[str, Wording] = {**ABROAD, **_LANGUAGES}


def words_for(language: str) -> Wording:
    """Return the sentences of a language, the German ones where there are no others."""
    return _ALL.get(language, GERMAN)


def speaks(language: str) -> bool:
    """Tell whether the receptionist can lead a whole conversation in a language."""
    return language in _LANGUAGES


def excuses_in(language: str) -> bool:
    """Tell whether the receptionist can at least say in a language that somebody calls back."""
    return language in ABROAD
