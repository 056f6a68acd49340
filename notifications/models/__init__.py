"""Tables of the notifications room; all of them live in the company's schema."""

from notifications.models.notification import Notification
from notifications.models.push import PushSubscription
from notifications.models.suppression import Suppression

__all__ = ["Notification", "PushSubscription", "Suppression"]
