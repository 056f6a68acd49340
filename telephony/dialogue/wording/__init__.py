"""What the caller hears, in one place per language: ``words_for(language).greeting(...)``."""

from typing import Any

from telephony.dialogue.wording.german import German

# English derives from it and says every sentence anew: one set of signatures for all languages.
Wording = German
GERMAN = German()
CONSENT_WORDING = GERMAN.consent_version
_LANGUAGES: dict[str, Wording] = {GERMAN.language: GERMAN}


def words_for(language: str) -> Wording:
    """Return the sentences of a language, the German ones where there are no others."""
    return _LANGUAGES.get(language, GERMAN)


def speaks(language: str) -> bool:
    """Tell whether the receptionist has sentences in a language."""
    return language in _LANGUAGES


def __getattr__(name: str) -> Any:
    """Name a German sentence directly: ``wording.act_failed()``."""
    return getattr(GERMAN, name)
