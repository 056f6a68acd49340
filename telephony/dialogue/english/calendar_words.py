"""What English calls weekdays and months, and the patterns that days are made of."""

WEEKDAYS = {
    "monday": 0, "mon": 0, "tuesday": 1, "tues": 1, "tue": 1, "wednesday": 2, "weds": 2, "wed": 2,
    "thursday": 3,
    "thurs": 3, "thur": 3, "thu": 3, "friday": 4, "fri": 4, "saturday": 5, "sat": 5, "sunday": 6, "sun": 6,
}  # fmt: skip
MONTHS = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5,
    "june": 6, "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9,
    "october": 10, "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
}  # fmt: skip
DAY = (
    r"(?P<day{n}>\d{{1,2}})(?:st|nd|rd|th)?\.?(?!\d|[:.]\d\d\b|\s*(?:am|pm|a\.m|p\.m"
    r"|o'?clock|h\b|hours?|weeks?|months?|minutes?|years?))"
)
MONTH = rf"(?P<month{{n}}>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
YEAR = r"(?:,? (?P<year>20\d\d))?"
WEEKDAY = rf"(?P<weekday>{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})s?\b\.?"
UNTIL = r" ?(?:-|–|to|till|until|and|through) ?(?:the )?"
COUNT = r"(?P<count>\d{1,2}|a|an|a couple of|a few)"
COUNTS = {"a": 1, "an": 1, "a couple of": 2, "a few": 3}
# Where a week (its days, from Monday) and a month (its days) begin and end; 0 is the next month.
WEEK_EDGES = {
    "early": (0, 2), "beginning": (0, 2), "start": (0, 2), "mid": (1, 4), "middle": (1, 4),
    "late": (3, 5), "end": (3, 5),
}  # fmt: skip
MONTH_EDGES = {
    "early": (1, 11), "beginning": (1, 11), "start": (1, 11), "mid": (11, 21), "middle": (11, 21),
    "late": (21, 0), "end": (21, 0),
}  # fmt: skip
