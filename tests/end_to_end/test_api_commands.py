"""What commands do beside reading and ticking, by the API: labs placed, made and proved, cards exchanged, and the rest."""
import io
import json
import pathlib
import socket
import tarfile
import time

from serving import Serving
from support import ROOT, main


class Commands(Serving):
    def setUp(self):
        super().setUp()
        self.start()

    def finished(self, job):
        until = time.time() + 120
        while time.time() < until:
            now = self.get("/api/v1/jobs/" + job["id"])
            if now["state"] in ("done", "failed", "cancelled"):
                return now
            time.sleep(0.05)
        self.fail("the job has not ended")

    def test_a_lab_passed_to_be_placed_makes_known_what_comes_before(self):
        found = self.get("/api/v1/lab-placements")
        self.assertEqual(found, self.json("lab", "place"))
        made = self.change("POST", "/api/v1/labs/adamw/place", {"language": "python"}, 201)
        self.change("POST", "/api/v1/labs/adamw/place", {"language": "cobol"}, 400)
        states = lambda: {lab["name"]: lab["state"] for lab in self.get("/api/v1/labs")["labs"]}
        self.assertEqual((states()["adamw"], states()["adam"]), ("started", "new"))
        pathlib.Path(made["files"][0]).write_text((ROOT / "tests/labs/adamw/right_1.py").read_text())
        status, _, body = self.ask("POST", "/api/v1/labs/adamw/check")
        if status == 400 and b"walled off" in body:
            self.skipTest("nothing walls programs off here")
        self.assertTrue(self.finished(json.loads(body))["report"]["passed"])
        after = states()
        self.assertEqual((after["adam"], after["sgd-momentum"], after["adamw"], after["rotary"]), ("solved", "solved", "solved", "new"))

    def test_a_lab_of_ones_own_is_made_and_proved(self):
        made = self.change("POST", "/api/v1/labs", {"name": "mine"}, 201)
        self.assertTrue(made["dir"].endswith("own-labs/mine"))
        self.change("POST", "/api/v1/labs", {"name": "mine"}, 400)
        for name in ("../out", "", "-x", "Big", "a/b"):
            self.change("POST", "/api/v1/labs", {"name": name}, 400)
        status, _, body = self.ask("POST", "/api/v1/labs/mine/validate", {"seeds": 1})
        if status == 400 and b"walled off" in body:
            self.skipTest("nothing walls programs off here")
        job = self.finished(json.loads(body))
        self.assertEqual(job["state"], "done", job["problem"])
        self.validate("LabValidation", job["report"])
        self.assertTrue(job["report"]["passed"], job["report"])
        self.change("POST", "/api/v1/labs/mine/validate", {"seeds": 0}, 400)

    def test_cards_go_to_anki_and_come_back(self):
        self.change("POST", "/api/v1/cards", {"front": "What halves memory?", "back": "Weights of 4 bits"}, 201)
        text = self.get("/api/v1/cards.txt")
        self.assertEqual(text.decode(), self.ok("card", "export"))
        report = self.change("POST", "/api/v1/card-imports", text.replace(b"What halves", b"What saves"),
                             headers={"Content-Type": "application/octet-stream"})
        self.assertEqual((report["read"], report["added"] + report["updated"]), (1, 1))
        self.assertEqual(self.ask("POST", "/api/v1/card%2Dimports", text)[0], 400, "a file comes by the address as it is written")
        self.assertFalse(self.change("POST", "/api/v1/review/fit")["taken"])
        self.change("POST", "/api/v1/review/fit", {"reset": True})

    def test_related_among_ranks_just_these(self):
        ids = [hit["id"] for hit in self.get("/api/v1/search?q=&k=5")["hits"]]
        file = self.folder / "ids.txt"
        file.write_text("\n".join(ids[1:]))
        theirs = self.change("POST", f"/api/v1/works/{ids[0]}/related", {"ids": ids[1:]})
        self.assertEqual(theirs, self.json("related", ids[0], "--among", file))
        self.change("POST", f"/api/v1/works/{ids[0]}/related", {"ids": []}, 400)
        self.change("POST", f"/api/v1/works/{ids[0]}/related", {"ids": ids[1:], "aspect": "colour"}, 400)

    def test_searches_roadmaps_weeks_and_notes(self):
        self.change("PUT", "/api/v1/saved/one", {"query": "model"})
        self.assertEqual(self.change("POST", "/api/v1/saved/one/rename", {"name": "two"})["name"], "two")
        self.get("/api/v1/saved/one", 404)
        self.change("POST", "/api/v1/saved/two/rename", {"name": "a b"}, 400)
        road = self.change("PUT", "/api/v1/roadmaps/model?weeks=3&hours=2")
        self.assertEqual((road["weeks"], road["hours"]), (3, 2))
        self.change("PUT", "/api/v1/roadmaps/model?hours=none", status=400)
        for wrong in ("/api/v1/roadmaps/model?weeks=-1", "/api/v1/roadmaps/model?hours=none", "/api/v1/runs?state=up"):
            self.get(wrong, 400)
        self.change("POST", "/api/v1/review/fit", {"reset": "please"}, 400)
        self.change("POST", "/api/v1/roadmaps/nothing/done", status=404)
        self.assertIn(b"T190000", self.get("/api/v1/week.ics?at=19:00"))
        self.get("/api/v1/week.ics?at=7pm", 400)
        self.change("POST", "/api/v1/works/w1/notes", {"text": "Worth a try."}, 201)
        archive = self.change_to_bytes("/api/v1/vault")
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            texts = [tar.extractfile(member).read() for member in tar.getmembers() if member.isfile()]
        self.assertTrue(any(b"Worth a try." in text for text in texts))

    def change_to_bytes(self, path):
        status, headers, body = self.ask("POST", path)
        self.assertEqual(status, 200, body[:300])
        self.matches_document("POST", path, status, headers, body)
        return body

    def test_weeks_to_come_retention_and_what_a_sync_would_bring(self):
        self.change("PUT", "/api/v1/weeks/2026-W40", status=400)
        kept = self.change("PUT", "/api/v1/weeks/2026-W50")
        self.assertEqual(kept, self.json("week", "2026-W50"))
        self.assertEqual(self.change("PUT", "/api/v1/weeks/2026-W50"), kept)
        self.assertTrue(self.change("PUT", "/api/v1/weeks/2026-W50/items/1/pin")["pinned"], "it is kept")
        self.assertEqual(self.change("PUT", "/api/v1/review", {"retention": 0.8}), {"retention": 0.8, "due": 0})
        self.assertEqual(self.json("review")["retention"], 0.8)
        for wrong in ({"retention": 0.5}, {"retention": "0.8"}, {}):
            self.change("PUT", "/api/v1/review", wrong, status=400)
        self.change("POST", "/api/v1/review/undo", status=404)
        card = self.change("POST", "/api/v1/cards", {"front": "a", "back": "b"}, status=201)
        self.change("POST", f"/api/v1/cards/{card['id']}/grade", {"grade": "good"})
        self.assertEqual(self.change("POST", "/api/v1/review/undo")["id"], card["id"])
        self.assertEqual(self.get("/api/v1/digest?format=html").decode(), self.ok("digest", "--format", "html"))
        tried = self.finished(self.change("POST", "/api/v1/sync", {"dry_run": True}, status=202))
        self.assertEqual((tried["kind"], tried["state"], tried["report"]["sources"]), ("sync", "done", []))

    def test_a_body_that_is_announced_is_asked_for(self):
        head = (f"POST /api/v1/works/w1/notes HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nX-Assay: 1\r\nContent-Type: text/markdown\r\n"
                "Content-Length: 4\r\nExpect: 100-Continue\r\nConnection: close\r\n\r\n").encode()
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(head)
            self.assertEqual(connection.recv(4096), b"HTTP/1.1 100 Continue\r\n\r\n")
            connection.sendall(b"Good")
            self.assertIn(b" 201 ", connection.recv(65536).split(b"\r\n")[0])
        self.assertIn(b" 417 ", self.raw(head.replace(b"100-Continue", b"a-miracle") + b"Good").split(b"\r\n")[0])

    def test_it_ends_after_an_answer_that_is_taken_slowly(self):
        self.ok("import", "--source", "starter", ROOT / "data" / "starter.jsonl.xz")
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.settimeout(30)
            connection.connect(("127.0.0.1", self.port))
            connection.sendall(f"POST /api/v1/backup HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nX-Assay: 1\r\nConnection: close\r\n\r\n".encode())
            got = connection.recv(1024)
            size = int(next(line for line in got.split(b"\r\n") if line.lower().startswith(b"content-length")).split(b":")[1])
            self.server.terminate()
            time.sleep(0.8)  # what the other end takes to go on
            while piece := connection.recv(65536):
                got += piece
        self.assertEqual(len(got.split(b"\r\n\r\n", 1)[1]), size)
        self.assertEqual(self.server.wait(20), 0)


if __name__ == "__main__":
    main()
