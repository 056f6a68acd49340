"""Finds the company's services, people and places in what was said, forgiving hearing and compounds."""

from telephony.dialogue.matching.groups import is_for_one_group as is_for_one_group
from telephony.dialogue.matching.groups import match_person_group as match_person_group
from telephony.dialogue.matching.groups import names_group as names_group
from telephony.dialogue.matching.groups import sibling_service as sibling_service
from telephony.dialogue.matching.groups import siblings_of as siblings_of
from telephony.dialogue.matching.index import Match as Match
from telephony.dialogue.matching.people import match_branch as match_branch
from telephony.dialogue.matching.people import match_staff as match_staff
from telephony.dialogue.matching.services import match_service as match_service
from telephony.dialogue.matching.services import match_several as match_several
from telephony.dialogue.matching.services import pick_service as pick_service
