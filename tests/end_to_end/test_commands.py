"""The path of a user: bring records in, find, ask why, plan, tick, note, back up, restore."""
import bz2
import contextlib
import gzip
import json
import lzma
import os
import pathlib
import shutil
import sqlite3
import subprocess

from support import EndToEnd, PROGRAM, ROOT, main, works

DEPLOYED = {"id": "serving", "title": "Serving models at scale", "year": 2026, "date": "2026-11-20",
            "authors": ["Ada One"], "identifiers": ["arxiv:2611.00001"], "code": "https://github.com/example/serving",
            "abstract": "We deployed the system in production. It reduces p99 latency by 3x and fits in 16 GB."}
THEORY = {"id": "theory", "title": "On the convergence of a certain estimator",
          "abstract": "We prove a theorem and derive asymptotic lower bounds."}


def lines(*records):
    return "".join(json.dumps(record) + "\n" for record in records)


class Journey(EndToEnd):
    def test_since_means_the_same_to_the_radar_and_to_a_search(self):
        records = [{"id": f"y{year}", "title": f"Serving models in {year}", "abstract": "We deployed it in production.", "year": year}
                   for year in (2022, 2023, 2024, 2025)]
        self.ok("import", self.file("years.jsonl", "".join(json.dumps(record) + "\n" for record in records)))
        for since in ("2023", "2024", "2024-01-01", "2024-06"):
            self.assertEqual(self.json("radar", "--since", since)["considered"], self.json("search", f"since:{since}")["total"], since)

    def test_from_a_file_to_the_week(self):
        report = self.json("import", self.file("a.jsonl", lines(DEPLOYED, THEORY)))
        self.assertEqual({k: report[k] for k in ("read", "added", "updated", "unchanged", "rejected", "rejections")},
                         {"read": 2, "added": 2, "updated": 0, "unchanged": 0, "rejected": 0, "rejections": None})
        hits = self.json("search", "latency")["hits"]
        self.assertEqual([hit["title"] for hit in hits], [DEPLOYED["title"]])
        mark = hits[0]["highlights"][0]
        self.assertEqual(DEPLOYED[mark["field"]].encode()[mark["begin"]:mark["end"]].decode(), "latency")
        why = self.json("why", "arxiv:2611.00001")
        self.assertGreater(why["developer_led"], 0.8)
        self.assertIn("latency", {clue["type"] for clue in why["clues"]})
        for clue in why["clues"]:
            text = DEPLOYED.get(clue["field"], "").encode()
            self.assertEqual(text[clue["begin"]:clue["end"]].decode(), clue["text"])
        self.assertLess(self.json("why", "theory")["developer_led"], 0.3)
        self.ok("interests", "add", "model serving")
        radar = self.json("radar")
        self.assertIn("your interest in \"model serving\"", radar["items"][0]["why"])
        self.assertEqual([item["title"] for item in radar["items"]], [DEPLOYED["title"], THEORY["title"]])
        week = self.json("week")
        self.assertEqual(week["week"], "2026-W48")
        self.assertEqual(week, self.json("week"), "a week stays as it was made")
        self.assertEqual(self.json("done", 1)["state"], "done")
        self.assertEqual(self.json("week")["items"][0]["state"], "done")
        self.assertEqual(self.json("search", "read:yes")["total"], 1)
        self.fails(3, "has no item 42", "done", 42)

    def test_looking_at_another_week_keeps_nothing_unless_asked(self):
        self.ok("import", self.file("a.jsonl", lines(DEPLOYED, THEORY)))
        self.assertTrue(self.json("week", "2026-W50")["items"])
        self.fails(3, "week 2026-W50 has not been made", "done", 1, "--week", "2026-W50")
        self.assertTrue(self.json("week")["items"], "a look at a later week leaves this week its works")
        self.fails(2, "is over", "week", "2026-W40", "--keep")
        self.ok("import", self.file("b.jsonl", lines({**THEORY, "id": "more", "title": "Another certain estimator"})))
        kept = self.json("week", "2026-W50", "--keep")
        self.assertEqual(kept, self.json("week", "2026-W50"))
        self.assertEqual(self.json("done", 1, "--week", "2026-W50")["state"], "done")

    def test_long_words_keep_to_80_columns(self):
        self.ok("import", self.file("a.jsonl", lines({
            **DEPLOYED, "title": "A" * 120, "venue": "V" * 100, "authors": ["B" * 90],
            "code": "https://github.com/example/" + "long-name" * 12,
            "links": [{"rel": "home", "url": "https://example.com/" + "path/" * 30}]})))
        for command in (["show", "serving"], ["search", "latency"], ["radar"], ["week"], ["why", "serving"]):
            for line in self.ok(*command).splitlines():
                self.assertLessEqual(len(line), 80, (command, line))

    def test_what_was_judged_by_former_weights_is_told_and_judged_anew(self):
        path = self.file("works.jsonl", '{"title":"We serve a ranker at 20 ms"}\n{"title":"A theorem on graphs"}\n')
        self.json("import", path)
        self.assertTrue(self.json("doctor")["ok"])
        with contextlib.closing(sqlite3.connect(self.library / "library.db")) as database, database:
            database.execute("UPDATE models SET name = 'weights-before'")
        result = self.run_assay("doctor")
        self.assertEqual(result.returncode, 1)
        self.assertIn("2 are not", " ".join(result.stdout.decode().split()))
        self.assertIn("assay assess --again", " ".join(result.stdout.decode().split()))
        self.assertEqual(self.json("assess", "--again")["judged"], 2)
        self.assertTrue(self.json("doctor")["ok"])
        self.assertEqual(self.json("assess", "--again")["judged"], 0)

    def test_offset_that_is_no_number(self):
        self.assertNotIn("\x01", self.fails(2, "-1", "search", "x", "--offset", "-1"))

    def test_files_of_one_name_have_a_list_of_rejections_each(self):
        paths = []
        for folder in ("one", "two"):
            (self.folder / folder).mkdir()
            paths.append(self.file(f"{folder}/a.jsonl", "nonsense\n"))
        report = self.json("import", *paths, "--format", "works", status=4)
        self.assertEqual(len(set(report["rejection_lists"])), 2)
        self.assertEqual(report["rejections"], report["rejection_lists"][0])
        for path, listed in zip(paths, report["rejection_lists"]):
            with open(listed, encoding="utf-8") as file:
                self.assertEqual(json.loads(file.readline())["file"], str(path))

    def test_rate_note_and_interests_are_kept_through_an_import(self):
        file = self.file("a.jsonl", lines(DEPLOYED))
        self.ok("import", file)
        self.ok("rate", "serving", "up")
        self.ok("note", "serving", "try the cache")
        self.ok("note", "serving", "-", stdin="from a pipe\n".encode())
        self.ok("interests", "add", "fairness", "model serving")
        self.ok("interests", "hours", "6")
        self.ok("import", self.file("b.jsonl", lines({**DEPLOYED, "title": "Serving models at scale, second edition"})))
        shown = self.json("show", "serving")
        self.assertEqual(shown["title"], "Serving models at scale, second edition")
        self.assertEqual(shown["rating"], 5)
        self.assertEqual([note["body"] for note in shown["notes"]], ["try the cache", "from a pipe"])
        interests = self.json("interests")
        self.assertEqual(interests["hours"], 6)
        self.assertEqual([i["value"] for i in interests["interests"]], ["fairness", "model serving"])
        self.assertEqual(self.json("radar")["items"], [], "what was rated is not new")
        self.fails(2, "not a rating", "rate", "serving", "7")
        self.fails(2, "not a number of hours", "interests", "hours", "many")
        self.fails(3, "no such work", "note", "nothing", "text")
        self.fails(2, "the note is empty", "note", "serving", "-", stdin=b"  ")

    def test_compressed_files_and_standard_input(self):
        text = works(40).encode()
        self.assertEqual(self.json("import", self.file("a", gzip.compress(text)))["added"], 40)
        self.assertEqual(self.json("import", self.file("b.txt", lzma.compress(text)))["unchanged"], 40)
        self.assertEqual(self.json("import", self.file("c.gz", bz2.compress(text)))["unchanged"], 40)
        if shutil.which("zstd"):
            packed = subprocess.run(["zstd", "-c"], input=text, capture_output=True, check=True).stdout
            self.assertEqual(self.json("import", self.file("d", packed))["unchanged"], 40)
        self.assertEqual(self.json("import", "-", stdin=text)["unchanged"], 40)
        self.assertEqual(self.json("import", "-", stdin=works(50).encode())["added"], 10)

    def test_several_files_go_on_after_a_bad_one(self):
        good = self.file("good.jsonl", works(3))
        bad = self.file("bad.txt", "nothing that anyone could read as records")
        report = self.json("import", bad, good, status=1)
        self.assertEqual(report["added"], 3)
        self.assertIn("not recognised", report["errors"][0]["message"])

    def test_assess_keeps_order_and_ids(self):
        text = lines(DEPLOYED, THEORY) + "nonsense\n" + lines({"id": 7, "title": "A title alone"})
        result = self.run_assay("assess", stdin=text.encode())
        self.assertEqual(result.returncode, 4)
        verdicts = [json.loads(line) for line in result.stdout.splitlines()]
        self.assertEqual([verdict["id"] for verdict in verdicts], ["serving", "theory", None, "7"])
        self.assertIn("error", verdicts[2])
        untitled = self.run_assay("assess", stdin=lines({"id": "untitled", "title": ""}, {"title": 3, "id": 8}).encode())
        self.assertEqual([json.loads(line)["id"] for line in untitled.stdout.splitlines()], ["untitled", "8"])
        self.assertFalse(self.library.exists(), "assess needs no library and makes none")
        many = "".join(json.dumps({"id": i, "title": f"T {i}"}) + "\n" for i in range(3000))
        ids = [json.loads(line)["id"] for line in self.ok("assess", stdin=many.encode()).splitlines()]
        self.assertEqual(ids, [str(i) for i in range(3000)])
        self.assertEqual(self.ok("assess", stdin=b""), "")

    def test_backup_and_restore(self):
        self.ok("import", self.file("a.jsonl", works(5)))
        backup = self.folder / "backup.db"
        self.ok("backup", backup)
        self.ok("import", self.file("b.jsonl", works(10)))
        self.assertEqual(self.json("search", "title")["total"], 10)
        kept = self.json("restore", backup)
        self.assertEqual(kept, {"works": 5, "kept": str(self.library / "library.db.before-restore")})
        self.assertEqual(self.json("search", "title")["total"], 5)
        self.assertTrue(self.json("doctor")["ok"])
        # A second restore does not write over what the first one kept.
        second = self.json("restore", backup)["kept"]
        self.assertNotEqual(second, kept["kept"])
        self.assertEqual(self.json("restore", kept["kept"])["works"], 10, "back to where it was")
        self.assertEqual(self.json("search", "title")["total"], 10)

    def test_backup_while_an_import_runs(self):
        self.ok("import", self.file("a.jsonl", works(5)))
        writer = subprocess.Popen([PROGRAM, "--library", self.library, "import", self.file("b.jsonl", works(20000, 5))],
                                  stdout=subprocess.DEVNULL, env={**os.environ, "XDG_CONFIG_HOME": str(self.folder)})
        backup = self.folder / "backup.db"
        try:
            copied = 0
            while writer.poll() is None or not copied:
                self.ok("backup", backup)
                copied += 1
        finally:
            writer.wait()
        self.assertEqual(writer.returncode, 0)
        other = self.folder / "other"
        works_there = self.json("restore", backup, library=other)
        self.assertIsNone(works_there["kept"])
        self.assertGreaterEqual(works_there["works"], 5)
        self.assertTrue(self.json("doctor", library=other)["ok"])

    def test_backup_leaves_other_files_alone(self):
        self.ok("import", self.file("a.jsonl", works(5)))
        mine = self.file("mine.txt", "what I wrote")
        self.fails(1, "something else than a backup", "backup", mine)
        self.assertEqual(mine.read_text(), "what I wrote")
        self.fails(1, "something else than a backup", "backup", self.folder)
        self.fails(1, "the library itself", "backup", self.library / "library.db")
        self.fails(1, "cannot write the backup", "backup", self.folder / "none" / "b.db")
        backup = self.folder / "backup.db"
        self.ok("backup", backup)
        self.ok("backup", backup)
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()),
                         ["a.jsonl", "backup.db", "library", "mine.txt"], "nothing is left lying about")

    def test_restore_of_rubbish_leaves_the_library_as_it_is(self):
        self.ok("import", self.file("a.jsonl", works(300)))
        backup = self.folder / "backup.db"
        self.ok("backup", backup)
        data = backup.read_bytes()
        before = (self.library / "library.db").read_bytes()
        middle = len(data) // 2
        self.fails(3, "no such backup", "restore", self.folder / "none")
        for name, content, words in (("empty.db", b"", "not a library"), ("rubbish.db", b"rubbish " * 5000, "no whole backup"),
                                     ("cut.db", data[:middle], "no whole backup"),
                                     ("damaged.db", data[:16384] + b"\xaa" * 8192 + data[24576:], "no whole backup")):
            line = self.fails(1, words, "restore", self.file(name, content))
            self.assertIn("the library was left as it is", line)
        self.fails(1, "the library itself", "restore", self.library / "library.db")
        newer = self.file("newer.db", data)
        connection = sqlite3.connect(newer)
        connection.execute("PRAGMA user_version = 99")
        connection.close()
        self.fails(1, "newer assay", "restore", newer)
        self.assertEqual((self.library / "library.db").read_bytes(), before)
        self.assertEqual([path.name for path in self.library.glob("library.db*") if not path.name.endswith(("-wal", "-shm"))],
                         ["library.db"])
        self.assertEqual(self.json("search", "title")["total"], 300)

    def test_restore_over_a_damaged_library(self):
        self.ok("import", self.file("a.jsonl", works(300)))
        backup = self.folder / "backup.db"
        self.ok("backup", backup)
        (self.library / "library.db").write_bytes(b"what a falling disk left" * 4000)
        kept = self.json("restore", backup)["kept"]
        self.assertTrue(pathlib.Path(kept).read_bytes().startswith(b"what a falling disk left"))
        self.assertTrue(self.json("doctor")["ok"])
        self.assertEqual(self.json("search", "title")["total"], 300)

    def test_paging_sorting_and_explaining(self):
        self.ok("import", self.file("a.jsonl", works(25)))
        first = self.json("search", "title", "-k", 10)["hits"]
        second = self.json("search", "title", "-k", 10, "--offset", 10)["hits"]
        self.assertEqual(len({hit["id"] for hit in first + second}), 20)
        self.assertIn("score", self.ok("search", "title", "--explain"))
        self.assertEqual(self.json("search", "title", "-number")["total"], 0)
        self.assertEqual(self.json("search", "Title", "\"number 7\"")["total"], 1)
        self.fails(2, "did you mean", "search", "kind:papr")

    def test_search_for_an_identifier_points_at_its_work(self):
        self.ok("import", self.file("a.jsonl", lines(DEPLOYED)))
        told = self.run_assay("search", "arXiv:2611.00001v2").stderr.decode()
        self.assertIn("`assay show arXiv:2611.00001v2`", told)
        self.assertEqual(self.run_assay("search", "arXiv:2611.00002").stderr, b"")
        self.assertEqual(self.run_assay("search", "latency").stderr, b"")

    def test_what_is_exported_comes_back(self):
        self.json("import", self.file("a.jsonl", lines(DEPLOYED, THEORY)))
        for form in ("works", "bibtex", "ris", "csl-json"):
            out = self.folder / f"out.{form}"
            self.assertEqual(self.json("export", "--format", form, "-o", out), {"exported": 2})
            again = self.json("import", out)
            self.assertEqual((again["read"], again["rejected"]), (2, 0), form)
            self.assertEqual(self.json("doctor")["ok"], True)
        self.assertEqual(self.json("search", "")["total"], 2)  # all of them were twins
        some = self.ok("export", "latency", "--format", "markdown")
        self.assertEqual(some, "- [Serving models at scale](https://arxiv.org/abs/2611.00001) - Ada One. 2026. "
                               "[code](https://github.com/example/serving)\n")

    def test_export_that_cannot_be_written_leaves_the_old_file(self):
        self.json("import", self.file("a.jsonl", lines(DEPLOYED)))
        self.fails(1, "cannot write the bibliography", "export", "-o", self.folder / "missing" / "x.bib", "--format", "bibtex")
        old = self.file("old.bib", "kept")
        self.fails(2, "led:", "export", "led:>x", "-o", old)
        self.assertEqual(old.read_text(), "kept")
        self.fails(2, "is none of works, bibtex", "export", "--format", "word")

    def test_claims_have_the_bytes_of_their_parts(self):
        self.ok("import", self.file("a.jsonl", lines(DEPLOYED)))
        claims = self.json("claims", "serving")["claims"]
        self.assertEqual([(c["metric"], c["value"], c["unit"], c["change"]) for c in claims],
                         [("latency", 3, "x", "improved"), (None, 16, "GB", None)])
        text = DEPLOYED["abstract"].encode()
        for claim in claims:
            self.assertEqual(text[claim["begin"]:claim["end"]].decode(), claim["text"])
            begin, end = claim["spans"]["value"]
            self.assertIn(text[begin:end].decode(), ("3x", "16 GB"))
        self.assertIn("claims", self.ok("show", "serving"))
        self.fails(3, "no such work", "claims", "nothing")

    def test_reasons_and_a_taxonomy_of_ones_own(self):
        self.ok("import", self.file("a.jsonl", lines(DEPLOYED)))
        names = lambda reasons: [(reason["name"], reason["topics"]) for reason in reasons]
        reasons = self.json("why", "serving")["reasons"]
        self.assertEqual(names(reasons), [("scalable systems", ["scalable_systems"])])
        for word in reasons[0]["words"]:
            self.assertEqual(DEPLOYED[word["field"]].encode()[word["begin"]:word["end"]].decode(), word["text"])
        taxonomy = self.folder / "config" / "assay" / "taxonomy.toml"
        taxonomy.parent.mkdir(parents=True, exist_ok=True)
        taxonomy.write_text('[[topic]]\nname = "deploying"\nreason = "staying current"\nwords = ["~deploy"]\n', encoding="utf-8")
        reasons = self.json("why", "serving")["reasons"]
        self.assertEqual(names(reasons)[0], ("staying current", ["deploying"]))
        self.assertEqual(names(json.loads(self.ok("assess", stdin=lines(DEPLOYED).encode()))["reasons"]), names(reasons))
        taxonomy.write_text('[[topic]]\nname = "x"\nreason = "fun"\nwords = ["a"]\n', encoding="utf-8")
        self.assertIn("taxonomy.toml:3): use one of", self.fails(1, "unknown reason \"fun\"", "why", "serving"))

    def test_starter_library(self):
        report = self.json("import", "--source", "starter", ROOT / "data" / "starter.jsonl.xz")
        self.assertEqual(report["rejected"], 0)
        self.assertGreater(report["added"], 3500)
        self.assertEqual(len({item["track"] for item in self.json("week")["items"]}), 5)
        for command in (["radar"], ["week"], ["search", "attention"], ["show", "w1"], ["why", "w1"], ["interests"]):
            for line in self.ok(*command).splitlines():
                self.assertLessEqual(len(line), 80, (command, line))

    def test_training_of_other_kinds_onto_a_model(self):
        posts = [{"id": f"p{i}", "kind": "post", "score": 3 * (i % 2), "research": i % 2 == 1,
                  "title": "What a lock costs" if i % 2 else "Getting started with locks",
                  "text": "We measured it: p99 fell from 12 ms to 3 ms." if i % 2 else "In this tutorial you will learn the basics."}
                 for i in range(24)]
        labels = self.file("labels.jsonl", "".join(json.dumps(post) + "\n" for post in posts))
        model = ROOT / "models" / "developer-4.bin"
        made = self.folder / "own.bin"
        report = self.json("train", labels, "--onto", model, "--folds", "3", "--out", made)
        self.assertEqual([(one["works"], one["n"]) for one in report["figures"]], [("other kinds", 24), ("their research", 24)])
        self.assertGreater(report["figures"][0]["auroc"], 0.9)
        again = self.folder / "again.bin"
        self.ok("train", labels, "--onto", made, "--folds", "3", "--out", again)
        self.assertEqual(again.read_bytes(), made.read_bytes())
        few = self.file("few.jsonl", "".join(json.dumps(post) + "\n" for post in posts[:5]))
        self.fails(1, "too few", "train", few, "--onto", model, "--folds", "3")
        paper = self.file("paper.jsonl", json.dumps({"id": "q", "title": "Tea", "score": 0}) + "\n")
        self.fails(2, "other kinds", "train", labels, paper, "--onto", model, "--folds", "3")
        self.fails(1, "model", "train", labels, "--onto", labels, "--folds", "3")
        self.fails(1, "research is", "train", self.file("bad.jsonl", json.dumps({**posts[0], "research": "yes"}) + "\n"))


if __name__ == "__main__":
    main()
