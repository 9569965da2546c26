"""Works that belong together: ties found in text, wrong merges undone, frameworks, whom the reader follows, events."""
import json
import re

from support import EndToEnd, main

PAPER = {"id": "lora", "title": "Low-Rank Adaptation of Models", "authors": ["Ada One"], "date": "2021-06-17",
         "identifiers": ["arxiv:2106.09685"], "abstract": "We adapt models. Our code is at https://github.com/o/lora."}
CODE = {"id": "code", "kind": "repository", "title": "o/lora", "identifiers": ["github:o/lora"],
        "text": "# lora\nThis repository contains the code for arXiv:2106.09685.\n"}
PORT = {"id": "port", "kind": "repository", "title": "p/port", "identifiers": ["github:p/port"],
        "text": "# port\nA JAX implementation of [LoRA](https://arxiv.org/abs/2106.09685)\n"}
LISTED = {"id": "list", "kind": "repository", "title": "l/awesome", "identifiers": ["github:l/awesome"],
          "text": "# Papers\n- LoRA https://arxiv.org/abs/2106.09685\n- Other https://arxiv.org/abs/2106.00002\n"}
RELEASE = {"id": "release", "kind": "contribution", "title": "PEFT v0.1.0", "date": "2023-02-10",
           "identifiers": ["https://github.com/huggingface/peft/releases/tag/v0.1.0"],
           "text": "- Add the method of LoRA (arXiv:2106.09685)\n"}
TALK = {"id": "talk", "kind": "talk", "title": "How we adapt models", "date": "2026-12-01", "authors": ["Ada One"],
        "text": "On our paper arXiv:2106.09685.", "start": "2026-12-01T09:00:00Z", "end": "2026-12-01T09:30:00Z",
        "location": "Hall 1, upstairs"}
TALKED = {"id": "thread", "kind": "discussion", "title": "LoRA, two years later",
          "text": "What do you think of https://arxiv.org/abs/2106.09685?"}


def lines(*records):
    return "".join(json.dumps(record) + "\n" for record in records)


class Dossier(EndToEnd):
    def load(self, *records, name="a.jsonl"):
        return self.json("import", self.file(name, lines(*records)))

    def ties(self, name):
        return {row["title"]: row["words"] for row in self.json("show", name)["dossier"]}

    def test_ties_are_typed_from_either_end_whatever_came_first(self):
        everything = [PAPER, CODE, PORT, LISTED, RELEASE, TALK, TALKED]
        expected = {"o/lora": "code", "p/port": "implemented by", "PEFT v0.1.0": "implemented by",
                    "How we adapt models": "talk", "LoRA, two years later": "discussed in", "l/awesome": "cited by"}
        self.load(*everything)
        self.assertEqual(self.ties("lora"), expected)
        self.assertEqual(self.ties("port"), {PAPER["title"]: "implements"})
        self.assertEqual(self.ties("code"), {PAPER["title"]: "code of"})
        self.assertEqual(self.ties("talk"), {PAPER["title"]: "talk of"})
        self.assertEqual(self.ties("thread"), {PAPER["title"]: "discusses"})
        self.library = self.folder / "other"
        for record in reversed(everything):
            self.load(record)
        self.assertEqual(self.ties("lora"), expected)

    def test_evidence_names_its_bytes_and_what_is_missing_is_listed(self):
        self.load(PAPER, PORT, LISTED)
        records = {"w1": PAPER, "w2": PORT, "w3": LISTED}
        for row in self.json("show", "lora")["dossier"]:
            evidence = row["evidence"]
            field = records[evidence["in"]][evidence["field"]].encode()
            self.assertEqual(field[evidence["begin"]:evidence["end"]].decode(), evidence["text"])
        outside = self.json("show", "list")["mentions"]
        self.assertEqual([(m["rel"], m["identifier"]) for m in outside], [("cites", "arxiv:2106.00002")])
        for line in self.ok("show", "lora").splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_split_stays_split(self):
        first = {"id": "1", "title": "One Title Of Both", "authors": ["Ada One"], "year": 2020, "identifiers": ["arxiv:2001.00001"]}
        second = {"id": "2", "title": "One title of both", "authors": ["Ada One"], "year": 2021, "identifiers": ["doi:10.1234/x"]}
        self.load(first, second)
        self.ok("note", "1", "typed on the whole")
        self.assertEqual(self.json("search", "title")["total"], 1)
        shown = self.json("show", "1")
        self.assertEqual([(r["n"], r["key"], r["reason"]) for r in shown["records"]],
                         [(1, "1", None), (2, "2", "same title and people")])
        self.fails(3, "has no record 3", "split", "1", "3")
        self.fails(3, "no such work", "split", "nothing")
        report = self.json("split", "1", "10.1234/x")
        self.assertEqual((report["from"], report["other"]), ("w1", "w2"))
        for _ in range(2):
            self.assertEqual(self.load(first, second)["unchanged"], 2)
            self.assertEqual(self.json("search", "title")["total"], 2)
        self.assertEqual(self.json("import", self.file("b.jsonl", lines(first, second)), "--source", "again")["updated"], 2)
        self.load({**second, "id": "3", "identifiers": ["arxiv:2001.00001", "doi:10.1234/x"]}, name="c.jsonl")
        self.assertEqual(self.json("search", "title")["total"], 2, "nor does a record that has both join them")
        self.assertEqual(len(self.json("show", "w1")["notes"]), 1)
        self.assertEqual(self.json("show", "w2")["notes"], [])
        self.ok("doctor")
        self.fails(2, "of one record", "split", self.load(PAPER, name="d.jsonl") and "lora")

    def test_frameworks_tell_which_release_brought_which_method(self):
        self.assertIn("No release", self.ok("frameworks") if self.load(PAPER) else "")
        self.load(RELEASE, name="b.jsonl")
        peft = self.json("frameworks")["frameworks"][0]
        self.assertEqual((peft["name"], peft["releases"][0]["version"]), ("PEFT", "0.1.0"))
        self.assertEqual(peft["releases"][0]["methods"][0]["title"], PAPER["title"])
        self.assertIn("brings w1 Low-Rank Adaptation of Models (arxiv:2106.09685)",
                      re.sub(r"\s+", " ", self.ok("frameworks", "peft")))
        self.fails(3, "no such framework", "frameworks", "nothing of the kind")

    def test_follow_community_and_events(self):
        self.load(PAPER, TALK, RELEASE)
        self.assertIn("follow nobody", self.ok("follow"))
        self.assertIn("follow nobody", self.ok("community"))
        self.ok("follow", "person", "Ada", "One")
        self.ok("follow", "repo", "huggingface/peft")
        follows = self.json("follow")["follows"]
        self.assertEqual([(f["kind"], f["name"]) for f in follows], [("person", "Ada One"), ("repo", "huggingface/peft")])
        self.assertEqual([i["title"] for i in self.json("community", "--since", "2020")["items"]],
                         [TALK["title"], RELEASE["title"], PAPER["title"]])
        why = {item["title"]: item["why"] for item in self.json("radar")["items"]}
        self.assertIn("you follow Ada One", why[PAPER["title"]])
        events = self.json("events")["events"]
        self.assertEqual([(e["title"], e["start"], e["why"]) for e in events],
                         [(TALK["title"], "2026-12-01T09:00:00Z", ["you follow Ada One"])])
        calendar = self.ok("events", "--ics")
        self.assertTrue(calendar.startswith("BEGIN:VCALENDAR\r\n"))
        self.assertIn("DTSTART:20261201T090000Z\r\n", calendar)
        self.assertIn("LOCATION:Hall 1\\, upstairs\r\n", calendar)
        self.assertEqual(self.json("events", "--since", "2026-12-02")["events"], [])
        self.ok("unfollow", "person", "One, Ada")
        self.fails(3, "you do not follow", "unfollow", "person", "Ada One")
        self.fails(2, "no repo", "follow", "repo", "not a repository")
        self.fails(2, "is none of person, org, repo, venue", "follow", "planet", "Mars")
        self.fails(2, "not a date", "events", "--since", "soon")


main()
