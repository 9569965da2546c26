"""The shipped starter library is what tools/make-starter builds, and holds what a learner is promised."""
import collections
import json
import lzma
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SHIPPED = ROOT / "data" / "starter.jsonl.xz"
LEAST = {"papers": 45, "experiments": 20, "frameworks": 25, "algorithms": 20, "community": 12}
TOPICS = {"multimodal", "few_shot", "bias_mitigation", "architecture", "training_optimization", "evaluation_metrics",
          "scalable_systems", "fairness", "interpretability", "audit_safety"}
IDENTIFIER = re.compile(r"^(arxiv:(\d{4}\.\d{4,5}|[a-z-]+/\d{7})|doi:10\.\d{4,}/\S+|acl:\S+|github:[\w.-]+/[\w.-]+|url:https?://\S+)$")


def fail(message):
    sys.exit("starter data: " + message)


with tempfile.TemporaryDirectory() as folder:
    built = pathlib.Path(folder) / "starter.jsonl.xz"
    subprocess.run([sys.executable, ROOT / "tools" / "make-starter", "--output", built], check=True, stdout=subprocess.DEVNULL)
    text = lzma.decompress(built.read_bytes()).decode("utf-8")
    # The packed bytes may differ between versions of liblzma; what they hold may not.
    if text != lzma.decompress(SHIPPED.read_bytes()).decode("utf-8"):
        fail("data/starter.jsonl.xz is not what tools/make-starter builds; run it")
if SHIPPED.stat().st_size > 400_000:
    fail(f"the file has grown to {SHIPPED.stat().st_size} bytes")

ids, summaries = set(), set()
tracks = collections.Counter()
for number, line in enumerate(text.splitlines(), 1):
    work = json.loads(line)
    where = f"line {number} ({work.get('id')}): "
    if not work.get("title", "").strip():
        fail(where + "no title")
    if work["id"] in ids:
        fail(where + "the id stands twice")
    ids.add(work["id"])
    for identifier in work.get("identifiers", []):
        if not IDENTIFIER.match(identifier):
            fail(where + "malformed identifier " + identifier)
    if "abstract" in work or "text" in work:
        fail(where + "holds someone else's sentences")
    if "practice" not in work:
        continue
    tracks[work["practice"]] += 1
    if not 20 <= len(work["summary"]) <= 160 or work["summary"] in summaries:
        fail(where + "summary too short, too long or doubled")
    summaries.add(work["summary"])
    if work["practice"] != "papers" and not work.get("task"):
        fail(where + "no task")
    if not set(work["learn_topics"]) <= TOPICS or work["level"] not in ("new", "working", "expert"):
        fail(where + "unknown topic or level")
    if not 10 <= work["minutes"] <= 120:
        fail(where + "minutes out of range")
for track, least in LEAST.items():
    if tracks[track] < least:
        fail(f"track {track} has {tracks[track]} works, fewer than {least}")
print(f"{len(ids)} works, {sum(tracks.values())} with summary and track: {dict(tracks)}")
