"""Signing in, and what people decide about how they do."""
