"""Every German sentence the caller hears. Facts are arguments; a repeated question is put differently."""

from telephony.dialogue.wording.german.decisions import Decisions
from telephony.dialogue.wording.german.existing import Existing
from telephony.dialogue.wording.german.offers import Offers
from telephony.dialogue.wording.german.opening import Opening
from telephony.dialogue.wording.german.questions import Questions
from telephony.dialogue.wording.german.series import Series
from telephony.dialogue.wording.german.terms import Terms
from telephony.dialogue.wording.german.together import Together
from telephony.dialogue.wording.german.waiting import Waiting


class German(Opening, Questions, Offers, Together, Existing, Decisions, Series, Terms, Waiting):
    """One method per sentence. Other languages have the same methods with the same arguments."""

    language = "de"
    # A new wording of the question is a new version: the consent says to which words it was given.
    consent_version = "de-2026-11"


__all__ = ["German"]
