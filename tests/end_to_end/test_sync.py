"""Following sources: what a user sees of `source` and `sync`, against a server on the loopback; and kill -9 at random
moments of a sync, after which the next one ends with exactly the records of an undisturbed one."""
import contextlib
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import time
import unittest

from feeds import Feeds, feed
from services import Service
from support import EndToEnd, PROGRAM, main, works

KILLS = int(os.environ.get("ASSAY_KILLS", "10"))  # 200 before a release
TEXT = "We deployed it in production; it reduces p99 latency by 3x."


def items(name, count, start=0):
    return [(f"{name}-{i}", f"Notes {i} on serving by {name}", f"{TEXT} Number {i}.") for i in range(start, start + count)]


class Sync(EndToEnd):
    def setUp(self):
        super().setUp()
        self.server = Feeds()
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)

    def add(self, name, path, **options):
        return self.json("source", "add", name, "feed", self.server.address(path),
                         *[f"--{key}={value}" for key, value in options.items()])

    def test_from_a_source_to_the_search(self):
        self.server.pages["/a"] = feed(items("a", 3))
        self.add("notes", "/a")
        report = self.json("sync")
        self.assertEqual([report[k] for k in ("added", "updated", "unchanged", "rejected", "withdrawn")], [3, 0, 0, 0, 0])
        self.assertEqual(report["sources"][0]["name"], "notes")
        self.assertEqual(self.json("search", "serving source:notes")["total"], 3)
        source = self.json("source", "list")["sources"][0]
        self.assertEqual((source["health"], source["records"], source["failures"], source["error"]), ("ok", 3, 0, None))
        self.assertEqual(source["next_due"], "2026-11-23T06:00:00Z")
        self.assertIn("nothing is due before 2026-11-23 06:00", self.ok("sync"))
        self.assertEqual(len(self.server.requests), 1)
        agent = self.server.requests[0][1]["User-Agent"]
        self.assertRegex(agent, r"^assay/\d")
        # Named: asked again, and nothing has changed.
        self.assertEqual(self.json("sync", "notes")["sources"][0]["read"], 0)
        self.assertIn("If-None-Match", self.server.requests[-1][1])
        # One changed, one new.
        changed = items("a", 4)
        changed[0] = ("a-0", "Notes 0, second edition", TEXT)
        self.server.pages["/a"] = feed(changed)
        report = self.json("sync", "notes")
        self.assertEqual([report[k] for k in ("added", "updated", "unchanged")], [1, 1, 2])
        self.assertEqual(self.json("search", "edition")["total"], 1)
        # From the beginning again: nothing doubles.
        self.assertEqual(self.json("sync", "--restart", "notes")["unchanged"], 4)
        self.assertTrue(self.json("doctor")["ok"])

    def test_one_failing_source_stops_no_other(self):
        self.server.pages["/a"] = feed(items("a", 2))
        self.server.pages["/b"] = b"<!DOCTYPE html><title>Are you a robot?</title>"
        self.server.pages["/c"] = feed([("c-1", "Good", TEXT), ("c-2", "", "")])
        for name in "abc":
            self.add(name, f"/{name}")
        result = self.run_assay("--json", "sync")
        self.assertEqual(result.returncode, 1, result.stderr)
        lines = result.stderr.decode().splitlines()
        self.assertEqual(len(lines), 1, lines)
        self.assertTrue(lines[0].startswith("assay: b: "), lines)
        report = json.loads(result.stdout)
        self.assertEqual([s["added"] for s in report["sources"]], [2, 0, 1])
        self.assertEqual(report["rejected"], 1)
        rejection = json.loads(pathlib.Path(report["sources"][2]["rejections"]).read_text(encoding="utf-8"))
        self.assertIn("title", rejection["reason"])
        health = {s["name"]: s["health"] for s in self.json("source")["sources"]}
        self.assertEqual(health, {"a": "ok", "b": "failing", "c": "ok"})
        self.assertIn("failing (1 in a row)", self.ok("source", "list"))
        self.assertEqual(self.run_assay("sync", "c", "--restart", "c").returncode, 4, "some records were rejected")
        for text in (self.ok("source"), self.ok("source", "show", "b"), self.ok("source", "add", "--help"),
                     self.ok("source", "presets"), self.ok("sync", "a")):
            for line in text.splitlines():
                self.assertLessEqual(len(line), 80, line)

    def test_asked_to_wait_for_long_is_told_and_kept(self):
        self.server.pages["/a"] = b""
        self.server.statuses["/a"] = (429, {"Retry-After": "7200"})
        self.add("a", "/a")
        line = self.fails_sync(1, "asks to be left alone until")
        self.assertIn("assay: a: ", line)
        asked = len(self.server.requests)
        self.fails_sync(1, "asks to be left alone until", "a")
        self.assertEqual(len(self.server.requests), asked, "not asked before that time")

    def fails_sync(self, status, words, *names):
        result = self.run_assay("sync", *names)
        self.assertEqual(result.returncode, status, result.stderr)
        self.assertIn(words, result.stderr.decode())
        return result.stderr.decode()

    def test_import_of_an_address(self):
        self.server.pages["/works.jsonl"] = works(30).encode()
        url = self.server.address("/works.jsonl")
        self.assertEqual(self.json("import", url)["added"], 30)
        self.assertEqual(self.json("import", url)["unchanged"], 30)
        self.fails(3, "nothing at this address", "import", self.server.address("/none"))

    def blogs(self, *addresses):
        outlines = "".join(f'<outline type="rss" text="Blog {n}" xmlUrl="{address}"/>' for n, address in enumerate(addresses))
        return f'<?xml version="1.0"?><opml version="2.0"><head/><body>{outlines}</body></opml>'.encode()

    def test_a_list_of_feeds_leads_nowhere_in_the_own_network(self):
        self.server.pages["/admin"] = feed(items("secret", 1))
        self.server.pages["/list"] = self.blogs(self.server.address("/admin"))
        self.ok("source", "add", "blogs", "opml", self.server.address("/list"))
        self.fails_sync(1, "in your own network")
        self.assertEqual([path for path, _ in self.server.requests], ["/list"])
        self.fails_sync(1, "in your own network", "blog-0")
        self.assertIn("a list of feeds", self.ok("source", "show", "blog-0"))
        self.assertNotIn("a list of feeds", self.ok("source", "show", "blogs"))
        other = self.folder / "other"
        self.json("import", self.file("list.opml", self.server.pages["/list"]), library=other)
        self.assertEqual(self.run_assay("sync", library=other).returncode, 1)
        self.assertEqual([path for path, _ in self.server.requests], ["/list"])
        self.allow(self.server.address("").removeprefix("http://"))
        self.assertEqual(self.json("sync", "blog-0")["added"], 1)

    def test_more_hosts_than_a_process_may_have_files(self):
        with contextlib.ExitStack() as stack:
            servers = [stack.enter_context(Feeds()) for _ in range(60)]
            for i, server in enumerate(servers):
                server.pages["/"] = feed(items(f"s{i}", 1))
            self.allow("127.0.0.1")
            self.ok("import", self.file("list.opml", self.blogs(*[server.address("/") for server in servers])))
            few = lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (110, 110))
            result = subprocess.run([PROGRAM, "--library", self.library, "--json", "sync"], capture_output=True, check=False,
                                    preexec_fn=few, env=self.environment())  # pylint: disable=subprocess-popen-preexec-fn
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertEqual(json.loads(result.stdout)["added"], 60)

    def test_items_with_one_guid_are_all_kept(self):
        entries = "".join(f"<item><guid isPermaLink=\"false\">same</guid><title>Notes {i} on serving by hand</title>"
                          f"<link>https://blog.example.org/{i}</link><description>{TEXT}</description></item>" for i in range(3))
        self.server.pages["/a"] = f"<rss version=\"2.0\"><channel><title>Notes</title>{entries}</channel></rss>".encode()
        self.add("a", "/a")
        self.assertEqual(self.json("sync")["added"], 3)
        report = self.json("sync", "--restart", "a")
        self.assertEqual([report[k] for k in ("added", "updated", "unchanged")], [0, 0, 3])

    def test_a_feed_that_cannot_be_read_is_no_success(self):
        self.server.pages["/a"] = b"<rss"
        self.add("a", "/a")
        self.fails_sync(1, "the feed cannot be read")
        self.fails_sync(1, "the feed cannot be read", "a")
        self.assertNotIn("If-None-Match", self.server.requests[-1][1])
        whole = feed(items("a", 3))
        self.server.pages["/a"] = whole[:whole.rindex(b"<item>") - 20]
        self.ok("sync", "a", status=4)
        self.server.pages["/a"] = whole
        self.assertEqual(self.json("search", "serving")["total"], 2)
        self.json("sync", "a")
        self.assertNotIn("If-None-Match", self.server.requests[-1][1])
        self.assertEqual(self.json("search", "serving")["total"], 3)

    def test_a_feed_that_is_gone_for_good_pauses_its_source(self):
        self.server.pages["/a"] = b""
        self.server.statuses["/a"] = (410, {})
        self.add("a", "/a")
        self.fails_sync(1, "given up for good")
        source = self.json("source", "show", "a")
        self.assertEqual(source["health"], "paused")
        self.assertIn("410", source["error"])
        self.assertIn("410", self.ok("source", "list"))
        self.assertEqual(self.json("sync")["sources"], [])

    def test_since_may_be_a_month(self):
        self.server.pages["/a"] = feed(items("a", 1))
        self.add("a", "/a", since="2026-11")
        self.assertEqual(self.json("source", "show", "a")["since"], "2026-11-01")

    def test_a_git_server_that_says_nothing_can_be_interrupted(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            self.ok("source", "add", "g", "git", f"git://127.0.0.1:{silent.getsockname()[1]}/x",
                    "--option", f"cache={self.folder / 'cache'}")
            process = subprocess.Popen([PROGRAM, "--library", self.library, "sync"], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.PIPE, env=self.environment())
            connection, _ = silent.accept()
            with connection:
                connection.recv(1)
                process.send_signal(signal.SIGINT)
                _, err = process.communicate(timeout=30)
                self.assertEqual(process.returncode, 130, err)
                while connection.recv(4096):  # the process that fetched has gone as well
                    pass

    def test_a_list_of_feeds_adds_sources_and_reads_them(self):
        self.allow("127.0.0.1")
        self.server.pages["/a"] = feed(items("a", 2))
        self.server.pages["/b"] = feed(items("b", 3))
        outlines = "".join(f'<outline type="rss" text="Blog {name}" xmlUrl="{self.server.address("/" + name)}"/>' for name in "ab")
        file = self.file("blogs.opml", f'<?xml version="1.0"?><opml version="2.0"><head/><body>{outlines}</body></opml>')
        self.ok("source", "add", "--preset", "engineering blogs", file)
        report = self.json("sync")
        self.assertEqual({s["name"]: s["added"] for s in report["sources"]}, {"engineering-blogs": 0, "blog-a": 2, "blog-b": 3})
        self.assertEqual(self.json("sync", "engineering-blogs")["sources"][0]["sources"], [], "they are known")
        self.assertEqual(len(self.json("source")["sources"]), 3)
        self.assertEqual(self.json("import", file)["sources"], [])
        other = self.folder / "other"
        self.assertEqual(self.json("import", file, library=other)["sources"], ["blog-a", "blog-b"])
        self.assertIn("2 sources added", self.ok("import", file, library=self.folder / "third"))

    def test_a_preset_can_be_read_from_a_mirror(self):
        preset = next(p for p in self.json("source", "presets")["presets"] if p["name"] == "arXiv machine learning")
        made = self.json("source", "add", "--preset", preset["name"], self.server.address("/oai"))
        self.assertEqual([s["name"] for s in made["sources"]], preset["sources"])

    def test_dry_run_and_test_store_nothing(self):
        self.server.pages["/a"] = feed(items("a", 3))
        self.add("a", "/a")
        report = self.json("sync", "--dry-run")
        self.assertEqual(report["added"], 3)
        self.assertIn("nothing was stored", self.ok("sync", "--dry-run"))
        self.assertIn("Notes 0 on serving by a", self.ok("source", "test", "a"))
        self.assertEqual(self.json("search", "serving")["total"], 0)
        source = self.json("source", "show", "a")
        self.assertEqual((source["health"], source["last_attempt"], source["records"]), ("new", None, 0))

    def test_pause_resume_remove(self):
        self.server.pages["/a"] = feed(items("a", 1))
        self.add("a", "/a")
        self.ok("source", "pause", "a")
        self.assertEqual(self.json("sync")["sources"], [])
        self.assertIn("all sources are paused", self.ok("sync"))
        self.assertEqual(self.json("sync", "a")["added"], 1)
        self.ok("source", "resume", "a")
        self.assertEqual(self.json("source")["sources"][0]["health"], "ok")
        self.ok("source", "remove", "a")
        self.assertEqual(self.json("source")["sources"], [])
        self.assertEqual(self.json("search", "serving")["total"], 1, "what it brought stays")
        self.fails(3, "there are no sources yet", "sync")

    def test_mistakes_are_told(self):
        self.fails(2, "there is no connector \"fed\"", "source", "add", "a", "fed", "http://a.example/")
        self.fails(2, "has no option \"colour\"", "source", "add", "a", "feed", "http://a.example/", "--option", "colour=1")
        self.fails(2, "cannot be the name", "source", "add", "a b", "feed", "http://a.example/")
        self.fails(2, "no time between two syncs", "source", "add", "a", "feed", "http://a.example/", "--every", "often")
        self.fails(2, "is no date", "source", "add", "a", "feed", "http://a.example/", "--since", "yesterday")
        self.fails(3, "there is no preset", "source", "add", "--preset", "everything")
        self.fails(2, "needs an OPML file", "source", "add", "--preset", "engineering blogs")
        self.ok("source", "add", "a", "feed", "http://a.example/", "--every", "1d")
        self.fails(1, "already", "source", "add", "a", "feed", "http://b.example/")
        self.fails(3, "there is no source \"b\"", "sync", "b")
        self.fails(3, "there is no source \"b\"", "source", "remove", "a", "b")
        self.assertEqual(len(self.json("source")["sources"]), 1, "all or nothing")

    def test_redirect_into_the_own_network_is_refused(self):
        self.server.pages["/inside"] = feed(items("secret", 1))
        self.server.pages["/a"] = b""
        self.server.statuses["/a"] = (302, {"Location": f"http://localhost:{self.server.server.server_address[1]}/inside"})
        self.add("a", "/a")
        self.fails_sync(1, "in your own network")
        self.assertNotIn("/inside", [path for path, _ in self.server.requests])
        config = self.folder / "config" / "assay"
        config.mkdir(parents=True)
        (config / "config.toml").write_text("[sources]\ncontact = \"me@example.org\"\nallow_hosts = [\"localhost\"]\n")
        self.assertEqual(self.json("sync", "a")["added"], 1)
        self.assertIn("(+me@example.org)", self.server.requests[-1][1]["User-Agent"])

    @unittest.skipUnless(shutil.which("openssl"), "needs openssl to make a certificate")
    def test_a_certificate_that_nobody_vouches_for_is_refused(self):
        pem = self.folder / "own.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", pem, "-out", self.folder / "own.crt"],
                       check=True, capture_output=True)
        pem.write_bytes(pem.read_bytes() + (self.folder / "own.crt").read_bytes())
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(pem)
        self.server.server.socket = tls.wrap_socket(self.server.server.socket, server_side=True)
        self.server.pages["/a"] = feed(items("a", 1))
        self.json("source", "add", "a", "feed", self.server.address("/a").replace("http://", "https://"))
        self.fails_sync(1, "no secure connection")
        self.assertEqual(self.server.requests, [])

    def test_interrupted_sync_keeps_what_is_finished(self):
        self.allow("127.0.0.1")
        for i in range(40):
            self.server.pages[f"/{i}"] = feed(items(f"s{i}", 200))
        self.ok("import", self.file("list.opml", self.blogs(*[self.server.address(f"/{i}") for i in range(40)])))
        process = subprocess.Popen([PROGRAM, "--library", self.library, "--json", "sync"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=self.environment())
        while len(self.server.requests) < 12:
            time.sleep(0.005)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 130, err)
        report = json.loads(out)
        self.assertEqual(self.json("search", "serving")["total"], report["added"])
        self.assertTrue(self.json("doctor")["ok"])
        rest = self.json("sync")
        self.assertEqual(report["added"] + rest["added"], 8000)

    def environment(self):
        return {**os.environ, "ASSAY_NOW": "2026-11-23", "XDG_CONFIG_HOME": str(self.folder / "config")}

    def test_every_goes_on_until_interrupted(self):
        self.server.pages["/a"] = feed(items("a", 1))
        self.add("a", "/a")
        process = subprocess.Popen([PROGRAM, "--library", self.library, "sync", "--every", "1d"], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, env=self.environment())
        while not self.server.requests:
            time.sleep(0.02)
        deadline = time.monotonic() + 60
        while self.json("search", "serving")["total"] == 0 and time.monotonic() < deadline:
            time.sleep(0.05)
        self.ok("source", "pause", "a")  # the library is free while it waits
        start = time.monotonic()
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130, (out, err))
        self.assertLess(time.monotonic() - start, 5)


def contents(library):
    """All that syncs store, but for numbers that depend on which source came first and on when commits happened."""
    connection = sqlite3.connect(library / "library.db")
    works = {}
    for work, *record in connection.execute(
            "SELECT r.work, s.name, r.key, r.content_hash, r.title, r.withdrawn IS NULL FROM records r "
            "JOIN sources s ON s.id = r.source"):
        works.setdefault(work, []).append(tuple(record))
    followed = connection.execute(
        "SELECT s.name, f.cursor, f.unfinished, f.failures, f.next_due FROM followed f "
        "JOIN sources s ON s.id = f.source ORDER BY s.name").fetchall()
    identifiers = connection.execute("SELECT identifier FROM identifiers ORDER BY identifier").fetchall()
    connection.close()
    return sorted(sorted(records) for records in works.values()), followed, identifiers


class Pages:
    """Three services that give what they have in pages: a repository by resumption tokens, releases by Link headers,
    posts by cursors. `later` changes, deletes and adds."""
    later = False
    SIZE = 30

    def repository(self, path, query, _headers):
        if path != "/oai":
            return None
        start = int(query.get("resumptionToken", "0"))
        count, records = (150, []) if self.later else (120, [])
        for i in range(start, min(start + self.SIZE, count)):
            gone = self.later and i % 5 == 0
            record = "" if gone else (f"<metadata><dc><title>Harvested notes {i} on serving{', revised' if self.later and i % 3 == 0 else ''}"
                                      f"</title><date>2020-02-03</date></dc></metadata>")
            status = " status='deleted'" if gone else ""
            records.append(f"<record><header{status}><identifier>oai:x:{i}</identifier>"
                           f"<datestamp>2026-11-{21 if self.later else 19}</datestamp></header>{record}</record>")
        token = f"<resumptionToken>{start + self.SIZE if start + self.SIZE < count else ''}</resumptionToken>"
        return (f"<OAI-PMH><responseDate>2026-11-{22 if self.later else 20}T00:00:00Z</responseDate><request verb='ListRecords'>x"
                f"</request><ListRecords>{''.join(records)}{token}</ListRecords></OAI-PMH>")

    def releases(self, path, query, headers):
        if path != "/repos/org/lib/releases":
            return None
        newest = 160 if self.later else 80
        first = newest - self.SIZE * (int(query.get("page", "1")) - 1)
        page = [{"id": i, "tag_name": f"v{i}", "draft": False, "prerelease": False, "body": f"{TEXT} Serving, release {i}.",
                 "html_url": f"https://github.com/org/lib/releases/tag/v{i}", "author": {"login": "ada"},
                 "published_at": f"2026-{1 + i // 28:02}-{1 + i % 28:02}T00:00:00Z"} for i in range(first, max(first - self.SIZE, 0), -1)]
        link = {"Link": f"<http://{headers['Host']}{path}?page={int(query.get('page', '1')) + 1}>; rel=\"next\""}
        return json.dumps(page), link if first > self.SIZE else {}

    def posts(self, path, query, _headers):
        if path != "/xrpc/app.bsky.feed.getAuthorFeed":
            return None
        newest = 170 if self.later else 90
        first = int(query.get("cursor", newest))
        page = [{"post": {"uri": f"at://did:plc:x/app.bsky.feed.post/k{i}", "author": {"did": "did:plc:x", "handle": "ann.example"},
                          "record": {"text": f"Posted {i}: {TEXT} Serving."}, "indexedAt": f"2026-{1 + i // 28:02}-{1 + i % 28:02}T10:00:00Z"}}
                for i in range(first, max(first - self.SIZE, 0), -1)]
        return json.dumps({"feed": page, **({"cursor": str(first - self.SIZE)} if first > self.SIZE else {})})


class Kill(EndToEnd):
    SOURCES = 8
    LATER = {"ASSAY_NOW": "2026-11-24"}

    def test_kills_at_random_moments(self):
        with contextlib.ExitStack() as stack:
            pages = Pages()
            server = stack.enter_context(Feeds())
            services = [stack.enter_context(Service(answer)) for answer in (pages.repository, pages.releases, pages.posts)]
            self.serve(server, later=False)
            base, fresh = self.folder / "base", self.folder / "fresh"
            self.follow(server, services, fresh)
            shutil.copytree(fresh, base)
            start = time.monotonic()
            self.ok("sync", status=4, library=base)
            undisturbed_seconds = time.monotonic() - start
            pages.later = True
            self.serve(server, later=True)
            shutil.copytree(base, self.library)
            report = self.json("sync", status=4, env=self.LATER)
            self.assertGreater(report["withdrawn"], 10)
            self.assertGreater(report["updated"], 10)
            self.assertGreater(sum(source["pages"] for source in report["sources"]), self.SOURCES + 9)
            expected = contents(self.library), self.json("search", "serving")["total"]
            seed = random.randrange(1 << 30)
            print("seed", seed)
            random.seed(seed)
            victim = self.folder / "victim"
            kills = 0
            for attempt in range(20 * KILLS):
                if kills == KILLS:
                    break
                if attempt % 5 == 0:
                    if kills:
                        self.finish(victim, expected)
                    shutil.rmtree(victim, ignore_errors=True)
                    # The first sync of all, or of what changed since.
                    shutil.copytree(fresh if attempt % 10 == 0 else base, victim)
                process = subprocess.Popen([PROGRAM, "--library", victim, "sync"], stdout=subprocess.DEVNULL,
                                           stderr=subprocess.DEVNULL,
                                           env={**os.environ, **self.LATER, "XDG_CONFIG_HOME": str(self.folder / "config")})
                time.sleep(random.random() * undisturbed_seconds)
                process.kill()
                kills += process.wait() == -9
                report = self.json("doctor", library=victim)
                self.assertTrue(report["ok"], (seed, attempt, report))
            self.assertEqual(kills, KILLS)
            self.finish(victim, expected)

    def serve(self, server, later):
        for i in range(self.SOURCES):
            entries = items(f"s{i}", 150 if later else 120)
            entries[3] = ("shared", "A shared and fairly long title that two sources carry both", TEXT)
            entries[7] = (f"bad-{i}", "", "")
            if later:
                entries[11] = (entries[11][0], f"Notes 11 on serving by s{i}, revised", TEXT)
            server.pages[f"/{i}"] = feed(entries)

    def follow(self, server, services, library):
        config = self.folder / "config" / "assay"
        config.mkdir(parents=True, exist_ok=True)
        (config / "config.toml").write_text("[sources]\nallow_hosts = [\"127.0.0.1\"]\n", encoding="utf-8")
        for i in range(self.SOURCES):
            self.ok("source", "add", f"s{i}", "feed", server.address(f"/{i}"), library=library)
        oai, releases, posts = services
        self.ok("source", "add", "oai", "oai-pmh", oai.address("/oai"), library=library)
        self.ok("source", "add", "releases", "github-releases", releases.address(), "--option", "repos=org/lib", library=library)
        self.ok("source", "add", "posts", "bluesky", "ann.example", "--option", f"api={posts.address()}", library=library)

    def finish(self, victim, expected):
        self.run_assay("sync", library=victim, env=self.LATER)  # what is left, if anything
        self.assertEqual(self.json("sync", library=victim, env=self.LATER)["sources"], [], "nothing is due any more")
        (works, followed, identifiers), total = expected
        found = contents(victim)
        self.assert_same(found[0], works)
        self.assertEqual(found[1:], (followed, identifiers))
        self.assertEqual(self.json("search", "serving", library=victim)["total"], total)

    def assert_same(self, works, expected):
        """A work that was deleted before it was ever read was never here."""
        def living(all_works):
            return [work for work in all_works if any(record[-1] for record in work)]
        self.assertEqual(living(works), living(expected))


if __name__ == "__main__":
    main()
