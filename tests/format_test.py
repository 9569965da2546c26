"""Every file is as clang-format 14 writes it. Skipped where that is not installed."""
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SKIPPED = 77
FOLDERS = ["src", "tests", "bench", "fuzz"]

program = shutil.which("clang-format-14")
if program is None:
    print("skipped: there is no clang-format-14 here")
    sys.exit(SKIPPED)
files = [str(file) for folder in FOLDERS for pattern in ("*.h", "*.cpp")
         for file in sorted((ROOT / folder).rglob(pattern))]
if len(files) < 50:
    sys.exit(f"only {len(files)} files found: is this the right folder?")
result = subprocess.run([program, "--dry-run", "-Werror", *files], capture_output=True, text=True, check=False)
if result.returncode != 0:
    sys.exit(result.stderr + "run `clang-format-14 -i` on these files")
print(f"{len(files)} files are in form")
