"""Another encoder: the program with a service on this machine that is there, slow, wrong, gone and back."""
import http.server
import json
import threading
import unittest

from support import EndToEnd, main

TOPICS = [("cat", "feline"), ("car", "vehicle"), ("sea", "ocean")]
WORKS = [("a", "The cat of the house"), ("b", "A car on a road"), ("c", "Fish of the ocean"), ("d", "A statute")]
DOWN = "cannot be reached"


class Service:
    """Speaks the embeddings protocol on a free port; after stop() nobody listens there until start()."""

    def __init__(self):
        self.port = 0
        self.dimensions = 5
        self.status = 200
        self.body = None
        self.requests = []
        self.start()

    def start(self):
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                service.requests.append((self.path, self.headers.get("Authorization"), request))
                body = json.dumps({"data": service.vectors(request["input"])}) if service.body is None else service.body
                self.send_response(service.status)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def vectors(self, texts):
        entries = []
        for index, text in enumerate(texts):
            vector = [0.0] * self.dimensions
            vector[-1] = 0.1
            for at, words in enumerate(TOPICS):
                vector[at] = 1.0 * any(word in text for word in words)
            entries.append({"index": index, "embedding": vector})
        return entries[::-1]


class AnotherEncoder(EndToEnd):
    def setUp(self):
        super().setUp()
        self.service = Service()
        self.addCleanup(lambda: self.service.stop())
        self.settings('key = "of the file"\nbatch = 2')

    def settings(self, more="", model="small"):
        folder = self.folder / "config" / "assay"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.toml").write_text(
            f'[encoder]\nurl = "http://127.0.0.1:{self.service.port}"\nmodel = "{model}"\n{more}\n')

    def import_works(self, works=None, **options):
        lines = "".join(json.dumps({"id": key, "title": title}) + "\n" for key, title in works or WORKS)
        return self.run_assay("import", self.file("a.jsonl", lines), **options)

    def titles(self, *arguments):
        return [hit["title"] for hit in self.json("search", *arguments)["hits"]]

    def check(self, name, **options):
        report = json.loads(self.run_assay("--json", "doctor", **options).stdout)
        return next((check for check in report["checks"] if check["name"] == name), None)

    def test_meaning_is_by_the_service(self):
        self.assertEqual(self.import_works().stderr, b"")
        self.assertEqual(self.titles("feline", "--mode", "meaning"), ["The cat of the house"])
        self.assertEqual(self.titles("vehicle"), ["A car on a road"])
        self.assertEqual(self.titles("vehicle", "--mode", "words"), [])
        texts = [text for _, _, request in self.service.requests for text in request["input"]]
        self.assertEqual(sorted(texts[:4]), sorted(title for _, title in WORKS))
        self.assertLessEqual(max(len(request["input"]) for _, _, request in self.service.requests), 2)
        for path, key, request in self.service.requests:
            self.assertEqual((path, key, request["model"]), ("/v1/embeddings", "Bearer of the file", "small"))
        self.assertEqual(self.check("encoder")["detail"],
                         f"small at http://127.0.0.1:{self.service.port}/v1/embeddings, 5 dimensions")
        self.assertTrue(self.check("works have vectors")["ok"])

    def test_key_of_the_environment_comes_first(self):
        self.import_works(env={"ASSAY_ENCODER_KEY": "of the environment"})
        self.assertEqual({key for _, key, _ in self.service.requests}, {"Bearer of the environment"})

    def test_down_and_back(self):
        self.service.stop()
        result = self.import_works()
        self.assertEqual(result.returncode, 0)
        lines = result.stderr.decode().splitlines()
        self.assertEqual(len(lines), 1, lines)
        self.assertTrue(lines[0].startswith("assay: 4 works have no vectors yet: the encoder " + DOWN), lines)
        both = self.run_assay("--json", "search", "cat")
        self.assertEqual(both.returncode, 0)
        self.assertEqual(len(both.stderr.decode().splitlines()), 1)
        self.assertIn("found by words alone", json.loads(both.stdout)["warning"])
        self.assertEqual(json.loads(both.stdout)["total"], 1)
        self.assertEqual(self.run_assay("--quiet", "search", "cat").stderr, b"")
        self.fails(1, "no work has a vector", "search", "cat", "--mode", "meaning")
        self.assertIn(DOWN, self.check("encoder")["detail"])
        self.assertTrue(self.check("works have vectors")["detail"].startswith("4 have none yet"))
        self.service.start()
        self.assertIn("5 dimensions", self.check("encoder")["detail"])
        result = self.import_works([("e", "A cat again")])
        self.assertEqual((result.returncode, result.stderr), (0, b""))
        self.assertEqual(sorted(self.titles("feline", "--mode", "meaning")), ["A cat again", "The cat of the house"])
        self.assertTrue(self.json("doctor")["ok"])
        self.assertEqual([hit["title"] for hit in self.json("related", "a")["hits"]][0], "A cat again")

    def test_down_after_the_import(self):
        self.import_works()
        self.service.stop()
        line = self.fails(1, DOWN, "search", "feline", "--mode", "meaning")
        self.assertIn(f"http://127.0.0.1:{self.service.port}/v1/embeddings", line)
        self.assertEqual(self.titles("cat"), ["The cat of the house"])
        self.assertEqual(self.titles("kind:paper cat", "--sort", "date"), ["The cat of the house"])
        self.ok("related", "a")
        error = json.loads(self.run_assay("--json", "search", "cat", "--mode", "meaning").stdout)["error"]
        self.assertEqual(error["code"], "io")
        self.service.start()
        self.assertEqual(self.titles("feline"), ["The cat of the house"])

    def test_wrong_answers_are_lived_with(self):
        for status, body in ((500, "out of order"), (200, "no json"), (200, "{}"), (404, "{}")):
            self.service.status, self.service.body = status, body
            self.assertEqual(self.import_works().returncode, 0)
            self.assertTrue(self.check("works have vectors")["detail"].startswith("4 have none yet"), body)
            self.assertEqual(self.titles("cat"), ["The cat of the house"])
        self.service.status, self.service.body = 200, None
        self.import_works()
        self.assertEqual(self.titles("feline"), ["The cat of the house"])

    def test_another_model_or_none(self):
        self.import_works()
        self.service.dimensions = 70
        self.settings(model="large")
        self.assertEqual(self.titles("feline", "--mode", "meaning"), ["The cat of the house"])
        self.assertIn("70 dimensions", self.check("encoder")["detail"])
        (self.folder / "config" / "assay" / "config.toml").unlink()
        self.assertEqual(self.titles("cat"), ["The cat of the house"])
        self.assertEqual(self.check("encoder")["detail"], "the one that assay carries")
        self.assertIsNone(self.check("works have vectors"))

    def test_settings_that_are_wrong(self):
        self.import_works()
        for text, words in (("[encoder", "config.toml:1"), ("[encoder]\nurl = 3\n", "config.toml:2"),
                            ('[encoder]\nurl = "http://a"\nmodel = "b"\ncolour = 1\n', "config.toml:4"),
                            ("[colour]\n", "no setting 'colour'")):
            (self.folder / "config" / "assay" / "config.toml").write_text(text)
            self.fails(1, words, "search", "cat")
            self.assertIn(words, self.check("settings")["detail"])
            self.ok("show", "a")


if __name__ == "__main__":
    main()
