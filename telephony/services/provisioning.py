"""Bringing published versions to the provider, and noticing when somebody changed something over there."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import Min, Q
from django.utils import timezone

from askproai.core.errors import Busy, ProviderError, ProviderUnavailable
from telephony.acts import all_acts
from telephony.dialogue import greetings
from telephony.dialogue.wording import GERMAN
from telephony.enums import BrainKind, PublicationState
from telephony.hosting import (
    Difference,
    FunctionPlan,
    HostedUrls,
    HostedVersion,
    HostingPlan,
    HostsReceptionists,
    Share,
)
from telephony.models import HostedAgent, Publication, Receptionist, ReceptionistVersion
from telephony.services.versions import activate, give_shares, live_versions, settled
from telephony.services.vocabulary import company_vocabulary, with_extra
from tenants.connections.services import connect, hooks_url
from tenants.context import current_company
from tenants.enums import DirectoryKind
from tenants.models import DirectoryEntry
from tenants.outbox.models import OutboxEntry
from tenants.outbox.outcomes import Cancelled, Dead, Done, Outcome, Retry
from tenants.outbox.services import MAX_ATTEMPTS
from tenants.work import wake

logger = logging.getLogger(__name__)

CHECK_KIND: Final = "hosting_check"
CHECK_EVERY: Final = timedelta(hours=6)
LEASE: Final = timedelta(seconds=90)
BUSY_FOR: Final = timedelta(seconds=5)
_PROVIDER: Final = "retell"

_hosts: list[Callable[[], HostsReceptionists | None]] = []


def register_host(connect_host: Callable[[], HostsReceptionists | None]) -> None:
    """Say how to reach the provider at which receptionists are set up, for the current company."""
    _hosts[:] = [connect_host]


def settle_publication(entry: OutboxEntry, now: datetime) -> Outcome:
    """Settle one entry of kind ``retell_publish``: set the versions up, then let them take calls."""
    publication = Publication.objects.select_related("receptionist").filter(pk=entry.subject_id).first()
    if publication is None or publication.state != PublicationState.WAITING:
        return Cancelled("overtaken")
    host = _hosts[0]() if _hosts else None
    if host is None:
        activate(publication, now=now)
        return Done()
    try:
        with _alone(publication.receptionist) as hosted:
            if hosted is None:
                return Retry(after=BUSY_FOR, reason="busy")
            _set_up(host, hosted, publication, now=now)
    except ProviderUnavailable:
        if entry.attempts >= MAX_ATTEMPTS:
            settled(publication, state=PublicationState.FAILED, error="provider_unavailable", now=now)
        raise
    except ProviderError as error:
        settled(publication, state=PublicationState.FAILED, error=str(error.code), now=now)
        return Dead(reason=str(error))
    wake(kind=CHECK_KIND, due_at=now + CHECK_EVERY, now=now)
    return Done()


def check_hosted(now: datetime) -> datetime | None:
    """Compare what is due with the provider; returns when the next is. Work of kind ``hosting_check``."""
    host = _hosts[0]() if _hosts else None
    if host is None:
        return None
    for hosted in HostedAgent.objects.filter(check_due_at__lte=now).select_related("receptionist"):
        _check(host, hosted, now=now)
    next_due: datetime | None = HostedAgent.objects.aggregate(at=Min("check_due_at"))["at"]
    return next_due


def stand_up(version: ReceptionistVersion, *, anew: bool = False) -> None:
    """See to it that this version can speak at the provider, without any number leading to it.

    :param anew: what was known of it there is gone.
    :raises Busy: somebody else is setting the receptionist up.
    """
    host = _hosts[0]() if _hosts else None
    if host is None:
        return
    with _alone(version.receptionist) as hosted:
        if hosted is None:
            raise Busy
        if anew:
            _keep(version, HostedVersion())
        _set_up_version(host, hosted, version)


def ask_for_check(*, receptionist: Receptionist, now: datetime) -> None:
    """Have the comparison made now."""
    HostedAgent.objects.filter(receptionist=receptionist).update(check_due_at=now)
    wake(kind=CHECK_KIND, due_at=now, now=now)


def plan_of(version: ReceptionistVersion) -> HostingPlan:
    """A version as the provider needs to know it."""
    company, vocabulary = current_company(), company_vocabulary()
    told = version.settings
    formal = bool(told.get("formal", True))
    words = [
        *(term.name for term in vocabulary.services),
        *(term.name for term in vocabulary.staff),
        *(term.name for term in vocabulary.branches),
    ]
    opened = GERMAN.greeting(company=company.name, now=_NOON, persona=told.get("persona_name", ""))
    return HostingPlan(
        marker=marker_of(version.receptionist_id),
        version=version.number,
        title=f"Fassung {version.number}",
        company=company.name,
        timezone=company.timezone,
        brain=BrainKind(told.get("brain", BrainKind.PROVIDER)),
        persona_name=told.get("persona_name", ""),
        greeting=greetings.addressed(with_extra(opened, told.get("greeting", "")), formal=formal),
        formal=formal,
        instructions=told.get("instructions", ""),
        industry=company.industry,
        functions=tuple(
            FunctionPlan(name=act.name, description=act.description, parameters=act.parameters())
            for act in all_acts()
        ),
        urls=_urls(),
        keywords=tuple(dict.fromkeys([*words, company.name])),
        max_seconds=int(told.get("max_seconds", 900)),
        silence_seconds=int(told.get("silence_seconds", 30)),
    )


def marker_of(receptionist_id: int) -> str:
    """What our things at the provider carry: another installation or company has another one."""
    digest = bytes(connect(provider=_PROVIDER, credentials={}, now=timezone.now()).path_digest)
    return f"askpro-{hashlib.sha256(digest).hexdigest()[:10]}-{receptionist_id}"


def numbers_of(receptionist: Receptionist) -> list[str]:
    """The numbers that this receptionist answers."""
    mine = DirectoryEntry.objects.filter(
        kind=DirectoryKind.PHONE_NUMBER, company_id=current_company().pk
    ).order_by("pk")
    if receptionist.branch_id is not None:
        return list(mine.filter(branch_id=receptionist.branch_id).values_list("key", flat=True))
    others = Receptionist.objects.exclude(branch=None).values_list("branch_id", flat=True)
    is_mine = ~Q(branch_id__in=list(others)) | Q(branch_id=None)
    return list(mine.filter(is_mine).values_list("key", flat=True))


def _set_up(
    host: HostsReceptionists, hosted: HostedAgent, publication: Publication, *, now: datetime
) -> None:
    """One step after the other, each kept at once: whoever goes on later begins where this one stopped."""
    for version in publication.receptionist.versions.filter(pk__in=[int(pk) for pk in publication.shares]):
        _set_up_version(host, hosted, version)
    give_shares(publication)
    _bind_numbers(host, publication.receptionist)
    _tidy(host, hosted, publication.receptionist)
    activate(publication, now=now)
    hosted.check_due_at, hosted.differences, hosted.check_error = now + CHECK_EVERY, [], ""
    hosted.checked_at = now
    hosted.save(update_fields=["check_due_at", "differences", "check_error", "checked_at"])


def _set_up_version(host: HostsReceptionists, hosted: HostedAgent, version: ReceptionistVersion) -> None:
    if version.settings.get("agent_id"):
        return  # the business has an agent of its own at the provider; ours are not wanted
    known = _known(version)
    if known.agent_id and known.agent_version is not None:
        return
    plan = plan_of(version)
    known = _keep(version, host.put_brain(plan, known))
    known = _keep(version, host.put_agent(plan, known, agent_id=hosted.agent_id))
    if hosted.agent_id != known.agent_id:
        hosted.agent_id = known.agent_id
        hosted.save(update_fields=["agent_id"])
    _keep(version, host.put_version(plan, known))


def _bind_numbers(host: HostsReceptionists, receptionist: Receptionist) -> None:
    shares = _shares(receptionist)
    for number in numbers_of(receptionist) if shares else ():
        if not host.bind(number, shares=shares, inbound_url=_urls().inbound):
            # Its paperwork may take days; the comparison says so until it is there.
            logger.warning("telephony.number_not_at_provider", extra={"receptionist": receptionist.pk})


def bind_number(receptionist: Receptionist, number: str) -> None:
    """Lead calls to a new number to the versions that take calls; without any, publishing does it."""
    host, shares = _hosts[0]() if _hosts else None, _shares(receptionist)
    if host is not None and shares:
        host.bind(number, shares=shares, inbound_url=_urls().inbound)


def _tidy(host: HostsReceptionists, hosted: HostedAgent, receptionist: Receptionist) -> None:
    """What an attempt left behind whose answer never reached us."""
    brains = frozenset(receptionist.versions.exclude(brain_id="").values_list("brain_id", flat=True))
    if hosted.agent_id:
        host.remove_strays(marker=marker_of(receptionist.pk), agent_id=hosted.agent_id, brain_ids=brains)


def _check(host: HostsReceptionists, hosted: HostedAgent, *, now: datetime) -> None:
    receptionist = hosted.receptionist
    try:
        found = [
            each for version in live_versions(receptionist) for each in host.differences(_known(version))
        ]
        shares = _shares(receptionist)
        for number in numbers_of(receptionist) if shares else ():
            found += host.number_differences(number, shares=shares, inbound_url=_urls().inbound)
    except ProviderError as error:
        hosted.check_error = str(error.code)
    else:
        hosted.differences = [list(each) for each in dict.fromkeys(found)]
        hosted.checked_at, hosted.check_error = now, ""
    hosted.check_due_at = now + CHECK_EVERY
    hosted.save(update_fields=["differences", "checked_at", "check_error", "check_due_at"])
    if hosted.differences:
        logger.warning("telephony.hosting_drifted", extra={"receptionist": receptionist.pk})


def differences_of(hosted: HostedAgent | None) -> tuple[Difference, ...]:
    """What the last comparison found."""
    return tuple(Difference(*each) for each in hosted.differences) if hosted else ()


@contextmanager
def _alone(receptionist: Receptionist) -> Iterator[HostedAgent | None]:
    """Work on the provider's side of a receptionist, with nobody else doing it; ``None``: somebody does."""
    hosted, _ = HostedAgent.objects.get_or_create(receptionist=receptionist)
    now = timezone.now()
    free = HostedAgent.objects.filter(pk=hosted.pk).filter(Q(leased_until=None) | Q(leased_until__lt=now))
    if not free.update(leased_until=now + LEASE):
        yield None
        return
    try:
        yield HostedAgent.objects.get(pk=hosted.pk)
    finally:
        HostedAgent.objects.filter(pk=hosted.pk).update(leased_until=None)


def _known(version: ReceptionistVersion) -> HostedVersion:
    return HostedVersion(
        brain_id=version.brain_id,
        brain_version=version.brain_version,
        agent_id=version.provider_agent_id,
        agent_version=version.provider_agent_version,
        seals=version.seals,
    )


def _keep(version: ReceptionistVersion, hosted: HostedVersion) -> HostedVersion:
    version.brain_id, version.brain_version = hosted.brain_id, hosted.brain_version
    version.provider_agent_id, version.provider_agent_version = hosted.agent_id, hosted.agent_version
    version.seals = {part: dict(seals) for part, seals in hosted.seals.items()}
    version.save(
        update_fields=["brain_id", "brain_version", "provider_agent_id", "provider_agent_version", "seals"]
    )
    return hosted


def _shares(receptionist: Receptionist) -> tuple[Share, ...]:
    """The live versions at the provider. Those with an agent of the business's own are left out."""
    live = [each for each in live_versions(receptionist) if each.provider_agent_version is not None]
    whole = sum(each.weight for each in live)
    return tuple(
        Share(each.provider_agent_id, each.provider_agent_version or 0, round(100 * each.weight / whole))
        for each in live
    )


def _urls() -> HostedUrls:
    hooks = hooks_url(_PROVIDER)
    return HostedUrls(
        inbound=f"{hooks}/inbound/",
        functions=f"{hooks}/functions/",
        events=f"{hooks}/events/",
        socket=_socket_url(hooks),
    )


def _socket_url(hooks: str) -> str:
    """Sockets are served by ``live``: behind the proxy on the same address, else on a port of its own."""
    scheme, _, rest = hooks.partition("://")
    host, _, path = rest.partition("/")
    if settings.LIVE_PORT:
        host = f"{host.rpartition(':')[0] or host}:{settings.LIVE_PORT}"
    return f"{'wss' if scheme == 'https' else 'ws'}://{host}/{path.replace('hooks/', 'ws/', 1)}"


# The greeting that stands at the provider is spoken only when our answer does not arrive: at any time of day.
_NOON: Final = datetime(2026, 1, 1, 12)  # noqa: DTZ001  a wall clock
