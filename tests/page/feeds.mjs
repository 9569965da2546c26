// What other programs read: Atom as RFC 4287 demands, JSON Feed 1.1, iCalendar by a real parser. `node feeds.mjs PROGRAM`.
import assert from 'node:assert/strict';
import { startServer } from './server.mjs';
import { needPackage } from './skip.mjs';

needPackage('ical.js');
const { default: ical } = await import('ical.js');

const server = await startServer(process.argv[2], { page: false });
const get = async (path, type) => {
  const response = await fetch(server.address + path);
  assert.equal(response.status, 200, path);
  assert.ok(response.headers.get('content-type').startsWith(type), `${path}: ${response.headers.get('content-type')}`);
  return response.text();
};

/** A tree of elements; throws where the text is not well-formed. Enough for what has no DTD. */
function parseXml(text) {
  const root = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const pattern = /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/g;
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    const between = text.slice(at, match.index);
    assert.ok(!/[<>]/.test(between.replace(/&gt;/g, '')), `markup in text: ${between.slice(0, 60)}`);
    assert.ok(!/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)/.test(between), `an entity that nobody knows: ${between.slice(0, 60)}`);
    open.at(-1).text += between;
    at = match.index + match[0].length;
    if (match[2] === undefined) continue;
    if (match[1]) { assert.equal(open.pop().name, match[2], 'elements close in order'); continue; }
    const attributes = Object.fromEntries([...match[3].matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map((one) => [one[1], one[2] ?? one[3]]));
    const element = { name: match[2], attributes, children: [], text: '' };
    open.at(-1).children.push(element);
    if (!match[4]) open.push(element);
  }
  assert.equal(open.length, 1, 'every element closes');
  assert.equal(text.slice(at).trim(), '');
  assert.equal(root.children.length, 1, 'one root');
  return root.children[0];
}

const date = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const iri = /^[a-z][a-z0-9+.-]*:\S+$/i;
const all = (element, name) => element.children.filter((one) => one.name === name);
const only = (element, name) => {
  const found = all(element, name);
  assert.equal(found.length, 1, `one ${name} in ${element.name}`);
  return found[0];
};

/** RFC 4287, 4.1.1 and 4.1.2: what must be there, once, and in which form. */
function checkAtom(text) {
  const feed = parseXml(text);
  assert.equal(feed.name, 'feed');
  assert.equal(feed.attributes.xmlns, 'http://www.w3.org/2005/Atom');
  const known = ['id', 'title', 'updated', 'author', 'link', 'entry', 'subtitle', 'generator', 'category', 'rights', 'icon', 'logo', 'contributor'];
  for (const child of feed.children) assert.ok(known.includes(child.name), `${child.name} in a feed`);
  const entries = all(feed, 'entry');
  assert.ok(all(feed, 'author').length > 0 || entries.every((entry) => all(entry, 'author').length > 0), 'an author');
  const ids = new Set();
  for (const element of [feed, ...entries]) {
    const id = only(element, 'id').text;
    assert.match(id, iri);
    assert.ok(!ids.has(id), `one id twice: ${id}`);
    ids.add(id);
    assert.ok(only(element, 'title').text.trim(), 'a title');
    assert.match(only(element, 'updated').text, date);
    for (const published of all(element, 'published')) assert.match(published.text, date);
    for (const link of all(element, 'link')) assert.match(link.attributes.href, iri);
    for (const person of all(element, 'author')) assert.ok(only(person, 'name').text);
    const ways = all(element, 'link').filter((link) => (link.attributes.rel ?? 'alternate') === 'alternate').map((link) => `${link.attributes.type} ${link.attributes.hreflang}`);
    assert.equal(new Set(ways).size, ways.length, 'one alternate of a kind');
    if (element !== feed) assert.ok(ways.length > 0 || all(element, 'content').length === 1, 'an entry without content has an alternate link');
    for (const name of ['content', 'summary']) {
      for (const one of all(element, name)) assert.ok(['text', 'html', 'xhtml', undefined].includes(one.attributes.type), `${name} of type ${one.attributes.type}`);
    }
  }
  assert.ok(all(feed, 'link').some((link) => link.attributes.rel === 'self'), 'a link to itself');
  return entries.length;
}

/** JSON Feed 1.1: what must be there, and the types of what may. */
function checkJsonFeed(text) {
  const feed = JSON.parse(text);
  assert.equal(feed.version, 'https://jsonfeed.org/version/1.1');
  assert.equal(typeof feed.title, 'string');
  for (const name of ['home_page_url', 'feed_url']) assert.match(feed[name], iri);
  const ids = new Set();
  for (const item of feed.items) {
    assert.ok(typeof item.id === 'string' && item.id && !ids.has(item.id), 'an id of its own');
    ids.add(item.id);
    assert.ok(typeof item.content_html === 'string' || typeof item.content_text === 'string', 'content');
    for (const name of ['date_published', 'date_modified']) if (item[name] !== undefined) assert.match(item[name], date);
    for (const name of ['url', 'external_url']) if (item[name] !== undefined) assert.match(item[name], iri);
    for (const author of item.authors ?? []) assert.ok(author.name || author.url);
    for (const tag of item.tags ?? []) assert.equal(typeof tag, 'string');
  }
  return feed.items.length;
}

/** RFC 5545: parsed, and its events have what they must. */
function checkCalendar(text, least) {
  for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, `a line of more than 75 octets: ${line}`);
  const calendar = new ical.Component(ical.parse(text));
  assert.equal(calendar.name, 'vcalendar');
  assert.equal(calendar.getFirstPropertyValue('version'), '2.0');
  assert.ok(calendar.getFirstPropertyValue('prodid'));
  const events = calendar.getAllSubcomponents('vevent').map((one) => new ical.Event(one));
  assert.ok(events.length >= least, `${events.length} events`);
  for (const event of events) {
    assert.ok(event.uid && event.summary, 'an event has a UID and a summary');
    assert.ok(event.component.getFirstPropertyValue('dtstamp'), 'and a stamp');
    assert.ok(event.startDate.toJSDate() <= event.endDate.toJSDate(), 'it begins before it ends');
  }
  assert.equal(new Set(events.map((event) => event.uid)).size, events.length, 'each has a UID of its own');
}

try {
  await fetch(`${server.address}/api/v1/saved/learning`, { method: 'PUT', headers: { 'X-Assay': '1' }, body: '{"query":"learning"}' });
  assert.ok(checkAtom(await get('/api/v1/saved/learning/feed.atom', 'application/atom+xml')) > 0);
  assert.ok(checkJsonFeed(await get('/api/v1/saved/learning/feed.json', 'application/feed+json')) > 0);
  checkAtom(await get('/api/v1/feeds/digest.atom', 'application/atom+xml'));
  checkJsonFeed(await get('/api/v1/feeds/digest.json', 'application/feed+json'));
  assert.equal(parseXml(await get('/api/v1/feeds.opml', 'text/x-opml')).name, 'opml');
  checkCalendar(await get('/api/v1/week.ics', 'text/calendar'), 1);
  checkCalendar(await get('/api/v1/events.ics', 'text/calendar'), 0);
  assert.throws(() => checkAtom('<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:a</id><title>t</title></feed>'), 'the check can fail');
  console.log('ok   feeds and calendars');
} finally {
  server.stop();
}
