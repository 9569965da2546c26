"""Random requests against `assay serve`, best against the sanitized program: none may end it, none may be answered with 500.

    python3 bench/serve/fuzz.py build/asan/assay [--requests 10000] [--seed N]

Half are bytes that mostly are no HTTP, half are requests of docs/openapi.yaml with values that do not belong there. What fails can
be had again by its seed. Ends with 1 and says what was found, else prints the count of each status.
"""
import argparse
import collections
import concurrent.futures
import http.client
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DOCUMENT = json.loads((ROOT / "docs" / "openapi.yaml").read_text(encoding="utf-8"))
LEFT_OUT = {"/api/v1/events", "/api/v1/backup", "/api/v1/sync", "/api/v1/sources/{name}/test", "/api/v1/checks"}
VALUES = ["w1", "w2", "0", "-1", "1e9", "99999999999999999999", "2026-W48", "2026-W60", "%20", "x" * 300, "%F0%9F%98%80", "%00", "%ff", "%c3%28",
          "..%2f..%2fetc%2fpasswd", "arxiv%3A2106.09685", "a%0d%0aSet-Cookie:x=1", "%22", "%25", "serving", "me", "c1", "j1", "this", "%E2%80%AE", ""]
NAMES = ["q", "k", "offset", "cursor", "sort", "mode", "reader", "week", "since", "weeks", "format", "aspect", "limit", "force", "topic", "x"]
BODIES = [b"", b"{}", b"null", b"[]", b"{", b"\xff\xfe", b"[" * 5000, b'{"rating":1e99}', b'{"text":5}', b'{"names":[1]}', b'{"name":"\\ud800"}',
          b'{"hours":"-1"}', b'{"query":"a OR OR b","name":""}', b'{"text":"' + b"x" * 20000 + b'"}', b'{"add":[""],"less":null}', b'{"k":1e400}']
PIECES = [b"GET", b"POST", b"PUT", b"BREW", b" ", b"/api/v1/", b"/", b"search", b"?q=", b"%41", b"%", b"HTTP/1.1", b"HTTP/9.9", b"\r\n", b"\n", b"Host: ",
          b"127.0.0.1", b"Content-Length: 3", b"Content-Length: -1", b"Content-Length: 18446744073709551616", b"Transfer-Encoding: chunked",
          b"Transfer-Encoding: gzip", b"\r\n\r\n", b"\x00", b"\xff", b"X-Assay: 1", b"{", b"}", b"works/w1", b"ffffffffffffffff\r\n", b"Range: bytes=0-",
          b"Connection: upgrade", b"Expect: 100-continue", b"If-None-Match: *", b"Cookie: assay_session=", b"A" * 5000, b"\x16\x03\x01"]


def raw(port, data):
    """Gives the status of the first answer; 0 for none."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        out = b""
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while len(out) < 65536 and (piece := connection.recv(65536)):
                out += piece
        except OSError:
            pass
    return int(out[9:12]) if out.startswith(b"HTTP/1.1 ") else 0


def bytes_request(chance, port):
    pieces = PIECES + [b"127.0.0.1:%d" % port]
    return b"".join(chance.choice(pieces) for _ in range(chance.randrange(1, 40)))


def routed_request(chance):
    path = chance.choice([one for one in DOCUMENT["paths"] if one not in LEFT_OUT])
    method = chance.choice([*DOCUMENT["paths"][path], "patch", "head", "options"])
    while "{" in path:
        path = path[:path.index("{")] + chance.choice(VALUES) + path[path.index("}") + 1:]
    if chance.random() < 0.6:
        path += "?" + "&".join(f"{chance.choice(NAMES)}={chance.choice(VALUES)}" for _ in range(chance.randrange(1, 4)))
    headers = {"X-Assay": "1"} if chance.random() < 0.9 else {}
    if chance.random() < 0.2:
        headers[chance.choice(["Accept-Encoding", "If-None-Match", "Origin", "Content-Type", "MCP-Protocol-Version", "X-Forwarded-For"])] = \
            chance.choice(["zstd", "gzip;q=x", "*", "null", '"', "application/json", "7", "a, b", "\x7f"])
    return method.upper(), path, None if method in ("get", "head") else chance.choice(BODIES), headers


def one(seed, port):
    """Gives what to count; a text for what is wrong."""
    chance = random.Random(seed)
    if chance.random() < 0.5:
        status = raw(port, bytes_request(chance, port))
        return status if status < 500 else f"seed {seed}: bytes got {status}"
    method, path, body, headers = routed_request(chance)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        text = answer.read()
    except (OSError, http.client.HTTPException) as error:
        return f"seed {seed}: {method} {path} {body!r}: no answer: {error!r}"
    finally:
        connection.close()
    if answer.status >= 500 and answer.status not in (502, 503):
        return f"seed {seed}: {method} {path} {body!r} got {answer.status} {text[:300]!r}"
    if "x=1" in (answer.getheader("Set-Cookie") or ""):  # the end of a login has cookies of its own
        return f"seed {seed}: {method} {path}: a header was made up"
    return answer.status


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--requests", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_CONFIG_HOME": folder, "XDG_CACHE_HOME": folder, "ASSAY_NOW": "2026-11-23"}
        call = [arguments.program, "--library", folder + "/library", "--json"]
        subprocess.run([*call, "import", ROOT / "tests" / "golden" / "works.jsonl"], check=True, env=environment, stdout=subprocess.DEVNULL)
        with open(folder + "/log", "w+b") as log:
            server = subprocess.Popen([*call, "serve", "--listen", "127.0.0.1:0", "--log-level", "error"], stdout=subprocess.PIPE, stderr=log,
                                      env=environment)
            port = int(json.loads(server.stdout.readline())["listening"].rsplit(":", 1)[1])
            counts, wrong = collections.Counter(), []
            with concurrent.futures.ThreadPoolExecutor(8) as pool:
                for found in pool.map(lambda n: one(arguments.seed + n, port), range(arguments.requests)):
                    if isinstance(found, str):
                        wrong.append(found)
                    else:
                        counts[found] += 1
            if server.poll() is not None:
                wrong.append(f"the server ended with {server.returncode}")
            server.send_signal(signal.SIGTERM)
            if server.wait(120) != 0:
                wrong.append(f"it ends with {server.returncode}, not with 0")
            log.seek(0)
            said = log.read().decode(errors="replace")
            if "Sanitizer" in said or "runtime error" in said:
                wrong.append(said[-4000:])
    print(f"{arguments.requests} requests, seed {arguments.seed}: " + ", ".join(f"{status or 'none'}: {count}" for status, count in sorted(counts.items())))
    print("\n".join(wrong[:20]))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
