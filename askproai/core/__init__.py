"""Kernel of the project: no models, imports no room."""
