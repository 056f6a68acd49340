"""The platform's own staff: Django admin pages that look over all companies."""
