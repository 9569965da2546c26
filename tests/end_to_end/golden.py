"""Golden cases: tests/golden/*.txt, each one command with what it must print.

A case is: the command line after "$ ", then the expected output (standard output and error together), then
"exit N". Numbers that vary are written as #. `golden.py PROGRAM --update` writes what is printed now; read the diff.
"""
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
CASES = pathlib.Path(__file__).resolve().parent.parent / "golden"
VARIES = [(re.compile(r"\(\d+\.\d+ ms\)"), "(# ms)"), (re.compile(r"in \d+\.\d+ s"), "in # s"),
          (re.compile(r'"(seconds|took_ms)":[\d.e-]+'), r'"\1":#')]


def run(command, library):
    environment = {**os.environ, "ASSAY_NOW": "2026-11-23", "NO_COLOR": "1", "LC_ALL": "C.UTF-8",
                   "XDG_CONFIG_HOME": str(library)}
    result = subprocess.run([PROGRAM, "--library", library, *shlex.split(command)[1:]], stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, env=environment, cwd=CASES, timeout=120, check=False)
    text = result.stdout.decode().replace(str(library), "LIBRARY")
    for pattern, replacement in VARIES:
        text = pattern.sub(replacement, text)
    return f"$ {command}\n{text}exit {result.returncode}\n"


def main():
    update = "--update" in sys.argv
    failed = 0
    cases = sorted(CASES.glob("*.txt"))
    if not cases:
        sys.exit("no golden cases found")
    for case in cases:
        expected = case.read_bytes().decode()  # as it stands: calendars end their lines with CRLF
        commands = re.findall(r"^\$ (assay.*)$", expected, re.M)
        with tempfile.TemporaryDirectory(prefix="assay-golden-") as folder:
            library = pathlib.Path(folder) / "library"
            run("assay import works.jsonl", library)
            printed = "".join(run(command, library) for command in commands)
        if update:
            case.write_bytes(printed.encode())
        elif printed != expected:
            failed += 1
            print(f"--- {case.name}: expected\n{expected}--- printed\n{printed}")
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
