"""The conventions that every command keeps: errors, exit statuses, colour, progress, width, interruption."""
import contextlib
import json
import os
import pty
import re
import signal
import sqlite3
import subprocess
import time

from support import EndToEnd, PROGRAM, main, works

COMMANDS = ["import", "source", "sync", "export", "search", "related", "show", "why", "assess", "radar", "week", "done", "skip", "rate",
            "note", "interests", "doctor", "backup", "restore", "split", "frameworks", "follow", "unfollow", "community",
            "events", "card", "read", "review", "check", "claims", "train", "setup", "reader", "more", "less", "audit", "swap",
            "pin", "unpin", "holiday", "save", "saved", "unsave", "feed", "conference", "progress", "roadmap", "digest",
            "lab", "serve", "mcp", "summary", "ask"]


class Conventions(EndToEnd):
    def on_a_terminal(self, *arguments, **environment):
        """Runs a command with a terminal as its output; gives exit status and everything printed."""
        master, slave = pty.openpty()
        process = subprocess.Popen([PROGRAM, "--library", self.library, *map(str, arguments)], stdin=subprocess.DEVNULL,
                                   stdout=slave, stderr=slave, env={**os.environ, "TERM": "xterm", "NO_COLOR": "",
                                                                    "XDG_CONFIG_HOME": str(self.folder), **environment})
        os.close(slave)
        printed = b""
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            printed += part
        os.close(master)
        return process.wait(), printed.decode()

    def test_help_names_every_command_and_fits_80_columns(self):
        overview = self.ok("help")
        self.assertEqual(overview, self.ok())
        self.assertEqual(overview, self.ok("--help"))
        texts = [overview]
        for command in COMMANDS:
            self.assertRegex(overview, rf"\n  {command} ")
            text = self.ok("help", command)
            self.assertIn(f"assay {command}", text)
            self.assertEqual(text, self.ok(command, "--help"))
            texts.append(text)
        for text in texts:
            for line in text.splitlines():
                self.assertLessEqual(len(line), 80, line)
        self.assertRegex(self.ok("--version"), r"^assay \d+\.\d+\.\d+\n$")

    def test_answers_with_long_titles_fit_80_columns(self):
        title = "A title of many words that goes on and on until no line of a terminal could ever hold all of it"
        self.ok("import", self.file("a.jsonl", json.dumps({"id": "long", "title": title, "abstract": title, "authors": [title]})))
        for command in (["week"], ["done", "1"], ["skip", "1"], ["rate", "long", "up"], ["note", "long", "something"],
                        ["show", "long"], ["why", "long"], ["search", "title"], ["radar"], ["doctor"], ["follow", "venue", title],
                        ["follow"], ["community"], ["events"], ["card", "list"], ["review"], ["frameworks"], ["pin"]):
            for line in self.ok(*command).splitlines():
                if str(self.library) not in line:
                    self.assertLessEqual(len(line), 80, (command, line))

    def test_near_names_are_suggested(self):
        for words, hint in ((["serach", "x"], "`assay search`"), (["help", "wek"], "`assay week`"),
                            (["search", "--srot", "date", "x"], "`--sort`"), (["--libary", "x", "search", "y"], "`--library`"),
                            (["interests", "ad", "x"], "`assay interests add`")):
            line = self.fails(2, f"did you mean {hint}?", *words)
            self.assertRegex(line, r"^assay: [^:]+: did you mean")
        self.fails(2, "see `assay help`", "conquer")
        self.fails(2, "see `assay help done`", "done", "first")
        self.fails(2, "N: first is no number", "done", "first")

    def test_errors_as_json_have_code_message_and_hint(self):
        self.ok("import", self.file("a.jsonl", works(3)))
        lock = self.hold_lock()
        cases = [(2, "usage", ["serach"]), (2, "usage", ["search", "-k", "0", "x"]), (2, "usage", ["week", "soon"]),
                 (3, "not_found", ["show", "nothing"]), (3, "not_found", ["why", "w99"]), (3, "not_found", ["done", "7"]),
                 (5, "locked", ["rate", "k1", "up"]), (5, "locked", ["import", self.folder / "a.jsonl"]),
                 (1, "io", ["import", self.folder / "none"]), (1, "invalid", ["backup", self.folder / "a.jsonl"])]
        for status, code, words in cases:
            if code == "not_found" and words[0] == "done":
                lock.close()  # a writing command
            result = self.run_assay("--json", *words)
            self.assertEqual(result.returncode, status, (words, result))
            error = json.loads(result.stdout)["error"]
            self.assertEqual(set(error), {"code", "message", "hint"})
            self.assertEqual(error["code"], code, words)
            self.assertTrue(error["message"] and error["hint"], words)
            self.assertEqual(len(result.stderr.splitlines()), 1)
            if lock.closed:
                lock = self.hold_lock()
        lock.close()

    def hold_lock(self):
        import fcntl
        lock = open(self.library / "library.lock", "w")  # pylint: disable=consider-using-with
        self.addCleanup(lock.close)
        fcntl.flock(lock, fcntl.LOCK_EX)
        return lock

    def test_colour_only_on_a_terminal_and_as_asked(self):
        self.ok("import", self.file("a.jsonl", works(3)))
        colour = "\x1b["
        self.assertIn(colour, self.on_a_terminal("search", "title")[1])
        self.assertNotIn(colour, self.on_a_terminal("search", "title", NO_COLOR="1")[1])
        self.assertNotIn(colour, self.on_a_terminal("search", "title", TERM="dumb")[1])
        self.assertNotIn(colour, self.on_a_terminal("--color", "never", "search", "title")[1])
        self.assertNotIn(colour, self.ok("search", "title", env={"NO_COLOR": ""}))
        self.assertIn(colour, self.ok("--color", "always", "search", "title"))

    def test_progress_only_on_a_terminal_and_not_when_quiet(self):
        file = self.file("a.jsonl", works(20000))
        status, printed = self.on_a_terminal("import", file)
        self.assertEqual(status, 0)
        self.assertRegex(printed, r"a\.jsonl +\d+ %  [\d,]+ works  [\d,]+/s")
        self.assertRegex(printed, r"\d:\d\d left")
        self.assertTrue(printed.rstrip().endswith("0 unchanged"), printed[-200:])
        self.assertEqual(self.run_assay("import", file).stderr, b"")
        self.assertNotIn(" works  ", self.on_a_terminal("--quiet", "import", self.file("b.jsonl", works(20000, 20000)))[1])

    def wait_for_a_commit(self, process):
        """Until the library grows, or the process has ended."""
        before = self.generation()
        while self.generation() == before and process.poll() is None:
            time.sleep(0.02)

    def generation(self):
        try:
            with contextlib.closing(sqlite3.connect(f"file:{self.library}/library.db?mode=ro", uri=True)) as connection:
                return connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()[0]
        except sqlite3.OperationalError:  # not there yet
            return 0

    def test_interruption_before_the_first_record_ends_with_130(self):
        process = subprocess.Popen([PROGRAM, "--library", self.library, "import", "-"], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env={**os.environ, "XDG_CONFIG_HOME": str(self.folder)})
        while not (self.library / "library.lock").exists():
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)  # while the library is opened, or while it waits for input
        _, err = process.communicate(timeout=120)
        self.assertEqual(process.returncode, 130, err)
        self.assertEqual(self.json("import", self.file("a.jsonl", works(3)))["added"], 3)

    def test_interrupted_import_keeps_what_is_finished(self):
        count = 30000
        file = self.file("a.jsonl", works(count))
        for signal_number in (signal.SIGINT, signal.SIGTERM):
            process = subprocess.Popen([PROGRAM, "--library", self.library, "--json", "import", file], stdout=subprocess.PIPE,
                                       stderr=subprocess.PIPE, env={**os.environ, "XDG_CONFIG_HOME": str(self.folder)})
            self.wait_for_a_commit(process)
            process.send_signal(signal_number)
            out, err = process.communicate(timeout=120)
            self.assertEqual(process.returncode, 130, (out, err))
            report = json.loads(out)
            self.assertLess(report["added"] + report["unchanged"], count)
            total = self.json("search", "title")["total"]
            self.assertGreaterEqual(total, report["added"] + report["unchanged"])
            self.assertTrue(self.json("doctor")["ok"])
        report = self.json("import", file)
        self.assertEqual(report["added"] + report["unchanged"], count)
        self.assertEqual(report["unchanged"], total)
        self.assertEqual(self.json("search", "title")["total"], count)

    def test_results_go_to_standard_output_and_a_full_one_is_told(self):
        self.ok("import", self.file("a.jsonl", works(3)))
        for command in (["search", "title"], ["show", "k1"], ["why", "k1"], ["radar"], ["week"], ["interests"], ["doctor"]):
            result = self.run_assay(*command)
            self.assertEqual((result.returncode, result.stderr), (0, b""), command)
            self.assertTrue(result.stdout)
            json.loads(self.ok("--json", *command))
        with open("/dev/full", "w", encoding="utf-8") as full:
            result = subprocess.run([PROGRAM, "--library", self.library, "search", "title"], stdout=full,
                                    stderr=subprocess.PIPE, env={**os.environ, "XDG_CONFIG_HOME": str(self.folder)}, check=False)
        self.assertEqual(result.returncode, 1)
        self.assertIn(b"cannot write to standard output: No space left", result.stderr)

    def test_weeks_and_dates_are_iso(self):
        self.ok("import", self.file("a.jsonl", works(3)))
        week = self.json("week")
        self.assertTrue(re.fullmatch(r"\d{4}-W\d\d", week["week"]))
        self.assertRegex(self.ok("week"), r"2026-11-23 to 2026-11-29")


if __name__ == "__main__":
    main()
