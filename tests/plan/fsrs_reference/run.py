"""Compares src/plan/fsrs with the reference on 10,000 random histories: run.py COMPARE_PROGRAM.

Ends with 77 (skipped) when node or the reference is not installed: `npm ci` in this folder brings it.
"""
import pathlib
import shutil
import subprocess
import sys

FOLDER = pathlib.Path(__file__).resolve().parent
HISTORIES = 10000
SEED = 20261126

node = shutil.which("node")
if node is None or not (FOLDER / "node_modules" / "ts-fsrs").is_dir():
    print(f"SKIPPED: the reference is not installed; run `npm ci` in {FOLDER}")
    sys.exit(77)
made = subprocess.run([node, FOLDER / "histories.mjs", str(HISTORIES), str(SEED)], stdout=subprocess.PIPE, check=True)
compared = subprocess.run([sys.argv[1]], input=made.stdout, stdout=subprocess.PIPE, check=False)
print(compared.stdout.decode(), end="")
if compared.returncode != 0 or not compared.stdout.startswith(f"{HISTORIES} histories".encode()):
    sys.exit("ours differs from the reference")
