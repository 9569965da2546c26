// Tests of the page in a real browser: `node run.mjs PROGRAM` or `node run.mjs --at http://127.0.0.1:PORT`.
// Screenshots go to build/screenshots. `--quick` takes one look at each place and the main tasks. `--only WORD` runs the tests whose name has the word.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { needPackage, needPage, skip } from './skip.mjs';

for (const name of ['playwright-core', 'axe-core']) needPackage(name);
const { findChromium, openBrowser } = await import('./harness.mjs');
const { lookTests } = await import('./looks.mjs');
const { startServer } = await import('./server.mjs');
const { taskTests } = await import('./tasks.mjs');
const { teamTests } = await import('./team.mjs');

const after = (name) => { const i = process.argv.indexOf(name); return i < 0 ? null : process.argv[i + 1]; };
if (!findChromium()) skip('no Chromium here (apt-get install chromium, or set CHROMIUM)');
const quick = process.argv.includes('--quick');
if (!after('--at')) needPage();
const shots = join(dirname(fileURLToPath(import.meta.url)), '../../build/screenshots');
mkdirSync(shots, { recursive: true });
const at = after('--at');
const server = at ? { address: at.replace(/\/$/, ''), stop: () => {} } : await startServer(process.argv[2]);
const browser = await openBrowser();
let failed = 0;
try {
  for (const [name, test] of [...lookTests(shots, quick), ...taskTests.filter((one) => !quick || one[2]), ...(at ? [] : teamTests(process.argv[2], shots))]) {
    if (after('--only') && !name.includes(after('--only'))) continue;
    try {
      await test(browser, server.address);
      console.log(`ok   ${name}`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL ${name}\n     ${String(error.message ?? error).split('\n').slice(0, 12).join('\n     ')}`);
    }
  }
} finally {
  await browser.close();
  server.stop();
}
console.log(failed === 0 ? 'all passed' : `${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
