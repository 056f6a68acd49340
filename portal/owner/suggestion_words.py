"""What a suggestion says, why, and what accepting it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.models import Branch, Service, StaffMember
from telephony.enums import SuggestionKind
from telephony.models import OpenQuestion, Suggestion
from telephony.services.suggestions import routing_instruction

_THINGS: Final[dict[str, Any]] = {"service": Service, "staff": StaffMember, "branch": Branch}
_WEEKDAYS: Final = (
    gettext_lazy("montags"),
    gettext_lazy("dienstags"),
    gettext_lazy("mittwochs"),
    gettext_lazy("donnerstags"),
    gettext_lazy("freitags"),
    gettext_lazy("samstags"),
    gettext_lazy("sonntags"),
)
_PARTS: Final = {
    "morning": gettext_lazy("vormittags"),
    "afternoon": gettext_lazy("nachmittags"),
    "evening": gettext_lazy("nach 17 Uhr"),
}
_CLOSED: Final = frozenset({"branch_closed", "outside_opening_hours", "staff_not_working"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A suggestion in words. ``question``: accepting needs an answer; ``url``: where more can be done."""

    icon: str
    title: str
    reason: str
    accept: str
    question: str = ""
    answer: str = ""
    url: str = ""
    url_label: str = ""


def told(row: Suggestion) -> Told | None:
    """The words; ``None`` when what it is about is gone."""
    return _TELLING[SuggestionKind(row.kind)](row)


def _alias(row: Suggestion) -> Told | None:
    content = row.content
    thing = _THINGS[content["thing"]].objects.filter(pk=content["thing_id"]).first()
    if thing is None:
        return None
    words = {"term": content["term"], "name": thing.name, "count": row.times}
    return Told(
        icon="message-square",
        title=_("„%(term)s“ als „%(name)s“ verstehen") % words,
        reason=_("%(count)d Anrufer sagten „%(term)s“ und meinten „%(name)s“.") % words,
        accept=_("Übernehmen"),
    )


def _question(row: Suggestion) -> Told | None:
    asked = OpenQuestion.objects.filter(pk=row.content["question_id"]).first()
    if asked is None:
        return None
    return Told(
        icon="circle-help",
        title=_("Antwort hinterlegen: „%(question)s“") % {"question": asked.text},
        reason=_("%(count)d-mal gefragt, und der Empfang wusste keine Antwort.") % {"count": row.times},
        accept=_("Antwort speichern"),
        question=asked.text,
    )


def _not_offered(row: Suggestion) -> Told:
    words = {"term": row.content["term"], "count": row.times}
    return Told(
        icon="circle-help",
        title=_("„%(term)s“ gibt es bei Ihnen nicht") % words,
        reason=_("%(count)d Anrufer wollten „%(term)s“ und fanden nichts Passendes.") % words,
        accept=_("Antwort speichern"),
        question=_("Bieten Sie %(term)s an?") % words,
        answer=_("Nein, %(term)s bieten wir leider nicht an.") % words,
    )


def _nothing_free(row: Suggestion) -> Told:
    content = row.content
    when = " ".join(
        str(part) for part in (_WEEKDAYS[content["weekday"]], _PARTS.get(content["part"])) if part
    )
    words = {"when": when, "count": row.times}
    is_closed = content["reason"] in _CLOSED
    why = _("Da ist geschlossen oder niemand da.") if is_closed else _("Da ist alles vergeben.")
    return Told(
        icon="calendar-days",
        title=_("Mehr Zeit anbieten: %(when)s") % words,
        reason=_("%(count)d Anrufer wollten %(when)s kommen und bekamen nichts.") % words + f" {why}",
        accept=_("Erledigt"),
        url=reverse("rules-branch", args=[content["branch_id"]]),
        url_label=_("Regeln der Filiale"),
    )


def _routing(row: Suggestion) -> Told:
    words = {"topic": row.content["topic"], "count": row.times}
    return Told(
        icon="phone-forwarded",
        title=_("Bei „%(topic)s“ gleich verbinden") % words,
        reason=_("%(count)d Anrufer mit diesem Anliegen wollten am Ende zu einem Menschen.") % words
        + " "
        + _("Neuer Hinweis für das Gespräch:")
        + f" {routing_instruction(row.content['topic'])}",
        accept=_("Übernehmen"),
        url=reverse("transfer-targets"),
        url_label=_("Ansprechpartner"),
    )


_TELLING: Final = {
    SuggestionKind.ALIAS: _alias,
    SuggestionKind.QUESTION: _question,
    SuggestionKind.NOT_OFFERED: _not_offered,
    SuggestionKind.NOTHING_FREE: _nothing_free,
    SuggestionKind.ROUTING: _routing,
}
