"""What else is done in the same visit: further services, and somebody who comes along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _

from booking.enums import ServiceKind
from booking.models import Branch, Service, StaffMember
from booking.queries.online import online_staff
from booking.values import PartWish

# With the first service, and that of somebody who comes along, it is as much as a visit may have.
_MOST_MORE: Final = 2
_ONE_BY_ONE: Final = "nacheinander"


@dataclass(frozen=True, kw_only=True, slots=True)
class Company:
    """``more``: what the customer has done after the first service. ``guest``: what somebody else has done.

    ``choices``: all that could be added; none where the service goes with nothing else.
    """

    more: tuple[Service, ...] = ()
    guest: Service | None = None
    is_one_by_one: bool = False
    choices: tuple[Service, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.more or self.guest)

    @property
    def services(self) -> tuple[Service, ...]:
        """Everything but the first."""
        return (*self.more, self.guest) if self.guest else self.more

    @property
    def is_at_once(self) -> bool:
        """Two people begin at the same moment."""
        return self.guest is not None and not self.is_one_by_one

    @property
    def query(self) -> dict[str, Any]:
        """What of it stands in the address."""
        return {
            "danach": [each.pk for each in self.more],
            "zweit": self.guest.pk if self.guest else "",
            "wie": _ONE_BY_ONE if self.guest and self.is_one_by_one else "",
        }

    @property
    def words(self) -> tuple[str, ...]:
        """``zu zweit: Herrenschnitt``; nothing for whoever comes alone."""
        if self.guest is None:
            return ()
        said = _("nacheinander zu zweit: %(service)s") if self.is_one_by_one else _("zu zweit: %(service)s")
        return (said % {"service": self.guest.name},)

    @property
    def asked_for(self) -> list[Service | None]:
        """What stands in each of the lists "afterwards": those that were chosen, and a place for one more."""
        free: list[Service | None] = [None] if len(self.more) < _MOST_MORE else []
        return [*self.more, *free]

    def duration(self, first: timedelta) -> timedelta:
        """All together, where the first service takes so long and nobody has to wait."""
        own = first + sum((each.duration for each in self.more), timedelta())
        if self.guest is None:
            return own
        return own + self.guest.duration if self.is_one_by_one else max(own, self.guest.duration)

    def parts(self, branch: Branch, staff: StaffMember | None) -> Iterator[PartWish]:
        """The same as the calendar understands it. Whoever was chosen does all of it that they do."""
        for service in self.more:
            able = staff is not None and staff in online_staff(branch=branch, service=service)
            yield PartWish(service_id=service.pk, staff_ids=frozenset({staff.pk}) if staff and able else None)
        if self.guest:
            yield PartWish(service_id=self.guest.pk, person=1)


ALONE: Final = Company()


def company_in(asked: QueryDict, *, service: Service, online: Sequence[Service]) -> Company:
    """What else was asked for; what cannot be had here, or not with this service, is left out."""
    if not _can_be_combined(service):
        return ALONE
    choices = tuple(each for each in online if _can_be_combined(each))
    by_id = {str(each.pk): each for each in choices}
    wanted = (by_id.get(text) for text in asked.getlist("danach"))
    return Company(
        more=tuple(each for each in wanted if each)[:_MOST_MORE],
        guest=by_id.get(asked.get("zweit", "")),
        is_one_by_one=asked.get("wie") == _ONE_BY_ONE,
        choices=choices,
    )


def _can_be_combined(service: Service) -> bool:
    """A class begins when it does, and a service for several people is for them alone."""
    return service.kind == ServiceKind.VISIT and service.min_party == 1
