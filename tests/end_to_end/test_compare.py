"""From recorded runs to a verdict in the work's dossier, a report that another install checks, and other tools' stores."""
import json
import shutil
import sys

from support import EndToEnd, main

WORK = {"title": "Smoothing Labels When It Helps", "identifiers": ["arxiv:2101.00001"], "date": "2021-01-04",
        "abstract": "Label smoothing reduces the expected calibration error of our network."}
PROGRAM = """import sys
seed, smoothing = int(sys.argv[1]), float(sys.argv[2])
for step in range(4):
    print(f"step={step} ece={(0.05 if smoothing == 0 else 0.03) + 0.001 * (seed % 3) + 0.1 / (step + 1) - 0.025} nan=nan")
"""
EXPERIMENT = """version = 1
question = "Does smoothing calibrate?"
work = "arxiv:2101.00001"
metric = "ece"
direction = "lower"
[[claim]]
name = "calibration"
metric = "ece"
kind = "difference"
value = -0.02
tolerance = 0.005
direction = "lower"
subject = { smoothing = "0.1" }
baseline = { smoothing = "0" }
"""


class Compare(EndToEnd):
    def setUp(self):
        super().setUp()
        self.ok("import", self.file("work.jsonl", json.dumps(WORK) + "\n"))
        place = self.library / "experiments" / "smoothing"
        place.mkdir(parents=True)
        (place / "experiment.toml").write_text(EXPERIMENT, encoding="utf-8")
        program = self.file("train.py", PROGRAM)
        self.ok("run", "-e", "smoothing", "--seeds", 3, "--sweep", "smoothing=0,0.1", "--", sys.executable, program,
                "{seed}", "{smoothing}")

    def test_from_runs_to_a_verdict_that_travels(self):
        found = self.json("compare", "smoothing")
        self.assertEqual([arm["name"] for arm in found["arms"]], ["smoothing=0", "smoothing=0.1"])
        self.assertTrue(found["contrasts"][0]["paired"])
        self.assertEqual(found["verdict"]["verdict"], "reproduced")
        self.assertEqual(len(found["curves"][0]["line"]), 4)
        text = self.ok("compare", "smoothing")
        self.assertIn("reproduced", text)
        self.assertTrue(all(len(line) <= 80 for line in text.splitlines()), text)
        self.assertIn("reproduced here: reproduced", self.ok("show", "arxiv:2101.00001"))
        self.assertEqual(self.json("show", "arxiv:2101.00001")["reproductions"][0]["verdict"], "reproduced")
        for form, words in {"markdown": "| claim |", "latex": "\\toprule", "svg": "<svg"}.items():
            self.assertIn(words, self.ok("compare", "smoothing", "--format", form))
        self.fails(3, "no run has the metric", "compare", "smoothing", "--metric", "f1")
        self.fails(3, "no run", "compare", "nowhere")
        # A metric called nan, all of whose points are nan, is told, not believed.
        self.assertIn("without a finite nan", self.ok("compare", "smoothing", "--metric", "nan"))

    def test_the_crate_names_what_was_changed(self):
        crate = self.folder / "crate"
        made = self.json("experiment", "export", "smoothing", "--crate", crate, "--license", "CC-BY-4.0")
        key = self.folder / "config/assay/signing.key"
        self.assertEqual(key.stat().st_mode & 0o777, 0o600)
        other = {"library": self.folder / "elsewhere", "env": {"XDG_CONFIG_HOME": str(self.folder / "other")}}
        self.assertTrue(self.json("experiment", "verify", crate, "--key", made["public_key"], **other)["good"])
        copy = self.folder / "copy"
        shutil.copytree(crate, copy)
        metrics = next(copy.glob("runs/*/metrics.csv"))
        metrics.write_text(metrics.read_text().replace("0.05", "0.01"), encoding="utf-8")
        damaged = self.json("experiment", "verify", copy, status=1)
        self.assertEqual([problem["path"] for problem in damaged["problems"]], [str(metrics.relative_to(copy))])
        self.fails(1, "something at this place", "experiment", "export", "smoothing", "--crate", crate)
        self.fails(3, "no crate", "experiment", "verify", self.folder)

    def test_reports_checklists_and_other_tools(self):
        self.assertIn("Reproduced.", self.ok("experiment", "report", "smoothing"))
        page = self.ok("experiment", "report", "smoothing", "--format", "html")
        self.assertIn("<svg", page)
        lists = self.json("experiment", "checklist", "smoothing")["checklists"]
        self.assertEqual([len(one["items"]) for one in lists], [16, 18])
        runs = sorted(path.name for path in (self.library / "experiments/smoothing/runs").iterdir())
        differ = self.json("experiment", "differ", runs[0], runs[-1])
        self.assertEqual(differ["differences"][0]["what"], "smoothing")
        self.assertEqual(self.json("experiment", "differ", runs[0], "claim")["theirs"], "claim calibration")
        store = self.folder / "mlruns"
        self.assertEqual(self.json("experiment", "export", "smoothing", "--mlflow", store)["runs"], 6)
        taken = self.json("experiment", "import", "--mlflow", store, "--name", "back")
        self.assertEqual((taken["added"], taken["rejected"]), (6, []))
        arms = [[(arm["name"], arm["values"]) for arm in self.json("compare", *what)["arms"]]
                for what in (["back", "--metric", "ece"], ["smoothing"])]
        self.assertEqual(arms[0], arms[1])
        self.fails(2, "--crate", "experiment", "export", "smoothing")
        self.fails(3, "no such file", "experiment", "import", "--trackio", self.folder / "none.db")


main()
