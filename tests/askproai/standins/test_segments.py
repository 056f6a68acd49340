import pytest

from askproai.standins.segments import segment_count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("Grüße, Müßig", 1),
        ("ä" * 160, 1),
        ("ä" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("€" * 153, 3),  # an escaped letter is not torn apart: 76 of them fit into a part
        ("„" * 70, 1),
        ("„" * 71, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("😀" * 67, 3),  # 33 of them fit into a part
    ],
)
def test_segments_are_counted_as_billed(text: str, count: int) -> None:
    assert segment_count(text) == count
