"""The units in packaging/: systemd-analyze takes them where it is installed, and in any case they say what they must."""
import configparser
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
UNITS = sorted((ROOT / "packaging").glob("*.service")) + sorted((ROOT / "packaging").glob("*.timer"))


def read(path):
    unit = configparser.ConfigParser(strict=True, interpolation=None)
    unit.optionxform = str
    unit.read_string(path.read_text(encoding="utf-8"))
    return unit


def main():
    if len(UNITS) < 2:
        sys.exit("no units found")
    service = read(ROOT / "packaging/assay-sync.service")
    if service["Service"]["Type"] != "oneshot" or not service["Service"]["ExecStart"].endswith("assay --quiet sync"):
        sys.exit("assay-sync.service does not run one sync")
    if set(service["Service"]["SuccessExitStatus"].split()) != {"4", "5"}:
        sys.exit("assay-sync.service takes rejected records or a busy library for a failure")
    if "OnCalendar" not in read(ROOT / "packaging/assay-sync.timer")["Timer"]:
        sys.exit("assay-sync.timer never comes")
    if shutil.which("systemd-analyze") is None:
        print("units read; systemd-analyze is not installed here")
        return
    with tempfile.TemporaryDirectory(prefix="assay-units-") as folder:
        for unit in UNITS:
            # The program need not be installed for the test.
            text = unit.read_text(encoding="utf-8").replace("%h/.local/bin/assay", "/bin/true")
            (pathlib.Path(folder) / unit.name).write_text(text, encoding="utf-8")
        result = subprocess.run(["systemd-analyze", "--user", "verify", *(str(p) for p in sorted(pathlib.Path(folder).iterdir()))],
                                capture_output=True, check=False, text=True,
                                env={**os.environ, "XDG_RUNTIME_DIR": folder, "HOME": folder})
        if result.returncode != 0:
            sys.exit(result.stdout + result.stderr)
    print("units verified")


main()
