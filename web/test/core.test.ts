import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandOf } from '../src/core/chord';
import { layOut } from '../src/core/graph';
import { inBox, parseBox, pickRadar } from '../src/core/radar';
import { parseRoute, pathOf } from '../src/core/routes';
import type { Lab, RadarItem } from '../src/core/types';

test('addresses lead to places and back', () => {
  assert.equal(parseRoute('/', '').place, 'week');
  assert.deepEqual(parseRoute('/work/arxiv%3A1', '?at=note'), { place: 'work', id: 'arxiv:1', query: { at: 'note' } });
  assert.equal(parseRoute('/work', '?id=arxiv:1').id, 'arxiv:1');
  assert.equal(parseRoute('/nowhere', '').place, 'missing');
  assert.equal(parseRoute('/work/a/b', '').place, 'missing');
  assert.equal(parseRoute('/work/%', '').id, '%');
  assert.equal(pathOf('search', '', { q: 'a b', sort: undefined, mode: '' }), '/search?q=a+b');
  assert.equal(pathOf('work', 'github:a/b'), '/work/github%3Aa%2Fb');
});

test('keys: a chord by two keys, none in a field, none with a modifier', () => {
  const key = { key: 'r', modified: false, inField: false, waiting: false };
  assert.equal(commandOf(key), 'related');
  assert.equal(commandOf({ ...key, waiting: true }), 'radar');
  assert.equal(commandOf({ ...key, key: 'q', waiting: true }), null);
  assert.equal(commandOf({ ...key, inField: true }), null);
  assert.equal(commandOf({ ...key, key: 'Escape', inField: true }), 'escape');
  assert.equal(commandOf({ ...key, modified: true }), null);
});

const item = (id: string, more: Partial<RadarItem>): RadarItem => ({
  id, identifiers: [], kind: 'paper', title: id, year: 2026, date: null, venue: 'arXiv', score: 1, developer_led: 0.8, research: 0.9,
  topics: [], why: [], explore: false, evidence: null, ...more,
});

test('the radar is filtered by kind, topic, source, date and box', () => {
  const items = [item('a', { date: '2026-11-20' }), item('b', { kind: 'post', date: '2026-01-01' }), item('c', { topics: ['fairness'], date: '2020-01-01' }),
    item('d', { developer_led: null, research: null, venue: null })];
  const ids = (query: Record<string, string>) => pickRadar(items, query, '2026-11-27').map((one) => one.id).join('');
  assert.equal(ids({}), 'abcd');
  assert.equal(ids({ kind: 'post' }), 'b');
  assert.equal(ids({ topic: 'fairness' }), 'c');
  assert.equal(ids({ source: 'arXiv' }), 'abc');
  assert.equal(ids({ age: '31' }), 'ad');
  assert.equal(ids({ age: 'nonsense' }), 'abcd');
  assert.equal(parseBox('0,1,0'), null);
  assert.equal(parseBox('0.9,0.1,0,1'), null);
  assert.equal(parseBox('0,2,0,1'), null);
  assert.ok(inBox(items[0]!, parseBox('0.5,1,0.5,1')));
  assert.ok(!inBox(items[3]!, parseBox('0,1,0,1')));
});

test('labs stand right of what they require, and a circle ends', () => {
  const lab = (name: string, requires: string[]): Lab => ({ name, title: name, works: [], requires, minutes: 10, state: 'new' });
  const nodes = layOut([lab('c', ['a', 'b']), lab('a', []), lab('b', ['a']), lab('x', ['y']), lab('y', ['x']), lab('z', ['gone'])]);
  const column = (name: string) => nodes.find((node) => node.lab.name === name)!.column;
  assert.deepEqual([column('a'), column('b'), column('c'), column('z')], [0, 1, 2, 0]);
  assert.equal(nodes.length, 6);
  assert.deepEqual(layOut([]), []);
});
