"""Cases of the third-party corpora that we hold to be wrong, by number, with the reason.

Their texts stay where they are. They are counted in every corpus like all others; only "without disputed"
leaves them out.
"""

_REASONS: dict[str, dict[str, str]] = {
    "ctparse-de": {
        "the day that is expected is not in the text (it stood elsewhere in the letter)": (
            "0126 0336 0408 0553 0713 0757 0798 0834 0882 0989 0995 1000 1013 1051 1072 1073 1233 1365 1404 "
            "1416 1423 1496 1502"
        ),
        "a weekday is held for one of a later week than the next": (
            "0240 0292 0438 0524 0919 1002 1092 1188 1368"
        ),
        "another day, month, year or hour is expected than the text says": (
            "0177 0180 0546 0552 0589 0850 0942 0952 1062 1191 1213 1257 1301 1456 1506 0364 1027 0916 1114"
        ),
        "an open span (ab, um, morgens) is expected to be exact, or an exact time to be open": (
            "0019 0072 0135 0328 0384 0521 0808 1052 1098 1260 1389 1390 1395"
        ),
        "the text names hours or a part of the day that the expectation leaves out": "1391 0203 0103",
        "Vormittag is held for six to nine, or for noon": "0242 0784 0816 0986 1042 1283 1342",
        "not readable even for people, or no time at all": "0040 0094 0555 0585 0843 1159 0534",
    },
    "recognizers-de": {
        "Himmelfahrt is held for Maundy Thursday": "0372",
        "said at a quarter past four, five to seven today is the evening, not the morning": "0283 0334",
        "a length from now is held for a mere length": "0408",
        "Vormittagszeit is held for everything before noon": "0092",
        "Spätnachmittag is held for two to four": "0095",
        "the coming Thursday is skipped": "0059",
    },
    "rustling-de": {"not German": "0060 0062"},
}
DISPUTED: dict[str, str] = {
    f"{source}-{number}": reason
    for source, reasons in _REASONS.items()
    for reason, numbers in reasons.items()
    for number in numbers.split()
}
