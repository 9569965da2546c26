"""A server of several people: what strangers get, what is an account's own, who may have programs executed."""
import http.client
import json
import os
import socket
import subprocess
import sys

from serving import Serving
from support import main


class Team(Serving):
    def setUp(self):
        super().setUp()
        for name, password in (("ada", "two left feet\n"), ("bob", "three blind mice\n")):
            self.ok("serve", "user", "add", name, stdin=password.encode())
        self.token = {"Authorization": "Bearer " + self.json("serve", "--new-token", "keeper")["token"]}
        self.start("--listen", "0.0.0.0:0", "--host", "127.0.0.1", "--plain")

    def login(self, name, password):
        """The headers of an account's requests."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("POST", "/api/v1/session", json.dumps({"user": name, "password": password}), {"X-Assay": "1"})
        answer = connection.getresponse()
        self.assertEqual(answer.status, 200)
        pairs = dict(value.split(";")[0].split("=") for key, value in answer.getheaders() if key.lower() == "set-cookie")
        connection.close()
        return {"Cookie": "; ".join(f"{k}={v}" for k, v in pairs.items()), "X-Assay": pairs["assay_csrf"]}

    def as_one(self, headers, method, path, body=None):
        status, _, content = self.ask(method, path, body, headers)
        return status, json.loads(content) if content[:1] in (b"{", b"[") else content

    def test_strangers_get_nothing_however_they_write_an_address(self):
        for path in ("/api/v1/backup", "/%61pi/v1/backup", "/api/%76%31/backup", "/%61pi/v1/trials", "/%6dcp"):
            status, _, body = self.ask("POST", path, b"{}", {"Content-Type": "application/json"})
            self.assertEqual(status, 401, path)
            self.assertNotIn(b"SQLite", body)
        for path in ("/api/v1/week.ics", "/%61pi/v1/week.ics", "/%61pi/v1/feeds/radar.atom", "/%6detrics", "/%6fpenapi.json"):
            self.assertEqual(self.ask("GET", path)[0], 401, path)
        for path in ("/work/w1", "/%77ork/a.b", "//elsewhere.example"):
            status, headers, body = self.ask("GET", path, headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"})
            self.assertIn(status, (200, 303, 401, 403, 404))
            self.assertNotIn(b"url=//", body)
            self.assertNotIn("//elsewhere", headers.get("location", ""))

    def test_what_an_account_began_or_sent_is_its_own(self):
        ada, bob = self.login("ada", "two left feet"), self.login("bob", "three blind mice")
        ears = [self.listen(who) for who in (bob, self.token)]
        status, job = self.as_one(ada, "POST", "/api/v1/doctor")
        self.assertEqual(status, 202)
        path = "/api/v1/jobs/" + job["id"]
        self.assertEqual(self.as_one(ada, "GET", path)[0], 200)
        self.assertEqual(self.as_one(self.token, "GET", path)[0], 200)
        self.assertEqual(self.as_one(bob, "GET", path)[0], 404)
        self.assertEqual(self.as_one(bob, "DELETE", path)[0], 404)
        self.assertEqual(self.as_one(bob, "GET", "/api/v1/jobs")[1], {"jobs": []})
        self.assertIn(b"event: job", self.until(ears[1], b"event: job"))
        self.assertEqual(self.as_one(bob, "PUT", "/api/v1/works/w1/rating", {"rating": 4})[0], 200)
        heard = self.until(ears[0], b"event: library")
        self.assertIn(b"event: library", heard)
        self.assertNotIn(b"event: job", heard)
        status, _, body = self.ask("POST", "/api/v1/files", b"y,p,g\n1,0.9,a\n0,0.2,b\n", {**ada, "Content-Type": "application/octet-stream"})
        self.assertEqual(status, 201)
        audit = f"/api/v1/audits?file={json.loads(body)['file']}&label=y&score=p&group=g"
        self.assertEqual(self.as_one(ada, "POST", audit)[0], 200)
        self.assertEqual(self.as_one(bob, "POST", audit)[0], 404)

    def test_each_reader_has_their_own_folder_of_a_lab(self):
        ada, bob = self.login("ada", "two left feet"), self.login("bob", "three blind mice")
        hers = self.as_one(ada, "POST", "/api/v1/labs/softmax-cross-entropy/start")[1]["dir"]
        his = self.as_one(bob, "POST", "/api/v1/labs/softmax-cross-entropy/start")[1]["dir"]
        self.assertNotEqual(hers, his)
        self.assertEqual(self.json("--reader", "ada", "lab", "hint", "softmax-cross-entropy")["lab"], "softmax-cross-entropy")
        self.assertEqual(self.as_one(ada, "GET", "/api/v1/labs/softmax-cross-entropy")[1]["file"].rsplit("/", 1)[0], hers)

    def test_what_concerns_all_readers_is_the_keepers(self):
        ada = self.login("ada", "two left feet")
        for path in ("/api/v1/backup", "/api/v1/back%75p", "/api/v1/train", "/api/v1/judge-again", "/api/v1/readers", "/api/v1/labs"):
            self.assertEqual(self.as_one(ada, "POST", path, {"name": "x"})[0], 403, path)
        self.assertEqual(self.as_one(self.token, "POST", "/api/v1/labs", {"name": "of-ours"})[0], 201)

    def test_sources_are_the_keepers(self):
        ada = self.login("ada", "two left feet")
        for body in ({"name": "x", "connector": "git", "address": str(self.folder)}, {"name": "x", "connector": "opml", "address": "/etc/passwd"},
                     {"name": "x", "connector": "feed", "address": "http://127.0.0.1:9/"}):
            self.assertEqual(self.as_one(ada, "POST", "/api/v1/sources", body)[0], 403, body)
        self.assertEqual(self.as_one(self.token, "POST", "/api/v1/sources", {"name": "x", "connector": "feed", "address": "https://e.example/"})[0], 201)
        self.assertEqual(self.as_one(ada, "DELETE", "/api/v1/sources/x")[0], 403)
        self.assertEqual(len(self.as_one(ada, "GET", "/api/v1/sources")[1]["sources"]), 1)

    def test_streams_end_with_the_login_that_began_them(self):
        ada, bob = self.login("ada", "two left feet"), self.login("bob", "three blind mice")
        left, password, stays = (self.listen(who) for who in (ada, bob, self.token))
        self.assertEqual(self.as_one(ada, "DELETE", "/api/v1/session")[0], 200)
        self.ok("serve", "user", "password", "bob", stdin=b"four blind mice\n")
        self.assertEqual(self.as_one(self.token, "PUT", "/api/v1/works/w1/rating", {"rating": 4})[0], 200)
        self.assertIn(b"event: library", self.until(stays, b"event: library"))
        for ear in (left, password):
            self.assertNotIn(b"event: library", self.until(ear, b"event: library"))

    def test_an_account_is_told_of_its_own_reader_alone(self):
        ada = self.login("ada", "two left feet")
        names = [[one["name"] for one in self.as_one(who, "GET", "/api/v1/readers")[1]["readers"]] for who in (ada, self.token)]
        self.assertEqual(names[0], ["ada"])
        self.assertLessEqual({"ada", "bob"}, set(names[1]))

    def test_bodies_of_strangers_take_no_room(self):
        host = f"Host: 127.0.0.1:{self.port}\r\nX-Assay: 1\r\n"
        for path, size, status in (("/api/v1/interests", 2_000_000, b" 401 "), ("/api/v1/session", 2_000_000, b" 413 "), ("/login", 2_000_000, b" 413 ")):
            for who in ("", "Authorization: Bearer wrong\r\n"):
                head = f"POST {path} HTTP/1.1\r\n{host}{who}Content-Length: {size}\r\n\r\n".encode()
                with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
                    connection.sendall(head)  # and not a byte of the body
                    answer = connection.recv(65536).split(b"\r\n")[0]
                self.assertIn(b" 401 " if who else status, answer, (path, who))
        chunked = f"POST /login HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n".encode()
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(chunked)
            self.assertIn(b" 413 ", connection.recv(65536).split(b"\r\n")[0])
        body = json.dumps({"text": "x" * 500_000})
        self.assertEqual(self.as_one(self.token, "POST", "/api/v1/works/w1/notes", body)[0], 201)

    def test_strangers_are_not_told_what_readers_there_are(self):
        answers = {self.ask("GET", f"/login?reader={name}")[0] for name in ("ada", "nobody")}
        self.assertEqual(answers, {200})

    def listen(self, headers):
        ear = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        self.addCleanup(ear.close)
        head = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
        ear.sendall(f"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n{head}\r\n".encode())
        self.until(ear, b"retry:")
        return ear

    @staticmethod
    def until(ear, words):
        out = b""
        while words not in out:
            piece = ear.recv(65536)
            if not piece:
                break
            out += piece
        return out


class Neighbours(Serving):
    def test_other_users_of_this_machine_execute_nothing(self):
        if os.geteuid() != 0:
            self.skipTest("only root can ask as another user")
        self.start()
        program = ("import encodings.idna, http.client, os; os.setuid(65534)\n"
                   f"c = http.client.HTTPConnection('127.0.0.1', {self.port}, timeout=60)\n"
                   "c.request('POST', '/api/v1/trials', '{\"package\":\"\"}', {'X-Assay': '1'})\n"
                   "print(c.getresponse().status)")
        theirs = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
        self.assertEqual(theirs.stdout.strip(), "403")
        self.assertEqual(self.ask("POST", "/api/v1/trials", {"package": ""})[0], 400, "one's own request goes further")


if __name__ == "__main__":
    main()
