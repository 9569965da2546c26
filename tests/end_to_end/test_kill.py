"""kill -9 at random moments of an import, fifty times: the library opens, passes the doctor, and importing again ends
with exactly the records of an undisturbed import."""
import json
import os
import random
import shutil
import sqlite3
import subprocess
import time

from support import EndToEnd, PROGRAM, main

KILLS = int(os.environ.get("ASSAY_KILLS", "50"))  # fewer for slow builds, such as the thread sanitizer's
RECORDS = 9000  # three commits


def corpus():
    """Records of which some are twins, some change, and some are bad."""
    random.seed(11)
    text = []
    for i in range(RECORDS):
        record = {"id": f"k{i}", "title": f"Title {i} on {random.choice(['serving', 'training', 'proofs'])}",
                  "abstract": "We reduce latency by 3x. " * random.randint(1, 20), "authors": [f"A. Author{i % 97}"]}
        if i % 7 == 3:
            record["title"] = f"A shared and fairly long title of twins number {i // 14}"
            record["authors"] = ["The Same"]
        if i % 11 == 0:
            record["identifiers"] = [f"arxiv:2001.{i % 5000:05d}"]
        text.append(json.dumps(record) if i % 501 != 7 else "not a record")
    return "\n".join(text) + "\n"


def contents(library):
    """All that an import stores, without what depends on when commits happened."""
    connection = sqlite3.connect(library / "library.db")
    rows = [connection.execute(sql).fetchall() for sql in (
        "SELECT work, key, content_hash, reason, title FROM records ORDER BY id",
        "SELECT id, merged_into, kind, title_key, developer_led, topics FROM works ORDER BY id",
        "SELECT identifier, work FROM identifiers ORDER BY identifier, work")]
    connection.close()
    return rows


class Kill(EndToEnd):
    def test_fifty_kills(self):
        file = self.file("a.jsonl", corpus())
        start = time.monotonic()
        self.ok("import", file, status=4)
        undisturbed_seconds = time.monotonic() - start
        expected = contents(self.library), self.json("search", "serving")["total"]
        seed = random.randrange(1 << 30)
        print("seed", seed)
        random.seed(seed)
        victim = self.folder / "victim"
        kills = 0
        for attempt in range(10 * KILLS):
            if kills == KILLS:
                break
            if attempt % 5 == 0 and kills:
                # Several kills on one library, then a fresh one.
                self.finish(victim, file, expected)
            process = subprocess.Popen([PROGRAM, "--library", victim, "import", file], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL,
                                       env={**os.environ, "ASSAY_NOW": "2026-11-23",
                                            "XDG_CONFIG_HOME": str(self.folder / "config")})
            time.sleep(random.random() * undisturbed_seconds)
            process.kill()
            kills += process.wait() == -9
            if (victim / "library.db").exists():
                if self.has_schema(victim):
                    report = self.json("doctor", library=victim)
                    self.assertTrue(report["ok"], (seed, attempt, report))
                else:
                    self.fails(3, "there is no library yet", "search", "x", library=victim)
        self.assertEqual(kills, KILLS)
        self.finish(victim, file, expected)

    @staticmethod
    def has_schema(library):
        """False when the very first transaction, which makes the tables, had not been finished."""
        connection = sqlite3.connect(f"file:{library}/library.db?mode=ro", uri=True)
        try:
            return connection.execute("PRAGMA user_version").fetchone()[0] > 0
        finally:
            connection.close()

    def finish(self, victim, file, expected):
        self.ok("import", file, status=4, library=victim)
        self.assertTrue(self.json("doctor", library=victim)["ok"])
        self.assertEqual((contents(victim), self.json("search", "serving", library=victim)["total"]), expected)
        shutil.rmtree(victim)


if __name__ == "__main__":
    main()
