"""assay post: drafts, and nothing that is sent."""
import json

from support import EndToEnd, main


class Post(EndToEnd):
    def setUp(self):
        super().setUp()
        self.ok("import", self.file("a.jsonl", json.dumps({
            "id": "a", "title": "Label smoothing,  looked at", "identifiers": ["arxiv:2106.09685"],
            "links": [{"rel": "code", "url": "https://example.org/code"}]}) + "\n"))

    def test_notes_become_a_draft(self):
        self.ok("note", "arxiv:2106.09685", "I smoothed with 0.1 on digits.\n\nWhy does the calibration error rise?")
        draft = self.folder / "draft.md"
        out = self.json("post", "note", "arxiv:2106.09685", "--out", draft)
        self.assertEqual(draft.read_text(encoding="utf-8"), out["markdown"])
        text = self.ok("post", "note", "arxiv:2106.09685")
        self.assertTrue(text.startswith("# Notes on “Label smoothing, looked at”"))
        order = [text.index(part) for part in ("## What I tried", "I smoothed with 0.1", "## What came out", "## Open question",
                                               "Why does the calibration error rise?", "## Links", "[code](https://example.org/code)")]
        self.assertEqual(order, sorted(order))

    def test_reports_become_a_draft(self):
        folder = self.library / "experiments" / "smooth"
        folder.mkdir(parents=True)
        self.fails(3, "neither a run nor a report", "post", "experiment", "smooth")
        (folder / "report.md").write_text("# Smoothing on digits\n\nFive seeds.\n\n## Question\n\nDoes it hold?\n\n"
                                          "## Method\n\n```\n# no heading\n```\n\n## Verdict\n\nNot reproduced.\n", encoding="utf-8")
        text = self.ok("post", "experiment", "smooth")
        order = [text.index(part) for part in ("# Smoothing on digits", "## What I tried", "Five seeds.", "### Method", "# no heading",
                                               "## What came out", "Not reproduced.", "## Open question", "Does it hold?")]
        self.assertEqual(order, sorted(order))

    def test_runs_become_a_draft_without_a_report_kept(self):
        folder = self.library / "experiments" / "digits"
        folder.mkdir(parents=True)
        (folder / "experiment.toml").write_text(
            'version = 1\nquestion = "Does it calibrate?"\nwork = "arxiv:2106.09685"\nmetric = "ece"\ndirection = "lower"\n'
            '[[claim]]\nname = "better"\nmetric = "ece"\nkind = "difference"\ndirection = "lower"\nsubject = { s = "1" }\n'
            'baseline = { s = "0" }\n', encoding="utf-8")
        self.ok("run", "-e", "digits", "--seeds", "3", "--sweep", "s=0,1", "--", "sh", "-c", "echo ece=0.{s}{seed}")
        text = self.ok("post", "experiment", "digits")
        order = [text.index(part) for part in ("# Does it calibrate?", "About [Label smoothing, looked at](https://", "## What I tried",
                                               "How to run it again", "## What came out", "### Verdict", "### Figures",
                                               "## Open question", "## Links", "https://example.org/code")]
        self.assertEqual(order, sorted(order))
        self.assertNotIn("checklist", text.lower().split("<!--")[0])

    def test_bad_input(self):
        self.fails(3, "no note on", "post", "note", "arxiv:2106.09685")
        self.fails(3, "no experiment", "post", "experiment", "../smooth")
        self.fails(3, "no experiment", "post", "experiment", "none")


if __name__ == "__main__":
    main()
