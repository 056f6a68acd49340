"""Twilio as a shop for phone numbers; its messages are the notification room's."""
