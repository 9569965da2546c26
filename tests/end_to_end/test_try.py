"""assay try: against a package index on the loopback, made here."""
import base64
import hashlib
import http.server
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
import time
import zipfile

from support import PROGRAM, EndToEnd, main


def wheel(name, version, source):
    """A wheel of one module, as PEP 427 has it."""
    info = f"{name}-{version}.dist-info"
    files = {f"{name}.py": source, f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
             f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    record = ""
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        record += f"{path},sha256={digest},{len(text)}\n"
    files[f"{info}/RECORD"] = record + f"{info}/RECORD,,\n"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return out.getvalue()


def tarball(name, version, source):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for path, text in {"package/package.json": json.dumps({"name": name, "version": version, "main": "index.js"}),
                           "package/index.js": source}.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return out.getvalue()


TINYJS = tarball("tinyjs", "2.1.0", "exports.value = 3;\n")


class Index(http.server.BaseHTTPRequestHandler):
    """A simple index (PEP 503) and an npm registry."""
    wheels = {"tinypack": {"tinypack-1.0-py3-none-any.whl": wheel("tinypack", "1.0", "VALUE = 1\n"),
                           "tinypack-1.2-py3-none-any.whl": wheel("tinypack", "1.2", "VALUE = 2\n")},
              "brokenpack": {"brokenpack-1.0-py3-none-any.whl": b"no zip at all"},
              "badimport": {"badimport-1.0-py3-none-any.whl": wheel("badimport", "1.0", "raise ValueError('not today')\n")}}
    slow = threading.Event()

    def do_GET(self):
        parts = self.path.strip("/").split("/")
        if parts[0] == "simple" and parts[1] == "slowpack":
            Index.slow.wait(60)
            return self.answer(404, b"")
        if parts[0] == "simple" and parts[1] in self.wheels:
            links = "".join(f'<a href="/files/{parts[1]}/{f}">{f}</a>\n' for f in self.wheels[parts[1]])
            return self.answer(200, f"<!doctype html><html><body>{links}</body></html>".encode(), "text/html")
        if parts[0] == "files":
            return self.answer(200, self.wheels[parts[1]][parts[2]])
        if self.path == "/tinyjs":
            body = {"name": "tinyjs", "dist-tags": {"latest": "2.1.0"}, "versions": {"2.1.0": {
                "name": "tinyjs", "version": "2.1.0", "dist": {
                    "tarball": f"http://{self.headers['Host']}/tinyjs.tgz",
                    "integrity": "sha512-" + base64.b64encode(hashlib.sha512(TINYJS).digest()).decode()}}}}
            return self.answer(200, json.dumps(body).encode(), "application/json")
        if self.path == "/tinyjs.tgz":
            return self.answer(200, TINYJS)
        return self.answer(404, b"{}", "application/json")

    def answer(self, status, body, kind="application/octet-stream"):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Try(EndToEnd):
    @classmethod
    def setUpClass(cls):
        cls.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Index)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.address = f"http://127.0.0.1:{cls.server.server_port}"

    @classmethod
    def tearDownClass(cls):
        Index.slow.set()
        cls.server.shutdown()
        cls.server.server_close()

    def environment(self, address=None):
        """The user's own configuration of pip and npm: here nothing but the loopback."""
        address = address or self.address
        return {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": address + "/simple/", "PIP_FIND_LINKS": "",
                "PIP_RETRIES": "0", "PIP_NO_CACHE_DIR": "1", "PIP_EXTRA_INDEX_URL": "",
                "npm_config_registry": address + "/", "npm_config_fetch_retries": "0",
                "npm_config_cache": str(self.folder / "npm"), "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"}

    def attempt(self, *arguments, **options):
        return self.json("try", *arguments, env=self.environment(), **options)

    def places(self):
        folder = self.library / "trials"
        return sorted(p.name for p in folder.iterdir() if not p.name.startswith(".")) if folder.exists() else []

    def test_a_package_is_installed_pinned_and_kept(self):
        out = self.attempt("tinypack==1.0")
        self.assertEqual((out["version"], out["worked"], out["import"]["name"], out["task"]), ("1.0", True, "tinypack", None))
        place = self.library / "trials" / "tinypack"
        self.assertIn("tinypack==1.0", (place / "requirements.txt").read_text(encoding="utf-8"))
        self.assertIn("assay try tinypack --pypi --again", (place / "README.md").read_text(encoding="utf-8"))
        self.assertTrue(self.attempt("tinypack")["was_there"])
        # Cut off half-way: recognised, made anew, and then the newest.
        (place / ".making").write_text("tinypack\n", encoding="utf-8")
        mended = self.attempt("tinypack")
        self.assertEqual((mended["repaired"], mended["was_there"], mended["version"]), (True, False, "1.2"))
        tried = self.json("try", "--list")["tried"]
        self.assertEqual([(t["version"], t["worked"]) for t in tried], [("1.0", True), ("1.0", True), ("1.2", True)])
        # A folder that is not assay's is left alone.
        (place / "trial.json").unlink()
        self.fails(1, "none of a trial", "try", "tinypack", env=self.environment())
        self.assertTrue((place / "README.md").exists())

    def test_failures_say_why_and_leave_nothing(self):
        env = self.environment()
        self.fails(3, "no package is called nosuchpack", "try", "nosuchpack", env=env)
        self.fails(3, "there are 1.0, 1.2", "try", "tinypack==9", env=env)
        self.fails(1, "is damaged", "try", "brokenpack", env=env)
        self.fails(1, "cannot be reached (connection refused)", "try", "tinypack", env=self.environment("http://127.0.0.1:9"))
        self.fails(2, "not a package", "try", "--pypi", "../x", env=env)
        self.assertEqual([p for p in self.places() if not p.endswith(".log")], [])
        tried = self.json("try", "--list")["tried"]
        self.assertEqual([t["worked"] for t in tried], [False] * 4)
        self.assertIn("no package is called", tried[0]["trouble"])

    def test_an_import_that_fails_is_a_result(self):
        result = self.run_assay("--json", "try", "badimport", env=self.environment())
        self.assertEqual(result.returncode, 1)
        out = json.loads(result.stdout)
        self.assertIn("ValueError: not today", out["import"]["trouble"])

    def test_ctrl_c_leaves_no_half_made_place(self):
        process = subprocess.Popen([PROGRAM, "--library", self.library, "try", "slowpack"], stderr=subprocess.PIPE,
                                   stdout=subprocess.DEVNULL, env={**os.environ, **self.environment()})
        place = self.library / "trials" / "slowpack"
        for _ in range(1200):
            if (place / "venv" / "bin" / "pip").exists() or process.poll() is not None:
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(60), 130, process.stderr.read())
        process.stderr.close()
        self.assertFalse(place.exists())

    def test_npm(self):
        if shutil.which("npm") is None:
            self.skipTest("npm is not installed")
        out = self.attempt("tinyjs", "--npm")
        self.assertEqual((out["version"], out["worked"], out["packages"]), ("2.1.0", True, 1))
        self.fails(3, "no package is called nosuchjs", "try", "nosuchjs", "--npm", env=self.environment())
        self.fails(1, "cannot be reached", "try", "tinyjs", "--npm", "--again", env=self.environment("http://127.0.0.1:9"))
        self.assertNotIn("npm-tinyjs", self.places())

    def test_the_week_is_ticked(self):
        work = {"id": "pypi:tinypack", "kind": "package", "title": "tinypack", "abstract": "A library for training.",
                "practice": "frameworks", "level": "new", "minutes": 30, "task": "Try it."}
        self.ok("import", self.file("a.jsonl", json.dumps(work) + "\n"))
        env = {**self.environment(), "ASSAY_NOW": "2026-11-23T10:00:00Z"}
        items = self.json("week", env=env)["items"]
        self.assertIn(("frameworks", "tinypack"), [(i["track"], i["title"]) for i in items])
        out = self.json("try", "tinypack", env=env)
        self.assertEqual(out["ticked"], next(i["n"] for i in items if i["title"] == "tinypack"))
        self.assertEqual([i["state"] for i in self.json("week", env=env)["items"] if i["title"] == "tinypack"], ["done"])

    def test_list_names_the_first_tasks(self):
        tasks = {t["package"]: t for t in self.json("try", "--list")["tasks"]}
        for name in ("transformers", "optuna", "skops", "peft", "scikit-learn", "datasets", "langchain-core", "torch",
                     "tensorflow", "@huggingface/transformers", "langchain", "@tensorflow/tfjs"):
            self.assertIn(name, tasks)
        text = self.ok("try", "--list")
        self.assertLessEqual(max(map(len, text.splitlines())), 80)


if __name__ == "__main__":
    if subprocess.run(["python3", "-c", "import venv, ensurepip"], capture_output=True, check=False).returncode:
        print("SKIPPED: python3 has no venv here (package python3-venv)")
        sys.exit(77)
    main()
