"""Refusals around members and invitations."""

from askproai.core.errors import NotFound, RuleViolated


class NotYours(RuleViolated):
    """The acting member may not do this to that member, or with that role or branch."""

    code = "team_not_yours"


class LastOwner(RuleViolated):
    """A company always has an owner."""

    code = "last_owner"


class MemberUnknown(NotFound):
    """Nobody by that id belongs to this company (any more)."""

    code = "member_unknown"


class AlreadyMember(RuleViolated):
    """Somebody with this address belongs to the company already."""

    code = "already_member"


class AlreadyInvited(RuleViolated):
    """An invitation to this address is open."""

    code = "already_invited"


class StaffTaken(RuleViolated):
    """Somebody else is this person in the calendar."""

    code = "staff_taken"


class InvitationOver(RuleViolated):
    """Accepted, withdrawn, expired, or never ours."""

    code = "invitation_over"


class WrongPerson(RuleViolated):
    """The invitation is for another address than the one that is signed in."""

    code = "wrong_person"


class TooManyInvitations(RuleViolated):
    """More open invitations than a company can need: mails leave the house with our name on them."""

    code = "too_many_invitations"
