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

REPOSITORY = re.compile(r"^https://github\.com/[\w-]+/[\w.-]+$")
RELATIONS = {"code", "paper", "pdf", "talk", "post", "discussion", "implements", "home"}


def fail(message):
    sys.exit("starter data: " + message)


def build(path):
    run = subprocess.run([sys.executable, ROOT / "tools" / "make-starter", "--output", path], capture_output=True, text=True)
    if run.returncode != 0:
        fail("tools/make-starter failed: " + (run.stderr.strip().splitlines() or ["no message"])[-1])
    return path.read_bytes()


if not SHIPPED.exists():
    fail("data/starter.jsonl.xz is missing; run tools/make-starter")
with tempfile.TemporaryDirectory() as folder:
    built = build(pathlib.Path(folder) / "first.jsonl.xz")
    if built != build(pathlib.Path(folder) / "second.jsonl.xz"):
        fail("two runs of tools/make-starter gave different bytes")
    plain = lzma.decompress(built)
    # The packed bytes may differ between versions of liblzma; what they hold must be the same, byte for byte.
    try:
        shipped = lzma.decompress(SHIPPED.read_bytes())
    except lzma.LZMAError as error:
        fail(f"data/starter.jsonl.xz cannot be read: {error}")
    if plain != shipped:
        fail("data/starter.jsonl.xz is not what tools/make-starter builds; run it")
    text = plain.decode("utf-8")
if SHIPPED.stat().st_size > 400_000:
    fail(f"the file has grown to {SHIPPED.stat().st_size} bytes")

ids, identifiers, summaries, needs = set(), set(), set(), {}
tracks = collections.Counter()
for number, line in enumerate(text.rstrip("\n").split("\n"), 1):
    try:
        work = json.loads(line)
    except ValueError:
        fail(f"line {number}: not JSON")
    where = f"line {number} ({work.get('id')}): "
    if not isinstance(work.get("title"), str) or not work["title"].strip():
        fail(where + "no title")
    if not work.get("id"):
        fail(where + "no id")
    if work["id"] in ids:
        fail(where + "the id stands twice")
    ids.add(work["id"])
    for identifier in work.get("identifiers", []):
        if not IDENTIFIER.match(identifier):
            fail(where + "malformed identifier " + identifier)
        if identifier.lower() in identifiers:
            fail(where + "another work has " + identifier)
        identifiers.add(identifier.lower())
    if "code" in work and not REPOSITORY.match(work["code"]):
        fail(where + "no repository: " + work["code"])
    for link in work.get("links", []):
        if link["rel"] not in RELATIONS or not link["url"].startswith("http"):
            fail(where + "malformed link")
    if "abstract" in work or "text" in work:
        fail(where + "holds someone else's sentences")
    if "practice" not in work:
        continue
    tracks[work["practice"]] += 1
    needs[work["id"]] = work.get("requires", [])
    if work["practice"] not in LEAST:
        fail(where + "unknown track " + work["practice"])
    summary = work.get("summary", "")
    if not 20 <= len(summary) <= 160 or "\n" in summary or summary in summaries:
        fail(where + "summary too short, too long or doubled")
    summaries.add(summary)
    if work["practice"] != "papers" and not work.get("task"):
        fail(where + "no task")
    if not work.get("learn_topics") or not set(work["learn_topics"]) <= TOPICS or work.get("level") not in ("new", "working", "expert"):
        fail(where + "unknown topic or level")
    if not 10 <= work.get("minutes", 0) <= 120:
        fail(where + "minutes out of range")


def check_order(needs):
    """What a lesson requires is another lesson, and nothing requires itself by way of others."""
    done, open_ones = set(), set()

    def visit(lesson):
        if lesson in done:
            return
        if lesson in open_ones:
            fail(f"{lesson} requires itself by way of others")
        open_ones.add(lesson)
        for need in needs[lesson]:
            if need not in needs:
                fail(f"{lesson} requires {need}, which is no lesson")
            visit(need)
        done.add(lesson)

    for lesson in needs:
        visit(lesson)
    return sum(map(bool, needs.values()))


if check_order(needs) < 30:
    fail("few lessons say what to know before")
if sum(tracks.values()) < 120:
    fail(f"only {sum(tracks.values())} works to learn from")
for track, least in LEAST.items():
    if tracks[track] < least:
        fail(f"track {track} has {tracks[track]} works, fewer than {least}")
print(f"{len(ids)} works, {sum(tracks.values())} with summary and track: {dict(tracks)}")
