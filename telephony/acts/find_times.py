"""``find_times``: the caller's words become a search; what is offered is held from that moment on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field

from booking.enums import RefusalCode
from booking.queries import habits_of_number
from booking.rules.ranking import NO_HABITS, Habits
from booking.services.holds import HOLD_ON_THE_PHONE
from booking.services.offers import offer_times
from booking.values import OfferedTimes, SlotSearch
from telephony.acts.registry import Act, ActArgs, ActContext, ShortWords, SlotId, Words
from telephony.acts.results import ActResult, refused, slot_json, why_not_json
from telephony.acts.terms import TermUnclear, meant_branch, meant_options, meant_service, meant_staff
from telephony.acts.wishes import (
    WishArgs,
    able_staff,
    branch_ids_for,
    near_of,
    repeated,
    starts_of,
    windows_of,
    wish_of,
)
from telephony.dialogue.matching import match_staff
from telephony.dialogue.times.wish import TimeWish
from telephony.enums import Outcome
from telephony.models import CallAct

OFFERS = 2
MAX_EXCLUDED = 12


class FindTimesArgs(ActArgs):
    """What the caller said: in words, or by ids where our own engine has understood them."""

    service: Annotated[str, ShortWords] | None = Field(
        None, description="Leistung in den Worten des Anrufers"
    )
    service_id: int | None = None
    options: Annotated[str, ShortWords] | None = Field(
        None, description="Variante und Zusätze in den Worten des Anrufers: 'langes Haar, mit Pflege'"
    )
    variant_id: int | None = None
    add_on_ids: list[int] = Field(default_factory=list, max_length=MAX_EXCLUDED)
    staff: Annotated[str, ShortWords] | None = Field(None, description="gewünschte Person, falls genannt")
    staff_id: int | None = None
    branch: Annotated[str, ShortWords] | None = Field(None, description="Filiale, falls genannt")
    branch_id: int | None = None
    when: Annotated[str, Words] | None = Field(
        None,
        description="Zeitwunsch wörtlich, wie der Anrufer ihn gesagt hat; nie selbst in ein Datum umrechnen",
    )
    wish: WishArgs | None = None
    exclude_staff_ids: list[int] = Field(
        default_factory=list, max_length=MAX_EXCLUDED, description="wer es nicht sein soll"
    )
    exclude_slot_ids: list[Annotated[str, SlotId]] = Field(
        default_factory=list,
        max_length=MAX_EXCLUDED,
        description="slot_id von Zeiten, die der Anrufer abgelehnt hat",
    )
    people: int = Field(
        1,
        ge=1,
        le=100,
        description="für wie viele Personen oder Plätze; nur bei Kursen und Leistungen für Gruppen",
    )
    appointment_id: int | None = Field(None, description="nur beim Verlegen: id des bestehenden Termins")


def find_times(context: ActContext, args: FindTimesArgs) -> ActResult:
    """Offer the best free times for what the caller said."""
    try:
        service_id = meant_service(context.vocabulary, args.service_id, args.service, words=context.words)
        staff = meant_staff(
            context.vocabulary,
            args.staff_id,
            args.staff or _staff_beside_time(context, args.when),
            service_id=service_id,
            words=context.words,
        )
        branch_id = meant_branch(context.vocabulary, args.branch_id, args.branch, words=context.words)
        able = able_staff(context, staff, service_id, args.exclude_staff_ids)
        wish = wish_of(context, args.wish, args.when)
    except TermUnclear as unclear:
        return refused(unclear.code, unclear.say)
    windows = windows_of(context, wish)
    if windows == ():
        return _too_far(context)
    near = near_of(context, wish)
    variant_id, add_on_ids = meant_options(
        context.vocabulary,
        service_id,
        args.options,
        variant_id=args.variant_id,
        add_on_ids=args.add_on_ids,
    )
    search = SlotSearch(
        service_ids=(service_id,),
        staff_ids=able,
        branch_ids=branch_ids_for(context, branch_id, staff),
        windows=windows,
        near=near,
        limit=OFFERS,
        exclude_starts=starts_of(args.exclude_slot_ids),
        moving_appointment_id=_moving(context, args.appointment_id),
        party_size=args.people,
        variant_id=variant_id,
        add_on_ids=add_on_ids,
        habits=_habits(context, near),
    )
    offered = offer_times(
        search=search,
        holder=context.call.holder,
        hold_for=HOLD_ON_THE_PHONE,
        now=context.now,
        caller=context.number,
    )
    return _offered(context, offered, wish) if offered.offers else _nothing(context, offered, wish)


def _staff_beside_time(context: ActContext, when: str | None) -> str | None:
    """``am Dienstag bei Anna``: a model may leave the person among the words about the time."""
    return when if when and len(match_staff(when, context.vocabulary).ids) == 1 else None


def _habits(context: ActContext, near: datetime | None) -> Habits:
    """The caller's ways; whoever names a time, or wants the next one, has said what counts."""
    # Without a customer nobody is known at this number, or it is a family's: nothing need be read for that.
    if near or not context.number or context.call.customer_id is None:
        return NO_HABITS
    return habits_of_number(context.number, now=context.now)


def offered_again(
    context: ActContext,
    *,
    service_id: int,
    staff_id: int | None,
    near: datetime,
    variant_id: int | None = None,
    add_on_ids: tuple[int, ...] = (),
) -> OfferedTimes:
    """Other times near one that is gone, for the same service."""
    search = SlotSearch(
        service_ids=(service_id,),
        staff_ids=frozenset({staff_id}) if staff_id else None,
        near=near,
        windows=((near - timedelta(hours=4), near + timedelta(days=3)),),
        limit=OFFERS,
        variant_id=variant_id,
        add_on_ids=add_on_ids,
    )
    return offer_times(
        search=search,
        holder=context.call.holder,
        hold_for=HOLD_ON_THE_PHONE,
        now=context.now,
        caller=context.number,
    )


def still_held(act: CallAct, context: ActContext) -> bool:
    """Whether every time of an earlier answer is still held by this call: then it is the answer again."""
    from booking.models import Offer

    ids = [slot["slot_id"] for slot in act.result.get("slots", ())]
    held = Offer.objects.running().filter(holder=context.call.holder).count()
    return bool(ids) and held == len(ids) and act.pk == _latest_search(context)


def _latest_search(context: ActContext) -> int | None:
    searches = CallAct.objects.filter(call=context.call, name=FIND_TIMES.name, ok=True)
    return searches.order_by("-at", "-position").values_list("pk", flat=True).first()


def _moving(context: ActContext, appointment_id: int | None) -> int | None:
    """The appointment to move, if this caller may; its own time does not block then."""
    from telephony.acts.identity import may_change

    return appointment_id if appointment_id is not None and may_change(context, appointment_id) else None


def _offered(context: ActContext, offered: OfferedTimes, wish: TimeWish | None) -> ActResult:
    slots = [slot_json(offer, context.words, today=context.local_now) for offer in offered.offers]
    matches = any(slot["matches_wish"] for slot in slots)
    say = context.words.offer_sentence(
        slots,
        now=context.local_now.replace(tzinfo=None),
        matches_wish=matches,
        wish=repeated(wish, context) if wish and not matches else "",
    )
    more: dict[str, Any] = {"slots": slots}
    if not matches:
        more["reason"] = _main_reason(offered.reasons)
    if offered.why_not and wish and wish.target:
        more["why_not"] = why_not_json(offered.why_not)
    return ActResult(ok=True, code="offered", say=say, more=more)


def _nothing(context: ActContext, offered: OfferedTimes, wish: TimeWish | None) -> ActResult:
    reason = _main_reason(offered.reasons)
    if reason == RefusalCode.BEYOND_HORIZON:
        return _too_far(context)
    words = context.words
    say = f"{words.nothing_free(repeated(wish, context))} {words.ask_when_instead()}"
    return ActResult(
        ok=False,
        code="nothing_free",
        say=say,
        more={
            "slots": [],
            "reason": reason,
            "explanation": words.refusal(reason) if reason else "",
            "why_not": why_not_json(offered.why_not) if wish and wish.target else [],
        },
        outcome=Outcome.NOTHING_FREE,
    )


def _too_far(context: ActContext) -> ActResult:
    return refused(
        "outside_horizon", context.words.outside_horizon(context.vocabulary.max_horizon_days), slots=[]
    )


def _main_reason(reasons: Mapping[RefusalCode, int]) -> str:
    return max(reasons, key=lambda code: reasons[code]).value if reasons else ""


FIND_TIMES = Act(
    name="find_times",
    description=(
        "Sucht freie Termine und hält die besten für den Anrufer frei. Immer aufrufen, bevor eine Zeit "
        "genannt wird; nur Zeiten aus der Antwort anbieten. Den Satz in 'say' kann man so vorlesen."
    ),
    args=FindTimesArgs,
    run=find_times,
    intent="book",
    still_stands=still_held,
    verbatim=frozenset({"when"}),
    hidden=frozenset(
        {"wish", "service_id", "staff_id", "branch_id", "exclude_staff_ids", "variant_id", "add_on_ids"}
    ),
)
