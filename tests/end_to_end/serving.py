"""A server for a test: started on a free port, asked over plain sockets, ended with SIGTERM."""
import http.client
import json
import os
import signal
import socket
import subprocess
import urllib.parse

from support import PROGRAM, ROOT, EndToEnd

DOCUMENT = json.loads((ROOT / "docs" / "openapi.yaml").read_text(encoding="utf-8"))


def quote(text):
    return urllib.parse.quote(text, safe="")


class Serving(EndToEnd):
    def setUp(self):
        super().setUp()
        self.ok("import", ROOT / "tests" / "golden" / "works.jsonl")

    def start(self, *arguments):
        environment = {**os.environ, "ASSAY_NOW": "2026-11-23", "XDG_CONFIG_HOME": str(self.folder / "config"),
                       "ASSAY_ENCODER_KEY": ""}
        log = open(self.folder / "serve.log", "wb")
        self.addCleanup(log.close)
        self.server = subprocess.Popen([PROGRAM, "--library", self.library, "--json", "serve", *([] if "--listen" in arguments else ["--listen", "127.0.0.1:0"]),
                                        *arguments], stdout=subprocess.PIPE, stderr=log, env=environment)
        self.addCleanup(self.server.stdout.close)
        self.addCleanup(self.end)
        self.url = json.loads(self.server.stdout.readline())["listening"]
        self.port = int(self.url.rsplit(":", 1)[1])

    def end(self):
        if self.server.poll() is None:
            self.server.send_signal(signal.SIGTERM)
            self.server.wait(30)

    def ask(self, method, path, body=None, headers=None, change=True):
        """Gives status, headers (lower case) and body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        head = {**({"X-Assay": "1"} if change and method not in ("GET", "HEAD") else {}), **(headers or {})}
        if isinstance(body, (dict, list)):
            body = json.dumps(body)
            head.setdefault("Content-Type", "application/json")
        connection.request(method, path, body, head)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, content

    def get(self, path, status=200):
        found, headers, body = self.ask("GET", path)
        self.assertEqual(found, status, (path, body[:500]))
        self.matches_document("GET", path, found, headers, body)
        return json.loads(body) if "json" in headers["content-type"] and body else body

    def change(self, method, path, body=None, status=200, headers=None):
        found, head, content = self.ask(method, path, body, headers)
        self.assertEqual(found, status, (path, content[:500]))
        self.matches_document(method, path, found, head, content)
        return json.loads(content) if content else None

    def raw(self, data, wait=20):
        """Sends bytes as they are; gives all that comes until the server closes or `wait` seconds are over."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as connection:
            try:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            out = b""
            try:
                while piece := connection.recv(65536):
                    out += piece
            except OSError:
                pass
            return out

    def matches_document(self, method, path, status, headers, body):
        """An answer is as docs/openapi.yaml says."""
        parts = path.split("?")[0].split("/")
        for pattern, operations in sorted(DOCUMENT["paths"].items(), key=lambda item: item[0].count("{")):
            names = pattern.split("/")
            if len(names) == len(parts) and method.lower() in operations and \
                    all(n == p or n.startswith("{") for n, p in zip(names, parts)):
                break
        else:
            self.assertEqual(status, 404, f"{method} {path} is not in docs/openapi.yaml")
            return
        answers = operations[method.lower()]["responses"]
        said = answers.get(str(status), answers["default"])
        self.assertTrue(str(status) in answers or status >= 400, (path, status))
        content = said.get("content", {})
        if not content:
            return
        self.assertIn(headers["content-type"], content, path)
        schema = content[headers["content-type"]].get("schema")
        if schema:
            self.validate_as(schema, json.loads(body))

    def validate(self, name, value):
        """`value` is what the document calls `name`."""
        self.validate_as(DOCUMENT["components"]["schemas"][name], value)

    def validate_as(self, schema, value):
        import jsonschema
        jsonschema.Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(value)
