import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cut, filterValues, fragment, prose, snippet, toggleFilter, toggleYear, unitOffsets } from '../src/core/text';

const span = (begin: number, end: number) => ({ field: 'title', begin, end });

test('byte offsets land between the right characters', () => {
  assert.deepEqual(unitOffsets('aé😀b', [0, 1, 3, 7, 8, 99]), [0, 1, 2, 4, 5, 5]);
  assert.deepEqual(unitOffsets('', [0, 4]), [0, 0]);
  assert.deepEqual(unitOffsets('ab', [2, 0]), [2, 0]);
});

test('a text is cut where marks begin and end, and none is lost', () => {
  const pieces = cut('größer and faster', [span(0, 8), span(4, 19)]);
  assert.equal(pieces.map((piece) => piece.text).join(''), 'größer and faster');
  assert.deepEqual(pieces.map((piece) => [piece.text, piece.marks.length]), [['grö', 1], ['ßer', 2], [' and faster', 1]]);
  assert.deepEqual(cut('plain', []), [{ text: 'plain', marks: [] }]);
});

test('a mark that ends in a formula goes around it', () => {
  const text = 'up to $6\\times$ faster';
  assert.deepEqual(cut(text, [span(0, 8), span(7, 22)]).map((piece) => [piece.text, piece.marks.length]),
    [['up to ', 1], ['$6\\times$', 2], [' faster', 1]]);
  assert.equal(fragment('6\\times$ faster'), '6× faster');
  assert.equal(fragment('costs $5 or $6'), 'costs $5 or $6');
});

test('letters that TeX writes are letters, quotes in code are not', () => {
  const say = (text: string) => prose(text).map((one) => one.value).join('|');
  assert.equal(say("Andr\\'e and Schr\\\"odinger, H\\'{e}l\\`ene, 5\\%"), 'André and Schrödinger, Hélène, 5%');
  const code = String.raw`{\"name\": \"attention\"}, it\'s`;
  assert.equal(say(code), code);
});

test('a snippet keeps the first mark on its words', () => {
  const text = 'é '.repeat(200) + 'needle in the hay ' + 'x '.repeat(200);
  const begin = new TextEncoder().encode('é '.repeat(200)).length;
  const made = snippet(text, [span(begin, begin + 6)], 90);
  assert.ok(made.text.length <= 93);
  assert.deepEqual(cut(made.text, made.marks).filter((piece) => piece.marks.length > 0).map((piece) => piece.text), ['needle']);
});

test('formulas are told from prices', () => {
  assert.deepEqual(prose('a $x^2$ b').map((one) => [one.kind, one.value]), [['text', 'a '], ['maths', 'x^2'], ['text', ' b']]);
  assert.deepEqual(prose('costs $5 or $10').map((one) => one.kind), ['text']);
  assert.deepEqual(prose('\\[y\\]').map((one) => [one.kind, one.display]), [['maths', true]]);
  assert.deepEqual(prose('').length, 0);
});

test('facets are filters of the query, on and off', () => {
  assert.equal(toggleFilter('fast', 'kind', 'paper'), 'fast kind:paper');
  assert.equal(toggleFilter('fast kind:paper', 'kind', 'paper'), 'fast');
  assert.equal(toggleFilter('kind:post fast', 'kind', 'paper'), 'fast kind:paper');
  assert.equal(toggleFilter('', 'venue', 'two words'), 'venue:"two words"');
  assert.deepEqual(filterValues('venue:"two words" kind:a', 'venue'), ['two words']);
  assert.equal(toggleYear('fast', '2018'), 'fast since:2018 until:2018');
  assert.equal(toggleYear('fast since:2018 until:2018', '2018'), 'fast');
  assert.equal(toggleYear('fast since:2018 until:2018', '2019'), 'fast since:2019 until:2019');
});
