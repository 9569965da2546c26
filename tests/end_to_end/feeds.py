"""A server of feeds on the loopback for tests of sync: each feed is a list of items that the test changes; ETags are
answered with 304; faults can be laid out for a path."""
import hashlib
from xml.sax.saxutils import escape

from services import Service


def feed(items):
    entries = "".join(
        f"<item><guid isPermaLink=\"false\">{escape(guid)}</guid><title>{escape(title)}</title>"
        f"<link>https://blog.example.org/{escape(guid)}</link><description>{escape(text)}</description></item>"
        for guid, title, text in items)
    return f"<rss version=\"2.0\"><channel><title>Notes</title>{entries}</channel></rss>".encode()


class Feeds(Service):
    """`with Feeds() as server:` serves server.pages[path] (bytes) at server.address(path); server.requests has pairs of
    path and headers."""

    def __init__(self):
        super().__init__(self.page)
        self.pages = {}
        self.statuses = {}  # path -> (status, headers)

    def note(self, path, headers):
        self.requests.append((path, dict(headers)))

    def page(self, path, _query, headers):
        status, more = self.statuses.get(path, (200, {}))
        body = self.pages.get(path)
        if body is None:
            status, body = 404, b""
        tag = '"' + hashlib.sha1(body).hexdigest() + '"'
        if status == 200 and headers.get("If-None-Match") == tag:
            status, body = 304, b""
        return body, {"ETag": tag, "Content-Type": "application/rss+xml", **more}, status
