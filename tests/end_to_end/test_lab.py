"""Labs as a newcomer does them: start, fail with a message that teaches, a hint, pass; and what must not happen."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
SOLUTIONS = pathlib.Path(__file__).resolve().parent.parent / "labs/softmax-cross-entropy"


def place_and_watch(root, env, run):
    """A hard lab passed makes what it builds on known; a watched file is checked again on every save."""
    ends = {lab["name"]: lab["skips"] for lab in run("lab", "place")["labs"]}
    assert "attention" not in ends and ends, ends
    states = lambda: {lab["name"]: lab["state"] for lab in run("lab", "list")["labs"]}
    before = states()
    assert before["adam"] == before["sgd-momentum"] == "new"
    solution = pathlib.Path(run("lab", "place", "adamw", "--dir", root / "placed")["files"][0])
    command = [PROGRAM, "--library", root / "library", "--json", "lab", "check", "adamw", "--watch", "--unsafe"]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as watch:
        first = json.loads(watch.stdout.readline())
        assert not first["passed"] and states()["adam"] == "new", first
        right = (SOLUTIONS.parent / "adamw/right_1.py").read_text(encoding="utf-8")
        new = solution.with_suffix(".new")
        new.write_text(right, encoding="utf-8")
        new.replace(solution)  # as editors save
        line = watch.stdout.readline() or watch.stdout.readline()
        second = json.loads(line if line.strip() else watch.stdout.readline())
        assert second["passed"], second
        watch.send_signal(signal.SIGINT)
        assert watch.wait() == 0
    after = states()
    assert after["adam"] == after["sgd-momentum"] == after["adamw"] == "solved", after
    assert after["rotary"] == "new", after
    assert all("adam" not in lab["skips"] for lab in run("lab", "place")["labs"])


def main():
    with tempfile.TemporaryDirectory(prefix="assay-lab-") as folder:
        root = pathlib.Path(folder)
        env = {**os.environ, "HOME": folder, "XDG_CACHE_HOME": folder + "/cache", "ASSAY_NOW": "2026-11-24T09:00:00Z"}

        def run(*arguments, status=0):
            result = subprocess.run([PROGRAM, "--library", root / "library", "--json", *arguments], env=env,
                                    capture_output=True, text=True, check=False)
            if result.returncode != status:
                sys.exit(f"{arguments}: status {result.returncode}, not {status}\n{result.stdout}{result.stderr}")
            return json.loads(result.stdout)

        def state():
            return next(lab["state"] for lab in run("lab", "list")["labs"] if lab["name"] == "softmax-cross-entropy")

        assert state() == "new"
        (root / "paper.jsonl").write_text(json.dumps(
            {"title": "Online normalizer calculation for softmax", "identifiers": ["arxiv:1805.02867"],
             "practice": "algorithms", "minutes": 45}) + "\n", encoding="utf-8")
        run("import", root / "paper.jsonl")
        items = run("week", "2026-W48")["items"]
        assert any(item["command"] == "assay lab start softmax-cross-entropy" for item in items), items
        run("lab", "start", "no-such-lab", status=3)
        run("lab", "check", "softmax-cross-entropy", status=3)
        started = run("lab", "start", "softmax-cross-entropy", "--dir", root / "work")
        solution = pathlib.Path(started["files"][0])
        assert solution.name == "solution.py" and state() == "started"
        run("lab", "start", "softmax-cross-entropy", "--dir", root / "work", status=1)
        first = run("lab", "check", "--dir", root / "work", "--unsafe", status=1)
        assert "not written yet" in first["checks"][0]["message"] and not first["checks"][0]["input"], first
        assert len(run("lab", "hint", "softmax-cross-entropy")["hints"]) == 1
        assert len(run("lab", "hint", "softmax-cross-entropy")["hints"]) == 2
        run("lab", "show", "softmax-cross-entropy", status=1)
        right = (SOLUTIONS / "right_1.py").read_text(encoding="utf-8")
        solution.write_text(right.replace("return e / e.sum(axis=1, keepdims=True)", "return e / e.sum()"), encoding="utf-8")
        failed = [c for c in run("lab", "check", "softmax-cross-entropy", "--unsafe", status=1)["checks"] if not c["passed"]]
        assert failed[0]["expected"] and failed[0]["got"] and failed[0]["input"], failed
        assert "softmax" in failed[0]["message"] and "keepdims" not in json.dumps(failed), failed
        solution.write_text(right, encoding="utf-8")
        passed = run("lab", "check", "softmax-cross-entropy", "--unsafe")
        assert passed["passed"] and all(check["passed"] for check in passed["checks"]), passed
        assert state() == "solved"
        assert "softmax_rows" in run("lab", "show", "softmax-cross-entropy")["reference"]
        assert run("lab", "cards", "softmax-cross-entropy")["kept"] == 2
        assert run("lab", "cards", "softmax-cross-entropy")["kept"] == 0
        progress = run("progress")
        assert progress["weeks"][-1]["minutes"]["algorithms"] > 0, progress["weeks"]
        assert progress["labs"] == {"started": 0, "solved": 1, "due": 0}, progress["labs"]
        done = [i for i in run("week", "2026-W48")["items"] if i["state"] == "done"]
        assert len(done) == 1 and done[0]["track"] == "algorithms", done
        kept = run("lab", "reset", "softmax-cross-entropy")["kept"]
        assert pathlib.Path(kept).read_text(encoding="utf-8") == right
        assert "NotImplementedError" in solution.read_text(encoding="utf-8")
        (root / "work/lab.json").write_text("{", encoding="utf-8")
        run("lab", "check", "--dir", root / "work", "--unsafe", status=1)
        assert run("lab", "start", "softmax-cross-entropy", "--dir", root / "again")["variant"] == "z-loss", "never a copy"
        made = run("lab", "new", "my-lab", "--dir", root)
        assert pathlib.Path(made["dir"]).name == "my-lab"
        run("lab", "new", "../out", status=2)
        run("lab", "new", "own-one")
        sound = run("lab", "validate", "own-one", "--unsafe")  # by name with its solutions, too
        assert sound["passed"] and any(c["what"] == "right_1.py passes" for c in sound["checks"]), sound
        run("lab", "start", "own-one", "--dir", root / "own")
        (root / "own/solution.py").unlink()
        missing = run("lab", "check", "own-one", "--unsafe", status=3)
        assert "lab reset own-one" in missing["error"]["hint"], missing
        os.mkfifo(root / "own/solution.py")  # is not waited for
        run("lab", "check", "own-one", "--unsafe", status=3)
        place_and_watch(root, env, run)
    print("labs: started, failed, hinted, passed, counted")


main()
