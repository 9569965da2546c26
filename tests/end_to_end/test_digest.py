"""The digest in its formats, and on its way through a mail server."""
import email
import email.policy
import json
import shutil
import socket
import ssl
import subprocess
import xml.etree.ElementTree as ElementTree

from mail_server import MailServer
from support import EndToEnd, main

WORKS = [{"id": "arxiv:2611.00001", "title": "Serving <b>on</b> two cards & a half", "date": "2026-11-24",
          "abstract": "We deployed it in production; it reduces p99 latency by 3x."},
         {"id": "arxiv:2611.00002", "title": "Größe ist nicht alles", "date": "2026-11-23", "abstract": "Deployed."}]
PLAN = ("--from", "Ada Öne <ada@example.com>", "--to", "x@example.org", "--plain")
ATOM = "{http://www.w3.org/2005/Atom}"


class Digest(EndToEnd):
    def setUp(self):
        super().setUp()
        self.ok("import", self.file("a.jsonl", "".join(json.dumps(work) + "\n" for work in WORKS)))
        self.ok("week")
        self.ok("done", "1")

    def server(self, **options):
        server = MailServer(**options)
        self.addCleanup(server.close)
        return server, f"smtp://localhost:{server.port}"

    def test_markdown_and_json_tell_what_appeared_was_chosen_and_done(self):
        out = self.json("digest")
        self.assertEqual([section["name"] for section in out["sections"]], ["appeared", "chosen", "done"])
        self.assertEqual(out["week"], "2026-W48")
        self.assertEqual(len(out["sections"][0]["items"]), 2)
        self.assertEqual(len(out["sections"][2]["items"]), 1)
        text = self.ok("digest", "--week", "2026-W48")
        self.assertIn("# Week 2026-W48 · 23 to 29 November 2026", text)
        self.assertIn("Serving \\<b\\>on\\</b\\> two cards \\& a half", text)
        quiet = self.ok("digest", "--week", "2020-W01")
        self.assertIn("No plan was made", quiet)
        self.fails(2, "has not begun", "digest", "--week", "2026-W49")
        self.fails(2, "not a week", "digest", "--week", "2025-W53")
        self.fails(2, "format", "digest", "--format", "pdf")

    def test_a_saved_search_has_a_section_while_it_has_news(self):
        self.ok("save", "caches", "cache")
        self.assertNotIn("caches", self.ok("digest"))
        late = [{"id": f"arxiv:2611.0100{n}", "title": f"A cache for {n} tenants", "date": "2026-11-25"} for n in range(2)]
        self.ok("import", self.file("late.jsonl", "".join(json.dumps(work) + "\n" for work in late)))
        names = [section["name"] for section in self.json("digest")["sections"]]
        self.assertEqual(names, ["appeared", "saved:caches", "chosen", "done"])
        self.assertIn("## New in “caches”", self.ok("digest"))
        self.assertIn("New in “caches”", self.ok("digest", "--format", "html"))
        self.assertNotIn("caches", self.ok("digest", "--week", "2026-W47"))
        self.ok("saved", "caches")
        self.assertNotIn("caches", self.ok("digest"))

    def test_html_runs_nothing_and_atom_is_valid_and_stays_the_same(self):
        page = self.ok("digest", "--format", "html")
        self.assertNotIn("<script", page)
        self.assertIn("Serving &lt;b&gt;on&lt;/b&gt; two cards &amp; a half", page)
        out = self.folder / "feed.xml"
        self.ok("digest", "--format", "atom", "-o", out)
        feed = ElementTree.parse(out).getroot()
        self.assertEqual(feed.tag, ATOM + "feed")
        for name in ("id", "title", "updated", "author"):
            self.assertIsNotNone(feed.find(ATOM + name), name)
        entries = feed.findall(ATOM + "entry")
        self.assertEqual(len(entries), 1)
        self.assertEqual(entries[0].find(ATOM + "content").get("type"), "html")
        self.assertEqual(self.ok("digest", "--format", "atom"), out.read_text(encoding="utf-8"))
        before = entries[0].find(ATOM + "id").text
        backup = self.folder / "b.db"
        self.ok("backup", backup)
        self.ok("restore", backup)
        again = ElementTree.fromstring(self.ok("digest", "--format", "atom"))
        self.assertEqual(again.find(ATOM + "entry").find(ATOM + "id").text, before, "a restore changes no id")

    def test_mail_goes_out_whole_and_readable(self):
        server, address = self.server()
        self.assertIn("sent", self.ok("digest", "--smtp", address, *PLAN, "--to", "Jürgen <j@example.org>"))
        [(sender, recipients, body)] = server.mails
        self.assertEqual((sender, recipients), ("ada@example.com", ["x@example.org", "j@example.org"]))
        mail = email.message_from_bytes(body, policy=email.policy.default)
        self.assertEqual(mail["subject"], "Week 2026-W48 · 23 to 29 November 2026")
        self.assertEqual(mail["from"], "Ada Öne <ada@example.com>")
        self.assertEqual(mail.get_content_type(), "multipart/alternative")
        text, page = mail.iter_parts()
        self.assertIn("Größe ist nicht alles", text.get_content())
        self.assertIn("Größe ist nicht alles", page.get_content())
        self.assertEqual(mail.defects + text.defects + page.defects, [])
        self.assertNotIn(b"\n.\r\n", body)
        out = self.json("digest", "--smtp", address, *PLAN)
        self.assertEqual((out["sent"], out["to"]), (True, ["x@example.org"]))
        printed = self.ok("digest", "--format", "mail", "--from", "a@example.com")
        self.assertIn("Auto-Submitted: auto-generated", printed)

    def test_a_login_takes_its_password_from_the_environment_or_a_file(self):
        server, address = self.server(user="ada", password="geheim ü")
        address = address.replace("smtp://", "smtp://ada@")
        self.ok("digest", "--smtp", address, *PLAN, env={"ASSAY_SMTP_PASSWORD": "geheim ü"})
        self.ok("digest", "--smtp", address, *PLAN, "--password-file", self.file("p", "geheim ü\n"))
        self.assertEqual(len(server.mails), 2)
        line = self.fails(1, "refuses the user name or password; nothing was sent", "digest", "--smtp", address, *PLAN,
                          env={"ASSAY_SMTP_PASSWORD": "falsch"})
        self.assertNotIn("falsch", line)
        self.fails(2, "no password for ada", "digest", "--smtp", address, *PLAN, env={"ASSAY_SMTP_PASSWORD": ""})
        line = self.fails(2, "seen by others", "digest", "--smtp", address.replace("ada@", "ada:pw123@"), *PLAN)
        self.assertNotIn("pw123", line)
        self.assertEqual(len(server.mails), 2)

    def test_one_refused_recipient_and_nobody_gets_it(self):
        server, address = self.server(refuse=["gone@example.org"])
        result = self.run_assay("digest", "--smtp", address, *PLAN, "--to", "gone@example.org")
        self.assertEqual((result.returncode, result.stdout), (1, b""))
        self.assertIn("refuses a recipient; nothing was sent: 550", result.stderr.decode())
        self.assertEqual(server.mails, [])
        self.assertNotIn("DATA", server.commands)
        server, address = self.server(refuse_data=True)
        self.fails(1, "nothing was sent: 554", "digest", "--smtp", address, *PLAN)

    def test_a_server_that_is_not_there_or_breaks_off_is_told_in_a_line(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.fails(1, "no mail server answers there; nothing was sent", "digest", "--smtp", f"smtp://localhost:{port}",
                   *PLAN)
        for verb in ("MAIL", "RCPT", "DATA"):
            server, address = self.server(hang_up=verb)
            self.fails(1, "nothing was sent", "digest", "--smtp", address, *PLAN)
            self.assertEqual(server.mails, [])
        server, address = self.server(hang_up=".")
        self.fails(1, "may or may not arrive", "digest", "--smtp", address, *PLAN)
        for bad in ("mail.example", "http://mail.example", "smtp://"):
            self.fails(2, "", "digest", "--smtp", bad, *PLAN)
        for sly in ("x@example.org\r\nBcc: all@example.org", "x", "x@example.org, y@example.org"):
            self.fails(2, "not a mail address", "digest", "--smtp", address, "--from", "a@example.com", "--to", sly)

    def test_encryption_is_demanded_unless_the_server_is_this_machine_and_the_user_says_so(self):
        server, address = self.server()
        self.fails(1, "offers no encryption", "digest", "--smtp", address, *PLAN[:-1])
        self.fails(2, "only to this machine", "digest", "--smtp", "smtp://mail.example.com", *PLAN)
        self.assertEqual(server.mails, [])

    def test_starttls_goes_through_with_a_certificate_that_is_trusted_and_only_then(self):
        if not shutil.which("openssl"):
            self.skipTest("makes a certificate with openssl")
        key, certificate = self.folder / "key.pem", self.folder / "cert.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate,
                        "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"], check=True,
                       capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server, address = self.server(tls=context)
        self.fails(1, "cannot be trusted; nothing was sent", "digest", "--smtp", address, *PLAN[:-1])
        self.assertEqual(server.mails, [])
        self.ok("digest", "--smtp", address, *PLAN[:-1], env={"SSL_CERT_FILE": str(certificate)})
        self.assertEqual(len(server.mails), 1)
        self.assertIn("STARTTLS", server.commands)

    def test_options_that_do_not_go_together_are_told(self):
        for arguments in (("--to", "a@example.org"), ("--plain",), ("--smtp", "smtp://localhost"),
                          ("--smtp", "smtp://localhost", "--format", "html"),
                          ("--smtp", "smtp://localhost", *PLAN, "-o", "x")):
            self.fails(2, "", "digest", *arguments)


if __name__ == "__main__":
    main()
