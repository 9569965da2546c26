// How fast the page is in Chromium: first views, results after a key, other keys.
//
//     build/release/assay --library LIBRARY serve --listen 127.0.0.1:7717 &
//     node bench/serve/page_speed.mjs http://127.0.0.1:7717 [--rounds 7]
//
// First view: from the start of a navigation to the largest contentful paint (https://www.w3.org/TR/largest-contentful-paint/), with nothing in the
// browser's cache, on a place's own address, in a window that is there: a new one of Chromium's loads pages of its own for a second (its address
// bar's), which on two cores takes longer than ours does. Results: from a key in the search field to the frame after the last change of the list, a
// query typed letter by letter, 300 ms apart. Keys: from a key to the frame after it has done what it does.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const harness = join(dirname(fileURLToPath(import.meta.url)), '../../tests/page/harness.mjs');
const { openBrowser } = await import(pathToFileURL(harness));
createRequire(harness).resolve('playwright-core');
const address = process.argv[2];
if (!address) {
  console.error('usage: page_speed.mjs ADDRESS [--rounds N]');
  process.exit(2);
}
const at = process.argv.indexOf('--rounds');
const rounds = at < 0 ? 7 : Number(process.argv[at + 1]);
const places = { week: '/', radar: '/radar', search: '/search?q=model+serving', work: '/work/w1000', practice: '/practice',
  progress: '/progress', sources: '/sources', settings: '/settings' };
const queries = ['graph neural networks', 'low rank adaptation', 'speech recognition', 'differential privacy'];

const sorted = (values) => [...values].sort((a, b) => a - b);
const tell = (name, values) => {
  const all = sorted(values);
  console.log(`${name.padEnd(28)}${all[Math.floor(all.length / 2)].toFixed(0).padStart(8)} ms median${all[all.length - 1].toFixed(0).padStart(8)} ms most${String(all.length).padStart(6)} times`);
};

const browser = await openBrowser();
const painted = () => new Promise((resolve) => {
  let last = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) last = one.startTime; }).observe({ type: 'largest-contentful-paint', buffered: true });
  setTimeout(() => resolve(last), 700);
});
for (const [name, path] of Object.entries(places)) {
  const times = [];
  for (let i = 0; i < rounds; ++i) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.waitForTimeout(1500);
    await page.goto(address + path, { waitUntil: 'commit' });
    times.push(await page.evaluate(painted));
    await context.close();
  }
  tell(`first view: ${name}`, times.slice(1));  // the server's own first look is not the reader's wait
}

const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
const page = await context.newPage();
await page.goto(address);
await page.waitForSelector('main h1');
// The last change in the page's main part after a key, in the frame that shows it.
await page.evaluate(() => {
  globalThis.keyAt = 0;
  globalThis.changedAt = 0;
  addEventListener('keydown', () => { globalThis.keyAt = performance.now(); globalThis.changedAt = 0; }, true);
  const note = () => requestAnimationFrame(() => { globalThis.changedAt = performance.now(); });
  new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  addEventListener('focusin', note);
});
const took = () => page.evaluate(() => (globalThis.changedAt === 0 ? null : globalThis.changedAt - globalThis.keyAt));
const shown = [];
for (const query of queries) {
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await page.keyboard.press('Control+a');
  for (const letter of query) {
    await page.keyboard.press(letter === ' ' ? 'Space' : letter);
    await page.waitForTimeout(300);
    const time = await took();
    if (time !== null) shown.push(time);
  }
}
tell('results after a key', shown);
console.log(`${''.padEnd(28)}${(100 * shown.filter((time) => time < 60).length / shown.length).toFixed(0).padStart(8)} % under 60 ms`);
const acts = [];
await page.keyboard.press('Escape');
await page.evaluate(() => document.activeElement?.blur());
for (const key of ['j', 'j', 'k', '?', 'Escape', 'j']) {
  await page.keyboard.press(key);
  await page.waitForTimeout(400);
  const time = await took();
  if (time !== null) acts.push(time);
}
tell('other keys', acts);
await browser.close();
