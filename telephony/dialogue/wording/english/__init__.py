"""Every sentence for callers who speak English: the same methods as the German ones, said anew."""

from telephony.dialogue.wording.english.decisions import Decisions
from telephony.dialogue.wording.english.existing import Existing
from telephony.dialogue.wording.english.offers import Offers
from telephony.dialogue.wording.english.opening import Opening
from telephony.dialogue.wording.english.questions import Questions
from telephony.dialogue.wording.english.series import Series
from telephony.dialogue.wording.english.terms import Terms
from telephony.dialogue.wording.english.together import Together
from telephony.dialogue.wording.english.waiting import Waiting
from telephony.dialogue.wording.german import German


class English(Opening, Questions, Offers, Together, Existing, Decisions, Series, Terms, Waiting, German):
    """The German sentences in English; a test holds that none is left in German."""

    language = "en"
    consent_version = "en-2026-11"


__all__ = ["English"]
