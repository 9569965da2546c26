"""A mail server on the loopback, for tests: as much of SMTP (RFC 5321, 4954, 3207) as a client needs."""
import asyncio
import base64
import logging
import threading

logging.getLogger("asyncio").setLevel(logging.ERROR)  # its remarks on STARTTLS within streams


class MailServer:
    """Runs in a thread until closed. `refuse`: recipients that it does not take. `user`, `password`: what AUTH takes;
    without them it offers no AUTH. `tls`: an SSLContext for STARTTLS. `hang_up`: a command at which it breaks off,
    or "." for the end of the mail."""

    def __init__(self, refuse=(), user="", password="", tls=None, hang_up="", refuse_data=False):
        self.refuse, self.user, self.password, self.tls = set(refuse), user, password, tls
        self.hang_up, self.refuse_data = hang_up, refuse_data
        self.mails = []  # (sender, recipients, bytes)
        self.commands = []
        self.logged_in = False
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait()

    def close(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self, ready):
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0, limit=1 << 22))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _serve(self, reader, writer):
        sender, recipients = "", []

        def say(line):
            writer.write(line.encode() + b"\r\n")

        try:
            say("220 test ESMTP")
            while line := await reader.readline():
                words = line.decode(errors="replace").strip()
                verb = words.upper()
                self.commands.append(words)
                if self.hang_up and verb.startswith(self.hang_up):
                    writer.transport.abort()
                    return
                if verb.startswith("EHLO"):
                    offers = (["STARTTLS"] if self.tls else []) + (["AUTH PLAIN LOGIN"] if self.user else [])
                    lines = ["test", *offers, "8BITMIME"]
                    for i, offer in enumerate(lines):
                        say(f"250{' ' if i + 1 == len(lines) else '-'}{offer}")
                elif verb == "STARTTLS" and self.tls:
                    say("220 go")
                    await writer.drain()
                    transport = await self._loop.start_tls(writer.transport, writer.transport.get_protocol(), self.tls,
                                                           server_side=True)
                    reader._transport = transport
                    writer._transport = transport
                elif verb.startswith("AUTH"):
                    say(await self._log_in(words, reader, say, writer))
                elif verb.startswith("MAIL FROM:"):
                    sender, recipients = words[10:].split(" ")[0].strip("<>"), []
                    say("250 ok" if self.logged_in or not self.user else "530 5.7.0 log in first")
                elif verb.startswith("RCPT TO:"):
                    who = words[8:].split(" ")[0].strip("<>")
                    if who in self.refuse:
                        say("550 5.1.1 no such mailbox here")
                    else:
                        recipients.append(who)
                        say("250 ok")
                elif verb == "DATA":
                    say("354 go on")
                    body = b""
                    while (part := await reader.readline()) not in (b".\r\n", b""):
                        body += part[1:] if part.startswith(b".") else part
                    if self.hang_up == ".":
                        writer.transport.abort()
                        return
                    if self.refuse_data:
                        say("554 5.6.0 looks like spam")
                    else:
                        self.mails.append((sender, recipients, body))
                        say("250 taken")
                elif verb == "QUIT":
                    say("221 bye")
                    await writer.drain()
                    break
                else:
                    say("250 ok" if verb in ("RSET", "NOOP") else "502 what?")
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _log_in(self, words, reader, say, writer):
        given = words.split(" ")
        if given[1].upper() == "PLAIN":
            if len(given) < 3:
                say("334 ")
                await writer.drain()
                given.append((await reader.readline()).decode().strip())
            _, user, password = base64.b64decode(given[2]).decode().split("\0")
        else:
            answers = []
            for question in ("VXNlcm5hbWU6", "UGFzc3dvcmQ6"):
                say("334 " + question)
                await writer.drain()
                answers.append(base64.b64decode(await reader.readline()).decode())
            user, password = answers
        self.logged_in = (user, password) == (self.user, self.password)
        return "235 welcome" if self.logged_in else "535 5.7.8 wrong user or password"
