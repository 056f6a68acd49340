"""What the calendar knows of people, and for how long."""

from datetime import timedelta

from tenants.privacy.registry import Basis, PersonalFields, Since, declare

# Claims out of a visit expire after three years (§ 195 BGB), counted from the end of the year (§ 199 BGB).
CLAIMS_EXPIRE = timedelta(days=4 * 365)

declare(
    PersonalFields(
        model="booking.Customer",
        fields=(
            "name",
            "name_key",
            "phone",
            "phone_index",
            "email",
            "note",
            "extra_minutes",
            "search_keys",
            "sort_key",
            "email_index",
            "birthday_on",
            "flags",
            "notes",
            "merges",
        ),
        purpose="Knowing the customer again, keeping and changing appointments.",
        basis=Basis.CONTRACT,
        keep_for=CLAIMS_EXPIRE,
        since=Since.LAST_VISIT,
    ),
    PersonalFields(
        model="booking.Appointment",
        fields=("note", "cancel_reason", "answers"),
        purpose="Keeping what was agreed for the visit.",
        basis=Basis.CONTRACT,
        keep_for=CLAIMS_EXPIRE,
        since=Since.LAST_VISIT,
    ),
    PersonalFields(
        model="booking.AppointmentChange",
        fields=("reason",),
        purpose="Telling later who changed an appointment and why.",
        basis=Basis.INTEREST,
        keep_for=CLAIMS_EXPIRE,
        since=Since.LAST_VISIT,
    ),
    PersonalFields(
        model="booking.Offer",
        fields=("caller_index",),
        purpose="Limiting how many times one caller can hold; says nothing without the company's key.",
        basis=Basis.INTEREST,
        keep_for=timedelta(days=1),
        since=Since.HOLD_EXPIRED,
    ),
    PersonalFields(
        model="booking.BookingRequest",
        fields=("details", "phone_index", "address_index"),
        purpose="Proving a number before something is booked under it, and keeping pranks off.",
        basis=Basis.INTEREST,
        keep_for=timedelta(days=1),
        since=Since.HANDLED,
        removed_by="booking.services.booking_requests.clear_old_requests",
    ),
    PersonalFields(
        model="booking.StaffMember",
        fields=("name", "spoken_names", "photo"),
        purpose="Booking a certain person; past appointments keep the name.",
        basis=Basis.CONTRACT,
        keep_for=CLAIMS_EXPIRE,
        since=Since.LEFT,
    ),
    PersonalFields(
        model="booking.Resource",
        fields=("name",),
        purpose="The same, where the resource is a person.",
        basis=Basis.CONTRACT,
        keep_for=CLAIMS_EXPIRE,
        since=Since.LEFT,
    ),
    PersonalFields(
        model="booking.LinkedCalendar",
        fields=("name", "remote_id", "watch"),
        purpose="Keeping a staff member's own calendar and ours the same.",
        basis=Basis.CONTRACT,
        keep_for=timedelta(0),
        since=Since.LEFT,
    ),
    PersonalFields(
        model="booking.ExternalEvent",
        fields=("title",),
        purpose="Showing what takes a staff member's time; gone with the calendar or the entry there.",
        basis=Basis.CONTRACT,
        keep_for=timedelta(0),
        since=Since.HANDLED,
    ),
    PersonalFields(
        model="booking.SyncConflict",
        fields=("wanted",),
        purpose="Deciding about a booking made elsewhere that does not fit here.",
        basis=Basis.CONTRACT,
        keep_for=CLAIMS_EXPIRE,
        since=Since.LAST_VISIT,
    ),
    PersonalFields(
        model="booking.WaitlistEntry",
        fields=("note",),
        purpose="Offering the time that somebody waits for.",
        basis=Basis.CONTRACT,
        keep_for=timedelta(days=180),
        since=Since.HANDLED,
    ),
    PersonalFields(
        model="booking.ImportRun",
        fields=("title", "table", "choices"),
        purpose="Taking over customers and appointments from a file.",
        basis=Basis.CONTRACT,
        keep_for=timedelta(days=1),
        since=Since.HANDLED,
        removed_by="booking.services.import_runs.clear_old_imports",
    ),
)
