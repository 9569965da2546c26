"""A server of feeds on the loopback for tests of sync: each feed is a list of items that the test changes; ETags are
answered with 304; faults can be laid out for a path."""
import hashlib
import http.server
import threading
from xml.sax.saxutils import escape


def feed(items):
    entries = "".join(
        f"<item><guid isPermaLink=\"false\">{escape(guid)}</guid><title>{escape(title)}</title>"
        f"<link>https://blog.example.org/{escape(guid)}</link><description>{escape(text)}</description></item>"
        for guid, title, text in items)
    return f"<rss version=\"2.0\"><channel><title>Notes</title>{entries}</channel></rss>".encode()


class Feeds:
    """`with Feeds() as server:` serves server.pages[path] (bytes) at server.address(path)."""

    def __init__(self):
        self.pages = {}
        self.statuses = {}  # path -> (status, headers)
        self.requests = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):  # pylint: disable=invalid-name
                outer.requests.append((self.path, dict(self.headers)))
                status, headers = outer.statuses.get(self.path, (200, {}))
                body = outer.pages.get(self.path)
                if body is None:
                    status, body = 404, b""
                tag = '"' + hashlib.sha1(body).hexdigest() + '"'
                if status == 200 and self.headers.get("If-None-Match") == tag:
                    status, body = 304, b""
                self.send_response(status)
                self.send_header("ETag", tag)
                self.send_header("Content-Type", "application/rss+xml")
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

        self.server = Server(("127.0.0.1", 0), Handler)

    def address(self, path):
        return f"http://127.0.0.1:{self.server.server_address[1]}{path}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
