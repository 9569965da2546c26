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

    def test_the_goal_is_a_page_that_only_the_reader_ticks(self):
        out = self.json("roadmap", "matrix", "kernels")
        goal = out["steps"][-1]
        self.assertIsNone(goal["work"])
        self.ok("note", goal["command"].split()[-1], "just a thought")
        self.assertEqual(self.json("roadmap", "matrix", "kernels")["steps"][-1]["state"], "planned")
        self.assertEqual(self.json("roadmap", "matrix", "kernels", "--done")["steps"][-1]["state"], "done")
        self.assertEqual(self.json("roadmap", "matrix", "kernels")["steps"][-1]["state"], "done")
        self.assertEqual(self.json("roadmap", "matrix", "kernels", "--undo")["steps"][-1]["state"], "planned")
        self.fails(3, "no roadmap", "roadmap", "unheard of", "--done")
        self.ok("roadmap", "fairness")
        self.fails(1, "its goal is a work", "roadmap", "fairness", "--done")

    def test_days_off_and_days_gone_by_hold_no_steps(self):
        self.ok("setup", "--days", "tue,thu,sat")
        self.ok("holiday", "2026-12-01", "2026-12-06")
        out = self.json("roadmap", "fairness", env={"ASSAY_NOW": "2026-11-27"})
        weeks = {}
        for step in out["steps"]:
            for part in step["parts"]:
                weeks[part["week"]] = weeks.get(part["week"], 0) + part["minutes"]
        self.assertNotIn("2026-W49", weeks)
        self.assertLessEqual(weeks.get("2026-W48", 0), out["hours"] * 60 / 3)
        calendar = self.ok("roadmap", "fairness", "--ics", env={"ASSAY_NOW": "2026-11-27"})
        for line in calendar.splitlines():
            if line.startswith("DTSTART"):
                self.assertGreaterEqual(line[-8:], "20261127")
                self.assertFalse("20261201" <= line[-8:] <= "20261206", line)

    def test_too_few_hours_are_told_and_queries_stay_as_typed(self):
        self.assertIn("Too few hours", self.narrow(self.ok("roadmap", "fairness", "--weeks", "1", "--hours", "0.5")))
        titles = [step["title"] for step in self.json("roadmap", "kernels OR nosuchword")["steps"]]
        self.assertIn("Explain kernels OR nosuchword on one page: what holds, what is open, what you would build", titles)

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
