"""Saved searches as a user meets them: kept, looked at, renamed, exported as feeds, one set a reader."""
import fcntl
import json
import xml.etree.ElementTree

from support import EndToEnd, main

ATOM = "{http://www.w3.org/2005/Atom}"


def record(name, title, **more):
    return json.dumps({"id": name, "title": title, "abstract": "Words about it.", **more}) + "\n"


class Saved(EndToEnd):
    def setUp(self):
        super().setUp()
        self.bring("a", record("a1", "Int8 kernels", identifiers=["arxiv:2601.00001"]) + record("a2", "Graphs"))

    def bring(self, name, lines):
        self.ok("import", self.file(name + ".jsonl", lines))

    def news(self, *reader):
        return {one["name"]: one["new"] for one in self.json(*reader, "saved")["saved"]}

    def test_files_of_feeds_that_are_no_more_go(self):
        self.ok("import", self.file("first.jsonl", '{"title":"One"}\n'))
        self.ok("save", "a", "one")
        self.ok("save", "b", "one")
        folder = self.folder / "feeds"
        self.ok("feed", "--dir", folder)
        (folder / "mine.xml").write_text("mine")
        self.ok("unsave", "b")
        self.assertEqual(self.json("feed", "--dir", folder)["removed"], ["b.xml"])
        self.assertEqual({path.name for path in folder.iterdir()}, {"a.xml", "feeds.opml", "mine.xml"})

    def test_a_library_that_is_not_there_is_not_made_and_nothing_is_no_query(self):
        nowhere = self.folder / "typo"
        for arguments in (("save", "x", "words"), ("unsave", "x"), ("saved", "x", "--rename", "y")):
            self.assertEqual(self.run_assay(*arguments, library=nowhere).returncode, 3, arguments)
        self.assertFalse(nowhere.exists())
        self.ok("import", self.file("first.jsonl", '{"title":"One"}\n'))
        self.fails(2, "nothing to search for", "save", "empty", "")
        self.assertNotIn("?", self.fails(2, "-x", "save", "--", "-x", "words"))

    def test_a_search_is_kept_and_tells_what_is_new(self):
        self.assertEqual(self.json("save", "int8", "int8", "-survey", "since:2000", "--sort", "date")["query"],
                         "int8 -survey since:2000")
        self.ok("save", "all", "kind:paper")
        self.assertEqual(self.news(), {"all": 0, "int8": 0})
        self.bring("b", record("b1", "Int8 again", date="2026-11-01") + record("b2", "Int8 survey", date="2026-11-02")
                   + record("b3", "Speech"))
        self.assertEqual(self.news(), {"all": 3, "int8": 1})
        self.assertIn("1 new", self.ok("saved", "int8", "--peek"))
        self.assertEqual(self.news()["int8"], 1, "--peek leaves it new")
        first = self.json("saved", "all", "-k", "2")
        self.assertEqual([first["new"], [hit["new"] for hit in first["hits"]]], [3, [True, True]])
        self.assertEqual(self.news()["all"], 1, "only what was shown is known")
        self.assertIn("Int8 again", self.ok("saved", "int8"))
        self.assertIn("Nothing new", self.ok("saved", "int8"))
        self.ok("backup", self.folder / "copy.db")
        self.ok("restore", self.folder / "copy.db")
        self.assertEqual(self.news(), {"all": 1, "int8": 0})

    def test_names(self):
        self.ok("save", "x", "int8")
        self.fails(1, "already", "save", "x", "graphs")
        self.ok("save", "x", "graphs", "--replace")
        self.ok("saved", "x", "--rename", "yarn")
        self.ok("save", "z", "int8")
        self.fails(1, "already", "saved", "yarn", "--rename", "z")
        self.fails(3, "did you mean 'yarn'?", "saved", "yard")
        self.fails(2, "not a name", "save", "a b", "int8")
        self.fails(2, "kind:papr", "save", "b", "kind:papr")
        self.fails(2, "no saved search is named", "saved", "--peek")
        self.ok("unsave", "z")
        self.fails(3, "no saved search 'z'", "unsave", "z")
        self.assertEqual(self.news(), {"yarn": 0})

    def test_while_another_process_writes_what_is_shown_stays_new(self):
        self.ok("save", "int8", "int8")
        self.bring("b", record("b1", "Int8 again"))
        self.news()  # the index is brought up to date
        with open(self.library / "library.lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            result = self.run_assay("saved", "int8")
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn("these stay new", result.stderr.decode())
        self.assertEqual(self.news(), {"int8": 1})

    def test_each_reader_has_their_own(self):
        self.ok("save", "int8", "int8")
        self.ok("reader", "add", "ada")
        self.ok("--reader", "ada", "save", "graphs", "graphs")
        self.assertEqual(self.news("--reader", "ada"), {"graphs": 0})
        self.assertEqual(self.news(), {"int8": 0})
        self.ok("reader", "remove", "ada", "--force")
        self.assertEqual(self.news(), {"int8": 0})

    def test_feeds(self):
        self.ok("save", "int8", "int8")
        self.bring("b", record("b1", "Int8 <again> & again", date="2026-11-01"))
        feed = xml.etree.ElementTree.fromstring(self.ok("feed", "int8"))
        self.assertEqual([entry.findtext(ATOM + "title") for entry in feed.iter(ATOM + "entry")],
                         ["Int8 <again> & again", "Int8 kernels"])
        self.assertEqual(self.news(), {"int8": 1}, "a feed shows nothing to the reader")
        items = json.loads(self.ok("feed", "int8", "--format", "json"))["items"]
        self.assertEqual([item["id"] for item in items],
                         [entry.findtext(ATOM + "id") for entry in feed.iter(ATOM + "entry")])
        folder = self.folder / "public"
        self.ok("feed", "--dir", folder, "--base", "https://example.org/feeds/")
        self.assertEqual(sorted(file.name for file in folder.iterdir()), ["feeds.opml", "int8.xml"])
        opml = xml.etree.ElementTree.parse(folder / "feeds.opml")
        self.assertEqual([one.get("xmlUrl") for one in opml.iter("outline")], ["https://example.org/feeds/int8.xml"])
        # What goes out comes in: the list as sources, the feed as works.
        other = self.folder / "other"
        self.ok("import", folder / "feeds.opml", library=other)
        self.assertEqual(self.json("import", folder / "int8.xml", library=other)["added"], 2)
        self.fails(2, "no feed is named", "feed")
        self.fails(2, "--base URL", "feed", "--opml")
        self.fails(3, "no saved search", "feed", "none")


main()
