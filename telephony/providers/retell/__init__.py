"""Retell: its signature, webhooks, functions, socket and interface, in our words."""
