"""Forms of which a page shows as many as are wanted: rows that can be added and taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms

if TYPE_CHECKING:
    _FormSet = forms.BaseFormSet["RowForm"]
else:
    _FormSet = forms.BaseFormSet


class RowForm(forms.Form):
    """One row. An empty one (without what ``needed`` names) does not count."""

    needed = "name"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["use_required_attribute"] = False
        super().__init__(*args, **kwargs)

    @property
    def is_left_out(self) -> bool:
        """Whether nothing was written into it."""
        return not str(self.data.get(self.add_prefix(self.needed), "")).strip()

    def full_clean(self) -> None:
        """Do not complain about rows that do not count."""
        if self.is_bound and self.is_left_out:
            self._errors = forms.utils.ErrorDict()
            self.cleaned_data = {}
            return
        super().full_clean()


class Rows(_FormSet):
    """All rows; those that count are in ``kept``, in the order of the page."""

    def kept(self) -> list[dict[str, Any]]:
        """The cleaned rows that count."""
        return [form.cleaned_data for form in self.forms if form.cleaned_data]

    def is_valid(self) -> bool:
        """Whether each row that counts is."""
        return (
            self.is_bound and self.management_form.is_valid() and all(not form.errors for form in self.forms)
        )


def rows_of(form: type[RowForm], *, most: int, extra: int = 1) -> type[Rows]:
    """The class of such a set, with ``extra`` empty rows to begin with."""
    return cast(
        "type[Rows]",
        forms.formset_factory(form, formset=Rows, extra=extra, max_num=most, absolute_max=most + extra),
    )
