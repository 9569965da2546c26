"""Files and disks that cannot be read or written: permissions, a full disk, a read-only one."""
import json
import subprocess

from support import EndToEnd, main, works


class Files(EndToEnd):
    def test_unreadable_path(self):
        file = self.file("a.jsonl", works(1))
        file.chmod(0)
        someone = self.as_nobody()
        self.fails(1, "Permission denied", "import", file, **someone)
        self.assertFalse(self.library.exists(), "no library is made for a file that cannot be read")
        other = self.file("b.jsonl", works(2))
        report = json.loads(self.ok("--json", "import", file, other, status=1, **someone))
        self.assertEqual(report["added"], 2, "the other file comes in")
        self.assertIn("Permission denied", report["errors"][0]["message"])


class Disks(EndToEnd):
    def setUp(self):
        super().setUp()
        self.ok("import", self.file("a.jsonl", works(300)))

    def test_folder_without_permission_to_write(self):
        someone = self.as_nobody()
        for place in (self.library, *self.library.rglob("*")):
            place.chmod(0o555 if place.is_dir() else 0o444)
        self.addCleanup(lambda: [place.chmod(0o755) for place in (self.library, *self.library.rglob("*"))])
        self.assertEqual(json.loads(self.ok("--json", "search", "title", **someone))["total"], 300)
        self.assertEqual(json.loads(self.ok("--json", "show", "k7", **someone))["title"], "Title number 7")
        for command in (["import", self.folder / "a.jsonl"], ["rate", "k1", "up"]):
            line = self.fails(1, "Permission denied", *command, **someone)
            self.assertIn("check the permissions", line)

    def test_full_disk(self):
        place = self.folder / "small"
        self.mount(place, "size=3m")
        big = self.file("big.jsonl", "".join(json.dumps({"id": i, "title": f"Title {i}", "abstract": "words " * 200}) + "\n"
                                             for i in range(20000)))
        library = place / "library"
        result = self.run_assay("import", big, library=library)
        self.assertEqual(result.returncode, 1, result)
        self.assertIn("No space left", result.stderr.decode())
        self.assertIn("free some space", result.stderr.decode())
        subprocess.run(["mount", "-o", "remount,size=400m", place], check=True)
        self.assertTrue(self.json("doctor", library=library)["ok"])
        report = self.json("import", big, library=library)
        self.assertEqual(report["added"] + report["unchanged"], 20000)
        self.assertTrue(self.json("doctor", library=library)["ok"])

    def test_read_only_folder(self):
        place = self.folder / "fixed"
        self.mount(place, "size=64m")
        library = place / "library"
        self.ok("import", self.folder / "a.jsonl", library=library)
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        self.assertEqual(self.json("search", "title", library=library)["total"], 300)
        self.assertEqual(self.json("show", "k7", library=library)["title"], "Title number 7")
        self.fails(1, "Read-only file system", "import", self.folder / "a.jsonl", library=library)


if __name__ == "__main__":
    main()
