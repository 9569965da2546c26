"""Cards, their review, reading with its note, notes as files and as a vault: as a user meets them."""
import json
import os
import pty
import sqlite3
import subprocess

from support import EndToEnd, PROGRAM, main

SERVING = {"id": "serving", "title": "Serving models at scale", "year": 2026, "authors": ["Ada One"],
           "identifiers": ["arxiv:2611.00001"],
           "abstract": "We deployed the system in production. It reduces p99 latency by 3x compared with the baseline."}
TOOL = {"id": "tool", "kind": "repository", "title": "fast-server", "identifiers": ["github:example/fast-server"],
        "abstract": "Implementation of arXiv:2611.00001."}
MORNING = "2026-11-23T08:00:00Z"


class Memory(EndToEnd):
    def setUp(self):
        super().setUp()
        self.ok("import", self.file("a.jsonl", "".join(json.dumps(record) + "\n" for record in (SERVING, TOOL))))

    def at(self, instant, **more):
        return {"env": {"ASSAY_NOW": instant, **more}}

    def editor(self, script):
        """An editor that is a shell script; the file is $1."""
        path = self.file("editor.sh", "#!/bin/sh\n" + script + "\n")
        path.chmod(0o755)
        return {"EDITOR": str(path), "VISUAL": ""}

    def add(self, front, back="answer", **options):
        return self.json("card", "add", "serving", "--front", front, "--back", back, **options)["id"]


class Cards(Memory):
    def test_made_listed_changed_suspended_and_removed(self):
        made = self.json("card", "add", "serving", "--front", "Which percentile?", "--back", "p99", "--tag", "latency")
        self.assertEqual((made["id"], made["work"], made["phase"], made["tags"]), ("c1", "w1", "new", ["latency"]))
        self.fails(1, "kept already", "card", "add", "serving", "--front", "Which percentile?", "--back", "p99")
        self.fails(2, "no front", "card", "add", "--front", " ", "--back", "x")
        self.fails(2, "not a tag", "card", "add", "--front", "f", "--tag", "two words")
        self.fails(3, "no such work", "card", "add", "nothing", "--front", "f")
        self.assertEqual(self.json("card", "edit", "c1", "--back", "the 99th")["back"], "the 99th")
        self.assertEqual(self.json("card", "show", "1")["front"], "Which percentile?")
        self.assertIn("Which percentile?", self.ok("card", "show", "c1"))
        self.assertTrue(self.json("card", "suspend", "c1")["suspended"])
        self.assertEqual(self.json("review")["cards"], [])
        self.assertFalse(self.json("card", "suspend", "c1", "--off")["suspended"])
        self.assertEqual(len(self.json("card", "list", "serving")["cards"]), 1)
        self.assertEqual(self.json("card", "list", "tool")["cards"], [])
        self.ok("card", "remove", "c1")
        self.assertEqual(self.json("card", "list")["cards"], [])
        self.fails(3, "you removed card c1", "card", "show", "c1")
        self.fails(3, "no such card c7", "card", "edit", "c7", "--back", "x")
        self.fails(2, "not a card", "card", "show", "w1")
        self.assertIn("no cards yet", self.ok("card", "list"))
        self.assertEqual(self.add("Which percentile?", "p99"), "c1", msg="what was removed comes back")

    def test_written_in_the_editor(self):
        env = self.editor('printf "asked\\nin two lines\\n---\\nanswered\\n" > "$1"')
        card = self.json("card", "add", "serving", env=env)
        self.assertEqual((card["front"], card["back"]), ("asked\nin two lines", "answered"))
        env = self.editor('sed -i s/answered/better/ "$1"')
        self.assertEqual(self.json("card", "edit", card["id"], env=env)["back"], "better")
        self.fails(130, "the editor failed", "card", "add", "serving", env=self.editor("exit 3"))
        self.fails(2, "no editor", "card", "add", "serving", env={"EDITOR": "", "VISUAL": ""})

    def test_proposed_from_claims_and_notes_and_confirmed(self):
        self.ok("note", "serving", "## Idea\n\nKeep the cache warm.\n\n## Empty\n")
        proposals = self.json("card", "propose", "serving")["proposals"]
        self.assertEqual([(p["n"], p["origin"], p["back"], p["kept"]) for p in proposals],
                         [(1, "claim", "3x", False), (2, "note", "Keep the cache warm.", False)])
        self.assertIn("latency by […] compared", proposals[0]["front"])
        self.assertIn("--accept", self.ok("card", "propose", "serving"))
        kept = self.json("card", "propose", "serving", "--accept", "2")["cards"]
        self.assertEqual([card["origin"] for card in kept], ["note"])
        self.assertEqual([p["kept"] for p in self.json("card", "propose", "serving")["proposals"]], [False, True])
        self.assertEqual(len(self.json("card", "propose", "serving", "--accept", "all")["cards"]), 1)
        self.fails(2, "not a choice", "card", "propose", "serving", "--accept", "3")
        self.assertIn("Nothing to propose", self.ok("card", "propose", "tool"))

    def test_to_anki_and_back(self):
        self.add("What is <this>?\tA \"tab\"", "line one\nline two")
        rich = ("#separator:tab\n#html:true\n#deck:Papers\n#tags column:3\n"
                "<b>bold</b>\t\"an \"\"answer\"\"\"\tone two\n"
                "\tno front\tx\n"
                "open\t\"never closed\n"
                "last\tline\t\n")
        report = json.loads(self.ok("--json", "card", "import", self.file("deck.txt", rich), status=4))
        self.assertEqual({k: report[k] for k in ("read", "added", "updated", "unchanged", "rejected")},
                         {"read": 4, "added": 2, "updated": 0, "unchanged": 0, "rejected": 2})
        self.assertEqual([r["line"] for r in report["rejections"]], [6, 7])
        before = self.json("card", "list")["cards"]
        self.assertEqual((before[1]["tags"], before[1]["deck"], before[1]["html"]), (["one", "two"], "Papers", True))
        out = self.folder / "out.txt"
        self.assertEqual(self.json("card", "export", "--format", "anki", out)["exported"], 3)
        self.assertEqual(out.read_text(), self.ok("card", "export", "-"))
        again = self.json("card", "import", out)
        self.assertEqual((again["unchanged"], again["added"], again["updated"]), (3, 0, 0))
        other = self.folder / "other"
        self.ok("import", self.file("w.jsonl", json.dumps(SERVING)), library=other)
        self.assertEqual(self.json("card", "import", out, library=other)["added"], 3)
        kept = ("front", "back", "html", "tags", "deck", "work")
        self.assertEqual([[c[k] for k in kept] for c in self.json("card", "list", library=other)["cards"]],
                         [[c[k] for k in kept] for c in before])
        self.fails(1, "no separator", "card", "import", self.file("bad.txt", "#separator:nothing\na\tb\n"))
        self.fails(1, "cannot", "card", "import", self.folder / "missing.txt")


class Review(Memory):
    def test_answered_line_by_line_undone_and_listed(self):
        first, second = self.add("first", **self.at(MORNING)), self.add("second", **self.at(MORNING))
        listed = self.json("review", **self.at(MORNING))
        self.assertEqual((listed["due"], listed["new"], listed["retention"]), (2, 2, 0.9))
        self.assertEqual(listed["cards"][0]["intervals"], {"again": 60, "hard": 360, "good": 600, "easy": 8 * 86400})
        said = self.ok("review", stdin=b"\n4\n\n9\n3\nu\n\n4\n", **self.at(MORNING))
        self.assertIn("1 again 1 min   2 hard 6 min   3 good 10 min   4 easy 8 days", said)
        self.assertIn(f"taken back: the answer to {second}", said)
        self.assertIn("2 answered. The next card is due in 8 days.", said)
        self.assertIn("No card waits", self.ok("review", library=self.empty_library()))
        later = self.at("2026-12-01T07:59:59Z")
        self.assertEqual(self.json("review", **later)["due"], 0)
        self.assertAlmostEqual(self.json("card", "show", first, **later)["recall"], 0.911, delta=0.001)
        due = self.at("2026-12-01T08:00:00Z")
        self.assertEqual(self.json("review", "--limit", 1, **self.at("2026-12-02T08:00:00Z"))["cards"][0]["id"], first)
        self.assertEqual(self.json("review", "grade", first, "good", **due)["phase"], "review")

    def empty_library(self):
        other = self.folder / "empty"
        self.ok("import", self.file("w.jsonl", json.dumps(SERVING)), library=other)
        return other

    def test_limit_and_quitting_keep_what_was_answered(self):
        for n in range(4):
            self.add(f"card {n}", **self.at(MORNING))
        self.assertIn("1 answered. 3 still due.", self.ok("review", "--limit", 1, stdin=b"\n4\n\n4\n", **self.at(MORNING)))
        self.assertIn("1 answered. 2 still due.", self.ok("review", stdin=b"4\nq\n4\n", **self.at(MORNING)))
        self.assertIn("Nothing was answered. 2 still due.", self.ok("review", stdin=b"", **self.at(MORNING)))

    def test_on_a_terminal_single_keys_answer(self):
        card = self.add("front of it", "back of it", **self.at(MORNING))
        master, slave = pty.openpty()
        process = subprocess.Popen([PROGRAM, "--library", self.library, "review"], stdin=slave, stdout=slave, stderr=slave,
                                   env={**os.environ, "ASSAY_NOW": MORNING, "NO_COLOR": "1",
                                        "XDG_CONFIG_HOME": str(self.folder)})
        os.close(slave)

        def read_until(words):
            printed = b""
            while words not in printed:
                try:
                    part = os.read(master, 4096)
                except OSError:
                    part = b""
                self.assertTrue(part, printed)
                printed += part
            return printed

        self.assertNotIn(b"back of it", read_until(b"front of it"))
        os.write(master, b"4")  # no grade before a look at the back
        read_until(b"4 easy 8 days")
        os.write(master, b"3")
        read_until(b"good: again in 10 min")
        os.write(master, b"u")
        read_until(b"taken back")
        os.write(master, b" ")
        read_until(b"4 easy 8 days")
        os.write(master, b"4")
        read_until(b"1 answered")
        self.assertEqual(process.wait(timeout=60), 0)
        os.close(master)
        self.assertEqual(self.json("card", "show", card, **self.at(MORNING))["reps"], 1)

    def test_clock_set_back_a_state_changed_by_hand_and_bad_grades(self):
        card = self.add("front", **self.at(MORNING))
        before = self.json("review", "grade", card, 4, **self.at(MORNING))
        self.fails(1, "the clock was set back", "review", "grade", card, 3, **self.at("2026-11-20T08:00:00Z"))
        self.assertEqual(self.json("card", "show", card, **self.at(MORNING)), before)
        self.assertEqual(self.json("review", "grade", card, 3, "--trust-clock", **self.at("2026-11-20T08:00:00Z"))["reps"], 2)
        with sqlite3.connect(self.library / "library.db") as database:
            database.execute("UPDATE cards SET stability = 5000, reps = 90, due = 1")
        database.close()
        mended = self.json("review", "undo", **self.at(MORNING))
        self.assertEqual({k: mended[k] for k in ("reps", "stability", "due")}, {k: before[k] for k in ("reps", "stability", "due")})
        self.fails(2, "not a grade", "review", "grade", card, 5)
        self.fails(3, "no such card", "review", "grade", "c9", 3)
        self.ok("review", "undo", **self.at(MORNING))
        self.fails(3, "no answer to take back", "review", "undo", **self.at(MORNING))

    def test_retention_and_fit(self):
        card = self.add("front", **self.at(MORNING))
        due = self.json("review", "grade", card, 4, **self.at(MORNING))["due"]
        self.assertEqual(self.json("review", "--retention", 0.8, **self.at(MORNING)), {"retention": 0.8, "due": 0})
        self.assertGreater(self.json("card", "show", card, **self.at(MORNING))["due"], due)
        self.fails(2, "a retention of 0.2", "review", "--retention", 0.2)
        fit = self.json("review", "fit")
        self.assertEqual((fit["predictions"], fit["needed"], fit["taken"]), (0, 400, False))
        self.assertIn("0 of 400 answers", self.ok("review", "fit"))
        self.assertIn("published weights", self.ok("review", "fit", "--reset"))


class Reading(Memory):
    def test_from_the_page_to_the_note(self):
        env = {**self.editor('sed -i "s/## Idea/## Idea\\n\\nKeep the cache warm./" "$1"'), "BROWSER": "true"}
        read = self.json("read", "serving", **self.at(MORNING, **env))
        self.assertEqual((read["id"], read["address"], read["opened"], read["minutes"]),
                         ("w1", "https://arxiv.org/abs/2611.00001", True, 0))
        with open(read["note"], encoding="utf-8") as file:
            note = file.read()
        self.assertIn("## What I would try", note)
        self.assertIn("Keep the cache warm.", note)
        self.assertEqual([n["body"] for n in self.json("show", "serving")["notes"]], [note.strip()])
        self.assertEqual(self.json("show", "serving")["state"], "read")
        self.assertEqual([hit["id"] for hit in self.json("search", "warm")["hits"]], ["w1"], "notes are searched, too")
        self.assertEqual(list((self.library / "notes").glob("draft*")), [])

    def test_timer_over_two_commands(self):
        quiet = {"EDITOR": "", "VISUAL": "", "BROWSER": "true"}
        self.assertIn("--stop", self.ok("read", "serving", **self.at(MORNING, **quiet)))
        self.fails(1, "you are reading w1", "read", "tool", **self.at("2026-11-23T08:10:00Z", **quiet))
        ended = self.json("read", "--stop", **self.at("2026-11-23T08:25:00Z", **quiet))
        self.assertEqual((ended["minutes"], ended["note"]), (25, None))
        self.fails(3, "no reading is under way", "read", "--stop", **self.at(MORNING, **quiet))
        self.ok("read", "tool", **self.at(MORNING, **quiet))
        result = self.run_assay("read", "--stop", **self.at("2026-11-22T08:00:00Z", **quiet))
        self.assertIn(b"the clock was set back", result.stderr)
        self.assertIn(b"read for 0 min", result.stdout)
        with sqlite3.connect(self.library / "library.db") as database:
            self.assertEqual(database.execute("SELECT detail FROM ledger WHERE event = 'read'").fetchall(), [("25",), ("0",)])
        database.close()

    def test_print_and_what_goes_wrong(self):
        self.assertEqual(self.ok("read", "serving", "--print"), "https://arxiv.org/abs/2611.00001\n")
        self.assertEqual(self.ok("read", "serving", "--print", "--pdf"), "https://arxiv.org/pdf/2611.00001\n")
        self.fails(3, "no such work", "read", "nothing")
        self.fails(2, "no work named", "read")
        env = {**self.editor('echo "half a thought" >> "$1"; exit 1'), "BROWSER": "true"}
        line = self.fails(130, "the editor failed", "read", "serving", **self.at(MORNING, **env))
        self.assertIn("draft-w1.md", line)
        env = self.editor('grep -q "half a thought" "$1" && echo "and the rest" >> "$1"')
        self.json("read", "--stop", **self.at(MORNING, **env))
        self.assertIn("half a thought\nand the rest", self.json("show", "serving")["notes"][0]["body"])
        untouched = self.json("read", "tool", **self.at(MORNING, **self.editor("true"), BROWSER="true"))
        self.assertIsNone(untouched["note"])


class Notes(Memory):
    def test_file_is_the_note_and_damage_loses_nothing(self):
        file = self.json("note", "serving", "try the cache")["file"]
        with open(file, "w", encoding="utf-8") as out:
            out.write("try the cache twice\n")
        self.assertEqual(self.json("show", "serving")["notes"][0]["body"], "try the cache twice")
        self.assertEqual(self.json("note", "search", "TWICE")["notes"][0]["id"], "w1")
        self.assertEqual(self.json("note", "files")["changed"], 1)
        with open(file, "wb") as out:
            out.write(b"caf\xe9")
        result = self.run_assay("note", "search", "twice")
        self.assertIn(b"is not UTF-8 text (byte 3)", result.stderr)
        self.assertIn(b"try the cache twice", result.stdout)
        self.assertEqual(len(self.json("note", "files")["damaged"]), 1)
        with open(file, "rb") as kept:
            self.assertEqual(kept.read(), b"caf\xe9")
        self.assertEqual(self.json("note", "files", "--mend")["mended"], 1)
        with open(file + ".damaged", "rb") as kept:
            self.assertEqual(kept.read(), b"caf\xe9")
        os.remove(file)
        self.assertEqual(self.json("note", "files")["written"], 1)
        with open(file, encoding="utf-8") as kept:
            self.assertEqual(kept.read(), "try the cache twice\n")
        self.assertIn("no note holds", self.ok("note", "search", "nowhere"))
        self.fails(2, "no work named", "note")

    def test_backup_has_the_notes(self):
        self.ok("note", "serving", "try the cache")
        self.ok("backup", self.folder / "b.db")
        other = self.folder / "other"
        other.mkdir()
        self.ok("restore", self.folder / "b.db", library=other)
        self.assertEqual(self.json("show", "serving", library=other)["notes"][0]["body"], "try the cache")
        self.assertEqual(self.json("note", "files", library=other)["written"], 1)

    def test_vault_links_works_and_keeps_what_the_user_wrote(self):
        vault = self.folder / "vault"
        self.ok("note", "serving", "try the cache")
        self.ok("rate", "tool", "4")
        self.assertEqual(self.json("note", "export", "--vault", vault), {"written": 2, "updated": 0, "unchanged": 0, "left": []})
        file = vault / "Serving models at scale.md"
        text = file.read_text()
        self.assertTrue(text.startswith("---\nassay: w1\ntitle: \"Serving models at scale\"\n"), text)
        self.assertIn("year: 2026\n", text)
        self.assertIn("[[fast-server]]", text)
        self.assertIn("[[Serving models at scale]]", (vault / "fast-server.md").read_text())
        file.write_text(text.replace("year: 2026\n", "year: 1999\nstatus: later\n") + "\nMy own words.\n")
        self.ok("note", "serving", "and again")
        self.assertEqual(self.json("note", "export", "--vault", vault)["updated"], 1)
        merged = file.read_text()
        for words in ("year: 2026\n", "status: later\n", "My own words.\n", "and again"):
            self.assertIn(words, merged)
        self.assertNotIn("1999", merged)
        file.write_text("---\nassay: w1\n---\nno marks\n")
        result = self.run_assay("note", "export", "--vault", vault)
        self.assertIn(b"was left as it is", result.stderr)
        self.assertEqual(file.read_text(), "---\nassay: w1\n---\nno marks\n")


if __name__ == "__main__":
    main()
