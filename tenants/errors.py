"""Refusals of the room."""

from askproai.core.errors import AskProError, NotFound


class CompanyUnavailable(NotFound):
    """The company does not exist, or is not in a state in which work may be done for it."""

    code = "company_unavailable"


class NoCompany(AskProError):
    """Code that needs a company ran outside of one: a defect of ours, never of the request."""

    code = "no_company"


class WrongSchema(AskProError):
    """The connection is not in the schema that the context says: stop before anything is read or written."""

    code = "wrong_schema"
