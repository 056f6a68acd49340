"""What callers say instead of the name of a service, a person or a branch."""

from __future__ import annotations

from typing import Any, Final

from django.db import models, transaction

from booking.errors import SpokenNameTaken
from booking.models import Branch, Service, StaffMember

# More names for one thing would sooner or later mean another.
MOST_NAMES: Final = 40
_THINGS: Final[dict[str, models.QuerySet[Any]]] = {
    "service": Service.objects.all(),
    "staff": StaffMember.objects.all(),
    "branch": Branch.objects.all(),
}


@transaction.atomic
def add_spoken_name(*, thing: str, thing_id: int, name: str) -> bool:
    """Have a service, person or branch understood by another name from now on.

    ``False``: it has that name already, and nothing was changed.

    :param thing: ``service``, ``staff`` or ``branch``.
    :raises SpokenNameTaken: another one of its kind is called that, it has too many names, or it is gone.
    """
    rows = _THINGS[thing]
    row = rows.select_for_update().filter(pk=thing_id).first()
    if row is None or len(row.spoken_names) >= MOST_NAMES:
        raise SpokenNameTaken
    wanted = name.casefold()
    if wanted in _names(row):
        return False
    if any(wanted in _names(other) for other in rows.exclude(pk=thing_id)):
        raise SpokenNameTaken
    row.spoken_names = [*row.spoken_names, name]
    row.save(update_fields=["spoken_names"])
    return True


@transaction.atomic
def drop_spoken_name(*, thing: str, thing_id: int, name: str) -> None:
    """Forget such a name again. Twice is the same as once."""
    row = _THINGS[thing].select_for_update().filter(pk=thing_id).first()
    if row is not None and name in row.spoken_names:
        row.spoken_names = [each for each in row.spoken_names if each != name]
        row.save(update_fields=["spoken_names"])


def _names(row: Service | StaffMember | Branch) -> set[str]:
    return {each.casefold() for each in (row.name, *row.spoken_names)}
