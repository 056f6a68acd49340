"""Web push: messages to a browser, sealed for it, by its maker's push service."""
