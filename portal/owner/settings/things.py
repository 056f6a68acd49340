"""Rooms and devices: sorts of them, and which stand where."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.enums import ResourceKind
from booking.errors import ChangedMeanwhile, NameTaken
from booking.house_values import GroupValues, ResourceValues, fingerprint
from booking.models import Branch, ResourceGroup, Service
from booking.queries.house import group_values
from booking.services.equipment import save_group
from portal.access import role_required
from portal.owner.settings.access import whole_company
from portal.owner.settings.fields import CHANGED_MEANWHILE, NAME_TAKEN, LineField, choice, count
from portal.owner.settings.rows_forms import RowForm, rows_of
from portal.owner.settings.undo import Undoable, offer_undo, register

_LIST: Final = "portal/settings/things.html"
_ONE: Final = "portal/settings/thing.html"
_KINDS: Final = [(kind.value, kind.label) for kind in ResourceKind if kind is not ResourceKind.STAFF]

register(
    "things",
    Undoable(
        values=GroupValues,
        save=lambda subject, values, expected: save_group(
            values=values, group_id=subject[0], expected=expected
        ),
        page="settings-thing",
    ),
)


class GroupForm(forms.Form):
    """A sort of rooms or devices."""

    name = LineField(label=gettext_lazy("Wie heißt die Art?"), max_length=80)
    kind = choice(gettext_lazy("Was ist es?"), _KINDS, widget=forms.RadioSelect)


class ThingForm(RowForm):
    """One room or device."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = LineField(label=gettext_lazy("Name"), max_length=120)
    branch = forms.TypedChoiceField(
        label=gettext_lazy("Filiale"), coerce=int, widget=forms.Select(attrs={"class": "select"})
    )
    capacity = count(gettext_lazy("Personen"), most=1000, required=False)

    def __init__(self, *args: Any, branches: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["branch"].choices = branches  # type: ignore[attr-defined]


ThingRows = rows_of(ThingForm, most=200)


@role_required("owner", "manager")
@whole_company
def things(request: HttpRequest) -> HttpResponse:
    """Each sort with its rooms or devices, and the services that need them."""
    users: dict[int, list[str]] = {}
    for name, group_id in Service.objects.filter(is_active=True, needs__isnull=False).values_list(
        "name", "needs__group"
    ):
        users.setdefault(group_id, []).append(name)
    rows = [
        {
            "group": group,
            "names": [thing.name for thing in group.resources.all() if thing.is_active],
            "services": users.get(group.pk, []),
        }
        for group in ResourceGroup.objects.prefetch_related("resources")
    ]
    return render(request, _LIST, {"rows": rows})


@role_required("owner", "manager")
@whole_company
def new_group(request: HttpRequest) -> HttpResponse:
    """A sort that did not exist yet."""
    return _edit(request, GroupValues(name=""), None)


@role_required("owner", "manager")
@whole_company
def group(request: HttpRequest, group_id: int) -> HttpResponse:
    """One sort with its rooms or devices."""
    found = ResourceGroup.objects.prefetch_related("resources").filter(pk=group_id).first()
    if found is None:
        raise Http404
    return _edit(request, group_values(found), found)


def _edit(request: HttpRequest, values: GroupValues, group: ResourceGroup | None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    branches = list(Branch.objects.values_list("pk", "name"))
    form = GroupForm(data, initial={"name": values.name, "kind": values.kind.value})
    initial = [
        {"id": each.id, "name": each.name, "branch": each.branch_id, "capacity": each.capacity}
        for each in values.resources
    ]
    rows = ThingRows(data, prefix="r", initial=initial, form_kwargs={"branches": branches})
    if form.is_valid() and rows.is_valid():
        wish = GroupValues(
            name=form.cleaned_data["name"],
            kind=ResourceKind(form.cleaned_data["kind"]),
            resources=tuple(
                ResourceValues(
                    id=row["id"], name=row["name"], branch_id=row["branch"], capacity=row["capacity"]
                )
                for row in rows.kept()
            ),
        )
        if answer := _save(request, form, values, wish, group):
            return answer
    context = {
        "form": form,
        "rows": rows,
        "group": group,
        "several": len(branches) > 1,
        "stand": request.POST.get("stand") or fingerprint(values),
    }
    return render(request, _ONE, context, status=422 if data is not None else 200)


def _save(
    request: HttpRequest,
    form: GroupForm,
    before: GroupValues,
    wish: GroupValues,
    group: ResourceGroup | None,
) -> HttpResponse | None:
    """Where it goes on once it is saved; ``None``: the form says why not."""
    expected = str(request.POST.get("stand", ""))[:64] if group else None
    try:
        saved = save_group(values=wish, group_id=group.pk if group else None, expected=expected)
    except NameTaken:
        form.add_error("name", NAME_TAKEN)
        return None
    except ChangedMeanwhile:
        form.add_error(None, CHANGED_MEANWHILE)
        return None
    if group is None:
        messages.success(request, _("%(name)s ist angelegt.") % {"name": saved.name})
    else:
        after = group_values(ResourceGroup.objects.get(pk=saved.pk))
        offer_undo(request, _("Gespeichert."), kind="things", subject=(saved.pk,), before=before, after=after)
    return redirect("settings-thing", saved.pk)
