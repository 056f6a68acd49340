"""Simulated callers: a suite of people who ring at a frozen copy of a calendar, graded on what is left there.

``scenario`` is the format (``README.md`` explains it), ``caller`` the person on the line, ``playing`` the
call itself, ``grading`` the judge, ``suite`` all of it together.
"""
