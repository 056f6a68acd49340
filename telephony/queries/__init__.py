"""Reads with more than one caller."""
