"""How fast `assay serve` answers, and what it holds: searches by wrk, first views, idle streams of events, a soak.

    python3 bench/serve/bench_serve.py build/release/assay LIBRARY [--minutes 10] [--streams 1000] [--seconds 10] [--json FILE]

LIBRARY is a folder as --library takes it, best of 256,000 works. Nothing is written to it but what any start of the server writes.
On a quiet machine: client and server share its cores. Needs wrk (Debian: wrk) and nothing else.
"""
import argparse
import asyncio
import gzip
import http.client
import json
import os
import pathlib
import re
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time

WORDS = ("quantization serving latency cache attention training inference kernel gpu memory sparse pruning distillation retrieval ranking "
         "fairness audit privacy federated graph speech vision translation summarization reasoning agents benchmark dataset compression "
         "scheduling pipeline deployment monitoring drift embedding index vector transformer diffusion robustness calibration").split()

# Each request is another query, by the number of the thread and of the request; with KEPT, one of sixteen.
SCRIPT = """
local words = {%s}
local number, thread = 0, 0
function setup(t) thread = thread + 1; t:set("thread", thread) end
function request()
  number = number + 1
  local n = %s and number %% 16 or number * 7 + thread * 7919
  local q = words[n %% #words + 1] .. "+" .. words[math.floor(n / #words) %% #words + 1]
  return wrk.format("GET", "/api/v1/search?k=10&q=" .. q .. "&offset=" .. (%s and 0 or math.floor(n / #words / #words) %% 50))
end
function done(summary, latency, requests)
  local bad = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(string.format("RESULT %%f %%f %%f %%f %%d\\n", summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000,
           latency:percentile(99) / 1000, latency.max / 1000, bad))
end
"""
PLACES = {"week": ["week"], "radar": ["radar?k=50"], "search": ["search?q=quantization&k=20"], "progress": ["progress"],
          "practice": ["labs"], "sources": ["sources"], "settings": ["settings", "interests", "status"]}


class Server:
    def __init__(self, program, library):
        self.process = subprocess.Popen([program, "--library", library, "--json", "serve", "--listen", "127.0.0.1:0", "--log-level", "error"],
                                        stdout=subprocess.PIPE)
        line = self.process.stdout.readline()
        if not line:
            sys.exit("the server does not start")
        self.url = json.loads(line)["listening"]
        self.port = int(self.url.rsplit(":", 1)[1])

    def resident_mb(self):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", text).group(1)) / 1024

    def get(self, path, connection=None):
        one = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        one.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = one.getresponse()
        body = answer.read()
        if answer.status != 200:
            sys.exit(f"{path}: {answer.status} {body[:300]}")
        return body

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def wrk(server, seconds, connections, kept, meanwhile=None):
    """Gives searches a second, median, 99th percentile and slowest in ms, and failures."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        flag = "true" if kept else "false"
        file.write(SCRIPT % (", ".join(f'"{word}"' for word in WORDS), flag, flag))
        file.flush()
        run = subprocess.Popen(["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--timeout", "30s", "-s", file.name, server.url],
                               stdout=subprocess.PIPE, text=True)
        while meanwhile and run.poll() is None:
            meanwhile()
            time.sleep(1)
        out, _ = run.communicate()
    found = re.search(r"RESULT (\S+) (\S+) (\S+) (\S+) (\d+)", out)
    if found is None:
        sys.exit("wrk says nothing:\n" + out)
    return dict(zip(("a_second", "median_ms", "p99_ms", "slowest_ms"), (round(float(one), 2) for one in found.groups()))) | \
        {"failed": int(found.group(5))}


def first_views(server, rounds=20):
    """For each place the time of all that its first view asks for, on a new connection, one after the other."""
    page = server.get("/")
    text = (gzip.decompress(page) if page[:2] == b"\x1f\x8b" else page).decode()
    files = re.findall(r'(?:src|href)="(/[^"]+\.(?:js|css))"', text)
    result = {}
    for place, asked in PLACES.items():
        times = []
        for _ in range(rounds):
            begun = time.perf_counter()
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=600)
            for path in ["/" + place, *files, *("/api/v1/" + one for one in asked)]:
                server.get(path, connection)
            connection.close()
            times.append((time.perf_counter() - begun) * 1000)
        result[place] = {"first_ms": round(times[0], 1), "median_ms": round(statistics.median(times), 1), "slowest_ms": round(max(times), 1)}
    return result


async def hold_streams(server, count, work):
    """Opens `count` streams, runs `work` beside them, and waits until each has had a sign of life."""
    async def one():
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n" % server.port)
        await reader.readuntil(b"retry: 2000\n\n")
        return reader, writer
    streams = []
    begun = time.perf_counter()
    for _ in range(count):
        streams.append(await one())
    opened = time.perf_counter() - begun
    figure = re.search(rb"assay_streams (\d+)", await asyncio.to_thread(server.get, "/metrics"))
    memory = server.resident_mb()
    result = await asyncio.to_thread(work)
    alive = 0
    for reader, _ in streams:
        try:
            alive += b"\n\n" in await asyncio.wait_for(reader.readuntil(b"\n\n"), 40)
        except (asyncio.TimeoutError, asyncio.IncompleteReadError):
            pass
    for _, writer in streams:
        writer.close()
    return {"streams": count, "opened_s": round(opened, 2), "held_by_the_server": int(figure.group(1)) if figure else None,
            "alive_at_the_end": alive, "resident_mb": round(memory, 1), **result}


def soak(server, minutes):
    samples = []
    result = wrk(server, max(1, int(minutes * 60)), 16, False, lambda: samples.append(server.resident_mb()))
    tenth = max(1, len(samples) // 10)
    return {"minutes": minutes, "resident_mb_first_tenth": round(statistics.mean(samples[:tenth]), 1),
            "resident_mb_middle": round(samples[len(samples) // 2], 1), "resident_mb_last_tenth": round(statistics.mean(samples[-tenth:]), 1),
            "resident_mb_most": round(max(samples), 1), **result}


def table(title, rows):
    names = list(rows[0][1])
    print(f"\n{title}\n" + "".join(f"{name:>24}" for name in ["", *names]))
    for label, row in rows:
        print(f"{label:>24}" + "".join(f"{str(row[name]):>24}" for name in names), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("library")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--streams", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--json")
    arguments = parser.parse_args()
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit[1], limit[1]))
    server = Server(arguments.program, arguments.library)
    try:
        begun = time.perf_counter()
        works = json.loads(server.get("/api/v1/status"))["works"]
        server.get("/api/v1/search?q=attention")
        print(f"{works} works, {os.cpu_count()} cores, first search {1000 * (time.perf_counter() - begun):.0f} ms")
        report = {"works": works, "cores": os.cpu_count()}
        searches = [(f"{'kept' if kept else 'new'}, {connections} connections", wrk(server, arguments.seconds, connections, kept))
                    for kept in (True, False) for connections in (1, 16, 64)]
        table("searches", searches)
        report["searches"] = dict(searches)
        report["first_views"] = first_views(server)
        table("first views: page, script, style and data", list(report["first_views"].items()))
        report["streams"] = asyncio.run(hold_streams(server, arguments.streams, lambda: wrk(server, arguments.seconds, 16, False)))
        table("idle streams, searches beside them", [("", report["streams"])])
        report["soak"] = soak(server, arguments.minutes)
        table("soak: new searches, 16 connections", [("", report["soak"])])
    finally:
        server.end()
    if arguments.json:
        pathlib.Path(arguments.json).write_text(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
