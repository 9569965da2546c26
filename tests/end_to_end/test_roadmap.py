"""Roadmaps: chosen, kept, shown with what was done."""
import json

from lessons import LIBRARY, lesson
from support import EndToEnd, main


class Roadmap(EndToEnd):
    def setUp(self):
        super().setUp()
        self.ok("import", self.file("a.jsonl", "".join(json.dumps(work) + "\n" for work in LIBRARY)))

    def narrow(self, text):
        self.assertLessEqual(max(map(len, text.splitlines())), 80, text)
        return text

    def test_a_roadmap_goes_from_classic_to_goal_and_stays(self):
        out = self.json("roadmap", "fairness", "--weeks", "4")
        titles = [step["title"].removeprefix("Lesson ") for step in out["steps"]]
        self.assertEqual(titles, ["arxiv:1001.00001", "tool", "arxiv:1901.00002", "arxiv:2501.00003", "lab"])
        self.assertTrue(out["steps"][-1]["goal"])
        weeks = {}
        for step in out["steps"]:
            self.assertTrue(step["why"])
            for part in step["parts"]:
                weeks[part["week"]] = weeks.get(part["week"], 0) + part["minutes"]
        self.assertLessEqual(max(weeks.values()), out["hours"] * 60)
        self.assertLessEqual(len(weeks), 4)
        self.ok("rate", "arxiv:1001.00001", "up")
        self.ok("import", self.file("b.jsonl", json.dumps(lesson("late", "papers", "new", 2000, ["fairness"])) + "\n"))
        again = self.json("roadmap", "Fairness", env={"ASSAY_NOW": "2026-12-20"})
        self.assertEqual([step["title"] for step in again["steps"]], [step["title"] for step in out["steps"]])
        self.assertEqual([step["state"] for step in again["steps"]], ["done"] + ["planned"] * 4)
        text = self.narrow(self.ok("roadmap", "fairness"))
        self.assertIn("Goal", text)
        self.assertIn("fairness · 1 of 5 steps done", self.ok("roadmap"))
        self.assertEqual(self.json("roadmap")["roadmaps"][0]["done"], 1)
        anew = self.json("roadmap", "fairness", "--again")
        self.assertNotIn("Lesson arxiv:1001.00001", [step["title"] for step in anew["steps"]])
        self.assertIn("Lesson late", [step["title"] for step in anew["steps"]])
        self.ok("roadmap", "fairness", "--forget")
        self.fails(3, "no roadmap", "roadmap", "fairness", "--forget")
        self.assertIn("No roadmap is kept", self.ok("roadmap"))

    def test_a_roadmap_of_words_as_text_and_calendar(self):
        self.assertIn("Kernels <for> matrices", self.narrow(self.ok("roadmap", "matrix", "kernels")))
        self.ok("setup", "--days", "tue,thu")
        calendar = self.ok("roadmap", "fairness", "--ics")
        self.assertEqual(calendar.count("BEGIN:VEVENT"), 5)
        self.assertIn("DTSTART;VALUE=DATE:20261124", calendar)
        self.assertEqual(calendar, self.ok("roadmap", "fairness", "--ics"))
        self.assertIn("Nothing new on it", self.ok("roadmap", "multimodal"))
        self.fails(2, "no topic", "roadmap", " ")
        self.fails(2, "weeks", "roadmap", "fairness", "--weeks", "99")
        self.fails(2, "hours", "roadmap", "fairness", "--hours", "0")


if __name__ == "__main__":
    main()
