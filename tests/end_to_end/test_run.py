"""Runs as a user makes them: from a work to a folder to recorded runs; Ctrl-C, kills, a full disk, two at once."""
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

from support import PROGRAM, EndToEnd, main

KILLS = int(os.environ.get("ASSAY_RUN_KILLS", "5"))

WORK = {"title": "Smoothing Labels When It Helps", "identifiers": ["arxiv:2101.00001"], "code": "https://example.org/code",
        "abstract": "We study label smoothing as a loss. Our method reduces the expected calibration error by 40% compared "
                    "with cross-entropy on CIFAR-10."}


class Runs(EndToEnd):
    def record(self, experiment="scratch", place=-1):
        folders = sorted((self.library / "experiments" / experiment / "runs").iterdir())
        return json.loads((folders[place] / "run.json").read_text(encoding="utf-8"))

    def start(self, *arguments, **options):
        """The program left running."""
        return subprocess.Popen([PROGRAM, "--library", self.library, "run", *arguments], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, cwd=self.folder,
                                env={**os.environ, "ASSAY_NOW": "2026-11-22"}, **options)

    def wait_for(self, condition):
        for _ in range(600):
            if condition():
                return
            time.sleep(0.05)
        self.fail("waited for nothing")

    def metrics(self):
        return [path for path in self.library.glob("experiments/scratch/runs/*/metrics.csv")
                if path.read_text(encoding="utf-8").count("\n") > 3]

    def test_output_passes_through_and_status_is_the_commands(self):
        result = self.run_assay("run", "--", "sh", "-c", "printf 'loss=0.5\\n\\377'; echo oh >&2; exit 3")
        self.assertEqual((result.returncode, result.stdout), (3, b"loss=0.5\n\xff"))
        self.assertTrue(result.stderr.startswith(b"oh\n"), result.stderr)
        self.assertEqual(self.record()["status"], "failed")
        shown = json.loads(self.ok("--json", "run", "--", "echo", "acc=1", "--json", "search", "-x"))
        self.assertEqual((shown["exit"], shown["metrics"]["acc"]["last"]), (0, 1))
        self.assertEqual(self.record()["command"], ["echo", "acc=1", "--json", "search", "-x"])
        self.assertEqual(self.run_assay("run", "--", "no-such-program").returncode, 127)
        self.fails(2, "no command", "run")
        self.fails(2, "no condition", "run", "--stop-when", "loss", "--", "true")
        self.fails(1, "no name", "run", "-e", "A/b", "--", "true")

    def test_from_a_work_to_a_graded_experiment(self):
        (self.folder / "w.jsonl").write_text(json.dumps(WORK), encoding="utf-8")
        self.ok("import", self.folder / "w.jsonl")
        feasible = self.json("experiment", "feasible", "w1")
        self.assertEqual(feasible["dataset"], "cifar-10")
        sources = self.ok("experiment", "feasible", "w1").split("Sources:\n")[1].splitlines()
        self.assertTrue(all(line.startswith(("- ", "  ")) for line in sources if line), sources)
        made = self.json("experiment", "new", "arxiv:2101.00001")
        folder = pathlib.Path(made["dir"])
        self.assertEqual({path.name for path in folder.iterdir()},
                         {"README.md", "assay_log.py", "data.py", "experiment.toml", "idea.py", "notebook.ipynb", "run.sh",
                          "train.py"})
        self.assertEqual((made["name"], made["claims"]), ("smoothing-labels-when-it-helps", 1))
        self.fails(1, "already", "experiment", "new", "w1")
        self.fails(3, "", "experiment", "new", "w99")
        self.fails(3, "no experiment", "experiment", "show", "none")
        # The folder's experiment is the default; assay_log writes to the run's own file.
        script = "import assay_log; s = assay_log.seed(); [assay_log.log(step=i, loss=1 / (i + 1), ece=s + i) for i in range(3)]"
        for _ in range(2):
            result = subprocess.run(
                [PROGRAM, "--library", self.library, "run", "--seeds", "2", "--sweep", "variant=baseline,idea", "--jobs", "2",
                 "--", sys.executable, "-c", script + "  # {variant}"], cwd=folder, capture_output=True, check=False)
            self.assertEqual(result.returncode, 0, result.stderr)
        shown = self.json("experiment", "show", made["name"])
        self.assertEqual(len(shown["runs"]), 4)
        self.assertEqual({(run["parameters"]["variant"], run["seed"], run["metrics"]["ece"]["last"]) for run in shown["runs"]},
                         {(v, s, s + 2) for v in ("baseline", "idea") for s in (0, 1)})
        self.assertFalse([output["path"] for output in self.record(made["name"])["outputs"]])
        text = self.ok("experiment", "show", made["name"])
        self.assertIn("loss falls: 4 of 4 runs", text)
        self.assertEqual(self.json("experiment", "list")["experiments"][0]["finished"], 4)

    def test_changed_data_are_told_and_run_anew(self):
        (self.library / "experiments/data").mkdir(parents=True)
        (self.library / "experiments/data/experiment.toml").write_text('version = 1\ndata = ["train.csv"]\n', encoding="utf-8")
        script = self.file("train.sh", "read line < other.csv; echo loss=$line\n")
        sweep = ["run", "-e", "data", "--seeds", "1", "--data", "more", "--", "sh", script]

        def run():
            return subprocess.run([PROGRAM, "--library", self.library, "--json", *sweep], cwd=self.folder, capture_output=True,
                                  check=True).stdout
        (self.folder / "more").mkdir()
        for name in ("train.csv", "other.csv", "more/x.csv"):
            (self.folder / name).write_text("1\n", encoding="utf-8")
        run()
        seen = {one["path"]: one["seen"] for one in self.record("data")["inputs"]}
        self.assertEqual(seen, {"train.csv": "listed", "more/x.csv": "listed", "other.csv": "read", "train.sh": "argument"})
        run()
        self.assertEqual(len(list(self.library.glob("experiments/data/runs/*"))), 1, "nothing has changed")
        (self.folder / "other.csv").write_text("2\n", encoding="utf-8")
        run()
        runs = sorted(path.name for path in self.library.glob("experiments/data/runs/*"))
        differ = self.json("experiment", "differ", *runs)
        self.assertEqual([(one["cause"], one["what"]) for one in differ["differences"]], [("data", "other.csv")])

    def test_git_state_and_packages_are_in_the_record(self):
        tree = self.folder / "tree"
        tree.mkdir()
        git = ["git", "-C", tree, "-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
        (tree / "a.txt").write_text("one\n", encoding="utf-8")
        try:
            for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "x"],
                          ["remote", "add", "origin", "https://me:secret@example.org/x"]):
                subprocess.run([*git, *words], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            self.skipTest("no git")
        (tree / "a.txt").write_text("two\n", encoding="utf-8")
        (tree / "new.txt").write_text("new\n", encoding="utf-8")
        subprocess.run([PROGRAM, "--library", self.library, "run", "--", sys.executable, "-c", "pass"], cwd=tree, check=True,
                       capture_output=True)
        state = self.record()["git"]
        self.assertEqual((len(state["commit"]), state["branch"], state["dirty"], state["untracked"], state["remote"]),
                         (40, "main", True, ["new.txt"], "https://example.org/x"))
        patch = next(self.library.glob("experiments/*/runs/*/diff.patch"))
        subprocess.run([*git, "checkout", "-q", "a.txt"], check=True)
        subprocess.run([*git, "apply", patch], check=True)
        self.assertEqual((tree / "a.txt").read_text(encoding="utf-8"), "two\n")
        self.assertTrue(self.record()["interpreter"].startswith("Python 3"))

    def test_ctrl_c_ends_the_group_and_the_record_says_so(self):
        process = self.start("--", "sh", "-c", "echo step=1 loss=1; sleep 600 & echo $! > child; wait")
        self.wait_for((self.folder / "child").exists)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        self.assertEqual((self.record()["status"], self.record()["last_step"]), ("interrupted", 1))
        child = int((self.folder / "child").read_text(encoding="utf-8"))
        self.assertFalse(pathlib.Path(f"/proc/{child}/exe").exists())

    def test_kill_of_assay_leaves_a_true_record(self):
        process = self.start("--", "sh", "-c", "for i in 1 2 3 4 5; do echo step=$i loss=$i; done; exec sleep 600")
        self.wait_for(self.metrics)
        process.kill()
        process.communicate(timeout=60)
        self.assertEqual(self.record()["status"], "running")
        shown = self.json("experiment", "show", "scratch")["runs"][0]
        self.assertEqual((shown["status"], shown["last_step"]), ("interrupted", 5))
        result = self.run_assay("run", "--", "true")
        self.assertIn(b"had been cut off", result.stderr)
        self.assertEqual((self.record(place=0)["status"], self.record(place=0)["last_step"]), ("interrupted", 5))

    def test_kills_at_random_moments_leave_a_true_record(self):
        seed = random.randrange(1 << 30)
        print("seed", seed)
        draw = random.Random(seed)
        begin = time.monotonic()
        self.ok("run", "--", "true")
        usual = time.monotonic() - begin
        script = ("echo $$ > pid; i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo $i > said; echo step=$i loss=$i; done; "
                  "exec sleep 600")
        for kill in range(KILLS):
            (self.folder / "pid").unlink(missing_ok=True)
            process = self.start("-e", f"k{kill}", "--", "sh", "-c", script)
            time.sleep(draw.random() * 2 * usual)
            of_the_run = draw.random() < 0.5 and (self.folder / "pid").exists()
            pid = int((self.folder / "pid").read_text(encoding="utf-8") or 0) if of_the_run else 0
            if pid:
                os.kill(pid, signal.SIGKILL)
            else:
                process.kill()
            process.communicate(timeout=60)
            said = int((self.folder / "said").read_text(encoding="utf-8") or 0) if (self.folder / "said").exists() else 0
            if not pid and not list(self.library.glob(f"experiments/k{kill}/runs/*/run.json")):
                continue  # killed before there was anything to tell
            for repaired in (False, True):  # as it is read, and after the next start has written it down
                if repaired:
                    self.ok("run", "-e", "next", "--", "true")
                run = self.json("experiment", "show", f"k{kill}")["runs"][0]
                self.assertEqual(run["status"], "interrupted", (seed, kill, pid, run))
                folder = next(self.library.glob(f"experiments/k{kill}/runs/*/run.json")).parent
                lines = (folder / "metrics.csv").read_text(encoding="utf-8") if (folder / "metrics.csv").exists() else ""
                steps = [int(line.split(",")[1]) for line in lines.split("\n")[1:-1]]
                self.assertEqual(steps, list(range(1, len(steps) + 1)), (seed, kill))
                self.assertEqual(run["last_step"], len(steps), (seed, kill, pid))
                if said:  # it may have been killed between the file's emptying and its writing
                    self.assertLessEqual(len(steps), said + 1, (seed, kill))
            self.assertEqual(json.loads((folder / "run.json").read_text(encoding="utf-8"))["status"], "interrupted")
            if pid:
                self.assertIn("signal 9", json.loads((folder / "run.json").read_text(encoding="utf-8"))["reason"])

    def test_full_disk_is_told_and_the_record_kept(self):
        place = self.folder / "small"
        self.mount(place, "size=2m")
        result = self.run_assay("run", "--", "sh", "-c", "head -c 4000000 /dev/zero; echo; echo loss=1",
                                library=place / "library")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(b"the disk was full", result.stderr)
        record = json.loads(next(place.glob("library/experiments/*/runs/*/run.json")).read_text(encoding="utf-8"))
        self.assertEqual((record["status"], record["metrics"]["loss"]["count"]), ("finished", 1))

    def test_walled_off_run_writes_to_its_own_folder_only(self):
        result = self.run_assay("run", "--sandbox", "--", "sh", "-c", "echo loss=1; touch x; echo y > {out}/y")
        if b"cannot be walled off" in result.stderr:
            self.skipTest("no bubblewrap here")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual([output["path"] for output in self.record()["outputs"]], ["{out}/y"])
        self.assertEqual(self.record()["metrics"]["loss"]["last"], 1)


main()
