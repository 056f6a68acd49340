"""Reads with more than one caller: querysets or frozen dataclasses."""

from booking.queries.agenda import upcoming_appointments_of
from booking.queries.catalogue import BookableStaff, Catalogue, OfferedService, OpenBranch, current_catalogue
from booking.queries.classes import SessionPlaces, sessions_with_places
from booking.queries.habits import habits_of_number
from booking.queries.hours import (
    OpeningDay,
    OpenSpan,
    is_open_at,
    next_opening,
    opening_hours_on,
    opening_week,
)
from booking.queries.questions import questions_for
from booking.queries.series import SeriesPick, SeriesProposal, SeriesWish, propose_series
from booking.queries.slots import search_slots
from booking.queries.terms import ChangeTerms, change_terms

__all__ = [
    "BookableStaff",
    "Catalogue",
    "ChangeTerms",
    "OfferedService",
    "OpenBranch",
    "OpenSpan",
    "OpeningDay",
    "SeriesPick",
    "SeriesProposal",
    "SeriesWish",
    "SessionPlaces",
    "change_terms",
    "current_catalogue",
    "habits_of_number",
    "is_open_at",
    "next_opening",
    "opening_hours_on",
    "opening_week",
    "propose_series",
    "questions_for",
    "search_slots",
    "sessions_with_places",
    "upcoming_appointments_of",
]
