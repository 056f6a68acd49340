"""Sources are read in background work, read again on demand, and never trusted."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pypdf import PdfWriter

from askproai.core import egress
from askproai.core.addresses import EgressRefused
from askproai.core.egress import EgressFailed, Page
from telephony.enums import KnowledgeTopic, SourceState
from telephony.errors import AddressRefused, SourceUnknown, SourceUnreadable
from telephony.knowledge import pdf
from telephony.knowledge.library import WEIGHED_AT_ONCE, find_answer
from telephony.knowledge.sources import READ_KIND, add_faq, add_page, add_pdf, add_text, read_again
from telephony.knowledge.web import text_of
from telephony.models import KnowledgeSource
from tenants.outbox.services import drain
from tests.factories.booking import MONDAY_8

pytestmark = pytest.mark.usefixtures("company")

URL = "https://salon.example/fragen"
HTML = """<!doctype html><html><head><title>Fragen &amp; Antworten</title><style>p {}</style></head><body>
<nav><ul><li>Start</li></ul></nav><script>var x = "Hunde sind verboten.";</script>
<main><h2>Anfahrt</h2><p>Mit dem <b>Bus 12</b> bis Markt.</p>
<h2>Parken</h2><ul><li>Hof</li><li>Straße</li></ul></main>
<footer>Impressum</footer></body></html>"""


def page(body: str, content_type: str = "text/html; charset=utf-8") -> Page:
    return Page(url=URL, content_type=content_type, charset="utf-8", body=body.encode())


def read(monkeypatch: pytest.MonkeyPatch, answer: Page | Exception) -> None:
    def fetch(url: str) -> Page:
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(egress, "fetch", fetch)
    drain(kind=READ_KIND, now=MONDAY_8)


def small_pdf(text: str) -> bytes:
    """One page with one line, written by hand: the library only writes empty pages."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode("latin-1")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(parts) + 1
    trailer = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table) + trailer


def test_text_of_a_page_leaves_out_what_only_decorates() -> None:
    title, text = text_of(page(HTML))

    assert title == "Fragen & Antworten"
    assert "Mit dem Bus 12 bis Markt." in " ".join(text.split())
    assert not any(word in text for word in ("verboten", "Start", "Impressum", "var x"))


def test_text_of_a_page_refuses_pictures() -> None:
    with pytest.raises(SourceUnreadable):
        text_of(page("x", content_type="image/png"))


def test_page_is_read_in_the_background(monkeypatch: pytest.MonkeyPatch) -> None:
    source = add_page(url=URL, title="", branch_id=None, now=MONDAY_8)
    assert source.state == SourceState.WAITING

    read(monkeypatch, page(HTML))

    source.refresh_from_db()
    assert (source.state, source.title) == (SourceState.READY, "Fragen & Antworten")
    assert [(each.heading, each.text) for each in source.passages.all()] == [
        ("Anfahrt", "Mit dem Bus 12 bis Markt."),
        ("Parken", "Hof. Straße."),
    ]
    found = find_answer(question="Welcher Bus fährt zu Ihnen?", branch_id=None)
    assert found is not None
    assert found.say == "Mit dem Bus 12 bis Markt."


def test_page_read_again_says_what_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    source = add_page(url=URL, title="", branch_id=None, now=MONDAY_8)
    read(monkeypatch, page(HTML))

    read_again(source_id=source.pk, now=MONDAY_8)
    read(monkeypatch, page(HTML.replace("Bus 12", "Bus 14")))

    source.refresh_from_db()
    assert source.added == ["Mit dem Bus 14 bis Markt."]
    assert source.removed == ["Mit dem Bus 12 bis Markt."]


@pytest.mark.parametrize(
    ("error", "problem"), [(EgressFailed(), "unreachable"), (EgressRefused(), "refused")]
)
def test_page_that_cannot_be_read_says_so(
    monkeypatch: pytest.MonkeyPatch, error: Exception, problem: str
) -> None:
    source = add_page(url=URL, title="", branch_id=None, now=MONDAY_8)

    read(monkeypatch, error)

    source.refresh_from_db()
    assert (source.state, source.problem) == (SourceState.FAILED, problem)


def test_page_that_went_away_stays_usable(monkeypatch: pytest.MonkeyPatch) -> None:
    source = add_page(url=URL, title="", branch_id=None, now=MONDAY_8)
    read(monkeypatch, page(HTML))
    read_again(source_id=source.pk, now=MONDAY_8)

    read(monkeypatch, EgressFailed())

    source.refresh_from_db()
    assert (source.state, source.problem) == (SourceState.READY, "unreachable")
    assert find_answer(question="Welcher Bus fährt zu Ihnen?", branch_id=None) is not None


def test_page_inside_our_network_is_not_taken() -> None:
    with pytest.raises(AddressRefused):
        add_page(url="https://127.0.0.1/", title="", branch_id=None, now=MONDAY_8)

    assert not KnowledgeSource.objects.exists()


def test_only_pages_are_read_again() -> None:
    source = add_faq(question="Haben Sie WLAN?", answer="Ja.", branch_id=None, now=MONDAY_8)

    with pytest.raises(SourceUnknown):
        read_again(source_id=source.pk, now=MONDAY_8)


def test_pdf_is_read_and_the_file_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    content = small_pdf("Die Garantie auf alle Arbeiten gilt zwei Jahre.")
    source = add_pdf(content=content, title="Garantie", branch_id=None, now=MONDAY_8)

    drain(kind=READ_KIND, now=MONDAY_8)

    source.refresh_from_db()
    assert (source.state, source.upload) == (SourceState.READY, None)
    assert [each.text for each in source.passages.all()] == [
        "Die Garantie auf alle Arbeiten gilt zwei Jahre."
    ]


@pytest.mark.parametrize(
    ("content", "why"), [(b"<html>", "not_a_pdf"), (b"%PDF-" + b"x" * (pdf.MOST_BYTES + 1), "too_large")]
)
def test_pdf_is_known_by_its_content(content: bytes, why: str) -> None:
    with pytest.raises(SourceUnreadable) as refused:
        add_pdf(content=content, title="Preise", branch_id=None, now=MONDAY_8)

    assert refused.value.why == why


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def encrypted() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("geheim", algorithm="RC4-128")
    return written(writer)


def many_pages() -> bytes:
    writer = PdfWriter()
    for _ in range(pdf.MOST_PAGES + 1):
        writer.add_blank_page(100, 100)
    return written(writer)


def blank() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    return written(writer)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (encrypted(), "encrypted"),
        (many_pages(), "too_many_pages"),
        (blank(), "no_text"),
        (b"%PDF-1.7 kaputt", "broken"),
    ],
)
def test_pdf_that_cannot_be_read_says_why(content: bytes, why: str) -> None:
    source = add_pdf(content=content, title="Preise", branch_id=None, now=MONDAY_8)

    drain(kind=READ_KIND, now=MONDAY_8)

    source.refresh_from_db()
    assert (source.state, source.problem) == (SourceState.FAILED, why)


def test_find_answer_narrows_a_large_library_down_in_the_database() -> None:
    blocks = "\n\n".join(
        f"Raum {number} hat {number} Sitze im Saal." for number in range(WEIGHED_AT_ONCE + 50)
    )
    add_text(title="Räume", text=blocks, topic=KnowledgeTopic.GENERAL, branch_id=None, now=MONDAY_8)
    add_text(
        title="Garten",
        text="Im Garten wachsen Rosen.",
        topic=KnowledgeTopic.GENERAL,
        branch_id=None,
        now=MONDAY_8,
    )

    found = find_answer(question="Welche Rosen wachsen im Garten?", branch_id=None)

    assert found is not None
    assert found.say == "Im Garten wachsen Rosen."


def test_company_files_bring_knowledge_along() -> None:
    folder = Path(__file__).resolve().parents[3] / "companies"

    assert all("\nknowledge:\n" in path.read_text(encoding="utf-8") for path in folder.glob("*.yaml"))
