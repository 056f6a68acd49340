"""What calls leave behind of people, and for how long. Words only where the caller agreed."""

from datetime import timedelta

from tenants.privacy.registry import Basis, PersonalFields, Since, declare

CALLS_ARE_KEPT = timedelta(days=90)

declare(
    PersonalFields(
        model="telephony.Call",
        fields=("from_number", "phone_index"),
        purpose="Calling back, knowing the caller again, turning away robots.",
        basis=Basis.INTEREST,
        keep_for=CALLS_ARE_KEPT,
        since=Since.CALL_ENDED,
    ),
    PersonalFields(
        model="telephony.Call",
        fields=("summary",),
        purpose="Telling the company what the call was about.",
        basis=Basis.CONSENT,
        keep_for=CALLS_ARE_KEPT,
        since=Since.CALL_ENDED,
    ),
    PersonalFields(
        model="telephony.Call",
        fields=("dialogue_state",),
        purpose="Going on with the conversation while it lasts.",
        basis=Basis.CONTRACT,
        keep_for=timedelta(0),
        since=Since.CALL_ENDED,
        removed_by="telephony.services.calls.end_call",
    ),
    PersonalFields(
        model="telephony.Call",
        fields=("trace",),
        purpose="Proving what was said after the call, without keeping the words.",
        basis=Basis.CONTRACT,
        keep_for=timedelta(0),
        since=Since.CALL_ENDED,
        removed_by="telephony.services.proof.review_call",
    ),
    PersonalFields(
        model="telephony.Consent",
        fields=("line",),
        purpose="Proving who agreed to what, in which words.",
        basis=Basis.DUTY,
        keep_for=timedelta(days=3 * 365),
        since=Since.CALL_ENDED,
    ),
    PersonalFields(
        model="telephony.OpenQuestion",
        fields=("text",),
        purpose="Passing on to the company what a caller wanted to know and asked to have passed on.",
        basis=Basis.CONTRACT,
        keep_for=CALLS_ARE_KEPT,
        since=Since.CALL_ENDED,
    ),
    PersonalFields(
        model="telephony.CallTurn",
        fields=("text",),
        purpose="Reading the conversation again.",
        basis=Basis.CONSENT,
        keep_for=CALLS_ARE_KEPT,
        since=Since.CALL_ENDED,
    ),
    PersonalFields(
        model="telephony.CallAct",
        fields=("args", "result"),
        purpose="Proving what was offered and booked, answering a repeated request alike.",
        basis=Basis.CONTRACT,
        keep_for=CALLS_ARE_KEPT,
        since=Since.CALL_ENDED,
    ),
    PersonalFields(
        model="telephony.CallbackTicket",
        fields=("reason", "name", "phone", "wished"),
        purpose="Calling the person back.",
        basis=Basis.CONTRACT,
        keep_for=CALLS_ARE_KEPT,
        since=Since.TICKET_CLOSED,
    ),
    PersonalFields(
        model="telephony.CallerMessage",
        fields=("text", "name", "phone"),
        purpose="Passing on what the caller asked to have passed on.",
        basis=Basis.CONTRACT,
        keep_for=CALLS_ARE_KEPT,
        since=Since.CALL_ENDED,
    ),
    PersonalFields(
        model="telephony.CallTransfer",
        fields=("phone", "summary"),
        purpose="Putting the caller through, and telling whoever picks up what it is about.",
        basis=Basis.CONTRACT,
        keep_for=CALLS_ARE_KEPT,
        since=Since.CALL_ENDED,
    ),
    PersonalFields(
        model="telephony.TransferTarget",
        fields=("name", "phone"),
        purpose="Putting callers through to this person.",
        basis=Basis.CONTRACT,
        keep_for=timedelta(0),
        since=Since.LEFT,
        removed_by="telephony.services.transfer_targets.remove_target",
    ),
    PersonalFields(
        model="telephony.BlockedNumber",
        fields=("phone", "phone_index"),
        purpose="Not being called by this number any more.",
        basis=Basis.INTEREST,
        keep_for=timedelta(0),
        since=Since.LEFT,
    ),
)
