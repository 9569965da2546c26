"""What the end-to-end tests share: a fresh library for each, the program run as a user would."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


class EndToEnd(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="assay-test-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.library = self.folder / "library"

    def run_assay(self, *arguments, library=None, stdin=None, env=None, user=None):
        environment = {**os.environ, "ASSAY_NOW": "2026-11-23", "NO_COLOR": "1",
                       "XDG_CONFIG_HOME": str(self.folder / "config"), "ASSAY_ENCODER_KEY": "", **(env or {})}
        return subprocess.run([PROGRAM, "--library", library or self.library, *map(str, arguments)], input=stdin,
                              capture_output=True, env=environment, timeout=600, check=False,
                              **({"user": user, "group": user, "extra_groups": []} if user else {}))

    def mount(self, place, options):
        """A small file system of its own for a test, where the machine lets us."""
        place.mkdir()
        if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place],
                                               capture_output=True, check=False).returncode:
            self.skipTest("no permission to mount a file system")
        self.addCleanup(subprocess.run, ["umount", "-l", place], check=False)

    def as_nobody(self):
        """Options of run_assay for someone whom permissions hold back, also when root runs the tests."""
        if os.geteuid() != 0:
            return {}
        nobody = 65534
        os.chown(self.folder, nobody, nobody)
        try:
            self.run_assay("--version", user=nobody)
        except PermissionError:
            self.skipTest("running as root, and nobody else can reach the program")
        return {"user": nobody}

    def ok(self, *arguments, status=0, **options):
        """Runs a command that must end with `status`; gives its standard output as text."""
        result = self.run_assay(*arguments, **options)
        self.assertEqual(result.returncode, status, (arguments, result.stdout[-2000:], result.stderr[-2000:]))
        return result.stdout.decode()

    def json(self, *arguments, **options):
        return json.loads(self.ok("--json", *arguments, **options))

    def fails(self, status, words, *arguments, **options):
        """Runs a command that must fail with one clear line on standard error; gives that line."""
        result = self.run_assay(*arguments, **options)
        self.assertEqual(result.returncode, status, (arguments, result.stdout[-500:], result.stderr[-500:]))
        lines = result.stderr.decode().splitlines()
        self.assertEqual(len(lines), 1, lines)
        self.assertTrue(lines[0].startswith("assay: "), lines)
        self.assertIn(words, lines[0])
        return lines[0]

    def allow(self, *hosts):
        """What the user allows by hand: these hosts may lie in his own network."""
        folder = self.folder / "config" / "assay"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.toml").write_text(f"[sources]\nallow_hosts = {json.dumps(hosts)}\n", encoding="utf-8")

    def file(self, name, content):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path


def works(count, start=0):
    return "".join(json.dumps({"id": f"k{i}", "title": f"Title number {i}", "abstract": f"Abstract {i} of a test."}) + "\n"
                   for i in range(start, start + count))


def main():
    del sys.argv[1]
    result = unittest.main(verbosity=1, exit=False).result
    # CTest calls a script skipped when it ends with 77: a part that did not run is not to pass unseen.
    sys.exit(1 if not result.wasSuccessful() else 77 if result.skipped else 0)
