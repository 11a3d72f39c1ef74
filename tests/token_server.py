"""A provider with OAuth2 on loopback: asks nobody, checks the PKCE, tells mail servers whose its keys are."""

import base64
import hashlib
import json
import secrets
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT_ID, CLIENT_SECRET = "agency-app", "agency-secret"


class TokenServer:
    """A real HTTP server. `refuses` is the error with which it answers whoever wants a key; `rotates` that each
    refresh token is good for one key."""

    def __init__(self) -> None:
        self.keys: dict[str, str] = {}
        self.grants: dict[str, str] = {}
        self.asked: list[dict[str, str]] = []
        self.refuses: str | None = None
        self.broken = False
        self.rotates = False
        self._codes: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def grant(self, user: str) -> str:
        """A refresh token, as if this user had allowed it."""
        token = secrets.token_urlsafe(16)
        self.grants[token] = user
        return token

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def authorize(self, query: dict[str, str]) -> str:
        """Where whoever came to allow it is sent back to."""
        code = secrets.token_urlsafe(8)
        self._codes[code] = query
        back = urlencode({"code": code, "state": query["state"]})
        return f"{query['redirect_uri']}?{back}"

    def token(self, form: dict[str, str]) -> tuple[int, Any]:
        """A key, or why not."""
        self.asked.append(form)
        if self.broken:
            return 200, "<p>Maintenance</p>"
        if self.refuses:
            return 400, {"error": self.refuses, "error_description": "Token has been revoked."}
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        if form["grant_type"] == "refresh_token":
            return self._refreshed(form["refresh_token"])
        return self._exchanged(form)

    def _exchanged(self, form: dict[str, str]) -> tuple[int, Any]:
        begun = self._codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if begun is None or begun["code_challenge"] != challenge:
            return 400, {"error": "invalid_grant", "error_description": "PKCE"}
        if begun["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "redirect_uri_mismatch"}
        user = begun["login_hint"]
        return 200, self._key(user) | {"refresh_token": self.grant(user)}

    def _refreshed(self, token: str) -> tuple[int, Any]:
        user = self.grants.get(token)
        if user is None:
            return 400, {"error": "invalid_grant", "error_description": "Token has been revoked."}
        if not self.rotates:
            return 200, self._key(user)
        del self.grants[token]
        return 200, self._key(user) | {"refresh_token": self.grant(user)}

    def _key(self, user: str) -> dict[str, Any]:
        key = secrets.token_urlsafe(12)
        self.keys[key] = user
        return {"access_token": key, "token_type": "Bearer", "expires_in": 3600}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                if parts.path == "/authorize":
                    self.send_response(302)
                    self.send_header("Location", provider.authorize(query))
                    self.end_headers()
                    return
                user = provider.keys.get(query.get("access_token", ""))
                if user is None:
                    self._say(401, {"error": "invalid_token"})
                else:
                    self._say(200, {"email": user, "active": "true"})

            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                form = parse_qs(self.rfile.read(length).decode())
                self._say(*provider.token({name: values[0] for name, values in form.items()}))

            def log_message(self, *words: Any) -> None:
                pass

            def _say(self, status: int, said: Any) -> None:
                body = (said if isinstance(said, str) else json.dumps(said)).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        return Handler
