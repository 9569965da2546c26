"""assay audit FILE: figures, report, card, drift, and what is wrong with a file."""
import random
import re

from support import EndToEnd, main


def predictions(rows=600, shift=0.0, seed=3):
    draw = random.Random(seed)
    out = ["id,sex,age,p,y"]
    for i in range(rows):
        sex = draw.choice(("female", "male"))
        p = min(1, max(0, draw.random() * 0.8 + (0.2 if sex == "male" else 0) + shift))
        out.append(f"{i},{sex},{draw.randint(18, 80)},{p:.4f},{int(draw.random() < p)}")
    return "\n".join(out) + "\n"


class Audit(EndToEnd):
    def audit(self, *more, **options):
        return self.json("audit", self.file("p.csv", predictions()), "--label", "y", "--score", "p", *more, **options)

    def test_figures_are_those_of_the_rows(self):
        out = self.audit("--group", "sex,age:40:60")
        self.assertEqual([a["name"] for a in out["attributes"]], ["sex", "age", "sex x age"])
        rows = [line.split(",") for line in predictions().splitlines()[1:]]
        for group in out["attributes"][0]["groups"]:
            mine = [(float(p), int(y)) for _, sex, _, p, y in rows if sex == group["group"]]
            positives = [p for p, y in mine if y]
            negatives = [p for p, y in mine if not y]
            self.assertEqual(group["rows"], len(mine))
            self.assertAlmostEqual(group["base_rate"]["value"], len(positives) / len(mine))
            self.assertAlmostEqual(group["selection_rate"]["value"], sum(p >= 0.5 for p, _ in mine) / len(mine))
            self.assertAlmostEqual(group["true_positive_rate"]["value"], sum(p >= 0.5 for p in positives) / len(positives))
            wins = sum((p > q) + (p == q) / 2 for p in positives for q in negatives)
            self.assertAlmostEqual(group["auc"]["value"], wins / len(positives) / len(negatives))
            self.assertLess(group["auc"]["low"], group["auc"]["value"])
        self.assertEqual(sum(g["rows"] for g in out["attributes"][2]["groups"]), 600)
        self.assertIn("what cannot be had at once", [r["about"] for r in out["attributes"][0]["readings"]])

    def test_text_thresholds_report_and_card(self):
        page = self.folder / "report.html"
        card = self.folder / "card.md"
        path = self.file("p.csv", predictions())
        text = self.ok("audit", path, "--label", "y", "--score", "p", "--group", "sex", "--equalise", "tpr,odds",
                       "--html", page, "--card", card)
        self.assertLessEqual(max(map(len, text.splitlines())), 80, text)
        self.assertIn("Thresholds that equalise tpr by sex", text)
        self.assertFalse([line for line in text.splitlines() if line.endswith(" ")])
        html = page.read_text(encoding="utf-8")
        self.assertNotIn("<script", html)
        self.assertFalse(re.search(r"(src|href)=", html))
        self.assertEqual(html.count("<svg"), html.count("</svg>"))
        self.assertGreaterEqual(html.count("<svg"), 6)
        words = card.read_text(encoding="utf-8")
        for part in ("Model details", "Intended use", "Factors", "Metrics", "Evaluation data", "Training data",
                     "Quantitative analyses", "Ethical considerations", "Caveats and recommendations"):
            self.assertIn("## " + part, words)
        self.assertIn("| sex: female |", words)

    def test_drift_by_column_and_group(self):
        old = self.file("old.csv", predictions(2000))
        new = self.file("new.csv", predictions(2000, 0.3, 4))
        out = self.json("audit", new, "--against", old, "--group", "sex")
        columns = {c["column"]: c for c in out["columns"]}
        self.assertGreater(columns["p"]["groups"][0]["psi"], 0.25)
        self.assertLess(columns["age"]["groups"][0]["psi"], columns["age"]["groups"][0]["psi_by_chance"])
        self.assertEqual([g["group"] for g in columns["p"]["groups"]], ["all", "female", "male"])
        self.assertIn("shifted", self.ok("audit", new, "--against", old))

    def test_rows_that_cannot_be_used_are_told(self):
        path = self.file("p.csv", predictions() + "x,male,30,nan,1\n")
        result = self.run_assay("audit", path, "--label", "y", "--score", "p", "--group", "sex")
        self.assertEqual(result.returncode, 4)
        self.assertIn("1 row left out, the first in line 602: p is 'nan'", result.stderr.decode())
        ragged = self.file("ragged.csv", predictions() + "x,male\n")
        result = self.run_assay("audit", ragged, "--against", self.file("p.csv", predictions()))
        self.assertEqual(result.returncode, 4)
        self.assertIn("1 row left out, the first in line 602: 2 fields, the header of ragged.csv has 5", result.stderr.decode())

    def test_bad_input(self):
        path = self.file("p.csv", predictions())
        self.fails(3, "did you mean 'sex'", "audit", path, "--label", "y", "--score", "p", "--group", "sexe")
        self.fails(3, "there are id, sex, age, p, y", "audit", path, "--label", "y", "--score", "probability")
        self.fails(3, "no such file", "audit", self.folder / "none.csv", "--label", "y", "--score", "p")
        self.fails(2, "nothing to audit named", "audit")
        self.fails(2, "no label named", "audit", path)
        self.fails(2, "neither scores nor decisions", "audit", path, "--label", "y")
        self.fails(2, "not a rate to equalise: all", "audit", path, "--label", "y", "--score", "p", "--group", "sex",
                   "--equalise", "all")
        for threshold in ("nan", "2", "-0.1"):
            self.fails(2, "a threshold is within 0 and 1", "audit", path, "--label", "y", "--score", "p", "--threshold", threshold)
        self.fails(1, "line 2: the quote is never closed", "audit", self.file("b.csv", 'y,p\n1,"0.5\n'),
                   "--label", "y", "--score", "p")


if __name__ == "__main__":
    main()
