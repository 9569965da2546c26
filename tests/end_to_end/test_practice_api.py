"""Experiments, runs, audits, trials and drafts over HTTP: each answer as docs/openapi.yaml and the commands have it."""
import contextlib
import http.client
import io
import json
import os
import sqlite3
import tarfile
import threading
import time

from serving import Serving, quote
from support import main

TRAIN = ["sh", "-c", "for i in 1 2 3 4; do echo step=$i loss=$(( ({seed} + 10) * (5 - i) )); done; echo done >&2"]
OCTETS = {"Content-Type": "application/octet-stream"}


class PracticeApi(Serving):
    def setUp(self):
        super().setUp()
        self.start()
        self.work = self.get("/api/v1/search?q=&k=1")["hits"][0]["id"]

    def make(self):
        made = self.change("POST", "/api/v1/experiments", {"work": self.work, "name": "try-it"}, status=201)
        folder = self.library / "experiments" / "try-it"
        (folder / "experiment.toml").write_text(f'''version = 1
question = "Does the loss fall?"
work = "{self.work}"
metric = "loss"
direction = "lower"
[[claim]]
name = "low"
text = "the loss falls to 11"
metric = "loss"
kind = "level"
value = 11
tolerance = 4
direction = "lower"
[[check]]
name = "runs"
when = "finished"
[[check]]
name = "matches"
when = "claim low"
''', encoding="utf-8")
        return made

    def ended(self, job):
        for _ in range(600):
            state = self.get("/api/v1/jobs/" + job)
            if state["state"] not in ("queued", "running"):
                return state
            time.sleep(0.05)
        self.fail("the job does not end")

    def run_it(self, **more):
        job = self.change("POST", "/api/v1/experiments/try-it/runs", {"command": TRAIN, "seeds": "3", **more}, status=202)
        ended = self.ended(job["id"])
        self.assertEqual((ended["state"], ended["about"]), ("done", "try-it"), ended)
        self.validate("SweepReport", ended["report"])
        return ended["report"]

    def test_an_experiment_from_its_folder_to_its_verdict(self):
        self.assertEqual(self.get("/api/v1/experiments"), {"experiments": []})
        self.assertEqual(self.make()["name"], "try-it")
        self.change("POST", "/api/v1/experiments", {"work": self.work, "name": "try-it"}, status=400)
        self.change("POST", "/api/v1/experiments", {"work": "w99999"}, status=404)
        at = "/api/v1/experiments/try-it"
        self.get(f"/api/v1/works/{self.work}/feasible")
        self.assertEqual(self.get(at)["why_no_verdict"], "there is no run yet")
        self.get(at + "/comparison", 404)
        report = self.run_it()
        self.assertEqual([run["metrics"]["loss"]["last"] for run in report["runs"]], [10, 11, 12])
        self.assertEqual(len(self.run_it()["earlier"]), 3, "finished before")
        for path, command in ((at, ["experiment", "show", "try-it"]), (at + "/comparison", ["compare", "try-it"]),
                              (at + "/feasible", ["experiment", "feasible", "try-it"]),
                              (at + "/checklist?venue=acl", ["experiment", "checklist", "try-it", "--venue", "acl"]),
                              ("/api/v1/experiments", ["experiment", "list"]),
                              ("/api/v1/compare?run=try-it&metric=loss", ["compare", "try-it", "--metric", "loss"])):
            self.assertEqual(self.get(path), self.json(*command), path)
        shown = self.get(at)
        self.assertEqual(shown["verdict"]["words"], "reproduced", shown)
        self.assertEqual([check["score"] for check in shown["checks"]], [1, 1, 1], "the verdict counts in the rubric")
        self.assertIn("100 %", self.ok("experiment", "show", "try-it"))
        self.assertTrue(self.change("POST", at + "/verdict")["kept"])
        self.assertEqual(self.get(f"/api/v1/works/{self.work}")["reproductions"][0]["verdict"], "reproduced")
        run = report["runs"][0]["run"]
        differ = self.get(f"{at}/differ?run={run}&other={report['runs'][1]['run']}")
        self.assertEqual(differ, self.json("experiment", "differ", run, report["runs"][1]["run"]))
        self.get(f"{at}/differ?run={run}")
        self.get(f"{at}/differ?run=none", 404)
        for format_, word in (("markdown", b"# Does the loss fall?"), ("html", b"<html"), ("json", b"")):
            body = self.get(f"{at}/report?format={format_}")
            self.assertIn(word, body if isinstance(body, bytes) else b"")
        for format_ in ("markdown", "latex", "svg"):
            self.assertTrue(self.get(f"{at}/comparison?format={format_}"))
        self.get(at + "/report?format=pdf", 400)
        self.get(at + "/comparison?at=middle", 400)
        self.assertIn("## What came out", self.get(at + "/draft")["markdown"])
        self.get(at + "/draft?format=pdf", 400)
        self.get("/api/v1/experiments/..%2Flibrary", 404)
        self.get(f"/api/v1/compare?run={run}&experiment=..%2Fexperiments%2Ftry-it", 404)
        self.get("/api/v1/compare?run=..%2Fexperiments%2Ftry-it", 404)
        self.get("/api/v1/experiments/none", 404)

    def test_runs_their_metrics_logs_and_events(self):
        self.make()
        listener = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        listener.request("GET", "/api/v1/events")
        stream = listener.getresponse()
        slow = ["sh", "-c", "for i in 1 2 3; do echo step=$i loss=$i; sleep 0.4; done"]
        runs = self.run_it(command=slow, seeds="")["runs"]
        seen, states = None, set()
        while "finished" not in states:
            line = stream.fp.readline().decode()
            if line.startswith("event: "):
                seen = line.split()[1]
            elif line.startswith("data: ") and seen == "run":
                event = json.loads(line[6:])
                self.validate("RunEvent", event)
                states.add(event["state"])
        listener.close()
        self.assertIn("running", states)
        at = f"/api/v1/experiments/try-it/runs/{runs[0]['run']}"
        self.assertEqual(self.get(at)["record"]["asked"], slow)
        log = self.get(at + "/log?from=0&bytes=20")
        self.assertEqual((log["text"], log["next"]), ("step=1 loss=1\n", 14))
        self.assertEqual(self.get(f"{at}/log?from={log['next']}")["text"], "step=2 loss=2\nstep=3 loss=3\n")
        self.get(at + "/log?stream=both", 400)
        place = self.library / "experiments" / "try-it" / "runs" / runs[0]["run"] / "metrics.csv"
        lines = [f"loss,{i},{999 if i == 54321 else 1 + i % 7},{i / 1000}" for i in range(100_000)]
        place.write_text("name,step,value,seconds\n" + "\n".join(lines) + "\nodd,1,nan,0\n", encoding="utf-8")
        metrics = {one["name"]: one for one in self.get(at + "/metrics")["metrics"]}
        loss = metrics["loss"]
        self.assertEqual(loss["count"], 100_000)
        self.assertLessEqual(len(loss["points"]), 2000)
        self.assertIn([54321, 999, 54.321], loss["points"], "the one peak stays")
        self.assertIsNone(metrics["odd"]["points"][0][1])
        self.assertEqual(len(self.get(at + "/metrics?name=loss&points=0")["metrics"][0]["points"]), 100_000)
        self.assertEqual(self.get("/api/v1/runs?state=finished&k=1")["total"], 1)
        self.assertEqual(self.get("/api/v1/runs?state=running")["runs"], [])
        self.get("/api/v1/runs?experiment=none", 404)

    def test_a_run_is_cancelled_and_says_so(self):
        self.make()
        job = self.change("POST", "/api/v1/experiments/try-it/runs", {"command": ["sleep", "60"]}, status=202)
        for _ in range(400):
            if self.get("/api/v1/runs?state=running")["total"] == 1:
                break
            time.sleep(0.05)
        self.change("DELETE", "/api/v1/jobs/" + job["id"], status=202)
        self.assertEqual(self.ended(job["id"])["state"], "cancelled")
        self.assertEqual(self.get("/api/v1/runs")["runs"][0]["status"], "interrupted")

    def test_programs_start_for_this_machine_only(self):
        self.make()
        body = {"command": ["true"]}
        for path, wanted in (("/api/v1/experiments/try-it/runs", body), ("/api/v1/trials", {"package": "optuna"})):
            for headers in ({"X-Forwarded-For": "10.0.0.1"}, {"Via": "1.1 proxy"}, {"Authorization": "Bearer wrong", "Forwarded": "for=x"}):
                self.change("POST", path, wanted, status=403, headers=headers)
            self.assertEqual(self.ask("POST", path, wanted, change=False)[0], 403)
            self.assertEqual(self.ask("POST", path, wanted, {"Origin": "http://evil.example"})[0], 403)
            self.assertEqual(self.ask("POST", path, wanted, {"Sec-Fetch-Site": "cross-site"})[0], 403)
        self.assertEqual(self.get("/api/v1/jobs"), {"jobs": []})
        for wrong in ({}, {"command": []}, {"command": "true"}, {"command": ["true"], "seeds": "x"}, {"command": ["true"], "sweep": ["=1"]},
                      {"command": ["true"], "folder": "relative"}, {"command": ["true"], "sandbox": "yes"}, {"command": ["true"], "stop_when": ["?"]}):
            self.change("POST", "/api/v1/experiments/try-it/runs", wrong, status=400)

    def test_an_experiment_travels(self):
        self.make()
        self.run_it()
        status, headers, crate = self.ask("POST", "/api/v1/experiments/try-it/export", {"author": "Ada"})
        self.assertEqual((status, headers["content-type"]), (200, "application/x-tar"))
        names = tarfile.open(fileobj=io.BytesIO(crate)).getnames()
        self.assertIn("try-it-crate/ro-crate-metadata.json", names)
        check = self.change("POST", "/api/v1/crate-checks", crate, headers=OCTETS)
        self.assertTrue(check["good"], check)
        self.assertFalse(self.change("POST", "/api/v1/crate-checks", crate.replace(b"loss=", b"l0ss="), headers=OCTETS)["good"])
        self.change("POST", "/api/v1/crate-checks", b"no archive at all" * 100, status=400, headers=OCTETS)
        store = self.ask("POST", "/api/v1/experiments/try-it/export", {"format": "mlflow"})[2]
        taken = self.change("POST", "/api/v1/run-imports?format=mlflow&name=taken", store, headers=OCTETS)
        self.assertEqual((taken["added"], taken["experiments"]), (3, ["taken"]), taken)
        self.change("POST", "/api/v1/run-imports?format=mlflow&name=..", store, status=400, headers=OCTETS)
        self.change("POST", "/api/v1/run-imports", store, status=400, headers=OCTETS)

    def test_what_is_sent_to_be_taken_in_may_be_hostile(self):
        def packed(*names):
            out = io.BytesIO()
            with tarfile.open(fileobj=out, mode="w") as archive:
                for name in names:
                    member = tarfile.TarInfo(name)
                    member.size = 1
                    archive.addfile(member, io.BytesIO(b"x"))
            return out.getvalue()
        for names in (("a", "a/b"), ("a/b", "a"), (".",), ("../a",)):
            self.change("POST", "/api/v1/crate-checks", packed(*names), status=400, headers=OCTETS)
        file = self.folder / "endless.db"
        with contextlib.closing(sqlite3.connect(file)) as database:
            database.execute("CREATE VIEW metrics AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
                             "SELECT 1 AS id, '2026-01-01' AS timestamp, 'r' AS run_name, x AS step, '{}' AS metrics FROM c")
        self.change("POST", "/api/v1/run-imports?format=trackio", file.read_bytes(), status=400, headers=OCTETS)
        for path, body in (("/api/v1/experiments", {"work": "w1", "titel": "x"}), ("/api/v1/trials", {"package": "x", "when": "now"})):
            self.change("POST", path, body, status=400)

    def test_a_file_is_audited(self):
        rows = [f"{'f' if i % 2 else 'm'},{int(i % 5 < 2)},{(i * 37 % 100) / 100}" for i in range(600)]
        text = "sex,y,p\n" + "\n".join(rows) + "\n"
        file = self.file("p.csv", text)
        query = "label=y&score=p&group=sex&equalise=tpr"
        theirs = self.json("audit", file, "--label", "y", "--score", "p", "--group", "sex", "--equalise", "tpr")
        self.assertEqual(self.change("POST", "/api/v1/audits?" + query, text.encode(), headers=OCTETS), theirs)
        self.validate("FairnessAudit", theirs)
        kept = self.change("POST", "/api/v1/files", text.encode(), status=201, headers=OCTETS)
        self.assertEqual(kept["columns"], ["sex", "y", "p"])
        again = f"/api/v1/audits?file={kept['file']}&{query}"
        self.assertEqual(self.change("POST", again), theirs)
        page = self.ask("POST", again + "&format=html")
        self.assertEqual(page[1]["content-type"], "text/html; charset=utf-8")
        self.assertIn("attachment", page[1]["content-disposition"])
        self.assertIn(b"<svg", page[2])
        self.assertIn(b"# Model card", self.ask("POST", again + "&format=card")[2])
        newer = self.file("q.csv", text.replace("f,", "x,"))
        drift = self.change("POST", f"/api/v1/audits?against={kept['file']}", newer.read_bytes(), headers=OCTETS)
        self.assertEqual(drift, self.json("audit", newer, "--against", file))
        self.validate("Drift", drift)
        for wrong, status in (("label=z&score=p", 404), ("score=p", 400), (query + "&threshold=x", 400), (query + "&threshold=1.5", 400), (query + "&threshold=nan", 400), (query + "&format=pdf", 400), (query + "&level=2", 400),
                              ("file=f99&" + query, 404)):
            self.change("POST", "/api/v1/audits?" + wrong, text.encode(), status=status, headers=OCTETS)
        self.change("POST", "/api/v1/audits?" + query, status=400)
        self.assertEqual(self.ask("POST", "/api/v1/files", text.encode(), OCTETS, change=False)[0], 403, "refused before it is kept")
        self.assertEqual(self.raw(b"POST /api/v1/files HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nX-Assay: 1\r\nContent-Length: 9999999999\r\n\r\n" % self.port)[:12],
                         b"HTTP/1.1 413")

    def test_trials_and_drafts(self):
        trials = self.get("/api/v1/trials")
        self.assertEqual(trials, self.json("try", "--list"))
        one = self.get("/api/v1/trials/optuna")
        self.assertEqual((one["place"], one["tried"]), (None, []))
        self.assertIn("optuna", one["source"])
        self.get("/api/v1/trials/" + quote("@huggingface/transformers"))
        self.get("/api/v1/trials/" + quote("no name"), 400)
        self.change("POST", "/api/v1/trials", {"package": "-r x"}, status=400)
        self.change("POST", "/api/v1/trials", {"package": "optuna", "registry": "cran"}, status=400)
        self.get(f"/api/v1/works/{self.work}/draft", 404)
        self.change("POST", f"/api/v1/works/{self.work}/notes", {"text": "It worked. Why?"}, status=201)
        self.assertEqual(self.get(f"/api/v1/works/{self.work}/draft"), self.json("post", "note", self.work))

    def test_a_trial_without_python_says_so_and_is_kept(self):
        self.end()
        path = os.environ["PATH"]
        os.environ["PATH"] = str(self.folder)
        try:
            self.start()
        finally:
            os.environ["PATH"] = path
        job = self.change("POST", "/api/v1/trials", {"package": "optuna"}, status=202)
        ended = self.ended(job["id"])
        self.assertEqual((ended["state"], ended["problem"]["code"], ended["about"]), ("failed", "io", "optuna"), ended)
        self.assertFalse(self.get("/api/v1/trials/optuna")["tried"][0]["worked"])

    def test_feeds_of_radar_and_searches_and_what_is_new(self):
        self.assertIn(b"<entry>", self.get("/api/v1/feeds/radar.atom?k=3"))
        self.assertEqual(len(self.get("/api/v1/feeds/radar.json?k=3")["items"]), 3)
        self.assertIn(b"<entry>", self.get("/api/v1/feeds/search.atom?q=model"))
        found = self.get("/api/v1/feeds/search.json?q=model")
        self.assertEqual(found["title"], "model")
        self.assertEqual({item["id"] for item in found["items"]}, {item["id"] for item in self.get("/api/v1/feeds/search.json?q=model")["items"]})
        self.get("/api/v1/feeds/search.json?q=kind%3Apapr", 400)
        self.assertIn(b"feeds/radar.atom", self.get("/api/v1/feeds.opml"))
        listener = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        listener.request("GET", "/api/v1/events")
        stream = listener.getresponse()
        over = threading.Event()

        def bring():  # the first look at the radar may come after the first of them
            for n in range(20):
                new = {"id": f"n{n}", "title": f"We deploy zebra {n}", "date": "2026-11-22", "abstract":
                       "We deploy it in production: latency falls by 40 % on GPUs, memory halves, code at https://github.com/a/b."}
                self.ask("POST", "/api/v1/imports", (json.dumps(new) + "\n").encode(), OCTETS)
                if over.wait(4):
                    return

        bringing = threading.Thread(target=bring)
        bringing.start()
        seen = ""
        while "event: radar" not in seen or "We deploy zebra" not in seen:
            seen += stream.fp.readline().decode()
        over.set()
        bringing.join()
        listener.close()


if __name__ == "__main__":
    main()
