"""Branches, staff, services, working hours, free times, appointments and customers of one company."""
