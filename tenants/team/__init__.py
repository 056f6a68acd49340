"""Who belongs to a company: members and invitations."""
