"""A hub over HTTP, as protocol/http.md has it."""

import http.client
import json
from urllib.parse import urlsplit

from fieldbook_wire import ed25519, hashes
from fieldbook_wire.limits import WAIT_MILLISECONDS

EXCHANGE_SECONDS = 90 + WAIT_MILLISECONDS / 1000
CONTENT_TYPE = "application/vnd.fieldbook.sync"


class Refusal(Exception):
    """An answer that is not 200: its status and its code."""

    def __init__(self, status: int, body: bytes) -> None:
        """Reads what the hub says in JSON."""
        self.status = status
        self.code = json.loads(body)["error"]["code"]
        super().__init__(f"{status} {self.code}")


class Hub:
    """Where a hub listens."""

    def __init__(self, address: str) -> None:
        """Takes an address like http://127.0.0.1:8700."""
        self.host = urlsplit(address).netloc

    def call(self, method: str, path: str, body: bytes = b"", headers: dict | None = None) -> bytes:
        """One exchange on a connection of its own; answers the body of a 200."""
        connection = http.client.HTTPConnection(self.host, timeout=EXCHANGE_SECONDS)
        try:
            connection.request(method, path, body or None, headers or {})
            answer = connection.getresponse()
            data = answer.read()
        finally:
            connection.close()
        if answer.status != 200:
            raise Refusal(answer.status, data)
        return data

    def health(self) -> dict:
        """Whether the hub serves, and which versions it speaks."""
        return json.loads(self.call("GET", "/healthz"))

    def enroll(self, invite: str, device: str, user: str, seed: bytes) -> dict:
        """Redeems an invite."""
        key = ed25519.public_key(seed)
        proof = ed25519.sign(seed, hashes.enrolment_digest(invite, key))
        body = {
            "invite": invite, "device": device, "publicKey": key.hex(), "user": user,
            "proof": proof.hex(),
        }
        headers = {"Content-Type": "application/json", "Fieldbook-Protocol": "1"}
        return json.loads(
            self.call("POST", "/v1/enroll", json.dumps(body).encode("utf-8"), headers)
        )

    def ask(self, session: str, path: str, body: dict) -> dict:
        """Asks in JSON with a session."""
        headers = {"Authorization": f"Bearer {session}", "Content-Type": "application/json"}
        return json.loads(self.call("POST", path, json.dumps(body).encode("utf-8"), headers))

    def sync(self, session: str, frame: bytes, version: int = 1) -> bytes:
        """Sends a request frame; answers the response frame."""
        headers = {
            "Authorization": f"Bearer {session}", "Fieldbook-Protocol": str(version),
            "Content-Type": CONTENT_TYPE,
        }
        return self.call("POST", "/v1/sync", frame, headers)
