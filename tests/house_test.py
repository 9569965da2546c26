"""The floors of docs/architecture.md: a room includes only rooms on lower floors, and headers stand alone."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FLOOR = {"base": 0, "work": 1, "source": 2, "identify": 2, "library": 2, "search": 2, "ingest": 3, "plan": 3,
         "practice": 3, "cli": 4, "serve": 4}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([a-z_]+)/([a-z0-9_/.]+)"', re.M)
# The only rooms that may speak these languages.
ONLY = {"sqlite3.h": {"library"}, "simdjson.h": {"source"}, "archive.h": {"source"}, "CLI/CLI.hpp": {"cli"},
        "curl/curl.h": {"source"}, "sodium.h": {"practice", "serve"}, "toml++/toml.h": {"identify", "ingest", "practice"}}

# The two commands that start what the room beside them holds.
STARTS = {("cli/command_serve.cpp", "serve/server.h")}

problems = []
files = sorted(ROOT.glob("src/*/**/*.h")) + sorted(ROOT.glob("src/*/**/*.cpp"))
if len(files) < 50:
    problems.append(f"only {len(files)} files found: is this the right folder?")
for file in files:
    room = file.relative_to(ROOT / "src").parts[0]
    name = file.relative_to(ROOT)
    text = file.read_text(encoding="utf-8")
    if room not in FLOOR:
        problems.append(f"{name}: the plan has no room '{room}'")
        continue
    for other, header in INCLUDE.findall(text):
        if other not in FLOOR:
            problems.append(f"{name}: includes \"{other}/{header}\", which is no room")
        elif (str(name)[4:], f"{other}/{header}") in STARTS:
            pass
        elif other != room and FLOOR[other] >= FLOOR[room]:
            problems.append(f"{name}: {room} (floor {FLOOR[room]}) may not know {other} (floor {FLOOR[other]})")
        elif other != room and header.endswith("_internal.h"):
            problems.append(f"{name}: includes the private header {other}/{header}")
        if not (ROOT / "src" / other / header).exists():
            problems.append(f"{name}: includes {other}/{header}, which does not exist")
    for header, rooms in ONLY.items():
        if f"<{header}>" in text and room not in rooms:
            problems.append(f"{name}: only {', '.join(sorted(rooms))} may include <{header}>")
    if file.suffix == ".h" and "#pragma once" not in text:
        problems.append(f"{name}: no #pragma once")
    lines = text.count("\n")
    if lines > 800:
        problems.append(f"{name}: {lines} lines; two files in one?")
if problems:
    sys.exit("\n".join(problems))
print(f"{len(files)} files keep to their floors")
