import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Events } from '../src/core/stream';
import { readingPlace } from '../src/core/words';

test('events come whole from pieces cut anywhere', () => {
  const text = ': hello\n\nevent: text\ndata: {"a":1}\n\ndata: x\ndata: y\r\n\r\nevent: done\ndata: z';
  for (const size of [1, 2, 5, 100]) {
    const events = new Events();
    const said = [];
    for (let i = 0; i < text.length; i += size) said.push(...events.take(text.slice(i, i + size)));
    assert.deepEqual(said, [{ event: 'text', data: '{"a":1}' }, { event: 'message', data: 'x\ny' }], `pieces of ${size}`);
  }
});

test('where a work is read: its own page first, never another scheme than the web', () => {
  const at = (work: object) => readingPlace({ kind: 'paper', identifiers: [], ...work });
  assert.deepEqual(at({ identifiers: ['arxiv:1706.03762'], code: 'https://github.com/a/b' }), { verb: 'Read it', url: 'https://arxiv.org/abs/1706.03762', host: 'arxiv.org' });
  assert.equal(at({ kind: 'talk', links: [{ rel: 'talk', url: 'https://www.videos.example/v' }] })?.verb, 'Watch it');
  assert.equal(at({ links: [{ rel: 'home', url: 'javascript:alert(1)' }] }), null);
  assert.equal(at({ kind: 'repository', code: 'https://github.com/a/b' })?.host, 'github.com');
  assert.equal(at({}), null);
});
