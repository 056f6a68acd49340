"""Refusals of provisioning."""

from askproai.core.errors import AskProError, RuleViolated


class SlugTaken(RuleViolated):
    """Another company has this short name."""

    code = "slug_taken"


class DomainTaken(RuleViolated):
    """Another company, or the platform, answers under one of these addresses."""

    code = "domain_taken"


class AddressInvalid(RuleViolated):
    """Slug or domain cannot be part of an address."""

    code = "address_invalid"


class TemplateMissing(AskProError):
    """There is no schema to make companies from: ``manage.py migrate_companies`` has not run yet."""

    code = "template_missing"


class Unportable(AskProError):
    """The template holds something that cannot be made again in another schema; ``what`` lists it."""

    code = "unportable"


class DataStepInMigration(AskProError):
    """A company migration runs Python on data: that belongs into a resumable task per company."""

    code = "data_step_in_migration"


class MigrationRunning(AskProError):
    """Another ``migrate_companies`` is under way."""

    code = "migration_running"
