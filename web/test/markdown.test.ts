import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blocks, inline } from '../src/core/markdown';
import { wordSpans } from '../src/core/text';

test('blocks: headings, paragraphs, lists, code and tables', () => {
  const all = blocks('# A\ntext\nmore\n\n- one\n  goes on\n- two\n\n1. first\n\n```py\nx = 1\n# no heading\n```\n| a | b |\n|---|---|\n| 1 | `c` |\nend');
  assert.deepEqual(all.map((one) => one.kind), ['heading', 'text', 'list', 'list', 'code', 'table', 'text']);
  assert.deepEqual(all[1], { kind: 'text', text: 'text\nmore' });
  assert.deepEqual(all[2], { kind: 'list', ordered: false, items: ['one\ngoes on', 'two'] });
  assert.deepEqual(all[4], { kind: 'code', text: 'x = 1\n# no heading' });
  assert.deepEqual(all[5], { kind: 'table', head: ['a', 'b'], rows: [['1', '`c`']] });
});

test('inline: code and stress, not within formulas; markup of another kind stays text', () => {
  assert.deepEqual(inline('`a` and **b** *c* $x*y*z$ <b>'), [
    { kind: 'code', value: 'a' }, { kind: 'text', value: ' and ' }, { kind: 'strong', value: 'b' }, { kind: 'text', value: ' ' },
    { kind: 'em', value: 'c' }, { kind: 'text', value: ' $x*y*z$ <b>' }]);
});

test('words of a query are found in their forms, by bytes; filters and what is excluded are not', () => {
  const text = 'größer: Serving models, served fast';
  const cut = (query: string) => wordSpans(text, query).map((span) =>
    new TextDecoder().decode(new TextEncoder().encode(text).slice(span.begin, span.end)));
  assert.deepEqual(cut('serve kind:paper -fast'), ['Serving', 'served'].filter((word) => word.toLowerCase().startsWith('serv')));
  assert.deepEqual(cut('GRÖSSER größer'), ['größer']);
  assert.deepEqual(cut('kind:models OR'), []);
});
