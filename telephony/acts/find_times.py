"""``find_times``: the caller's words become a search; what is offered is held from that moment on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from booking.enums import RefusalCode
from booking.errors import NonexistentWallTime
from booking.services.offers import HOLD_ON_THE_PHONE, offer_times
from booking.services.slot_ids import offer_of
from booking.values import OfferedTimes, SlotSearch, Window
from booking.wall_clock import instant_at
from telephony.acts.registry import Act, ActArgs, ActContext, ShortWords, SlotId, Words
from telephony.acts.results import ActResult, refused, slot_json
from telephony.acts.terms import TermUnclear, meant_branch, meant_service, meant_staff
from telephony.dialogue import act_wording, wording
from telephony.dialogue.times.grammar import understand_time
from telephony.dialogue.times.wish import TimeWish
from telephony.dialogue.vocabulary import StaffTerm
from telephony.enums import Outcome
from telephony.models import CallAct

OFFERS = 2
MAX_EXCLUDED = 12

Minute = Annotated[int, Field(ge=0, le=1440)]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class BoxArgs(BaseModel):
    """One alternative of a wish as the engine writes it; checked like everything that comes in."""

    model_config = ConfigDict(strict=True, extra="ignore")

    start: Day | None = None
    end: Day | None = None
    weekdays: list[Annotated[int, Field(ge=0, le=6)]] = Field(default_factory=list, max_length=7)
    opens: Minute | None = None
    closes: Minute | None = None
    target: Minute | None = None
    rank: Annotated[int, Field(ge=0, le=100)] = 0


class WishArgs(BaseModel):
    """A wish as the engine writes it."""

    model_config = ConfigDict(strict=True, extra="ignore")

    boxes: list[BoxArgs] = Field(default_factory=list, max_length=40)
    excluded: list[BoxArgs] = Field(default_factory=list, max_length=40)
    earliest: bool = False
    choices: list[Day] = Field(default_factory=list, max_length=10)


class FindTimesArgs(ActArgs):
    """What the caller said: in words, or by ids where our own engine has understood them."""

    service: Annotated[str, ShortWords] | None = Field(
        None, description="Leistung in den Worten des Anrufers"
    )
    service_id: int | None = None
    staff: Annotated[str, ShortWords] | None = Field(None, description="gewünschte Person, falls genannt")
    staff_id: int | None = None
    branch: Annotated[str, ShortWords] | None = Field(None, description="Filiale, falls genannt")
    branch_id: int | None = None
    when: Annotated[str, Words] | None = Field(
        None,
        description="Zeitwunsch wörtlich, wie der Anrufer ihn gesagt hat; nie selbst in ein Datum umrechnen",
    )
    wish: WishArgs | None = None
    exclude_slot_ids: list[Annotated[str, SlotId]] = Field(
        default_factory=list,
        max_length=MAX_EXCLUDED,
        description="slot_id von Zeiten, die der Anrufer abgelehnt hat",
    )
    appointment_id: int | None = Field(None, description="nur beim Verlegen: id des bestehenden Termins")


def find_times(context: ActContext, args: FindTimesArgs) -> ActResult:
    """Offer the best free times for what the caller said."""
    try:
        service_id = meant_service(context.vocabulary, args.service_id, args.service)
        staff = meant_staff(context.vocabulary, args.staff_id, args.staff, service_id=service_id)
        branch_id = meant_branch(context.vocabulary, args.branch_id, args.branch)
        wish = _wish(context, args)
    except TermUnclear as unclear:
        return refused(unclear.code, unclear.say)
    windows = _windows(context, wish)
    if windows == ():
        return _too_far(context)
    search = SlotSearch(
        service_ids=(service_id,),
        staff_ids=frozenset({staff.id}) if staff else None,
        branch_ids=_branch_ids(context, branch_id, staff),
        windows=windows,
        near=_instant(wish.target, context) if wish and wish.target else None,
        limit=OFFERS,
        exclude_starts=_starts_of(args.exclude_slot_ids),
        moving_appointment_id=_moving(context, args.appointment_id),
    )
    offered = offer_times(
        search=search,
        holder=context.call.holder,
        hold_for=HOLD_ON_THE_PHONE,
        now=context.now,
        caller=context.number,
    )
    return _offered(context, offered, wish) if offered.offers else _nothing(context, offered.reasons, wish)


def offered_again(
    context: ActContext, *, service_id: int, staff_id: int | None, near: datetime
) -> OfferedTimes:
    """Other times near one that is gone, for the same service."""
    search = SlotSearch(
        service_ids=(service_id,),
        staff_ids=frozenset({staff_id}) if staff_id else None,
        near=near,
        windows=((near - timedelta(hours=4), near + timedelta(days=3)),),
        limit=OFFERS,
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


def _wish(context: ActContext, args: FindTimesArgs) -> TimeWish | None:
    """What was said about the time; ``None``: nothing.

    :raises TermUnclear: something was said that nobody can make a time of, or that means two days.
    """
    wish: TimeWish | None = None
    if args.wish is not None:
        wish = _checked(args.wish)
    elif args.when:
        wish = understand_time(
            args.when,
            now=context.local_now,
            subdivision=context.vocabulary.subdivision,
        )
        if wish is None:
            raise TermUnclear("when_unclear", wording.ask_when(1))
    if wish is not None and len(wish.choices) > 1:
        raise TermUnclear("when_unclear", wording.ask_which_day(wish.choices))
    return wish


def _checked(args: WishArgs) -> TimeWish:
    try:
        return TimeWish.from_json(args.model_dump())
    except ValueError as error:
        raise TermUnclear("when_unclear", wording.ask_when(1)) from error


def _windows(context: ActContext, wish: TimeWish | None) -> tuple[Window, ...] | None:
    """The wish as instants; ``None``: any time will do, empty: nothing of it lies before the horizon."""
    if wish is None or not (wish.boxes or wish.excluded):
        return None
    local = wish.windows(context.local_now, context.vocabulary.max_horizon_days)
    spans = ((_instant(window.start, context), _instant(window.end, context)) for window in local)
    return tuple((start, end) for start, end in spans if start < end)


def _instant(local: datetime, context: ActContext) -> datetime:
    """A wall time as an instant; inside the hour that spring skips, the end of that hour."""
    try:
        return instant_at(local, context.zone)
    except NonexistentWallTime:
        return instant_at(local + timedelta(hours=1), context.zone)


def _branch_ids(context: ActContext, branch_id: int | None, staff: StaffTerm | None) -> frozenset[int]:
    """The branch that was named, else those of the person asked for, else the one that was called."""
    if branch_id is not None:
        return frozenset({branch_id})
    called = context.call.branch_id
    if staff and staff.branch_ids and called not in staff.branch_ids:
        return staff.branch_ids
    return frozenset({called})


def _starts_of(slot_ids: Iterable[str]) -> frozenset[datetime]:
    """When the times began that the caller turned down; ids that are not ours say nothing."""
    from booking.errors import SlotUnknown

    starts = set()
    for slot_id in slot_ids:
        try:
            starts.add(offer_of(slot_id).period.lower)
        except SlotUnknown:
            continue
    return frozenset(starts)


def _moving(context: ActContext, appointment_id: int | None) -> int | None:
    """The appointment to move, if this caller may; its own time does not block then."""
    from telephony.acts.identity import may_change

    return appointment_id if appointment_id is not None and may_change(context, appointment_id) else None


def _offered(context: ActContext, offered: OfferedTimes, wish: TimeWish | None) -> ActResult:
    slots = [slot_json(offer, today=context.local_now) for offer in offered.offers]
    matches = any(slot["matches_wish"] for slot in slots)
    say = wording.offer_sentence(
        slots,
        now=context.local_now.replace(tzinfo=None),
        matches_wish=matches,
        wish=_repeated(wish, context) if wish and not matches else "",
    )
    more: dict[str, Any] = {"slots": slots}
    if not matches:
        more["reason"] = _main_reason(offered.reasons)
    return ActResult(ok=True, code="offered", say=say, more=more)


def _nothing(context: ActContext, reasons: Mapping[RefusalCode, int], wish: TimeWish | None) -> ActResult:
    reason = _main_reason(reasons)
    if reason == RefusalCode.BEYOND_HORIZON:
        return _too_far(context)
    say = f"{wording.nothing_free(_repeated(wish, context) if wish else '')} {wording.ask_when_instead()}"
    return ActResult(
        ok=False,
        code="nothing_free",
        say=say,
        more={"slots": [], "reason": reason, "explanation": act_wording.refusal(reason) if reason else ""},
        outcome=Outcome.NOTHING_FREE,
    )


def _too_far(context: ActContext) -> ActResult:
    return refused("outside_horizon", wording.outside_horizon(context.vocabulary.max_horizon_days), slots=[])


def _main_reason(reasons: Mapping[RefusalCode, int]) -> str:
    return max(reasons, key=lambda code: reasons[code]).value if reasons else ""


def _repeated(wish: TimeWish | None, context: ActContext) -> str:
    return wish.spoken(context.local_now.replace(tzinfo=None)) if wish else ""


def day_of(text: str) -> date | None:
    """An ISO date, or ``None``."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


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
    hidden=frozenset({"wish", "service_id", "staff_id", "branch_id"}),
)
