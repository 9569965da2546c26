// `assay mcp` and `/mcp` as the official client of the Model Context Protocol speaks to them: `node agents.mjs PROGRAM`.
import assert from 'node:assert/strict';
import { startServer } from './server.mjs';
import { needPackage } from './skip.mjs';

needPackage('@modelcontextprotocol/sdk');
const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
const { StdioClientTransport } = await import('@modelcontextprotocol/sdk/client/stdio.js');
const { StreamableHTTPClientTransport } = await import('@modelcontextprotocol/sdk/client/streamableHttp.js');

const program = process.argv[2];
const server = await startServer(program, { page: false });

async function talk(name, transport, work) {
  const client = new Client({ name: 'assay-tests', version: '1' });
  await client.connect(transport);
  assert.equal(client.getServerVersion().name, 'assay');
  await client.ping();
  const { tools } = await client.listTools();
  const names = tools.map((tool) => tool.name);
  for (const wanted of ['search', 'show', 'why', 'claims', 'related', 'radar', 'week', 'done', 'skip', 'add_note', 'labs', 'start_lab', 'start_experiment']) {
    assert.ok(names.includes(wanted), `${name}: the tool ${wanted}`);
  }
  const call = async (tool, args = {}) => (await client.callTool({ name: tool, arguments: args }));
  const found = await call('search', { query: 'learning', k: 3 });
  const id = found.structuredContent.hits[0].id;
  assert.equal((await call('show', { id })).structuredContent.id, id);
  assert.ok((await call('why', { id })).structuredContent.clues);
  assert.ok((await call('related', { id, aspect: 'method' })).structuredContent.hits);
  assert.ok((await call('labs')).structuredContent.labs.length > 0);
  const week = (await call('week')).structuredContent;
  assert.equal((await call(work.tick, { n: week.items[0].n })).structuredContent.state, work.state);
  assert.equal((await call('add_note', { id, text: `kept by ${name}` })).structuredContent.body, `kept by ${name}`);
  const wrong = await call('show', { id: 'w99999999' });
  assert.ok(wrong.isError, 'what the model can mend is a result');
  await assert.rejects(call('no-such-tool'), /no tool/);
  const resource = await client.readResource({ uri: `assay://works/${id}` });
  assert.equal(JSON.parse(resource.contents[0].text).id, id);
  await assert.rejects(client.readResource({ uri: 'assay://works/w99999999' }));
  assert.equal((await client.listResourceTemplates()).resourceTemplates.length, 1);
  const { prompts } = await client.listPrompts();
  assert.deepEqual(prompts.map((prompt) => prompt.name), ['read', 'reproduce']);
  assert.match((await client.getPrompt({ name: 'read', arguments: { id } })).messages[0].content.text, new RegExp(id));
  await client.close();
  console.log(`ok   ${name}`);
}

try {
  await talk('standard input and output',
    new StdioClientTransport({ command: program, args: ['--library', server.library, 'mcp'] }), { tick: 'done', state: 'done' });
  await talk('streamable HTTP', new StreamableHTTPClientTransport(new URL(`${server.address}/mcp`),
    { requestInit: { headers: { 'X-Assay': '1' } } }), { tick: 'skip', state: 'skipped' });
} finally {
  server.stop();
}
