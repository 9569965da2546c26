"""Progress as text, JSON and a picture."""
import json
import xml.etree.ElementTree as ElementTree

from lessons import LIBRARY
from support import EndToEnd, main

SVG = "{http://www.w3.org/2000/svg}"


class Progress(EndToEnd):
    def setUp(self):
        super().setUp()
        self.ok("import", self.file("a.jsonl", "".join(json.dumps(work) + "\n" for work in LIBRARY)))

    def narrow(self, text):
        self.assertLessEqual(max(map(len, text.splitlines())), 80, text)
        return text

    def picture(self, *arguments):
        root = ElementTree.fromstring(self.ok("progress", "--svg", "-", *arguments))
        self.assertEqual(root.tag, SVG + "svg")
        self.assertEqual(root.get("role"), "img")
        for name in ("title", "desc"):
            self.assertTrue(root.find(SVG + name).text)
        tags = {element.tag for element in root.iter()}
        self.assertNotIn(SVG + "script", tags)
        return root

    def test_from_nothing_to_a_week_done(self):
        text = self.narrow(self.ok("progress"))
        self.assertIn("The first week begins with `assay week`.", text)
        self.picture()
        self.ok("interests", "add", "fairness", "matrix <kernels>")
        self.ok("week")
        for n in range(1, len(self.json("week")["items"]) + 1):
            self.ok("done", n)
        out = self.json("progress")
        self.assertEqual((out["from"], out["to"], out["kept"]), ("2026-W48", "2026-W48", 1))
        self.assertEqual(out["weeks"][0]["state"], "kept")
        self.assertEqual(sum(out["minutes"].values()), sum(out["weeks"][0]["minutes"].values()))
        self.assertGreater(out["works"], 0)
        fairness = next(area for area in out["areas"] if area["name"] == "fairness")
        self.assertGreater(fairness["strength"], 0)
        text = self.narrow(self.ok("progress"))
        self.assertIn("1 kept", text)
        root = self.picture()
        self.assertIn("1 of 1 weeks kept", root.find(SVG + "desc").text)

    def test_gaps_name_a_step_that_can_be_typed(self):
        for area in self.json("progress")["areas"]:
            self.assertTrue(area["gap"])
            command = area["next"]["command"].split()
            self.assertEqual(command[0], "assay")
            if area["next"]["work"]:
                self.ok("show", area["next"]["work"])
            else:
                self.ok(*command[1:])

    def test_cards_show_what_is_remembered(self):
        self.ok("card", "add", "--front", "q", "--back", "a")
        self.ok("review", "grade", "c1", "3")
        self.ok("review", "grade", "c1", "3", env={"ASSAY_NOW": "2026-12-04"})
        out = self.json("progress", env={"ASSAY_NOW": "2026-12-06"})["reviews"]
        self.assertEqual((out["cards"], out["answers"], out["measured"]), (1, 1, 1.0))
        self.assertTrue(0 < out["predicted"] <= 1 and 0 < out["expected"] <= 1)
        self.assertIn("of 1 answers", self.narrow(self.ok("progress", env={"ASSAY_NOW": "2026-12-06"})))

    def test_files_and_bad_input(self):
        out = self.folder / "p.svg"
        self.ok("progress", "--svg", out)
        ElementTree.parse(out)
        self.fails(1, "", "progress", "--svg", self.folder / "no" / "such" / "folder.svg")
        self.fails(2, "weeks", "progress", "--weeks", "0")
        self.fails(3, "", "progress", library=self.folder / "none")


if __name__ == "__main__":
    main()
