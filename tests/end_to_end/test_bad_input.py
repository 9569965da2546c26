"""Bad input: one clear line, the right exit status, nothing lost."""
import gzip
import json
import pathlib

from support import EndToEnd, main, works


class BadFiles(EndToEnd):
    def rejected(self, content, words, name="a.jsonl", read=None):
        """Imports a file of which one record is bad; the others come in, and the reason is written down."""
        report = self.json("import", self.file(name, content), status=4)
        self.assertGreaterEqual(report["rejected"], 1, report)
        listed = [json.loads(line) for line in pathlib.Path(report["rejections"]).read_text().splitlines()]
        self.assertEqual(len(listed), report["rejected"])
        self.assertIn(words, " ".join(entry["reason"] for entry in listed))
        self.assertTrue(all(entry["line"] >= 1 and entry["file"] for entry in listed))
        if read is not None:
            self.assertEqual(report["added"], read, report)
        self.assertTrue(self.json("doctor")["ok"])
        return report

    def test_truncated_compressed_file(self):
        # Random words keep the packed size near the plain size, so that a cut falls among the records.
        import random
        random.seed(5)
        text = "".join(json.dumps({"id": i, "title": " ".join(str(random.random()) for _ in range(20))}) + "\n"
                       for i in range(2000)).encode()
        packed = gzip.compress(text)
        report = self.rejected(packed[:len(packed) // 2], "cut off", name="a.gz")
        self.assertGreater(report["added"], 500)
        self.assertEqual(self.json("import", self.file("a.gz", packed))["unchanged"], report["added"])

    def test_cut_utf8_sequence(self):
        self.rejected(works(2).encode() + b'{"title":"Z\xc3"}\n' + works(1, 5).encode(), "not UTF-8", read=3)

    def test_nul_byte(self):
        self.rejected(works(1).encode() + b'{"title":"a\0b"}\n', "not JSON", read=1)
        self.rejected(works(1).encode() + b'{"title":"a\\u0000b"}\n', "NUL", read=0)

    def test_line_of_fifty_megabytes(self):
        huge = b'{"title":"' + b"x" * 50_000_000 + b'"}\n'
        self.rejected(works(1).encode() + huge + works(1, 1).encode(), "larger than", read=2)

    def test_record_without_title(self):
        self.rejected(works(1) + '{"abstract":"no title here"}\n{"title":"  "}\n', "no title", read=1)

    def test_numbers_where_text_belongs(self):
        self.rejected(works(1) + '{"title":12}\n{"title":"T","abstract":[1]}\n', "not text", read=1)

    def test_file_that_ends_in_a_record(self):
        self.rejected(works(3)[:-10], "ends in the middle", read=2)

    def test_wrong_extension(self):
        self.assertEqual(self.json("import", self.file("a.pdf", works(3)))["added"], 3)

    def test_unrecognisable_empty_missing_and_folder(self):
        self.fails(1, "--format", "import", self.file("a.txt", "just a letter to a friend\n"))
        self.fails(1, "empty", "import", self.file("b.txt", ""))
        self.fails(1, "No such file", "import", self.folder / "none")
        self.fails(1, "folder", "import", self.folder)
        self.fails(2, "unknown format", "import", "--format", "word", self.file("c", works(1)))
        self.assertFalse(self.library.exists(), "no library is made for a file that cannot be read")

    def test_usage(self):
        self.fails(2, "did you mean `assay import`", "imprt", "x")
        self.fails(2, "see `assay help import`", "import")
        self.fails(2, "see `assay help", "search", "--sort", "size", "x")
        self.fails(2, "not a week", "week", "2021-W53")
        self.fails(2, "not a date", "radar", "--since", "soon")
        error = json.loads(self.ok("--json", "week", "soon", status=2))["error"]
        self.assertEqual(error["code"], "usage")
        self.assertTrue(error["message"] and error["hint"])


class BadLibraries(EndToEnd):
    def setUp(self):
        super().setUp()
        self.ok("import", self.file("a.jsonl", works(300)))
        self.database = self.library / "library.db"

    def test_library_from_a_newer_version(self):
        import sqlite3
        connection = sqlite3.connect(self.database)
        connection.execute("PRAGMA user_version = 99")
        connection.close()
        before = self.database.read_bytes()
        for command in (["search", "x"], ["import", self.folder / "a.jsonl"], ["week"], ["doctor"]):
            result = self.run_assay(*command)
            self.assertEqual(result.returncode, 1)
            self.assertIn("newer assay", (result.stderr + result.stdout).decode())
        self.assertEqual(self.database.read_bytes(), before)

    def test_damaged_database(self):
        data = bytearray(self.database.read_bytes())
        data[16384:24576] = b"\xaa" * 8192
        self.database.write_bytes(data)
        result = self.run_assay("doctor")
        self.assertEqual(result.returncode, 1)
        self.assertIn("damaged", result.stdout.decode())
        self.assertNotIn("***", result.stdout.decode())
        self.database.write_bytes(b"not a database at all, but long enough to look at" * 100)
        self.fails(1, "damaged", "search", "x")

    def test_second_writer(self):
        import fcntl
        with open(self.library / "library.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            line = self.fails(5, "locked by another writer", "import", self.folder / "a.jsonl")
            self.assertIn("wait", line)
            self.assertEqual(self.json("search", "title")["total"], 300, "readers do not wait")

    def test_week_while_another_writes_is_shown_but_not_kept(self):
        import fcntl
        with open(self.library / "library.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            result = self.run_assay("--json", "week")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertTrue(json.loads(result.stdout)["items"])
            self.assertIn("not kept yet", result.stderr.decode())
        shown = json.loads(result.stdout)
        self.assertEqual(self.json("week"), shown)
        self.assertEqual(self.json("done", 1)["state"], "done")

    def test_damaged_index_is_mended_and_said(self):
        self.ok("search", "title")
        for command in (["search", "title"], ["related", "k1"], ["radar"], ["week"], ["export", "title"], ["doctor"]):
            for path in (self.library / "index").glob("*.seg"):
                data = bytearray(path.read_bytes())
                for at in range(len(data) // 10, len(data), len(data) // 10):
                    data[at] ^= 4
                path.write_bytes(data)
            result = self.run_assay(*command)
            self.assertEqual(result.returncode, 0, (command, result.stdout, result.stderr))
        self.assertEqual(self.json("search", "title")["total"], 300)

    def test_half_made_database_is_no_library_yet(self):
        for leftover in ("library.db-wal", "library.db-shm"):
            (self.library / leftover).unlink(missing_ok=True)
        self.database.write_bytes(b"")  # killed while its tables were being made
        self.fails(3, "there is no library yet", "search", "x")
        self.assertEqual(self.json("import", self.folder / "a.jsonl")["added"], 300)
        self.assertTrue(self.json("doctor")["ok"])

    def test_damaged_database_is_not_written_to(self):
        self.database.write_bytes(b"not a database at all, but long enough to look at" * 100)
        before = self.database.read_bytes()
        for command in (["import", self.folder / "a.jsonl"], ["week"], ["show", "k1"], ["rate", "k1", "up"]):
            line = self.fails(1, "damaged", *command)
            self.assertIn("assay restore FILE", line)
        self.assertEqual(self.database.read_bytes(), before)

    def test_damaged_or_missing_index_is_made_again(self):
        import shutil
        for harm in (lambda file: file.write_bytes(b"x" * 100), lambda file: file.unlink()):
            for file in [file for file in (self.library / "index").rglob("*") if file.is_file()]:
                harm(file)
            self.mended("the search index is made anew from the library: ", 300)
            self.assertTrue(self.json("doctor")["ok"])
        self.ok("import", self.folder / "a.jsonl")
        kept = self.folder / "kept"
        shutil.copytree(self.library / "index", kept)
        shutil.rmtree(self.library / "index")
        self.mended("the search index is made anew from the library: it was missing", 300)
        more = self.folder / "more.jsonl"
        more.write_text("".join('{"id":"m%d","title":"Title of more, number %d"}\n' % (i, i) for i in range(40)))
        self.ok("import", more)
        shutil.rmtree(self.library / "index")
        shutil.copytree(kept, self.library / "index")
        self.mended("the search index was behind the library: it is brought up to date", 340)
        self.ok("rate", "k1", "up")
        result = self.run_assay("search", "title")
        self.assertEqual(result.stderr.decode(), "", "a rating is read in without a word")
        shutil.rmtree(kept)
        shutil.copytree(self.library / "index", kept)
        more.write_text('{"id":"n1","title":"One more title"}\n')
        self.ok("import", more)
        shutil.rmtree(self.library / "index")
        shutil.copytree(kept, self.library / "index")
        self.mended("the search index was behind the library: it is brought up to date", 341)

    def mended(self, line, total):
        """The next search answers right and says `line` on standard error, and nothing more; the one after it is silent."""
        result = self.run_assay("--json", "search", "title")
        self.assertEqual(result.returncode, 0, result.stderr)
        told = result.stderr.decode().splitlines()
        self.assertEqual(len(told), 1, told)
        self.assertTrue(told[0].startswith("assay: " + line), told)
        self.assertEqual(json.loads(result.stdout)["total"], total)
        again = self.run_assay("--json", "search", "title")
        self.assertEqual((again.stderr, json.loads(again.stdout)["total"]), (b"", total))


if __name__ == "__main__":
    main()
