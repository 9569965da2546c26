"""What a user gets who adds three presets, a repository and a programme of talks and syncs: one dossier of what belongs
together. All services are one server on the loopback that speaks their protocols."""
import http.server
import json
import threading
import urllib.parse

from support import EndToEnd, main

PAPER = "2106.09685"
ABSTRACT = ("We propose Low-Rank Adaptation, which freezes the weights of a pretrained model and trains rank decomposition matrices. "
            "It reduces the memory on a GPU by 3x and adds no inference latency.")
README = (f"# lowrank\n\nThis repository contains the official implementation of [Low-Rank Adaptation of Large Language Models]"
          f"(https://arxiv.org/abs/{PAPER}). It trains in 8-bit and serves at a p99 of 20 ms.\n")


def oai(query):
    request = " ".join(f'{name}="{values[0]}"' for name, values in query.items() if name != "resumptionToken")
    record = f"""<record><header><identifier>oai:arXiv.org:{PAPER}</identifier><datestamp>2026-11-20</datestamp>
<setSpec>cs:cs:CL</setSpec></header><metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>{PAPER}</id><created>2021-06-17</created>
<authors><author><keyname>Hu</keyname><forenames>Ada</forenames></author><author><keyname>Shen</keyname><forenames>Bo</forenames></author>
</authors><title>Low-Rank Adaptation of Large Language Models</title><categories>cs.CL cs.LG</categories>
<license>http://creativecommons.org/licenses/by/4.0/</license><abstract>{ABSTRACT}</abstract></arXiv></metadata></record>"""
    if query.get("set", [""])[0] == "cs:cs:CV":
        body = '<error code="noRecordsMatch">none</error>'
    else:
        body = f"<ListRecords>{record}</ListRecords>"
    return "text/xml", (f'<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">'
                        f"<responseDate>2026-11-23T00:00:00Z</responseDate><request {request}>x</request>{body}</OAI-PMH>")


def releases(repository):
    if repository != "huggingface/peft":
        return []
    return [{"id": 7, "tag_name": "v0.5.0", "name": "PEFT 0.5.0", "draft": False, "prerelease": False,
             "html_url": "https://github.com/huggingface/peft/releases/tag/v0.5.0",
             "published_at": "2026-11-18T10:00:00Z", "created_at": "2026-11-18T09:00:00Z", "author": {"login": "ada"},
             "body": f"Adds the method of Low-Rank Adaptation (https://arxiv.org/abs/{PAPER}): fine-tuning takes 2.5x less memory "
                     "than before on one GPU.\n"}]


def schedule():
    talk = {"guid": "3f1c2d34-0000-4000-8000-000000000001", "id": 1, "date": "2026-12-02T10:00:00+01:00", "start": "10:00",
            "duration": "00:30", "room": "Main", "slug": "lora", "url": "https://conf.example.org/talk/lora",
            "title": "Low-Rank Adaptation in production", "subtitle": "", "track": "Systems", "type": "talk", "language": "en",
            "abstract": f"How we serve a thousand adapters, after https://arxiv.org/abs/{PAPER}.", "description": "",
            "persons": [{"id": 1, "public_name": "Ada Hu"}], "links": [], "attachments": []}
    return {"schedule": {"version": "1.0", "conference": {
        "acronym": "devconf26", "title": "DevConf 2026", "start": "2026-12-02", "end": "2026-12-02", "daysCount": 1,
        "timeslot_duration": "00:05", "time_zone_name": "Europe/Berlin",
        "days": [{"index": 1, "date": "2026-12-02", "day_start": "2026-12-02T09:00:00+01:00",
                  "day_end": "2026-12-02T18:00:00+01:00", "rooms": {"Main": [talk]}}]}}}


def feed(_):
    return (f'<rss version="2.0"><channel><title>Engineering at Example</title><item><guid>p1</guid>'
            "<title>How we cut fine-tuning cost with low-rank adapters</title>"
            "<link>https://engineering.example.org/adapters</link><pubDate>Wed, 18 Nov 2026 09:00:00 GMT</pubDate>"
            f"<description>&lt;p&gt;We deployed &lt;a href=&quot;https://arxiv.org/abs/{PAPER}&quot;&gt;Low-Rank Adaptation&lt;/a&gt; "
            "in production: memory fell by 60 % and p99 latency stayed under 30 ms.&lt;/p&gt;</description></item></channel></rss>")


class Services:
    def __enter__(self):
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):  # pylint: disable=invalid-name
                kind, body = outer.answer(urllib.parse.urlsplit(self.path))
                body = body.encode()
                self.send_response(200 if kind else 404)
                self.send_header("Content-Type", kind or "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):  # pylint: disable=arguments-differ
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def address(self, path):
        return f"http://127.0.0.1:{self.server.server_address[1]}{path}"

    def answer(self, url):
        parts = url.path.strip("/").split("/")
        if url.path == "/oai":
            return oai(urllib.parse.parse_qs(url.query))
        if url.path == "/blogs.opml":
            return "text/x-opml", (f'<opml version="2.0"><head><title>Blogs</title></head><body><outline type="rss" '
                                   f'text="Example Engineering" xmlUrl="{self.address("/feed")}"/></body></opml>')
        if url.path == "/feed":
            return "application/rss+xml", feed(self)
        if url.path == "/schedule.json":
            return "application/json", json.dumps(schedule())
        if parts[:2] == ["api", "repos"] and parts[-1] == "releases":
            return "application/json", json.dumps(releases("/".join(parts[2:4])))
        if parts == ["api", "repos", "ada", "lowrank"]:
            return "application/json", json.dumps({
                "id": 42, "full_name": "ada/lowrank", "name": "lowrank", "html_url": "https://github.com/ada/lowrank",
                "description": "Low-rank adapters", "owner": {"login": "ada"}, "stargazers_count": 120, "topics": ["llm"],
                "created_at": "2021-06-18T00:00:00Z", "pushed_at": "2026-01-02T00:00:00Z", "language": "Python", "size": 400,
                "archived": False, "license": {"spdx_id": "MIT"}})
        if parts == ["api", "repos", "ada", "lowrank", "readme"]:
            return "text/plain", README
        return None, "{}"


class Demo(EndToEnd):
    def test_three_presets_become_dossiers(self):
        with Services() as services:
            self.ok("source", "add", "--preset", "arXiv machine learning", services.address("/oai"))
            self.ok("source", "add", "--preset", "framework releases", services.address("/api"))
            self.allow("127.0.0.1")  # the feeds that a list names are nobody's wish
            self.ok("source", "add", "--preset", "engineering blogs", services.address("/blogs.opml"))
            self.ok("source", "add", "lowrank", "github", services.address("/api"), "--option", "repos=ada/lowrank")
            self.ok("source", "add", "devconf", "schedule", services.address("/schedule.json"))
            report = self.json("sync")
            self.assertTrue(all(not source["error"] for source in report["sources"]), report)
            listed = self.ok("source", "list")
            self.assertIn("example-engineering", listed)
            self.assertTrue(all(len(line) <= 80 for line in listed.splitlines()), listed)

            shown = self.json("show", f"arxiv:{PAPER}")
            self.assertEqual(shown["work"]["kind"] if "work" in shown else shown["kind"], "paper")
            ties = {}
            for relation in shown["dossier"]:
                ties.setdefault(relation["kind"], set()).add(relation["title"])
            self.assertEqual(set(ties), {"repository", "contribution", "post", "talk"}, shown["dossier"])
            self.assertIn("PEFT 0.5.0", str(ties["contribution"]))
            self.assertIn("How we cut fine-tuning cost", str(ties["post"]))
            self.assertIn("Low-Rank Adaptation in production", str(ties["talk"]))
            rels = {relation["kind"]: relation["rel"] for relation in shown["dossier"]}
            self.assertIn("implement", rels["repository"] + str(shown["dossier"]))

            text = self.ok("show", f"arxiv:{PAPER}")
            self.assertTrue(all(len(line) <= 80 for line in text.splitlines()), text)
            self.assertIn("Low-Rank Adaptation in production", self.ok("events", "--since", "2026-11-23"))
            self.assertIn("0.5.0", self.ok("frameworks", "PEFT"))

            again = self.json("sync", "lowrank", "devconf")
            self.assertEqual([(s["added"], s["updated"]) for s in again["sources"]], [(0, 0), (0, 0)], again)


if __name__ == "__main__":
    main()
