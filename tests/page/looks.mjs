// Every place at every width in both themes: no violation, no error, nothing wider than the window, a picture.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { openPage, overflow, violations } from './harness.mjs';

const places = [['week', '/week'], ['radar', '/radar'], ['search', '/search?q=learning'], ['work', null], ['practice', '/practice'], ['lab', '/practice/attention'],
  ['experiment', '/experiment/smoothing'], ['run', '/experiment/smoothing?run=20261124-090030-1'], ['long', '/experiment/long'], ['empty', '/experiment/empty'],
  ['trial', '/trial/optuna'], ['audit', '/audit'],
  ['progress', '/progress'], ['sources', '/sources'], ['settings', '/settings'], ['missing', '/nowhere'], ['nothing', '/search?q=zzzzqqqx']];

async function firstWork(address) {
  const answer = await (await fetch(`${address}/api/v1/radar?k=1`)).json();
  return `/work/${answer.items[0].id}`;
}

async function look(browser, address, shots, [name, path], width, theme) {
  const { page, faults, context } = await openPage(browser, address, { width, theme, path: path ?? await firstWork(address) });
  await page.waitForTimeout(450);
  await page.waitForSelector('main .waiting', { state: 'detached' });
  await page.screenshot({ path: join(shots, `${name}-${width}-${theme}.png`), fullPage: width < 500 && name !== 'radar' && name !== 'search' });
  const [found, wider] = [await violations(page), await overflow(page)];
  await context.close();
  assert.deepEqual(found, [], 'axe');
  assert.deepEqual(faults, [], 'console');
  assert.ok(wider <= 0, `${wider} px wider than the window`);
}

/** `quick`: each place once, by turns small and dark, wide and light. */
export function lookTests(shots, quick = false) {
  const looks = [[390, 'dark'], [1440, 'light'], [820, 'light'], [390, 'light'], [820, 'dark'], [1440, 'dark']];
  return places.flatMap((place, i) => (quick ? [looks[i % 2]] : looks).map(([width, theme]) =>
    [`look ${place[0]} ${width} ${theme}`, (browser, address) => look(browser, address, shots, place, width, theme)]));
}
