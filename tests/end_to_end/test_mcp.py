"""The agents' door over both transports, with a small client of ours, and with the official SDK's where npm has it."""
import json
import os
import subprocess

from serving import Serving
from support import PROGRAM, main


class Pipe:
    """MCP over standard input and output."""

    def __init__(self, test):
        self.process = subprocess.Popen([PROGRAM, "--library", test.library, "mcp"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                        env={**os.environ, "ASSAY_NOW": "2026-11-23", "HOME": str(test.folder),
                                             "XDG_CONFIG_HOME": str(test.folder / "config")})

    def send(self, message):
        data = message if isinstance(message, bytes) else json.dumps(message).encode()
        self.process.stdin.write(data + b"\n")
        self.process.stdin.flush()
        expects = not isinstance(message, dict) or "id" in message
        return json.loads(self.process.stdout.readline()) if expects else None

    def end(self):
        self.process.communicate(timeout=30)
        return self.process.returncode


class Web:
    """The same over streamable HTTP."""

    def __init__(self, test):
        test.start()
        self.test = test

    def send(self, message):
        data = message if isinstance(message, bytes) else json.dumps(message).encode()
        status, headers, body = self.test.ask(
            "POST", "/mcp", data, {"Content-Type": "application/json", "Accept": "application/json, text/event-stream",
                                   "MCP-Protocol-Version": "2025-06-18"}, change=False)
        if isinstance(message, dict) and "id" not in message:
            self.test.assertEqual((status, body), (202, b""))
            return None
        answer = json.loads(body)
        # What is no message of the protocol is refused by HTTP, too (streamable HTTP, "Sending Messages to the Server").
        no_message = answer.get("error", {}).get("code") in (-32700, -32600)
        self.test.assertEqual((status, headers["content-type"]), (400 if no_message else 200, "application/json"))
        return answer

    def end(self):
        self.test.end()
        return self.test.server.returncode


class Agents(Serving):
    def both(self):
        for make in (Pipe, Web):
            with self.subTest(transport=make.__name__):
                client = make(self)
                self.number = 0
                yield client
                self.assertEqual(client.end(), 0)

    def call(self, client, method, **params):
        self.number += 1
        answer = client.send({"jsonrpc": "2.0", "id": self.number, "method": method, "params": params})
        self.assertEqual((answer["jsonrpc"], answer["id"]), ("2.0", self.number))
        return answer

    def tool(self, client, name, **arguments):
        result = self.call(client, "tools/call", name=name, arguments=arguments)["result"]
        if not result["isError"]:
            self.assertEqual(json.loads(result["content"][0]["text"]), result["structuredContent"])
        return result

    def test_an_agent_finds_reads_ticks_and_notes(self):
        for client in self.both():
            start = self.call(client, "initialize", protocolVersion="2025-06-18", capabilities={},
                              clientInfo={"name": "test", "version": "1"})["result"]
            self.assertEqual((start["protocolVersion"], start["serverInfo"]["name"]), ("2025-06-18", "assay"))
            self.assertIsNone(client.send({"jsonrpc": "2.0", "method": "notifications/initialized"}))
            self.assertEqual(self.call(client, "ping")["result"], {})
            tools = {tool["name"]: tool for tool in self.call(client, "tools/list")["result"]["tools"]}
            self.assertLessEqual({"search", "show", "why", "related", "week", "done", "skip", "add_note"}, set(tools))
            for tool in tools.values():
                self.assertEqual(tool["inputSchema"]["type"], "object")
            hits = self.tool(client, "search", query="model", k=2)["structuredContent"]["hits"]
            work = hits[0]["id"]
            self.assertEqual(self.tool(client, "show", id=work)["structuredContent"], self.json("show", work))
            self.assertIn("clues", self.tool(client, "why", id=work)["structuredContent"])
            self.assertIn("hits", self.tool(client, "related", id=work, aspect="method")["structuredContent"])
            week = self.tool(client, "week")["structuredContent"]
            n = next(item["n"] for item in week["items"] if item["state"] == "planned")
            self.assertEqual(self.tool(client, "done", n=n)["structuredContent"]["state"], "done")
            self.tool(client, "add_note", id=work, text="From an *agent*.")
            self.assertIn("From an *agent*.", self.json("show", work)["notes"][-1]["body"])
            resource = self.call(client, "resources/read", uri="assay://works/" + work)["result"]["contents"][0]
            self.assertEqual(json.loads(resource["text"])["id"], work)
            self.assertTrue(self.call(client, "resources/templates/list")["result"]["resourceTemplates"])
            for prompt in self.call(client, "prompts/list")["result"]["prompts"]:
                told = self.call(client, "prompts/get", name=prompt["name"], arguments={"id": work})["result"]
                self.assertIn(work, told["messages"][0]["content"]["text"])

    def test_what_is_wrong_is_said_in_the_protocol(self):
        for client in self.both():
            for message, code in [(b"{", -32700), (b"[]", -32600), (b'{"id":1}', -32600), (b'"x"', -32600),
                                  (b'{"jsonrpc":"2.0","id":1,"method":"no/such"}', -32601),
                                  (b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"no"}}', -32602),
                                  (b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":[]}', -32602),
                                  (b'{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"file:///etc/passwd"}}', -32002)]:
                self.assertEqual(client.send(message)["error"]["code"], code, message)
            nested = b"[" * 200_000 + b"]" * 200_000
            for deep in (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":' + nested + b"}}",
                         b'{"jsonrpc":"2.0","method":"x","error":' + nested + b"}"):
                self.assertEqual(client.send(deep)["error"]["code"], -32600)
            self.assertTrue(self.tool(client, "search", query="model", limit=3)["isError"], "it is called k")
            self.assertTrue(self.tool(client, "related", id="w1", aspect="")["isError"])
            self.assertTrue(self.tool(client, "week", week="")["isError"])
            self.assertTrue(self.tool(client, "radar", since="")["isError"])
            outside = self.call(client, "tools/call", name="experiment", arguments={"name": "../../etc"})
            self.assertTrue(outside["result"]["isError"])
            self.assertEqual(self.call(client, "tools/call", name="week", arguments=[])["error"]["code"], -32602)
            wrong = self.tool(client, "show", id="w99999")
            self.assertTrue(wrong["isError"])
            self.assertTrue(self.tool(client, "search")["isError"])
            self.assertTrue(self.tool(client, "done", n="one")["isError"])
            self.assertEqual(self.call(client, "ping")["result"], {})

    def test_the_web_transport_keeps_its_rules(self):
        self.start()
        ping = b'{"jsonrpc":"2.0","id":1,"method":"ping"}'
        for headers, status in [({"MCP-Protocol-Version": "1999-01-01"}, 400), ({"Origin": "http://evil.example"}, 403)]:
            found, _, _ = self.ask("POST", "/mcp", ping, {"Content-Type": "application/json", **headers}, change=False)
            self.assertEqual(found, status, headers)
        self.assertEqual(self.ask("GET", "/mcp")[0], 405)
        self.assertEqual(self.ask("DELETE", "/mcp")[0], 405)


if __name__ == "__main__":
    main()
