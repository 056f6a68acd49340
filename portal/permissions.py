"""Who may open which page of a company's portal: the published matrix of role and route name.

Views carry the same roles by ``@role_required``; a test fails for a route that is missing or says otherwise.
"""

from __future__ import annotations

from typing import Final

from tenants.enums import Role

EVERYBODY: Final = frozenset({Role.OWNER, Role.MANAGER, Role.STAFF})
LEADS: Final = frozenset({Role.OWNER, Role.MANAGER})

MATRIX: Final[dict[str, frozenset[Role]]] = {
    "dashboard": EVERYBODY,
    "dashboard-counts": EVERYBODY,
    "calendar": EVERYBODY,
    "appointment": EVERYBODY,
    "appointment-cancel": EVERYBODY,
    "series": EVERYBODY,
    "series-book": EVERYBODY,
    "series-cancel": EVERYBODY,
    "classes": EVERYBODY,
    "class-session": EVERYBODY,
    "class-add": EVERYBODY,
    "class-remove": EVERYBODY,
    "class-places": EVERYBODY,
    "class-cancel": EVERYBODY,
    "appointment-settle": EVERYBODY,
    "rules": LEADS,
    "rules-branch": LEADS,
    "rules-service": LEADS,
    "waitlist": EVERYBODY,
    "waitlist-new": EVERYBODY,
    "waitlist-offer": EVERYBODY,
    "waitlist-remove": EVERYBODY,
    "waitlist-rules": LEADS,
    "outages": EVERYBODY,
    "outage-start": EVERYBODY,
    "outage": EVERYBODY,
    "outage-undo": LEADS,
    "outage-send": LEADS,
    "outage-decide": LEADS,
    "calls": EVERYBODY,
    "call": EVERYBODY,
    "call-withdraw": LEADS,
    "connect-begin": LEADS,
    "connect-finish": LEADS,
    "caldav-connect": LEADS,
    "calendars-link": LEADS,
    "integrations": LEADS,
    "integrations-end": LEADS,
    "knowledge": LEADS,
    "knowledge-add": LEADS,
    "knowledge-source": LEADS,
    "knowledge-read-again": LEADS,
    "knowledge-delete": LEADS,
    "knowledge-answer": LEADS,
    "knowledge-dismiss": LEADS,
    "test-call": LEADS,
    "test-call-start": LEADS,
    "test-call-say": LEADS,
    "test-call-hang-up": LEADS,
    "simulations": LEADS,
    "simulations-start": LEADS,
    "receptionist": LEADS,
    "receptionist-publishing": LEADS,
    "receptionist-preview": LEADS,
    "receptionist-discard": LEADS,
    "receptionist-publish": LEADS,
    "receptionist-check": LEADS,
    "receptionist-repair": LEADS,
    "receptionist-versions": LEADS,
    "receptionist-split": LEADS,
    "receptionist-roll-back": LEADS,
    "transfer-targets": LEADS,
    "transfer-target-new": LEADS,
    "transfer-target": LEADS,
    "transfer-target-drop": LEADS,
    "blocklist": LEADS,
    "blocklist-block": LEADS,
    "blocklist-unblock": LEADS,
    "receptionist-section": LEADS,
    "suggestions": LEADS,
    "suggestion-accept": LEADS,
    "suggestion-dismiss": LEADS,
    "suggestion-undo": LEADS,
    "online-booking": LEADS,
    "calendar-feeds": LEADS,
    "calendar-feed-change": LEADS,
    "integration-calcom": LEADS,
    "integration-review": LEADS,
    "integration-sync": LEADS,
    "conflict-resolve": LEADS,
    "imports": LEADS,
    "import": LEADS,
    "import-start": LEADS,
    "import-drop": LEADS,
    "import-report": LEADS,
}

# Where the platform sends people back to who signed in at a provider.
CONNECT_FINISH_PATH: Final = "/integrationen/fertig/"

# Without signing in.
PUBLIC: Final = frozenset(
    {
        "sign-in",
        "sign-out",
        "favicon",
        "booking",
        "booking-widget",
        "booking-branch",
        "booking-service",
        "booking-hold",
        "booking-details",
        "booking-code",
        "booking-new-code",
        "booking-done",
        "booking-file",
        "booking-wait",
        "booking-waiting",
        "appointment-link",
        "appointment-link-move",
        "appointment-link-hold",
        "appointment-link-agree",
        "appointment-link-cancel",
        "appointment-link-messages",
        "appointment-link-file",
        "calendar-feed",
        "waitlist-leave",
        "waitlist-answer",
        "waitlist-decline",
        "waitlist-instead",
        "outage-answer",
        "outage-choose",
        "outage-call-me",
        "outage-cancel",
    }
)

# Doors with a lock of their own: the Django admin asks who is there, a webhook proves itself by signature.
SELF_CHECKED_PREFIXES: Final = ("admin/", "hooks/")
