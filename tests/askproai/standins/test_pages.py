import base64
from typing import Any

import httpx
import pytest

from askproai.standins.testing import RunningStandins

ANNA, SALON = "+4915112345678", "+493012345678"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def page(standins: RunningStandins) -> Any:
    with httpx.Client(base_url=standins.url, trust_env=False) as client:
        yield client


def _text(standins: RunningStandins, body: str) -> None:
    standins.receive_sms(sender=ANNA, to=SALON, body=body)


def _mail(standins: RunningStandins, html: str) -> str:
    mail = {
        "personalizations": [{"to": [{"email": "anna@example.com"}]}],
        "from": {"email": "termine@salon.example"},
        "subject": f"Termin {HOSTILE}",
        "content": [{"type": "text/plain", "value": "Bis Dienstag!"}, {"type": "text/html", "value": html}],
        "attachments": [
            {
                "content": base64.b64encode(b"BEGIN:VCALENDAR").decode(),
                "type": "text/calendar; method=REQUEST",
                "filename": "Termin bei Jörg.ics",
            }
        ],
    }
    key = standins.environment["SENDGRID_API_KEY"]
    answer = httpx.post(
        f"{standins.sendgrid_url}/v3/mail/send",
        json=mail,
        headers={"Authorization": f"Bearer {key}"},
        trust_env=False,
    )
    return str(answer.headers["X-Message-Id"])


def test_overview_shows_calls_sms_and_mails(standins: RunningStandins, page: Any) -> None:
    empty = page.get("/").text
    standins.play_call(script=[{"caller": "Guten Tag, hier ist Anna."}], from_number=ANNA)
    _text(standins, "STOP")
    _mail(standins, "<p>Bis Dienstag!</p>")
    full = page.get("/").text

    assert "Noch hat niemand angerufen." in empty
    for shown in ("Guten Tag, hier ist Anna.", "beendet", "STOP", "anna@example.com", "Termin bei Jörg.ics"):
        assert shown in full


def test_whatever_arrives_is_shown_as_text(standins: RunningStandins, page: Any) -> None:
    _text(standins, HOSTILE)
    _mail(standins, "<p>x</p>")
    standins.play_call(script=[{"caller": HOSTILE}, {"function": "find_times", "args": {"when": HOSTILE}}])

    for path in ("/", f"/sms/%2B{ANNA[1:]}", f"/calls/{standins.calls[0].call_id}", "/events"):
        html = page.get(path).text
        assert HOSTILE not in html
        assert "&lt;script&gt;" in html


def test_pages_forbid_scripts_and_foreign_content(standins: RunningStandins, page: Any) -> None:
    policy = page.get("/").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_html_of_a_mail_is_locked_into_a_sandbox(standins: RunningStandins, page: Any) -> None:
    message_id = _mail(standins, f"<p style='color: red'>Bis Dienstag!</p>{HOSTILE}")
    answer = page.get(f"/mails/{message_id}/html")

    assert "sandbox" in answer.headers["Content-Security-Policy"].split("; ")
    assert 'sandbox=""' in page.get(f"/mails/{message_id}").text


def test_attachment_can_be_downloaded(standins: RunningStandins, page: Any) -> None:
    message_id = _mail(standins, "<p>x</p>")
    answer = page.get(f"/mails/{message_id}/attachments/0")

    assert answer.content == b"BEGIN:VCALENDAR"
    assert answer.headers["content-type"].startswith("text/calendar")
    assert "Termin%20bei%20J%C3%B6rg.ics" in answer.headers["content-disposition"]
    assert page.get(f"/mails/{message_id}/attachments/1").status_code == 404


def test_running_call_refreshes_itself_and_a_finished_one_does_not(
    standins: RunningStandins, page: Any
) -> None:
    call_id = standins.start_call(script=[{"caller": "Hallo"}, {"silence": 60}], pace=1)
    standins.wait_for(standins.calls[0].utterances)
    live = page.get(f"/calls/{call_id}").text
    httpx.post(f"{standins.url}/_control/retell/calls/{call_id}/stop", trust_env=False)
    standins.wait_for(lambda: standins.calls[0].is_over)

    assert 'http-equiv="refresh"' in live
    assert 'http-equiv="refresh"' not in page.get(f"/calls/{call_id}").text


def test_reply_from_the_page_reaches_the_application(
    standins: RunningStandins, page: Any, application: Any
) -> None:
    standins.standins.twilio.reply_urls[SALON] = f"{application.url}/replies/"
    _text(standins, "Hallo")
    answer = page.post(f"/sms/%2B{ANNA[1:]}", data={"body": "1", "to": SALON})
    standins.wait_for(lambda: len(application.received) == 2)

    assert answer.status_code == 303
    assert [message.body for message in standins.standins.twilio.messages] == ["Hallo", "1"]


def test_reply_from_a_foreign_page_is_refused(standins: RunningStandins, page: Any) -> None:
    answer = page.post(
        f"/sms/%2B{ANNA[1:]}", data={"body": "1", "to": SALON}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/calls/call_unknown", "/sms/%2B491", "/mails/unknown"])
def test_what_is_gone_is_not_found(standins: RunningStandins, page: Any, path: str) -> None:
    assert page.get(path).status_code == 404
