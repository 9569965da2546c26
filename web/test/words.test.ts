import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fullDate, identifierUrl, safeUrl, sayClaim, sayDate, sayDials, sayInterval, sayMinutes, sayMoment, sayWeek, shiftWeek, weekDays } from '../src/core/words';

test('dates are said as one would on the day', () => {
  const today = '2026-11-27';
  const said: [string, string][] = [['2026-11-27', 'today'], ['2026-11-26', 'yesterday'], ['2026-11-28', 'tomorrow'],
    ['2026-11-24', 'Tuesday'], ['2026-11-20', 'a week ago'], ['2026-11-04', '3 weeks ago'], ['2026-08-20', '3 months ago'],
    ['2017-12-17', '8 years ago'], ['2026-12-20', 'in 3 weeks'], ['soon', 'soon']];
  for (const [date, words] of said) assert.equal(sayDate(date, today), words, date);
  assert.equal(fullDate('2026-11-27T08:00:00Z'), 'Friday, 27 November 2026');
  assert.equal(fullDate('never'), 'never');
});

test('moments are said in minutes and hours, to come and gone', () => {
  const now = Date.parse('2026-11-27T12:00:00Z');
  assert.equal(sayMoment('2026-11-27T11:59:40Z', now), 'just now');
  assert.equal(sayMoment('2026-11-27T11:58:00Z', now), '2 min ago');
  assert.equal(sayMoment('2026-11-27T09:00:00Z', now), '3 h ago');
  assert.equal(sayMoment('2026-11-27T12:20:00Z', now), 'in 20 min');
  assert.equal(sayMoment('2026-11-25T12:00:00Z', now), 'Wednesday');
  assert.equal(sayMoment('x', now), 'x');
});

test('weeks by ISO 8601, over the ends of years', () => {
  assert.deepEqual(weekDays('2026-W48'), ['2026-11-23', '2026-11-29']);
  assert.deepEqual(weekDays('2020-W53'), ['2020-12-28', '2021-01-03']);
  assert.equal(shiftWeek('2020-W53', 1), '2021-W01');
  assert.equal(shiftWeek('2021-W01', -1), '2020-W53');
  assert.equal(shiftWeek('2026-W48', -25), '2026-W23');
  assert.equal(sayWeek('2026-W48', '2026-11-27'), '23–29 November');
  assert.equal(sayWeek('2026-W49', '2026-11-27'), '30 November – 6 December');
  assert.equal(sayWeek('2025-W10', '2026-11-27'), '3–9 March 2025');
});

test('spans of time, claims and dials in words', () => {
  assert.equal(sayMinutes(45), '45 min');
  assert.equal(sayMinutes(160), '2 h 40');
  assert.equal(sayMinutes(0), '0 min');
  assert.deepEqual([60, 600, 7200, 691_200, 86_400 * 92].map(sayInterval), ['1 min', '10 min', '2 h', '8 days', '3 months']);
  assert.equal(sayClaim({ value: 2, high: 10, unit: 'x', bound: 'up_to' }), 'up to 2–10×');
  assert.equal(sayClaim({ value: 3.14159, high: null, unit: '%', bound: null }), '3.142 %');
  assert.equal(sayDials(0.9, 0.9), 'led by developers, research');
  assert.equal(sayDials(null, 0.9), 'not judged yet');
});

test('only http and https are followed', () => {
  assert.equal(safeUrl('javascript:alert(1)'), null);
  assert.equal(safeUrl('data:text/html,x'), null);
  assert.equal(safeUrl('//example.org'), null);
  assert.equal(safeUrl('https://example.org/a'), 'https://example.org/a');
  assert.equal(identifierUrl('arxiv:2106.09685'), 'https://arxiv.org/abs/2106.09685');
  assert.equal(identifierUrl('url:javascript:alert(1)'), null);
  assert.equal(identifierUrl('x'), null);
});
