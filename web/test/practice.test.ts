import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addEvent, csvColumns, extent, joinCommand, sayBytes, sayExpected, sayNumber, saySeconds, splitCommand, spread } from '../src/core/practice';

test('numbers, times and sizes are said shortly', () => {
  assert.deepEqual([0.912712, 1024, 0, 1.5e-6, -40, null].map(sayNumber), ['0.9127', '1,024', '0', '1.50e-6', '-40', '–']);
  assert.deepEqual([0.81, 59, 192, 7500].map(saySeconds), ['0.81 s', '59 s', '3 min 12 s', '2 h 05 min']);
  assert.deepEqual([512, 43_000_000].map(sayBytes), ['512 B', '41 MiB']);
});

test('a claim says what it expects', () => {
  const claim = { kind: 'relative', value: -40, unit: '%', direction: 'lower', tolerance: 10 };
  assert.equal(sayExpected(claim), '-40 % against the baseline, ± 10');
  assert.equal(sayExpected({ ...claim, value: null }), 'lower than the baseline');
  assert.equal(sayExpected({ ...claim, kind: 'level', value: 0.9, unit: '' }), '0.9, ± 10');
});

test('a command is cut as a shell cuts it, and joined again', () => {
  assert.deepEqual(splitCommand(`python3 train.py --name 'two words' "" a\\ b {seed}`), ['python3', 'train.py', '--name', 'two words', '', 'a b', '{seed}']);
  assert.equal(splitCommand(`echo "open`), null);
  const words = ['sh', '-c', `echo 'it''s'`, '', '{seed}'];
  assert.deepEqual(splitCommand(joinCommand(words)), words);
});

test('the columns of a CSV file', () => {
  assert.deepEqual(csvColumns('\uFEFFy;"score, raw";sex\n1;0,5;f'), ['y', 'score, raw', 'sex']);
  assert.deepEqual(csvColumns('a,b\r\n1,2'), ['a', 'b']);
});

test('a picture holds every peak, and a flat line has room', () => {
  assert.deepEqual(extent([{ line: [[0, 1], [9, 3]], band: [[4, -2, 8]] }], [10]), { x: [0, 9], y: [-2, 10] });
  assert.deepEqual(extent([{ line: [[3, 2]], band: [] }]), { x: [2.5, 3.5], y: [1.8, 2.2] });
  assert.equal(extent([{ line: [], band: [] }]), null);
});

test('labels are moved apart and stay within', () => {
  const moved = spread([50, 52, 99, 100], 10, 0, 100);
  for (const [a, b] of [[0, 1], [1, 2], [2, 3]] as const) assert.ok(moved[b]! - moved[a]! >= 10, String(moved));
  assert.ok(Math.max(...moved) <= 100);
});

test('events add points, and never more than are held', () => {
  const event = (from: number) => ({ experiment: 'x', run: 'r', state: 'running', seconds: 1, last_step: from,
    metrics: { loss: { last: 1, steps: from, points: Array.from({ length: 60 }, (_, i) => [from + i, i === 3 ? null : 1]) } } });
  let live = addEvent(undefined, event(0), 0, 100);
  assert.equal(live.metrics.loss!.points.length, 59);
  for (let i = 1; i < 10; i++) live = addEvent(live, event(60 * i), 0, 100);
  assert.ok(live.metrics.loss!.points.length <= 100 + 59);
  assert.equal(live.metrics.loss!.points.at(-1)![0], 599);
});
