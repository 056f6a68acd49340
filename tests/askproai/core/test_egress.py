"""Nobody gets us to talk to anything but a public page."""

from __future__ import annotations

import datetime as dt
import http.server
import ipaddress
import ssl
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from askproai.core import addresses, egress
from askproai.core.addresses import EgressRefused, checked_address, is_denied
from askproai.core.egress import EgressFailed, fetch

PUBLIC = "93.184.215.14"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://salon.example/parken?von=1#oben", "https://salon.example/parken?von=1"),
        ("https://SALON.example", "https://salon.example/"),
        ("https://salon.example:443/", "https://salon.example/"),
        ("https://salon.example:8443/", "https://salon.example:8443/"),
        ("https://frisör.example/", "https://xn--frisr-mua.example/"),
    ],
)
def test_checked_address_is_the_one_that_is_fetched(url: str, expected: str) -> None:
    assert checked_address(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        "http://salon.example/",
        "ftp://salon.example/",
        "file:///etc/passwd",
        "https://salon.example:22/",
        "https://salon.example:6379/",
        "https://user:pass@salon.example/",
        "https://user@salon.example/",
        "https://127.0.0.1/",
        "https://93.184.215.14/",
        "https://[::1]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://0177.0.0.1/",
        "https://127.1/",
        "https://localhost/",
        "https://salon/",
        "https://salon.example\\@inside.example/",
        "https://salon.example/\r\nHost: inside",
        "https://salon.example\t/",
        "https://salon.example:99999/",
        "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
        "https://127。0。0。1/",
        "https://",
        "",
        "https://salon.example/" + "a" * 600,
    ],
)
def test_checked_address_refuses_all_alike(url: str) -> None:
    with pytest.raises(EgressRefused) as refused:
        checked_address(url)

    assert str(refused.value) == "address_refused"


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.7", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
        "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::ffff:127.0.0.1", "::ffff:93.184.215.14", "::127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1", "5f00::1",
        "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "4000::1",
    ],
)  # fmt: skip
def test_is_denied_knows_every_way_inside(address: str) -> None:
    assert is_denied(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:21f:cb07::1", "2a00:1450:4001::1"])
def test_is_denied_lets_public_addresses_pass(address: str) -> None:
    assert not is_denied(ipaddress.ip_address(address))


@pytest.mark.parametrize("answers", [["127.0.0.1"], [PUBLIC, "10.0.0.1"], ["::ffff:10.0.0.1"], []])
def test_fetch_refuses_a_name_with_a_single_bad_address(answers: list[str]) -> None:
    with pytest.raises(EgressRefused) as refused:
        fetch("https://salon.example/", resolve=lambda host, port: answers)

    assert str(refused.value) == "address_refused"


def test_fetch_refuses_a_name_that_does_not_exist() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(EgressRefused):
        fetch("https://salon.example/", resolve=resolve)


class _Pages(http.server.BaseHTTPRequestHandler):
    asked: list[tuple[str, str]] = []

    def do_GET(self) -> None:
        self.asked.append((self.headers["Host"], self.path))
        if self.path == "/umgezogen":
            self._answer(302, b"", location="https://127.0.0.1/")
        elif self.path == "/gross":
            self._answer(200, b"x" * 5_000)
        elif self.path == "/gepackt":
            self._answer(200, b"x", encoding="gzip")
        elif self.path == "/langsam":
            self.send_response(200)
            self.end_headers()
            for _ in range(20):
                self.wfile.write(b"x" * 20_000)
                time.sleep(0.05)
        else:
            self._answer(200, "<p>Grüße</p>".encode("latin-1"))

    def _answer(self, status: int, body: bytes, *, location: str = "", encoding: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=iso-8859-1")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (("Location", location), ("Content-Encoding", encoding)):
            if value:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For ``salon.example``, trusted by nobody but this test."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "salon.example")])
    today = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("salon.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def port(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A page server of our own, which the rules let us reach for once."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    port = server.server_address[1]
    monkeypatch.setattr(addresses, "ALLOWED_PORTS", frozenset({port}))
    monkeypatch.setattr(egress, "is_denied", lambda address: False)
    _Pages.asked.clear()
    yield port
    server.shutdown()
    thread.join()
    server.server_close()


def get(path: str, port: int, certificate: Path, host: str = "salon.example") -> egress.Page:
    trust = ssl.create_default_context(cafile=str(certificate))
    return fetch(f"https://{host}:{port}{path}", resolve=lambda *_: ["127.0.0.1"], trust=trust)


def test_fetch_connects_to_the_checked_address_and_names_the_host(port: int, certificate: Path) -> None:
    page = get("/parken?von=1", port, certificate)

    assert page.body.decode(page.charset) == "<p>Grüße</p>"
    assert page.content_type.startswith("text/html")
    assert _Pages.asked == [(f"salon.example:{port}", "/parken?von=1")]


@pytest.mark.parametrize("path", ["/umgezogen", "/gepackt"])
def test_fetch_follows_no_redirect_and_unpacks_nothing(port: int, certificate: Path, path: str) -> None:
    with pytest.raises(EgressFailed) as failed:
        get(path, port, certificate)

    assert str(failed.value) == "address_unreadable"
    assert len(_Pages.asked) == 1


def test_fetch_stops_at_the_limit_of_size(
    port: int, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(egress, "MOST_BYTES", 1_000)

    with pytest.raises(EgressFailed):
        get("/gross", port, certificate)


def test_fetch_stops_at_the_limit_of_time(
    port: int, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(egress, "TOTAL_TIMEOUT_S", 0.0)

    with pytest.raises(EgressFailed):
        get("/langsam", port, certificate)


def test_fetch_checks_the_certificate_against_the_name(port: int, certificate: Path) -> None:
    with pytest.raises(EgressFailed):
        get("/parken", port, certificate, host="anderer.example")


def test_fetch_trusts_no_certificate_of_its_own_making(port: int) -> None:
    with pytest.raises(EgressFailed):
        fetch(f"https://salon.example:{port}/", resolve=lambda *_: ["127.0.0.1"])
