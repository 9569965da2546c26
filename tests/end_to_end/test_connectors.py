"""Every connector, as a user has it: `assay source add` and `assay sync` against a service on the loopback that speaks
its protocol, checked for what it must be asked. A second sync brings nothing new, and no connector is left out."""
import contextlib
import gzip
import json
import re
import shutil
import subprocess

from services import Service
from support import EndToEnd, main

TEXT = "We deployed it in production; it reduces p99 latency by 3x."


def page(text):
    return text, {"Content-Type": "text/html"}


def acl(path, _query, _headers):
    if path != "/xml/2025.acl.xml":
        return None
    return (f"<collection id='2025.acl'><volume id='long'><meta><booktitle>Proceedings</booktitle><year>2025</year></meta>"
            f"<paper id='1'><title>Anthology one</title><abstract>{TEXT}</abstract></paper><paper id='2'><title>Anthology two"
            "</title></paper></volume></collection>")


def arxiv(path, query, _headers):
    if path != "/api/query" or query["search_query"] != "abs:serving":
        return None
    start = int(query["start"])
    entries = "".join(
        f"<entry><id>http://arxiv.org/abs/2501.0000{i}v1</id><updated>2026-11-0{9 - i}T00:00:00Z</updated>"
        f"<published>2025-01-01T00:00:00Z</published><title>Search result {i}</title><summary>{TEXT}</summary>"
        "<author><name>Ada One</name></author><category term='cs.LG'/></entry>" for i in (1, 2))
    return (f"<feed xmlns='http://www.w3.org/2005/Atom'><totalResults>2</totalResults><startIndex>{start}</startIndex>"
            f"{entries if start == 0 else ''}</feed>")


def oai_record(identifier, title):
    return (f"<record><header><identifier>oai:x:{identifier}</identifier><datestamp>2026-11-19</datestamp></header><metadata>"
            "<oai_dc:dc xmlns:oai_dc='http://www.openarchives.org/OAI/2.0/oai_dc/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
            f"<dc:title>{title}</dc:title><dc:date>2020-02-03</dc:date></oai_dc:dc></metadata></record>")


def oai(path, query, _headers):
    if path != "/oai" or query["verb"] != "ListRecords":
        return None
    token = query.get("resumptionToken")
    if not token and query.get("from", "") > "2026-11-20":
        body = "<error code='noRecordsMatch'>none</error>"
    elif token:
        body = f"<ListRecords>{oai_record('2', 'Harvested two')}<resumptionToken/></ListRecords>"
    else:
        body = f"<ListRecords>{oai_record('1', 'Harvested one')}<resumptionToken>next</resumptionToken></ListRecords>"
    return ("<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'><responseDate>2026-11-20T00:00:00Z</responseDate>"
            f"<request verb='ListRecords'>x</request>{body}</OAI-PMH>")


def arxiv_oai(path, query, _headers):
    if path != "/oai2" or query["verb"] != "ListRecords":
        return None
    return ("<OAI-PMH xmlns='http://www.openarchives.org/OAI/2.0/'><responseDate>2026-11-20T22:30:00Z</responseDate><request "
            f"verb='ListRecords' metadataPrefix='arXiv' set='{query['set']}'>x</request><ListRecords><record><header><identifier>"
            "oai:arXiv.org:2502.00001</identifier><datestamp>2026-11-19</datestamp><setSpec>cs:cs:LG</setSpec></header><metadata>"
            "<arXiv xmlns='http://arxiv.org/OAI/arXiv/'><id>2502.00001</id><created>2025-02-01</created><title>Category one"
            f"</title><abstract>{TEXT}</abstract></arXiv></metadata></record></ListRecords></OAI-PMH>")


def crossref(path, query, _headers):
    if path != "/works" or not query["filter"].startswith("type:journal-article"):
        return None
    items = [{"DOI": f"10.1000/{i}", "type": "journal-article", "title": [f"Registered {i}"], "published": {"date-parts": [[2026, 3]]},
              "indexed": {"date-time": "2026-11-20T01:02:03Z"}} for i in (1, 2)]
    late = re.search(r"from-index-date:([0-9-]+)", query["filter"])
    items = [] if late and late.group(1) > "2026-11-20" or query["cursor"] != "*" else items
    return json.dumps({"status": "ok", "message": {"total-results": len(items), "next-cursor": "n/1", "items": items}})


def cvf(path, _query, _headers):
    if path == "/robots.txt":
        return None
    papers = "".join(
        f"<dt class=\"ptitle\"><br><a href=\"/content/CVPR2025/html/{name}_CVPR_2025_paper.html\">Vision {name}</a></dt><dd>"
        "<form><input type=\"hidden\" name=\"query_author\" value=\"Ann One\"></form></dd><dd>[<a href=\"/content/CVPR2025/papers/"
        f"{name}_CVPR_2025_paper.pdf\">pdf</a>]<div class=\"bibref pre-white-space\">@InProceedings{{{name}_2025_CVPR,\n author = "
        f"{{One, Ann}},\n title = {{Vision {name}}},\n booktitle = {{CVPR}},\n year = {{2025}}\n}}</div></dd>"
        for name in ("One_Nets", "Two_Nets"))
    return page(f"<!DOCTYPE html><html><head><title>CVPR 2025</title></head><body><dl>{papers}</dl></body></html>")


def dblp(path, _query, headers):
    if path != "/dblp.xml.gz":
        return None
    if headers.get("If-None-Match") == '"d1"':
        return "", {"ETag": '"d1"'}, 304
    record = ("<inproceedings mdate=\"2025-03-01\" key=\"conf/nips/{0}\"><author>A B</author><title>Bibliography {0}.</title>"
              "<year>2017</year><booktitle>NIPS</booktitle></inproceedings>")
    dump = f"<?xml version=\"1.0\"?>\n<!DOCTYPE dblp SYSTEM \"dblp.dtd\">\n<dblp>\n{record.format(1)}\n{record.format(2)}\n</dblp>\n"
    return gzip.compress(dump.encode(), mtime=0), {"ETag": '"d1"', "Content-Type": "application/gzip"}


def hf_papers(path, query, _headers):
    if path != "/api/daily_papers":
        return None
    if query["date"] != "2026-11-22" or query["p"] != "0":
        return "[]"
    return json.dumps([{"paper": {"id": "2611.01234", "title": "Daily one", "summary": TEXT, "upvotes": 17,
                                  "publishedAt": "2026-11-20T00:00:00.000Z", "submittedOnDailyAt": "2026-11-22T01:00:00.000Z",
                                  "authors": [{"name": "A. One"}]}, "title": "Daily one"}])


def openalex(path, query, _headers):
    if path != "/works" or not query["filter"].startswith("type:article"):
        return None
    works = [{"id": f"https://openalex.org/W{i}", "title": f"Open work {i}", "publication_date": "2026-11-10", "publication_year": 2026,
              "type": "article"} for i in (1, 2)]
    first = query["cursor"] == "*"
    return json.dumps({"meta": {"count": 2, "next_cursor": "c2" if first else None}, "results": works if first else []})


def openreview(path, query, _headers):
    if path != "/notes" or query["content.venueid"] != "ICLR.cc/2026/Conference":
        return None
    notes = [{"id": f"abcDEF{i}23", "forum": f"abcDEF{i}23", "tmdate": 1700000000000 - i,
              "content": {"title": {"value": f"Reviewed {i}"}, "venueid": {"value": "ICLR.cc/2026/Conference"}}} for i in (1, 2)]
    return json.dumps({"notes": notes if query["offset"] == "0" else [], "count": 2})


def pwc(path, query, _headers):
    if path != "/api/v1/papers/":
        return None
    paper = {"id": 42, "arxiv_id": "2608.00001", "title": "With code one", "abstract": TEXT, "authors": ["A. One"],
             "published": "2026-11-03", "tasks": [{"name": query["task"]}]}
    found = [paper] if query.get("start_date", "") <= "2026-11-03" else []
    applied = {name: query[name] for name in ("task", "start_date") if name in query}
    return json.dumps({"count": len(found), "applied_filters": applied, "results": found})


def pmlr(path, _query, headers):
    if path != "/v306/assets/bib/citeproc.yaml":
        return None
    if headers.get("If-None-Match") == '"y"':
        return "", {"ETag": '"y"'}, 304
    return ("- title: 'Volume one'\n  abstract: 'It''s short.'\n  volume: 306\n  URL: https://proceedings.mlr.press/v306/one26a.html\n"
            "  container-title: 'Proceedings'\n  author: \n  - given: Ann\n    family: One\n  id: one26a\n  issued:\n"
            "    date-parts: \n      - 2026\n", {"ETag": '"y"', "Content-Type": "text/yaml"})


def semantic_scholar(path, query, _headers):
    if path != "/graph/v1/paper/search/bulk" or query["query"] != "adapters":
        return None
    papers = [{"paperId": f"f0{i}", "corpusId": 70 + i, "title": f"Scholar {i}", "abstract": None, "year": 2026,
               "publicationDate": "2026-11-17", "externalIds": {"CorpusId": 70 + i}, "authors": [{"name": "Ann One"}]} for i in (1, 2)]
    second = query.get("token") == "T1"
    return json.dumps({"total": 2, "token": None if second else "T1", "data": papers[1:] if second else papers[:1]})


def virtual_site(path, _query, _headers):
    if path != "/static/virtual/data/neurips-2025-orals-posters.json":
        return None
    return json.dumps({"count": 2, "next": None, "previous": None, "results": [
        {"id": i, "name": f"Poster {i}", "authors": [{"fullname": "Ann One"}], "abstract": TEXT, "eventtype": "Poster",
         "virtualsite_url": f"/virtual/2025/poster/{i}"} for i in (1, 2)]})


def zotero(path, query, _headers):
    version = {"Last-Modified-Version": "12", "Total-Results": str(int(int(query["since"]) < 12))}
    if path == "/users/7/deleted":
        return '{"items":[]}', version
    if path != "/users/7/items/top":
        return None
    item = {"key": "ABCD2345", "version": 12, "data": {"key": "ABCD2345", "version": 12, "itemType": "preprint", "title": "Kept one",
                                                       "creators": [{"creatorType": "author", "firstName": "Ann", "lastName": "One"}],
                                                       "tags": []}}
    return json.dumps([item] if int(query["since"]) < 12 else []), version


def feed(path, _query, _headers):
    if path != "/feed":
        return None
    return (f"<rss version='2.0'><channel><title>Notes</title><item><guid>f1</guid><title>Posted one</title><description>{TEXT}"
            "</description></item></channel></rss>")


def awesome(path, _query, _headers):
    if path != "/list.md":
        return None
    return ("# Awesome serving\n\n## Engines\n\n- [Fast engine](https://github.com/org/engine) - Serves models.\n"
            "- [A paper](https://arxiv.org/abs/2106.09685) - Low-rank adapters.\n"), {"Content-Type": "text/plain"}


def opml(path, query, headers):
    if path == "/list.opml":
        return f"<opml version='2.0'><head/><body><outline type='rss' text='Listed blog' xmlUrl='http://{headers['Host']}/feed'/></body></opml>"
    return (feed(path, query, headers) or "").replace("Posted", "Listed").replace("f1", "l1") or None


def repository(name, number):
    return {"id": number, "full_name": name, "html_url": f"https://github.com/{name}", "description": f"Repository {number}",
            "owner": {"login": "org"}, "stargazers_count": 1, "created_at": "2025-01-01T00:00:00Z", "pushed_at": "2026-11-20T00:00:00Z"}


def github(path, _query, _headers):
    return {"/repos/org/one": json.dumps(repository("org/one", 1)), "/repos/org/one/readme": ("# One\n\nIt serves.\n", {
        "Content-Type": "text/plain"})}.get(path)


def github_search(path, query, _headers):
    if path != "/search/repositories" or not query["q"].startswith("topic:llm pushed:"):
        return None
    begin, end = query["q"].split("pushed:")[1].split("..")
    found = [repository("org/found", 5)] if begin <= "2026-11-20T00:00:00Z" <= end else []
    return json.dumps({"total_count": len(found), "incomplete_results": False, "items": found})


def github_releases(path, query, headers):
    if path != "/repos/org/lib/releases":
        return None
    second = query.get("page") == "2"
    release = {"id": 1 if second else 2, "tag_name": "v1" if second else "v2", "draft": False, "prerelease": False, "body": TEXT,
               "html_url": f"https://github.com/org/lib/releases/tag/v{1 if second else 2}", "author": {"login": "ada"},
               "published_at": "2026-10-01T00:00:00Z" if second else "2026-11-01T00:00:00Z"}
    link = {} if second else {"Link": f"<http://{headers['Host']}{path}?per_page=100&page=2>; rel=\"next\""}
    return json.dumps([release]), link


def github_pulls(path, query, _headers):
    if path != "/repos/org/lib/pulls" or query["state"] != "closed":
        return None
    return json.dumps([{"id": 50, "number": 5, "title": "Merged one", "body": TEXT, "merged_at": "2026-11-10T00:00:00Z",
                        "updated_at": "2026-11-10T00:00:00Z", "created_at": "2026-11-01T00:00:00Z", "user": {"login": "bo"},
                        "html_url": "https://github.com/org/lib/pull/5", "labels": []}])


def gh_archive(path, _query, _headers):
    if not re.fullmatch(r"/2026-11-22-\d+\.json\.gz", path):
        return None
    event = {"id": "1", "type": "ReleaseEvent", "actor": {"login": "ada"}, "repo": {"id": 7, "name": "org/archived"}, "payload": {
        "action": "published", "release": {"id": 70, "tag_name": "v2.0", "name": "", "body": TEXT, "published_at": "2026-11-22T05:00:00Z",
                                           "html_url": "https://github.com/org/archived/releases/tag/v2.0"}},
        "created_at": "2026-11-22T05:00:01Z"}
    return gzip.compress((json.dumps(event, separators=(",", ":")) + "\n").encode() if path.endswith("-5.json.gz") else b"", mtime=0)


def huggingface(path, query, _headers):
    if path != "/api/models" or query["author"] != "org":
        return None
    return json.dumps([{"_id": "abc", "id": "org/model", "author": "org", "likes": 4, "lastModified": "2026-11-01T00:00:00.000Z",
                        "createdAt": "2026-10-01T00:00:00.000Z", "tags": ["peft"]}])


def huggingface_spaces(path, query, _headers):
    if path != "/api/spaces" or query["author"] != "org":
        return None
    return json.dumps([{"_id": "abd", "id": "org/demo", "author": "org", "likes": 3, "lastModified": "2026-11-01T00:00:00.000Z",
                        "createdAt": "2026-10-01T00:00:00.000Z", "sdk": "gradio", "tags": ["gradio"]}])


def ical(path, _query, _headers):
    if path != "/events.ics":
        return None
    event = "BEGIN:VEVENT\r\nUID:e1\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Meeting one\r\nDTSTART:20261210T190000Z\r\nEND:VEVENT\r\n"
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{event}END:VCALENDAR\r\n", {"Content-Type": "text/calendar"}


def schedule(path, _query, _headers):
    if path != "/schedule.json":
        return None
    talk = {"guid": "3f1c2d34-0000-4000-8000-000000000009", "id": 9, "date": "2026-12-02T10:00:00+01:00", "start": "10:00",
            "duration": "00:30", "title": "Scheduled one", "abstract": TEXT, "persons": [{"id": 1, "public_name": "Ada One"}]}
    return json.dumps({"schedule": {"version": "1", "conference": {"acronym": "c26", "title": "C", "days": [
        {"index": 1, "date": "2026-12-02", "day_start": "2026-12-02T09:00:00+01:00", "rooms": {"Main": [talk]}}]}}})


def miniconf(path, _query, _headers):
    return {"/serve_config.json": '{"name":"MiniConf","page_title":{"prefix":"Conf 2020: "}}',
            "/serve_papers.json": '[{"UID":"p1","title":"Virtual one","authors":["A"],"abstract":"We serve."}]',
            "/serve_speakers.json": '[{"UID":"s1","title":"Virtual talk","speaker":"S"}]'}.get(path)


def youtube(path, query, _headers):
    if path != "/feeds/videos.xml" or query["channel_id"] != "UCabcdefghijklmnop":
        return None
    return ("<feed xmlns:yt='http://www.youtube.com/xml/schemas/2015' xmlns:media='http://search.yahoo.com/mrss/' "
            "xmlns='http://www.w3.org/2005/Atom'><title>Channel</title><yt:channelId>UCabcdefghijklmnop</yt:channelId><entry>"
            "<id>yt:video:v1</id><yt:videoId>v1</yt:videoId><title>Filmed one</title><link rel='alternate' "
            "href='https://www.youtube.com/watch?v=v1'/><author><name>Ann</name></author><published>2026-11-02T10:00:00+00:00"
            "</published><updated>2026-11-03T10:00:00+00:00</updated><media:group><media:title>Filmed one</media:title>"
            "<media:description>About serving.</media:description></media:group></entry></feed>")


def npm(path, _query, _headers):
    if path != "/@org/kit":
        return None
    return json.dumps({"name": "@org/kit", "description": "Kit", "readme": "# Kit\n\nText.", "versions": {"1.0.0": {}, "1.1.0": {}},
                       "dist-tags": {"latest": "1.1.0"}, "time": {
                           "created": "2025-01-01T00:00:00.000Z", "modified": "2026-01-02T00:00:00.000Z",
                           "1.0.0": "2025-01-01T00:00:01.000Z", "1.1.0": "2026-01-02T00:00:00.000Z"}})


def pypi(path, _query, _headers):
    if path != "/pypi/torch-kit/json":
        return None
    files = [{"upload_time_iso_8601": "2026-02-01T10:00:00.000000Z", "yanked": False}]
    return json.dumps({"info": {"name": "torch-kit", "summary": "Tools", "version": "1.1", "description": "Text."},
                       "releases": {"1.0": files, "1.1": files}})


def bluesky(path, query, _headers):
    if path != "/xrpc/app.bsky.feed.getAuthorFeed" or query["actor"] != "ann.example":
        return None
    post = {"post": {"uri": "at://did:plc:x/app.bsky.feed.post/k1", "author": {"did": "did:plc:x", "handle": "ann.example"},
                     "record": {"text": "Skeeted one", "createdAt": "2026-11-20T10:00:00Z"}, "indexedAt": "2026-11-20T10:00:00Z"}}
    second = query.get("cursor") == "c1"
    return json.dumps({"feed": [] if second else [post], **({} if second else {"cursor": "c1"})})


def hacker_news(path, query, _headers):
    if path != "/search_by_date" or query["query"] != "lora":
        return None
    low, high = (int(part) for part in re.findall(r"\d+", query["numericFilters"].replace("created_at_i", "")))
    story = {"objectID": "41", "title": "Told one", "author": "ann", "points": 40, "num_comments": 3, "created_at_i": 1795000000}
    hits = [story] if low < story["created_at_i"] <= high else []
    return json.dumps({"nbHits": len(hits), "hits": hits})


def mastodon(path, query, _headers):
    if path != "/api/v1/timelines/tag/ML":
        return None
    posts = [{"id": str(i), "uri": f"https://m.example/s/{i}", "url": f"https://m.example/@ann/{i}", "content": f"<p>Tooted {i}</p>",
              "created_at": "2026-11-20T10:00:00.000Z", "account": {"acct": "ann", "display_name": "Ann One"}} for i in (12, 11)]
    return json.dumps([post for post in posts if int(post["id"]) < int(query.get("max_id", "99")) and
                       int(post["id"]) > int(query.get("min_id", "0"))])


def reddit(path, query, _headers):
    if path != "/r/ml/new/.rss" or query["limit"] != "100":
        return None
    return ("<feed xmlns='http://www.w3.org/2005/Atom'><title>ml</title><entry><author><name>/u/ann</name></author><content type='html'>"
            "&lt;p&gt;Submitted text&lt;/p&gt;</content><id>t3_a</id><link href='https://www.reddit.com/r/ml/comments/a/x/'/>"
            "<published>2026-11-20T10:00:00+00:00</published><title>Submitted one</title></entry></feed>")


# Connector, its service, the path of its address, its options, how many works it brings.
CONNECTORS = [
    ("acl-anthology", acl, "/xml/", {"collections": "2025.acl"}, 2),
    ("arxiv", arxiv, "/api/query", {"query": "abs:serving"}, 2),
    ("arxiv-oai", arxiv_oai, "/oai2", {"set": "cs:cs:LG"}, 1),
    ("oai-pmh", oai, "/oai", {}, 2),
    ("crossref", crossref, "", {"filter": "type:journal-article"}, 2),
    ("cvf", cvf, "/CVPR2025?day=all", {}, 2),
    ("dblp", dblp, "/dblp.xml.gz", {"folder": "{folder}/dumps"}, 2),
    ("hf-papers", hf_papers, "", {"--since": "2026-11-21"}, 1),
    ("openalex", openalex, "", {"filter": "type:article"}, 2),
    ("openreview", openreview, "", {"venueid": "ICLR.cc/2026/Conference"}, 2),
    ("papers-with-code", pwc, "/api/v1", {"task": "Retrieval"}, 1),
    ("pmlr", pmlr, "/v306", {}, 1),
    ("semantic-scholar", semantic_scholar, "/graph/v1", {"query": "adapters"}, 2),
    ("virtual-site", virtual_site, "/static/virtual/data/neurips-2025-orals-posters.json", {}, 2),
    ("zotero", zotero, "/users/7", {}, 1),
    ("feed", feed, "/feed", {}, 1),
    ("awesome", awesome, "/list.md", {}, 2),
    ("opml", opml, "/list.opml", {}, 0),
    ("github", github, "", {"repos": "org/one"}, 1),
    ("github-search", github_search, "", {"query": "topic:llm", "--since": "2026-11-01"}, 1),
    ("github-releases", github_releases, "", {"repos": "org/lib"}, 2),
    ("github-pulls", github_pulls, "", {"repos": "org/lib"}, 1),
    ("gh-archive", gh_archive, "", {"repos": "org/archived"}, 1),
    ("huggingface", huggingface, "", {"author": "org"}, 1),
    ("huggingface-spaces", huggingface_spaces, "", {"author": "org"}, 1),
    ("ical", ical, "/events.ics", {}, 1),
    ("schedule", schedule, "/schedule.json", {}, 1),
    ("miniconf", miniconf, "/", {}, 2),
    ("youtube", youtube, "/feeds/videos.xml?channel_id=UCabcdefghijklmnop", {}, 1),
    ("npm", npm, "", {"packages": "@org/kit"}, 3),
    ("pypi", pypi, "", {"projects": "torch-kit"}, 3),
    ("bluesky", bluesky, None, {"api": "{address}"}, 1),
    ("hacker-news", hacker_news, "/", {"query": "lora"}, 1),
    ("mastodon", mastodon, "/tags/ML", {}, 2),
    ("reddit", reddit, "/r/ml", {}, 1),
]
LOCAL = ["git", "scholar-alerts"]


class Connectors(EndToEnd):
    def add(self, connector, address, options):
        arguments = []
        for name, value in options.items():
            arguments += [name, value] if name.startswith("--") else ["--option", f"{name}={value}"]
        self.ok("source", "add", connector, connector, *([address] if address else []), *arguments)

    def check_twice(self, expected):
        """Two syncs of all sources: the first brings what is expected, the second nothing new."""
        report = self.json("sync")
        sources = {source["name"]: source for source in report["sources"]}
        for name, added in expected.items():
            with self.subTest(connector=name):
                self.assertIsNone(sources[name]["error"])
                self.assertEqual((sources[name]["added"] + sources[name]["updated"], sources[name]["rejected"]), (added, 0),
                                 sources[name])
                self.assertFalse(sources[name]["more"])
        again = self.json("sync", env={"ASSAY_NOW": "2026-11-24"})
        self.assertEqual({source["name"] for source in again["sources"]} - {"listed-blog"}, set(expected))
        for source in again["sources"]:
            with self.subTest(connector=source["name"], sync=2):
                self.assertIsNone(source["error"])
                self.assertEqual([source[count] for count in ("added", "updated", "rejected", "withdrawn")], [0, 0, 0, 0], source)
        self.assertTrue(self.json("doctor")["ok"])

    def test_every_service(self):
        config = self.folder / "config" / "assay"
        config.mkdir(parents=True)  # Bluesky's API is not what the user types as the address
        (config / "config.toml").write_text("[sources]\nallow_hosts = [\"127.0.0.1\"]\n", encoding="utf-8")
        expected = {}
        with contextlib.ExitStack() as services:
            for connector, answer, path, options, added in CONNECTORS:
                service = services.enter_context(Service(answer))
                options = {name: value.format(folder=self.folder, address=service.address()) for name, value in options.items()}
                self.add(connector, "ann.example" if path is None else service.address(path), options)
                expected[connector] = added
            self.check_twice(expected)
            for line in self.ok("source", "list").splitlines():
                self.assertLessEqual(len(line), 80, line)

    def test_what_lies_on_this_machine(self):
        mail = ("From: Google Scholar Alerts <scholaralerts-noreply@google.com>\nSubject: \"nets\" - new results\n"
                "Date: Mon, 16 Nov 2026 10:00:00 +0000\nMIME-Version: 1.0\nContent-Type: text/html; charset=UTF-8\n\n<html><body><h3>"
                "<a href=\"https://scholar.google.com/scholar_url?url=https://x.example.org/alerted.pdf&amp;hl=en\" "
                "class=\"gse_alrt_title\">Alerted one</a></h3><div>A One - J. Nets, 2026 - x.example.org</div>"
                "<div class=\"gse_alrt_sni\">We show it.</div></body></html>\n")
        for name in ("new", "cur", "tmp"):
            (self.folder / "mail" / name).mkdir(parents=True)
        self.file("mail/cur/1.eml", mail)
        self.add("scholar-alerts", str(self.folder / "mail"), {})
        expected = {"scholar-alerts": 1}
        if shutil.which("git"):
            work = self.folder / "lowrank"
            work.mkdir()
            (work / "README.md").write_text("# lowrank\n\nIt trains adapters on one GPU.\n", encoding="utf-8")
            git = ["git", "-C", work, "-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
            for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"], ["tag", "-m", "First release.", "v1.0"]):
                subprocess.run([*git, *command], check=True, capture_output=True)
            self.add("git", str(work), {})
            expected["git"] = 2
        self.check_twice(expected)

    def test_no_connector_is_left_out(self):
        known = re.findall(r"^  ([a-z][a-z-]+) +\S", self.ok("source", "add", "--help"), re.MULTILINE)
        self.assertGreater(len(known), 30, known)
        self.assertEqual(sorted(known), sorted([row[0] for row in CONNECTORS] + LOCAL))


if __name__ == "__main__":
    main()
