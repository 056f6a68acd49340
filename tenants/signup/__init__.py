"""Signing up: a person, a company, the way into it, and how far it is set up."""
