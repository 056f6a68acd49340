"""Versions of the receptionist: editing without being heard, publishing, going back, and comparing two."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.postgres.aggregates import StringAgg
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import MD5

from askproai.core.events import publish as publish_event
from telephony.acts import all_acts
from telephony.enums import PublicationAction, PublicationState, VersionState
from telephony.errors import NothingToPublish, SharesInvalid, VersionNotReady, VersionUnknown
from telephony.events import VersionPublished
from telephony.models import Passage, Publication, Receptionist, ReceptionistVersion
from telephony.models.receptionist import VERSIONED
from tenants.outbox.services import enqueue

PUBLISH_KIND: Final = "retell_publish"
MOST_AT_ONCE: Final = 3
WHOLE: Final = 100

Part = Callable[[], Mapping[str, str]]
_parts: dict[str, Part] = {}
# Parts that callers get as soon as they are changed: noted with a version, but nothing to publish.
_at_once: set[str] = set()


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A setting, or a member of a part ("functions", "knowledge"), before and after; ``None``: not there."""

    name: str
    before: Any
    after: Any
    part: str = ""


def register_part(name: str, read: Part, *, holds_at_once: bool = False) -> None:
    """Have versions note something else that the receptionist depends on: its members with a digest each."""
    _parts[name] = read
    if holds_at_once:
        _at_once.add(name)


def functions() -> Mapping[str, str]:
    """What callers can have done, by name, with a digest of how it is described to a model."""
    return {act.name: _digest([act.description, act.parameters()]) for act in all_acts()}


def knowledge() -> Mapping[str, str]:
    """The sources that questions are answered from, by title, with a digest of what stands in them."""
    read = Passage.objects.order_by().values("source__title")
    digests = read.annotate(digest=MD5(StringAgg("text", "|", order_by=("source_id", "position"))))
    return {each["source__title"]: each["digest"] for each in digests}


@transaction.atomic
def receptionist_for_editing(*, now: datetime) -> Receptionist:
    """The company's receptionist. What callers hear now is kept as a version, so that edits stay unheard."""
    receptionist, _ = Receptionist.objects.select_for_update().get_or_create(branch=None)
    if not receptionist.versions.exists():
        version = _new_version(receptionist, note="", by_user_id=None, now=now)
        version.state, version.weight = VersionState.READY, WHOLE
        version.save(update_fields=["state", "weight"])
    return receptionist


def receptionist_shown() -> Receptionist:
    """The same for looking at it: nothing is made; without one, defaults that are not stored."""
    return Receptionist.objects.filter(branch=None).first() or Receptionist()


@transaction.atomic
def edit_receptionist(*, fields: Mapping[str, Any], now: datetime) -> Receptionist:
    """Change what is being edited. Callers hear it once it is published; protection holds at once.

    :param fields: names of the model's fields, valid values.
    """
    receptionist = receptionist_for_editing(now=now)
    for name, value in fields.items():
        setattr(receptionist, name, value)
    receptionist.save(update_fields=list(fields))
    return receptionist


@transaction.atomic
def set_voice(*, fields: Mapping[str, Any], now: datetime) -> None:
    """The same while a company is set up: as long as nothing was published, callers hear it at once."""
    receptionist, _ = Receptionist.objects.select_for_update().get_or_create(branch=None)
    if receptionist.versions.exists():
        edit_receptionist(fields=fields, now=now)
        publish_if_changed(by_user_id=None, now=now)
        return
    for name, value in fields.items():
        setattr(receptionist, name, value)
    receptionist.save(update_fields=list(fields))


def changes_between(old: ReceptionistVersion | None, receptionist: Receptionist) -> tuple[Change, ...]:
    """What callers would notice if the receptionist were published now."""
    before = old.told if old else {}
    after = receptionist.versioned()
    of_settings = [
        Change(name=name, before=before.get(name), after=after[name])
        for name in VERSIONED
        if before.get(name) != after[name] and (old is not None or after[name] not in ("", None, []))
    ]
    of_parts = part_changes(old.parts if old else {}, _current_parts())
    return (*of_settings, *(each for each in of_parts if each.part not in _at_once))


def version_changes(old: ReceptionistVersion, new: ReceptionistVersion) -> tuple[Change, ...]:
    """How one version differs from another."""
    of_settings = [
        Change(name=name, before=old.told.get(name), after=new.told.get(name))
        for name in VERSIONED
        if old.told.get(name) != new.told.get(name)
    ]
    return (*of_settings, *part_changes(old.parts, new.parts))


def part_changes(
    old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]
) -> tuple[Change, ...]:
    """Members that came, went, or are not the same any more."""
    return tuple(
        Change(name=name, part=part, before=before, after=after)
        for part in sorted({*old, *new})
        for name in sorted({*old.get(part, {}), *new.get(part, {})})
        if (before := old.get(part, {}).get(name)) != (after := new.get(part, {}).get(name))
    )


@transaction.atomic
def publish(*, note: str, by_user_id: int | None, now: datetime) -> Publication:
    """Make a version of what was edited and have it take all calls, as soon as it is set up.

    :raises NothingToPublish: callers get exactly this already.
    """
    receptionist = receptionist_for_editing(now=now)
    live = main_version(receptionist)
    if live is not None and not changes_between(live, receptionist) and live.weight == WHOLE:
        raise NothingToPublish
    version = _new_version(receptionist, note=note, by_user_id=by_user_id, now=now)
    return _want(
        receptionist, version, PublicationAction.PUBLISH, {version.pk: WHOLE}, by_user_id=by_user_id, now=now
    )


def publish_if_changed(*, by_user_id: int | None, now: datetime) -> Publication | None:
    """The same, and nothing where callers get exactly this already."""
    try:
        return publish(note="", by_user_id=by_user_id, now=now)
    except NothingToPublish:
        return None


@transaction.atomic
def put_into_service(*, by_user_id: int | None, now: datetime) -> None:
    """Have what was set up answer the company's numbers, also where nothing was changed since.

    Before that a version may exist, and even speak in tests, without any number leading to it.
    """
    if publish_if_changed(by_user_id=by_user_id, now=now) is not None:
        return
    wanted = (PublicationState.WAITING, PublicationState.DONE)
    if not receptionist_for_editing(now=now).publications.filter(state__in=wanted).exists():
        repair(by_user_id=by_user_id, now=now)


@transaction.atomic
def roll_back(*, version_id: int, by_user_id: int | None, now: datetime) -> Publication:
    """Have an earlier version take all calls again, and take its settings back into what is being edited.

    :raises VersionUnknown: no such version.
    """
    receptionist = receptionist_for_editing(now=now)
    version = _version(receptionist, version_id)
    kept = {name: value for name, value in version.told.items() if name in VERSIONED}
    edit_receptionist(fields=kept, now=now)
    return _want(
        receptionist,
        version,
        PublicationAction.ROLLBACK,
        {version.pk: WHOLE},
        by_user_id=by_user_id,
        now=now,
    )


@transaction.atomic
def split(*, shares: Mapping[int, int], by_user_id: int | None, now: datetime) -> Publication:
    """Let several versions take calls, each its percentage, to see which one does better.

    :raises SharesInvalid: not whole percents of one to three versions, together a hundred.
    :raises VersionUnknown: no such version.
    :raises VersionNotReady: one of them was never set up.
    """
    receptionist = receptionist_for_editing(now=now)
    wanted = {version_id: share for version_id, share in shares.items() if share}
    is_whole = sum(wanted.values()) == WHOLE and all(0 < share <= WHOLE for share in wanted.values())
    if not is_whole or len(wanted) > MOST_AT_ONCE:
        raise SharesInvalid
    versions = [_version(receptionist, version_id) for version_id in wanted]
    if any(version.state != VersionState.READY for version in versions):
        raise VersionNotReady
    main = max(versions, key=lambda version: wanted[version.pk])
    return _want(receptionist, main, PublicationAction.SPLIT, wanted, by_user_id=by_user_id, now=now)


@transaction.atomic
def repair(*, by_user_id: int | None, now: datetime) -> Publication:
    """Bring the provider's side back to what was published.

    :raises NothingToPublish: nothing was published yet.
    """
    receptionist = receptionist_for_editing(now=now)
    live = {version.pk: version.weight for version in live_versions(receptionist)}
    main = main_version(receptionist)
    if main is None:
        raise NothingToPublish
    # What stands there may have been altered: it is made anew and not looked up.
    receptionist.versions.filter(pk__in=live).update(
        brain_id="", brain_version=None, provider_agent_version=None, seals={}
    )
    return _want(receptionist, main, PublicationAction.REPAIR, live, by_user_id=by_user_id, now=now)


@transaction.atomic
def activate(publication: Publication, *, now: datetime) -> None:
    """The versions are set up and callers get them: the wish is fulfilled. Twice is the same as once."""
    give_shares(publication)
    publication.refresh_from_db(fields=["state"])
    if publication.state == PublicationState.WAITING:
        settled(publication, state=PublicationState.DONE, now=now)
        publish_event(
            VersionPublished(receptionist_id=publication.receptionist_id, version_id=publication.version_id)
        )


@transaction.atomic
def give_shares(publication: Publication) -> None:
    """From here on the versions take their calls; a wish that was overtaken meanwhile changes nothing."""
    receptionist = Receptionist.objects.select_for_update().get(pk=publication.receptionist_id)
    publication.refresh_from_db(fields=["state"])
    if publication.state != PublicationState.WAITING:
        return
    shares = {int(version_id): share for version_id, share in publication.shares.items()}
    receptionist.versions.exclude(pk__in=shares).filter(weight__gt=0).update(weight=0)
    for version_id, share in shares.items():
        receptionist.versions.filter(pk=version_id).update(weight=share, state=VersionState.READY)


def settled(publication: Publication, *, state: PublicationState, now: datetime, error: str = "") -> None:
    """Write down how it ended. A version that could not be set up takes no calls."""
    publication.state, publication.error, publication.settled_at = state, error[:60], now
    publication.save(update_fields=["state", "error", "settled_at"])
    if state == PublicationState.FAILED:
        waiting = ReceptionistVersion.objects.filter(
            pk=publication.version_id, state=VersionState.WAITING, weight=0
        )
        waiting.update(state=VersionState.FAILED)


def live_versions(receptionist: Receptionist) -> list[ReceptionistVersion]:
    """The versions that take calls now."""
    return list(receptionist.versions.filter(weight__gt=0).order_by("-weight", "-number"))


def main_version(receptionist: Receptionist) -> ReceptionistVersion | None:
    """The one of them that takes most."""
    return next(iter(live_versions(receptionist)), None)


def _want(
    receptionist: Receptionist,
    version: ReceptionistVersion,
    action: PublicationAction,
    shares: Mapping[int, int],
    *,
    by_user_id: int | None,
    now: datetime,
) -> Publication:
    waiting = receptionist.publications.filter(state=PublicationState.WAITING)
    waiting.update(state=PublicationState.OVERTAKEN, settled_at=now)
    publication = Publication.objects.create(
        receptionist=receptionist,
        version=version,
        action=action,
        shares={str(version_id): share for version_id, share in shares.items()},
        at=now,
        by_user_id=by_user_id,
    )
    enqueue(kind=PUBLISH_KIND, subject_id=publication.pk, due_at=now, now=now)
    return publication


def _new_version(
    receptionist: Receptionist, *, note: str, by_user_id: int | None, now: datetime
) -> ReceptionistVersion:
    last = receptionist.versions.aggregate(last=Max("number"))["last"] or 0
    return ReceptionistVersion.objects.create(
        receptionist=receptionist,
        number=last + 1,
        settings=receptionist.versioned(),
        parts=_current_parts(),
        note=note[:120],
        created_at=now,
        created_by_user_id=by_user_id,
    )


def _version(receptionist: Receptionist, version_id: int) -> ReceptionistVersion:
    found = receptionist.versions.filter(pk=version_id).first()
    if found is None:
        raise VersionUnknown(version_id=version_id)
    return found


def _current_parts() -> dict[str, dict[str, str]]:
    return {name: dict(read()) for name, read in _parts.items()}


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
