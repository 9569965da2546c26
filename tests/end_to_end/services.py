"""A service on the loopback that speaks whatever protocol a test gives it."""
import http.server
import threading
import urllib.parse


class Service:
    """`with Service(answer) as service:` answers what is asked at service.address(path). `answer(path, query, headers)`
    gives a body (bytes or str; None: 404) or (body, headers) or (body, headers, status); `query` has one text a name."""

    def __init__(self, answer):
        self.requests = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):  # pylint: disable=invalid-name
                url = urllib.parse.urlsplit(self.path)
                query = {name: values[0] for name, values in urllib.parse.parse_qs(url.query).items()}
                outer.note(self.path, self.headers)
                given = outer.answer(urllib.parse.unquote(url.path), query, self.headers)
                body, headers, status = (*given, *({}, 200)[len(given) - 1:]) if isinstance(given, tuple) else (given, {}, 200)
                if body is None:
                    body, status = "", 404
                body = body.encode() if isinstance(body, str) else body
                self.send_response(status)
                if "Content-Type" not in headers:
                    kind = "json" if body[:1] in (b"{", b"[") else "xml" if body[:1] == b"<" else "octet-stream"
                    self.send_header("Content-Type", f"application/{kind}")
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    self.wfile.write(body)
                except (BrokenPipeError, ConnectionResetError):  # the client was killed
                    pass

            def log_message(self, *_):  # pylint: disable=arguments-differ
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):  # pylint: disable=arguments-differ
                pass

        self.answer = answer
        self.server = Server(("127.0.0.1", 0), Handler)

    def note(self, path, _headers):
        """Keeps what was asked."""
        self.requests.append(path)

    def address(self, path=""):
        return f"http://127.0.0.1:{self.server.server_address[1]}{path}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
