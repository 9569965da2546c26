"""`assay serve`: every route, what it promises of tags and pages, and what hostile requests get."""
import gzip
import http.client
import http.server
import json
import pathlib
import random
import re
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
import urllib.parse

from serving import DOCUMENT, Serving, quote
from support import ROOT, main


class Reading(Serving):
    def setUp(self):
        super().setUp()
        self.start()
        self.work = self.get("/api/v1/search?q=&k=1")["hits"][0]["id"]

    def same(self, path, *command, drop=()):
        """The API gives what the command prints."""
        theirs, ours = self.get(path), self.json(*command)
        for name in drop:
            theirs.pop(name), ours.pop(name)
        self.assertEqual(theirs, ours, path)

    def test_answers_are_those_of_the_commands(self):
        work = self.work
        self.same("/api/v1/search?q=quantization%20led%3A%3E0.1&k=5", "search", "quantization led:>0.1", "-k", "5",
                  drop=["took_ms"])
        self.same(f"/api/v1/works/{work}", "show", work)
        self.same(f"/api/v1/works/{work}/why", "why", work)
        self.same(f"/api/v1/works/{work}/claims", "claims", work)
        self.same(f"/api/v1/works/{work}/related?k=3", "related", work, "-k", "3")
        self.same(f"/api/v1/works/{work}/related?aspect=method", "related", work, "--aspect", "method")
        self.same("/api/v1/radar?k=4", "radar", "-k", "4")
        self.same("/api/v1/radar?explain=1", "radar", "--explain")
        self.same("/api/v1/week", "week")
        self.same("/api/v1/weeks/2026-W49", "week", "2026-W49")
        self.same("/api/v1/progress?weeks=4", "progress", "--weeks", "4")
        self.same("/api/v1/sources", "source")
        self.same("/api/v1/source-presets", "source", "presets")
        self.same("/api/v1/roadmaps", "roadmap")
        self.same("/api/v1/digest", "digest")
        self.same("/api/v1/saved", "saved")
        self.same("/api/v1/interests", "interests")
        self.same("/api/v1/settings", "setup", "--show")
        self.same("/api/v1/follows", "follow")
        self.same("/api/v1/holidays", "holiday")
        self.same("/api/v1/pins", "pin")
        self.same("/api/v1/events-to-come", "events")
        self.same("/api/v1/frameworks", "frameworks")
        self.same("/api/v1/review", "review")
        self.same("/api/v1/cards", "card", "list")
        identifier = self.get(f"/api/v1/works/{work}")["identifiers"][0]
        self.assertEqual(self.get("/api/v1/works/" + quote(identifier))["id"], work)

    def test_exports_feeds_and_calendars(self):
        self.assertEqual(self.get("/api/v1/export?format=bibtex").decode(), self.ok("export", "--format", "bibtex"))
        self.assertTrue(self.get("/api/v1/week.ics").startswith(b"BEGIN:VCALENDAR\r\n"))
        self.assertTrue(self.get("/api/v1/events.ics").startswith(b"BEGIN:VCALENDAR\r\n"))
        self.assertIn(b"<svg", self.get("/api/v1/progress.svg"))
        self.assertIn(b"<opml", self.get("/api/v1/feeds.opml"))
        self.assertIn(b"<feed", self.get("/api/v1/feeds/digest.atom"))
        self.assertIn("items", self.get("/api/v1/feeds/digest.json"))
        self.assertEqual(self.get("/healthz"), {"status": "ok"})
        figures = self.get("/metrics").decode()
        for one in ('assay_requests_total{route="/api/v1/week.ics",method="GET",status="200"} 1',
                    'assay_request_seconds_bucket{route="/api/v1/week.ics",le="+Inf"} 1', "assay_streams 0", 'assay_jobs{state="running"} 0',
                    "assay_library_generation ", "process_resident_memory_bytes "):
            self.assertIn(one, figures)
        self.assertEqual(self.get("/openapi.json"), DOCUMENT)
        status, _, body = self.ask("POST", "/api/v1/backup")
        self.assertEqual((status, body[:15]), (200, b"SQLite format 3"))

    def test_pages_follow_by_cursor_without_gaps(self):
        everything = [hit["id"] for hit in self.get("/api/v1/search?q=&k=1000")["hits"]]
        found, path = [], "/api/v1/search?q=&k=3"
        while path:
            status, headers, body = self.ask("GET", path)
            self.assertEqual(status, 200)
            found += [hit["id"] for hit in json.loads(body)["hits"]]
            path = headers["link"].split(";")[0].strip("<>") if "link" in headers else None
        self.assertEqual(found, everything)
        host = b" HTTP/1.1\r\nConnection: close\r\nHost: 127.0.0.1:%d\r\n\r\n" % self.port
        answer = self.raw(b"GET /api/v1/search?k=1&q=led:>0.01" + host)
        self.assertIn(b"Link: </api/v1/search?k=1&q=led:%3E0.01&cursor=o1>; rel=\"next\"\r\n", answer)

    def test_tags_tell_whether_anything_changed(self):
        for path in ["/api/v1/search?q=model", f"/api/v1/works/{self.work}", "/api/v1/settings"]:
            status, headers, body = self.ask("GET", path)
            tag = headers["etag"]
            for _ in range(2):
                status, headers, again = self.ask("GET", path, headers={"If-None-Match": tag})
                self.assertEqual((status, again), (304, b""), path)
            self.assertEqual(self.ask("GET", path, headers={"If-None-Match": '"other"'})[0], 200)
        self.change("PUT", f"/api/v1/works/{self.work}/rating", {"rating": 5})
        status, _, _ = self.ask("GET", "/api/v1/search?q=model", headers={"If-None-Match": tag})
        self.assertEqual(status, 200)
        tag = self.ask("GET", "/api/v1/search?q=read:no")[1]["etag"]
        self.ok("rate", self.work, "down")  # by another process
        time.sleep(0.05)
        self.assertEqual(self.ask("GET", "/api/v1/search?q=read:no", headers={"If-None-Match": tag})[0], 200)

    def test_of_several_changes_of_the_same_one_is_made(self):
        for path, body in (("/api/v1/settings", {"hours": "7"}), ("/api/v1/saved/one", {"query": "model", "replace": True})):
            self.assertEqual(self.ask("PUT", path, body, {"If-Match": '"other"'})[0], 412)
        self.assertEqual(self.ask("PUT", "/api/v1/saved/one", {"query": "model"}, {"If-None-Match": "*"})[0], 200)
        self.assertEqual(self.ask("PUT", "/api/v1/saved/one", {"query": "x", "replace": True}, {"If-None-Match": "*"})[0], 412)
        tag = self.ask("GET", "/api/v1/settings", headers={"Accept-Encoding": "gzip"})[1]["etag"]
        answers = []
        threads = [threading.Thread(target=lambda hours=hours: answers.append(self.ask("PUT", "/api/v1/settings", {"hours": str(hours)}, {"If-Match": tag})[0]))
                   for hours in range(10, 18)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(sorted(answers), [200] + [412] * 7)

    def test_bodies_are_packed_when_asked_for(self):
        plain = self.ask("GET", "/api/v1/settings")[2]
        path = "/api/v1/search?q=&k=50"
        status, headers, body = self.ask("GET", path, headers={"Accept-Encoding": "gzip"})
        self.assertEqual(headers["content-encoding"], "gzip")
        self.assertEqual(json.loads(gzip.decompress(body))["query"], "")
        status, headers, body = self.ask("GET", path, headers={"Accept-Encoding": "zstd, gzip"})
        self.assertEqual((headers["content-encoding"], body[:4]), ("zstd", b"\x28\xb5\x2f\xfd"))
        self.assertEqual(self.ask("GET", path, headers={"Accept-Encoding": "zstd;q=0.2, gzip;q=0.8"})[1]["content-encoding"], "gzip")
        self.assertNotIn("content-encoding", self.ask("GET", path, headers={"Accept-Encoding": "gzip;q=0"})[1])
        packed = gzip.compress(b'{"add":["fairness"]}')
        self.assertEqual(self.ask("POST", "/api/v1/interests", packed, {"Content-Encoding": "gzip"})[0], 415)
        self.assertLess(len(plain), 1024)
        self.assertNotIn("content-encoding", self.ask("GET", "/api/v1/settings", headers={"Accept-Encoding": "gzip"})[1])
        status, headers, body = self.ask("HEAD", path)
        self.assertEqual((status, body), (200, b""))
        for path in ("/api/v1/search?q=model", "/api/v1/settings"):
            tags = {self.ask(method, path)[1]["etag"] for method in ("GET", "HEAD", "GET")}
            self.assertEqual(len(tags), 1, path)

    def test_what_is_wrong_is_said(self):
        for path, status, code in [("/api/v1/works/w999999", 404, "not_found"), ("/api/v1/search?q=kind:papr", 400, "usage"),
                                   ("/api/v1/search?k=0", 400, "usage"), ("/api/v1/search?k=x", 400, "usage"),
                                   ("/api/v1/search?sort=up", 400, "usage"), ("/api/v1/search?cursor=zzz", 400, "usage"),
                                   ("/api/v1/weeks/2026-W60", 400, "usage"), ("/api/v1/radar?since=never", 400, "usage"),
                                   ("/api/v1/saved/none", 404, "not_found"), ("/api/v1/jobs/j77", 404, "not_found"),
                                   ("/api/v1/works/w1/related?aspect=colour", 400, "usage"),
                                   ("/api/v1/export?format=docx", 400, "usage"), ("/api/v1/nothing", 404, "not_found"),
                                   ("/api/v1/settings?reader=nobody", 404, "not_found"),
                                   ("/api/v1/digest?week=2027-W01", 400, "usage")]:
            answer = self.get(path, status)
            self.assertEqual((answer["code"], answer["status"]), (code, status), path)
            self.assertTrue(answer["detail"], path)
        status, headers, _ = self.ask("PATCH", "/api/v1/settings")
        self.assertEqual((status, headers["allow"]), (405, "GET, HEAD, PUT"))
        status, headers, _ = self.ask("PUT", "/week")
        self.assertEqual((status, headers["allow"]), (405, "GET, HEAD"))

    def test_what_needs_a_value_is_not_empty(self):
        for path in ("/api/v1/search?cursor=", "/api/v1/search?sort=", "/api/v1/search?mode=", "/api/v1/radar?since=", "/api/v1/radar?explain=",
                     "/api/v1/works/w1/related?aspect=", "/api/v1/week.ics?week=", "/api/v1/week.ics?at=", "/api/v1/digest?week=",
                     "/api/v1/digest?format=", "/api/v1/export?format=", "/api/v1/events-to-come?since=", "/api/v1/community?since=",
                     "/api/v1/feeds/radar.atom?since=", "/api/v1/runs?state=", "/api/v1/trials/pkg?registry=", "/api/v1/settings?reader=",
                     "/api/v1/roadmaps/quantization?hours=", "/api/v1/cards?work="):
            self.assertIn(self.get(path, 404 if "cards" in path else 400)["code"], ("usage", "not_found"), path)
        for method, path, body in (("POST", "/api/v1/works/w1/reading?pdf=", None), ("POST", "/api/v1/labs/softmax-cross-entropy/start", {"language": ""}),
                                   ("POST", "/api/v1/labs/softmax-cross-entropy/start", {"variant": ""}),
                                   ("POST", "/api/v1/experiments", {"work": "w1", "name": ""}), ("POST", "/api/v1/experiments", {"work": "w1", "template": ""}),
                                   ("POST", "/api/v1/experiments", {"work": "w1", "claims": "1"}), ("POST", "/api/v1/experiments", {"work": "w1", "claims": {}}),
                                   ("POST", "/api/v1/sources", {"name": "x", "connector": "feed", "address": "https://e.example/", "every": ""}),
                                   ("POST", "/api/v1/sources", {"name": "x", "connector": "feed", "address": "https://e.example/", "since": ""}),
                                   ("POST", "/api/v1/sources", {"name": "x", "connector": "feed", "address": "https://e.example/", "options": []}),
                                   ("POST", "/api/v1/sources", {"preset": ""}), ("POST", "/api/v1/sync", {"since": ""}),
                                   ("PUT", "/api/v1/saved/x", {"query": "model", "mode": ""}), ("PUT", "/api/v1/saved/x", {"query": "model", "sort": ""}),
                                   ("POST", "/api/v1/works/w1/related", {"ids": ["w2"], "aspect": ""}), ("POST", "/api/v1/works/w1/split", {"what": ""}),
                                   ("POST", "/api/v1/interests", {"hours": ""}), ("PUT", "/api/v1/holidays", {"first": "2026-12-21", "last": ""}),
                                   ("POST", "/api/v1/cards", {"work": "", "front": "a", "back": "b"}), ("POST", "/api/v1/trials", {"package": "x", "registry": ""})):
            status, headers, answer = self.ask(method, path, body)
            self.assertEqual((status, headers["content-type"]), (400, "application/problem+json"), (method, path, body, answer))


class Changing(Serving):
    def setUp(self):
        super().setUp()
        self.start()
        self.work = self.get("/api/v1/search?q=&k=1")["hits"][0]["id"]

    def test_a_week_is_ticked_swapped_and_pinned(self):
        week = self.get("/api/v1/week")
        items = f"/api/v1/weeks/{week['week']}/items"
        self.assertEqual(self.change("POST", f"{items}/1/done")["state"], "done")
        self.assertEqual(self.json("week")["items"][0]["state"], "done")
        self.assertEqual(self.change("POST", f"{items}/1/undo")["state"], "planned")
        self.assertEqual(self.change("POST", f"{items}/1/skip")["state"], "skipped")
        self.assertTrue(self.change("PUT", f"{items}/2/pin")["pinned"])
        self.assertEqual(len(self.get("/api/v1/pins")["pins"]), 1)
        self.assertFalse(self.change("DELETE", f"{items}/2/pin")["pinned"])
        self.change("POST", f"{items}/99/done", status=404)
        self.change("POST", f"{items}/x/done", status=400)
        status, _, body = self.ask("POST", f"{items}/2/swap")
        self.assertIn(status, (200, 404), body)
        planned = {item["work"] for item in week["items"]}
        other = next(hit["id"] for hit in self.get("/api/v1/search?q=&k=50")["hits"] if hit["id"] not in planned)
        self.change("PUT", f"/api/v1/works/{other}/pin")
        self.change("DELETE", f"/api/v1/works/{other}/pin")

    def test_the_reader_says_things(self):
        work = f"/api/v1/works/{self.work}"
        self.assertEqual(self.change("PUT", work + "/rating", {"rating": 4}), {"id": self.work, "rating": 4})
        self.assertEqual(self.json("show", self.work)["rating"], 4)
        for wrong in ({"rating": 6}, {"rating": "5"}, {}, {"rating": 1.5}):
            self.change("PUT", work + "/rating", wrong, status=400)
        self.change("POST", work + "/more")
        self.change("POST", work + "/less")
        self.change("DELETE", work + "/mark")
        note = self.change("POST", work + "/notes", {"text": "# Kept\n\nword *zebra*"}, status=201)
        self.assertIn("zebra", note["body"])
        self.change("POST", work + "/notes", "plain **text**", status=201, headers={"Content-Type": "text/markdown"})
        self.assertEqual(len(self.get(work + "/notes")["notes"]), 2)
        self.assertEqual(len(self.get("/api/v1/notes?q=zebra")["notes"]), 1)
        self.change("POST", work + "/notes", {"text": " "}, status=400)
        self.change("POST", work + "/notes", {"text": "a\0b"}, status=400)
        self.assertEqual(self.change("POST", "/api/v1/interests", {"add": ["fairness"], "hours": "6"})["hours"], 6)
        self.assertEqual(self.change("PUT", "/api/v1/settings", {"days": "mon, wed"})["days"], ["mon", "wed"])
        self.change("PUT", "/api/v1/settings", {"colour": "red"}, status=400)
        follow = {"kind": "person", "name": "Ada Lovelace"}
        self.assertEqual(self.change("POST", "/api/v1/follows", follow)["follows"][0]["name"], "Ada Lovelace")
        self.get("/api/v1/community")
        self.assertEqual(self.change("DELETE", "/api/v1/follows", follow), {"follows": []})
        self.change("DELETE", "/api/v1/follows", follow, status=404)
        self.change("PUT", "/api/v1/holidays", {"first": "2026-12-21"})
        self.change("PUT", "/api/v1/holidays", {"first": "2026-12-21", "off": False})
        self.change("POST", work + "/reading")
        self.assertEqual(self.get("/api/v1/reading")["reading"]["id"], self.work)
        self.assertEqual(self.change("DELETE", "/api/v1/reading", {"minutes": 20})["minutes"], 20)
        self.change("DELETE", "/api/v1/reading", status=404)

    def test_cards(self):
        self.change("POST", f"/api/v1/works/{self.work}/notes", {"text": "# What is it?\n\nA zebra."}, status=201)
        proposals = self.get(f"/api/v1/works/{self.work}/proposals")["proposals"]
        self.assertTrue(proposals)
        cards = self.change("POST", f"/api/v1/works/{self.work}/proposals", {"accept": "all"}, status=201)["cards"]
        card = cards[0]["id"]
        self.assertEqual(self.get("/api/v1/review")["due"], len(cards))
        self.change("POST", f"/api/v1/cards/{card}/grade", {"grade": "good"})
        self.change("POST", f"/api/v1/cards/{card}/undo")
        self.change("POST", f"/api/v1/cards/{card}/grade", {"grade": "best"}, status=400)

    def test_saved_searches_and_roadmaps(self):
        self.change("PUT", "/api/v1/saved/models", {"query": "model", "sort": "date"})
        self.change("PUT", "/api/v1/saved/models", {"query": "model"}, status=400)
        self.change("PUT", "/api/v1/saved/models", {"query": "kind:papr", "replace": True}, status=400)
        self.change("PUT", "/api/v1/saved/long", {"query": "x" * 5000}, status=413)
        self.assertEqual(self.get("/api/v1/saved")["saved"][0]["new"], 0)
        self.get("/api/v1/saved/models?k=2")
        self.assertIn(b"<entry>", self.get("/api/v1/saved/models/feed.atom"))
        self.assertTrue(self.get("/api/v1/saved/models/feed.json")["items"])
        self.change("POST", "/api/v1/saved/models/seen")
        self.change("DELETE", "/api/v1/saved/models")
        self.get("/api/v1/roadmaps/quantization?weeks=3")
        if self.change("PUT", "/api/v1/roadmaps/quantization?weeks=3")["steps"]:
            self.assertEqual(len(self.get("/api/v1/roadmaps")["roadmaps"]), 1)
            self.change("DELETE", "/api/v1/roadmaps/quantization")
        self.change("DELETE", "/api/v1/roadmaps/quantization", status=404)

    def wait_for(self, job):
        for _ in range(300):
            state = self.get("/api/v1/jobs/" + job)
            if state["state"] not in ("queued", "running"):
                return state
            time.sleep(0.1)
        self.fail("the job does not end")

    def test_imports_run_as_jobs_and_are_told_to_listeners(self):
        listener = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        listener.request("GET", "/api/v1/events")
        stream = listener.getresponse()
        self.assertEqual(stream.getheader("Content-Type"), "text/event-stream")
        new = json.dumps({"id": "n1", "title": "A zebra of a title", "abstract": "Zebras everywhere."}) + "\n"
        job = self.change("POST", "/api/v1/imports?source=mine", new, status=202,
                          headers={"Content-Type": "application/octet-stream"})
        ended = self.wait_for(job["id"])
        self.assertEqual((ended["state"], ended["report"]["added"]), ("done", 1), ended)
        self.assertEqual(self.get("/api/v1/search?q=zebra")["total"], 1)
        seen = b""
        deadline = time.monotonic() + 60
        while b"event: library" not in seen or b'"done"' not in seen:
            self.assertLess(time.monotonic(), deadline, seen)
            seen += stream.fp.readline()
        listener.close()
        self.change("POST", "/api/v1/imports", b"\x00\x01 no records", status=400)
        self.assertEqual(len(self.get("/api/v1/jobs")["jobs"]), 1)

    def test_a_change_while_a_sync_waits_is_written_at_once(self):
        asked, go_on = threading.Event(), threading.Event()

        class Feed(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.set()
                go_on.wait(60)
                self.send_error(404)

            def log_message(self, *_):
                pass

        feed = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Feed)
        threading.Thread(target=feed.serve_forever, daemon=True).start()
        self.addCleanup(feed.server_close)
        self.addCleanup(feed.shutdown)
        self.addCleanup(go_on.set)
        address = f"http://127.0.0.1:{feed.server_port}/feed"
        self.change("POST", "/api/v1/sources", {"name": "slow", "connector": "feed", "address": address}, status=201)
        job = self.change("POST", "/api/v1/sync", {"names": ["slow"]}, status=202)
        self.assertTrue(asked.wait(60))
        week = self.get("/api/v1/week")["week"]
        self.assertEqual(self.change("POST", f"/api/v1/weeks/{week}/items/1/done")["state"], "done")
        self.change("PUT", f"/api/v1/works/{self.work}/rating", {"rating": "up"})
        self.change("PUT", f"/api/v1/works/{self.work}/rating", {"rating": 9}, status=400)
        self.assertEqual(self.get("/api/v1/jobs/" + job["id"])["state"], "running")
        go_on.set()
        self.wait_for(job["id"])
        self.assertEqual(self.json("show", self.work)["rating"], 5)
        self.assertEqual(self.json("week")["items"][0]["state"], "done")

    def job(self, path, body=None):
        """Starts a job and gives it when it has ended."""
        return self.wait_for(self.change("POST", path, body, status=202)["id"])

    def test_labs_are_read_started_and_checked(self):
        labs = self.get("/api/v1/labs")
        self.assertEqual(labs, self.json("lab", "list"))
        name = "softmax" if any(lab["name"] == "softmax" for lab in labs["labs"]) else labs["labs"][0]["name"]
        lab = self.get(f"/api/v1/labs/{name}")
        self.assertEqual((lab["file"], lab["last"], lab["hints"]), (None, None, []))
        self.assertTrue(lab["statement"])
        self.get("/api/v1/labs/no-such-lab", 404)
        self.change("POST", f"/api/v1/labs/{name}/check", status=404)
        made = self.change("POST", f"/api/v1/labs/{name}/start", {"language": "python"}, status=201)
        self.assertEqual(self.get(f"/api/v1/labs/{name}")["file"], made["files"][0])
        self.change("POST", f"/api/v1/labs/{name}/start", {"language": "cobol"}, status=400)
        self.change("POST", f"/api/v1/labs/{name}/start", status=400)  # there is work already
        self.assertEqual(len(self.change("POST", f"/api/v1/labs/{name}/hint")["hints"]), 1)
        self.change("POST", f"/api/v1/labs/{name}/show", status=400)
        self.assertTrue(self.change("POST", f"/api/v1/labs/{name}/show")["reference"], "asked twice")
        self.assertTrue(self.change("POST", f"/api/v1/labs/{name}/reset")["kept"])
        self.change("POST", f"/api/v1/labs/{name}/cards")
        status, _, body = self.ask("POST", f"/api/v1/labs/{name}/check")
        if status == 202:  # elsewhere programs cannot be walled off
            ended = self.wait_for(json.loads(body)["id"])
            self.assertEqual(ended["state"], "done", ended)
            self.assertFalse(ended["report"]["passed"], "an empty solution")
            self.validate("LabReport", ended["report"])
            last = self.get(f"/api/v1/labs/{name}")["last"]
            self.assertFalse(last["passed"])
            self.assertTrue(last["failed"])
            self.assertEqual(last["report"], ended["report"], "kept with the attempt")

    def test_cards_notes_and_readers_are_written(self):
        card = self.change("POST", "/api/v1/cards", {"work": self.work, "front": "What?", "back": "A zebra."}, status=201)
        at = "/api/v1/cards/" + card["id"]
        self.change("POST", "/api/v1/cards", {"front": "What?", "back": "A zebra."}, status=400)
        self.change("POST", "/api/v1/cards", {"front": " "}, status=400)
        self.assertEqual(self.change("PUT", at, {"back": "Two zebras."})["front"], "What?")
        self.assertEqual(self.get(at)["back"], "Two zebras.")
        self.change("POST", at + "/suspend")
        self.assertEqual(self.get("/api/v1/review")["due"], 0)
        self.change("POST", at + "/resume")
        self.assertEqual(self.change("DELETE", at), {"removed": [card["id"]]})
        self.get(at, 404)
        note = self.change("POST", f"/api/v1/works/{self.work}/notes", {"text": "first words"}, status=201)
        file = pathlib.Path(note["file"]).name
        self.assertEqual(self.change("PUT", f"/api/v1/notes/{file}", {"text": "other zebra words"})["body"], "other zebra words")
        self.assertEqual(self.get("/api/v1/notes?q=zebra")["notes"][0]["id"], self.work)
        self.change("PUT", "/api/v1/notes/..%2Flibrary.db", {"text": "x"}, status=404)
        self.change("PUT", f"/api/v1/notes/{file}", {"text": " "}, status=400)
        self.change("POST", "/api/v1/readers", {"name": "ada"}, status=201)
        self.change("POST", "/api/v1/readers", {"name": "ada"}, status=400)
        self.get("/api/v1/settings?reader=ada")
        self.change("PUT", f"/api/v1/works/{self.work}/rating?reader=ada", {"rating": 3})
        self.change("DELETE", "/api/v1/readers/ada", status=400)
        self.assertEqual(len(self.change("DELETE", "/api/v1/readers/ada?force=1")["readers"]), 1)

    def test_care_is_taken(self):
        doctor = self.job("/api/v1/doctor")["report"]
        self.validate("Doctor", doctor)
        self.assertTrue(doctor["ok"], doctor)
        self.assertEqual([one["name"] for one in doctor["checks"]], [one["name"] for one in self.json("doctor")["checks"]])
        self.assertEqual(self.job("/api/v1/train")["problem"]["code"], "invalid", "nothing is rated yet")
        self.change("PUT", f"/api/v1/works/{self.work}/rating", {"rating": "down"})
        self.assertEqual(self.job("/api/v1/train")["report"]["down"], 1)
        self.assertEqual(self.job("/api/v1/judge-again")["report"]["judged"], 0)
        self.assertEqual(self.job("/api/v1/checks", {"k": 0})["report"]["works"], 0)
        self.change("POST", "/api/v1/checks", {"k": -1}, status=400)
        self.assertEqual(self.get("/api/v1/conferences"), self.json("conference"))
        self.assertEqual(self.get("/api/v1/audit/radar?k=5"), self.json("audit", "radar", "-k", "5"))
        status, _, lines = self.ask("POST", "/api/v1/assess", '{"title":"We cut latency by 40%"}\n{"title":7}\n')
        verdict, rejected = [json.loads(line) for line in lines.splitlines()]
        self.assertIn("developer_led", verdict)
        self.assertEqual(rejected["error"]["code"], "invalid")
        self.change("POST", f"/api/v1/works/{self.work}/split", {}, status=400)

    def test_sources_are_added_paused_and_synced(self):
        feed = self.file("works.jsonl", (ROOT / "tests" / "golden" / "works.jsonl").read_bytes())
        self.change("POST", "/api/v1/sources", {"name": "x", "connector": "no-such"}, status=400)
        self.change("POST", "/api/v1/sources", {"preset": "no such"}, status=404)
        added = self.change("POST", "/api/v1/sources", {"name": "blog", "connector": "feed",
                                                        "address": "http://127.0.0.1:9/feed"}, status=201)
        self.assertEqual(added["sources"][0]["name"], "blog")
        self.assertTrue(feed.exists())
        self.change("POST", "/api/v1/sources", {"name": "blog", "connector": "feed",
                                                "address": "http://127.0.0.1:9/feed"}, status=400)
        self.change("POST", "/api/v1/sources/blog/pause")
        self.change("POST", "/api/v1/sources/blog/resume")
        self.assertEqual(self.change("PUT", "/api/v1/sources/blog", {"every": "2d"})["every"], "2d")
        self.change("PUT", "/api/v1/sources/blog", {"every": "often"}, status=400)
        self.get("/api/v1/sources/blog")
        for path, body in [("/api/v1/sync", {"names": ["blog"]}), ("/api/v1/sources/blog/test", None)]:
            ended = self.wait_for(self.change("POST", path, body, status=202)["id"])
            self.assertEqual(ended["state"], "done", ended)
            self.assertTrue(ended["report"]["sources"][0]["error"], ended)
        self.change("POST", "/api/v1/sync", {"names": ["nobody"]}, status=404)
        self.change("DELETE", "/api/v1/jobs/j1", status=202)
        self.change("DELETE", "/api/v1/sources/blog")
        self.get("/api/v1/sources/blog", 404)


class Guarded(Serving):
    def setUp(self):
        super().setUp()
        self.start()

    def alive(self):
        self.assertEqual(self.get("/healthz"), {"status": "ok"})
        self.assertIsNone(self.server.poll())

    def test_other_pages_get_nothing(self):
        for headers, status in [({"Host": "evil.example"}, 421), ({"Host": "127.0.0.1:1"}, 421), ({"Host": ""}, 421),
                                ({"Origin": "http://evil.example"}, 403), ({"Origin": "null"}, 403),
                                ({"Sec-Fetch-Site": "cross-site"}, 403)]:
            found, _, body = self.ask("GET", "/api/v1/week", headers=headers)
            self.assertEqual(found, status, (headers, body))
        self.assertEqual(self.ask("GET", "/api/v1/week", headers={"Origin": self.url})[0], 200)
        self.assertEqual(self.ask("POST", "/api/v1/interests", {"add": ["fairness"]}, change=False)[0], 403)
        self.assertEqual(self.ask("POST", "/mcp", "{}", {"Content-Type": "text/plain"}, change=False)[0], 403)
        self.assertEqual(self.json("interests")["interests"], [])
        headers = self.ask("GET", "/")[1]
        self.assertIn("script-src 'self'", headers["content-security-policy"])
        self.assertNotIn("unsafe", headers["content-security-policy"])
        self.assertEqual(headers["x-content-type-options"], "nosniff")
        self.assertNotIn("access-control-allow-origin", headers)

    def test_hostile_requests_get_clear_refusals(self):
        host = f"Host: 127.0.0.1:{self.port}\r\n".encode()
        for data, status in [
                (b"GET /../../etc/passwd HTTP/1.1\r\n" + host + b"\r\n", b" 400 "),
                (b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" + host + b"\r\n", b" 400 "),
                (b"GET /api/v1/search?q=%ff HTTP/1.1\r\n" + host + b"\r\n", b" 400 "),
                (b"GET /api/v1/search?q=%zz HTTP/1.1\r\n" + host + b"\r\n", b" 400 "),
                (b"GET /api/v1/search?q=%00 HTTP/1.1\r\n" + host + b"\r\n", b" 400 "),
                (b"GET / HTTP/1.1\r\n" + host + b"X: " + b"a" * 40000 + b"\r\n\r\n", b" 431 "),
                (b"POST /api/v1/interests HTTP/1.1\r\n" + host + b"X-Assay: 1\r\nContent-Length: 99999999999\r\n\r\n", b" 413 "),
                (b"POST /api/v1/interests HTTP/1.1\r\n" + host +
                 b"X-Assay: 1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n", b" 400 "),
                (b"POST /api/v1/interests HTTP/1.1\r\n" + host + b"X-Assay: 1\r\nContent-Length: 5\r\n\r\n{\"a\":", b" 400 "),
                (b"POST /api/v1/interests HTTP/1.1\r\n" + host + b"X-Assay: 1\r\nContent-Length: 4\r\n\r\n[\xff\xff]", b" 400 "),
                (b"GET / HTTP/1.1\r\n" + host + b"Host: evil.example\r\n\r\n", b" 400 "),
                (b"GET http://127.0.0.1:%d/healthz HTTP/1.1\r\n" % self.port + host + b"\r\n", b" 200 "),
                (b"GET http://evil.example/healthz HTTP/1.1\r\n" + host + b"\r\n", b" 421 "),
                (b"GET http://127.0.0.1:%d@evil.example/healthz HTTP/1.1\r\n" % self.port + host + b"\r\n", b" 421 "),
                (b"\x16\x03\x01 no http at all\r\n\r\n", b" 400 ")]:
            answer = self.raw(data)
            self.assertIn(status, answer.split(b"\r\n")[0] + b" ", (data[:80], answer[:300]))
            self.assertNotIn(b"root:", answer)
        answer = self.raw(b"GET /api/v1/works/a%0d%0aSet-Cookie:x=1 HTTP/1.1\r\n" + host + b"\r\n")
        self.assertNotIn(b"\r\nSet-Cookie:x", answer.split(b"\r\n\r\n")[0])
        post = b"POST /api/v1/interests HTTP/1.1\r\n" + host + b"X-Assay: 1\r\n"
        second = b"GET /healthz HTTP/1.1\r\n" + host + b"\r\n"
        for framing in (b"Transfer-Encoding: xchunked", b"Transfer-Encoding: identity\r\nContent-Length: 2", b"Transfer-Encoding: chunked, identity",
                        b"Transfer-Encoding: chunked\r\nContent-Length: 4", b"Content-Length: 2\r\nContent-Length: 3",
                        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"):
            answer = self.raw(post + framing + b"\r\n\r\n" + second)
            self.assertEqual((answer.count(b"HTTP/1.1 400 "), answer.count(b"HTTP/1.1 200 ")), (1, 0), "nothing is taken for a second request: " + repr(framing))
        trailer = b"POST /api/v1/interests HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Assay: 1\r\n\r\n"
        self.assertIn(b"HTTP/1.1 403 ", self.raw(trailer), "a trailer is no header")
        twice = b"HEAD /%zz HTTP/1.1\r\n" + host + b"\r\nHEAD /api/v1/nothing HTTP/1.1\r\n" + host + b"\r\nGET /healthz HTTP/1.1\r\n" + host + b"\r\n"
        answer = self.raw(twice)
        self.assertEqual([head.split(b" ")[1] for head in answer.split(b"HTTP/1.1")[1:] for head in [b"HTTP/1.1" + head]], [b"400", b"404", b"200"])
        self.assertEqual(answer.count(b"{"), 1, "to HEAD goes no body, which would be taken for the next answer")
        deep = b"[" * 200000
        status, _, _ = self.ask("POST", "/api/v1/interests", deep, {"Content-Type": "application/json"})
        self.assertEqual(status, 400)
        self.alive()

    def test_slow_clients_hold_nothing_up(self):
        slow = [socket.create_connection(("127.0.0.1", self.port)) for _ in range(50)]
        for one in slow:
            one.sendall(b"GET / HTTP/1.1\r\nHo")
        self.alive()
        slow[0].settimeout(20)
        self.assertEqual(slow[0].recv(100), b"")  # the server gives up on it
        for one in slow:
            one.close()
        self.alive()

    def test_random_requests_never_end_it(self):
        seed = random.randrange(1 << 32)
        chance = random.Random(seed)
        words = [b"GET", b"POST", b" ", b"/api/v1/", b"search", b"?q=", b"%41", b"%", b"HTTP/1.1", b"\r\n", b"Host: ",
                 b"127.0.0.1:%d" % self.port, b"Content-Length: 3", b"Transfer-Encoding: chunked", b"\r\n\r\n", b"\x00", b"\xff",
                 b"X-Assay: 1", b"{", b"}", b"works/w1", b"week", b"settings", b"0", b"ffffffffffffffff"]
        for _ in range(400):
            self.raw(b"".join(chance.choice(words) for _ in range(chance.randrange(1, 30))), wait=5)
        paths = [p for p, o in DOCUMENT["paths"].items() if p not in ("/api/v1/events", "/api/v1/backup")]
        for _ in range(400):
            path = chance.choice(paths)
            method = chance.choice([m for m in DOCUMENT["paths"][path]])
            while "{" in path:
                path = path[:path.index("{")] + chance.choice(["w1", "0", "%20", "2026-W48", "-1", "x" * 300, "%F0%9F%98%80"]) + \
                    path[path.index("}") + 1:]
            path += chance.choice(["", "?k=9999999999", "?q=%22", "?week=x", "?k=-1&weeks=0", "?reader=%2e%2e"])
            body = chance.choice([None, b"", b"{}", b"null", b'{"rating":1e99}', b'{"text":5}', b'{"names":[1]}', b"\xff"])
            status, _, answer = self.ask(method.upper(), path, body if method != "get" else None)
            self.assertLess(status, 500 if status != 503 else 504, (seed, method, path, body, answer[:300]))
        self.alive()

    def test_it_ends_gracefully(self):
        self.alive()
        listener = socket.create_connection(("127.0.0.1", self.port))
        self.addCleanup(listener.close)
        listener.sendall(b"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % self.port)
        self.assertIn(b"text/event-stream", listener.recv(4096))
        self.server.terminate()
        self.assertEqual(self.server.wait(20), 0)
        self.assertNotIn(b"ERROR", (self.folder / "serve.log").read_bytes())


class Elsewhere(Serving):
    def test_beyond_this_machine_a_token_is_needed(self):
        self.fails(2, "in the clear", "serve", "--listen", "0.0.0.0:0")
        self.fails(2, "an account or a token is required", "serve", "--listen", "0.0.0.0:0", "--plain")
        token = self.json("serve", "--new-token", "laptop")["token"]
        file = self.folder / "config" / "assay" / "tokens"
        self.assertIn("$argon2id$", file.read_text())
        self.assertNotIn(token, file.read_text())
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        self.start("--listen", "0.0.0.0:0", "--host", "127.0.0.1", "--plain")
        self.assertEqual(self.ask("GET", "/api/v1/week")[0], 401)
        self.assertEqual(self.ask("GET", "/metrics")[0], 401)
        self.assertEqual(self.ask("GET", "/healthz")[0], 200)
        self.assertEqual(self.ask("GET", "/api/v1/week", headers={"Authorization": "Bearer wrong"})[0], 401)
        self.assertEqual(self.ask("GET", "/api/v1/week", headers={"Authorization": "Bearer " + token})[0], 200)
        jar = {}
        self.assertEqual(self.cookies(jar, "POST", "/api/v1/session", json.dumps({"token": token}), {"X-Assay": "1"})[0], 200)
        self.assertEqual(self.cookies(jar, path="/api/v1/week")[0], 200)
        status, headers, _ = self.ask("POST", "/api/v1/session", {"token": "x"})
        self.assertEqual((status, headers["www-authenticate"]), (401, 'Bearer realm="assay"'))

    def cookies(self, jar=None, method="GET", path="/", body=None, headers=None):
        """Asks with the cookies of a jar (a dict), which takes those that come; gives status, headers, text."""
        jar = {} if jar is None else jar
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body, {"Cookie": "; ".join(f"{k}={v}" for k, v in jar.items()), **(headers or {})})
        answer = connection.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                pair, *rest = value.split("; ")
                self.assertIn("SameSite=Strict", rest)
                jar[pair.split("=")[0]] = pair.split("=", 1)[1]
        connection.close()
        return answer.status, dict(answer.getheaders()), text

    def test_a_team_logs_in_by_the_form(self):
        def user(*arguments, password="", status=0):
            return self.ok("serve", "user", *arguments, status=status, stdin=password.encode())
        user("add", "ada", password="two left feet\n")
        user("add", "bob", "--reads-as", "me", password="three blind mice\n")
        user("add", "ada", password="two left feet\n", status=1)
        user("add", "eve", password="short\n", status=2)
        self.assertEqual([one["reader"] for one in self.json("serve", "user", "list")["accounts"]], ["ada", "me"])
        self.start("--listen", "0.0.0.0:0", "--host", "127.0.0.1", "--plain")
        status, headers, _ = self.cookies(path="/work/w1?related=method")
        self.assertEqual((status, headers["Location"]), (303, "/login?next=%2Fwork%2Fw1%3Frelated%3Dmethod"))
        jar = {}
        status, headers, page = self.cookies(jar, path=headers["Location"])
        self.assertIn("no-store", headers["Cache-Control"])
        fields = dict(re.findall(r'name="(form|next)" value="([^"]*)"', page))
        form = {**fields, "user": "ada", "password": "two left feet"}
        post = {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.url.replace("0.0.0.0", "127.0.0.1")}
        self.assertEqual(self.cookies({}, "POST", "/login", urllib.parse.urlencode(form), post)[0], 403, "without the form's cookie")
        wrong = urllib.parse.urlencode({**form, "password": "two right feet"})
        self.assertEqual(self.cookies(dict(jar), "POST", "/login", wrong, post)[0], 401)
        status, headers, _ = self.cookies(jar, "POST", "/login", urllib.parse.urlencode(form), post)
        self.assertEqual((status, headers["Location"]), (303, "/work/w1?related=method"))
        self.assertEqual(json.loads(self.cookies(jar, path="/api/v1/session")[2]), {"login": True, "account": "ada", "reader": "ada"})
        self.assertEqual(self.cookies(jar, "PUT", "/api/v1/works/w1/rating", '{"rating":5}', {"X-Assay": "1"})[0], 403)
        self.assertEqual(self.cookies(jar, "PUT", "/api/v1/works/w1/rating", '{"rating":5}', {"X-Assay": jar["assay_csrf"]})[0], 200)
        self.assertEqual(self.json("--reader", "ada", "show", "w1")["rating"], 5)
        self.assertIsNone(self.json("show", "w1").get("rating"), "another reader's")
        self.assertEqual(self.cookies(jar, path="/api/v1/week?reader=me")[0], 403)
        kept = dict(jar)
        self.assertEqual(self.cookies(jar, "DELETE", "/api/v1/session", headers={"X-Assay": jar["assay_csrf"]})[0], 200)
        self.assertEqual(self.cookies(kept, path="/api/v1/week")[0], 401)

    def test_tls_by_files_opened_anew(self):
        if shutil.which("openssl") is None:
            self.skipTest("no openssl to make a certificate")
        names = [self.folder / "cert.pem", self.folder / "key.pem"]

        def certify(name):
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                            "-keyout", names[1], "-out", names[0], "-subj", "/CN=" + name, "-addext", "subjectAltName=IP:127.0.0.1"],
                           check=True, capture_output=True)
        self.fails(2, "both", "serve", "--tls-cert", "cert.pem")
        self.fails(1, "certificate", "serve", "--tls-cert", ROOT / "README.md", "--tls-key", ROOT / "README.md")
        certify("one")
        log = self.folder / "requests.log"
        self.start("--tls-cert", str(names[0]), "--tls-key", str(names[1]), "--log", str(log))
        self.assertTrue(self.url.startswith("https://"))

        def secret(version=None):
            context = ssl.create_default_context(cafile=names[0])
            if version is not None:
                context.minimum_version, context.maximum_version = ssl.TLSVersion.MINIMUM_SUPPORTED, version
                context.set_ciphers("ALL:@SECLEVEL=0")
            connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=context)
            connection.request("GET", "/api/v1/search?q=secret")
            answer = connection.getresponse()
            self.assertEqual(json.loads(answer.read())["query"], "secret")
            self.assertIn("max-age", answer.getheader("Strict-Transport-Security"))
            return answer.getheader("X-Request-Id")
        first = secret()
        with self.assertRaises(ssl.SSLError):
            secret(ssl.TLSVersion.TLSv1_1)
        self.assertEqual(self.raw(b"GET / HTTP/1.1\r\n\r\n")[:4].count(b"HTTP"), 0, "nothing plain is answered")
        certify("two")
        log.rename(self.folder / "moved.log")
        self.server.send_signal(signal.SIGHUP)
        until = time.time() + 20
        while not log.exists() and time.time() < until:
            time.sleep(0.05)
        while "reopened" not in log.read_text() and time.time() < until:
            time.sleep(0.05)
        second = secret()  # the certificate that it trusts is the new one
        while second not in log.read_text() and time.time() < until:
            time.sleep(0.05)
        lines = [[json.loads(line) for line in (self.folder / name).read_text().splitlines()] for name in ("moved.log", "requests.log")]
        self.assertIn(first, [one.get("id") for one in lines[0]])
        request = next(one for one in lines[1] if one.get("id") == second)
        self.assertEqual((request["path"], request["status"], request["method"], request["reader"]), ("/api/v1/search", 200, "GET", None))
        self.assertNotIn("secret", json.dumps(lines))

    def test_bad_addresses_are_said(self):
        self.fails(2, "no address", "serve", "--listen", "nowhere")
        self.fails(2, "no address", "serve", "--listen", "127.0.0.1:99999")
        self.fails(3, "no such folder", "serve", "--web", "nowhere")
        self.start()
        self.fails(1, "cannot listen", "serve", "--listen", f"127.0.0.1:{self.port}")

    def test_without_a_folder_the_page_that_is_carried_stands_at_the_root(self):
        self.start()
        found, headers, body = self.ask("GET", "/")
        self.assertEqual(found, 200)
        self.assertEqual(headers["content-type"], "text/html; charset=utf-8")
        self.assertIn(b"<title>assay", body)
        for path in ("/app-none.js", "/..%2fetc/passwd.txt"):
            self.assertEqual(self.ask("GET", path)[0], 404, path)

    def test_the_page_is_served_from_its_folder_alone(self):
        web = self.folder / "web"
        (web / "assets").mkdir(parents=True)
        (web / "index.html").write_text("<title>page</title>")
        (web / "assets" / "a.js").write_text("1")
        (web / ".secret").write_text("s")
        (web / "link.txt").symlink_to("/etc/passwd")
        self.start("--web", str(web))
        for path, status in [("/", 200), ("/work/w1", 200), ("/work/arxiv%3A2106.09685", 200), ("/assets/a.js", 200), ("/assets/b.js", 404), ("/.secret", 404),
                             ("/link.txt", 404)]:
            found, headers, body = self.ask("GET", path)
            self.assertEqual(found, status, path)
            self.assertNotIn(b"root:", body)
        self.assertEqual(self.ask("GET", "/assets/a.js")[1]["content-type"], "text/javascript; charset=utf-8")


if __name__ == "__main__":
    main()
