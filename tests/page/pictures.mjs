// The README's pictures, from the real page on the real starter library: `node pictures.mjs PROGRAM` writes docs/pictures.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { needPackage, needPage } from './skip.mjs';

needPackage('playwright-core');
needPage();
const { openBrowser, openPage } = await import('./harness.mjs');
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = mkdtempSync(join(tmpdir(), 'assay-pictures-'));
const env = { ...process.env, ASSAY_NOW: '2026-11-24T09:00:00Z', XDG_CONFIG_HOME: folder };
const assay = (...words) => execFileSync(process.argv[2], ['--library', join(folder, 'library'), '--quiet', ...words], { env, stdio: 'ignore' });

assay('import', '--source', 'starter', join(root, 'data/starter.jsonl.xz'));
assay('interests', 'add', 'model serving', 'quantization', 'fairness');
assay('interests', 'hours', '4');
assay('week');
assay('done', '1');
// The README's experiment: Python 3 with NumPy makes its ten runs in some seconds.
const trial = join(folder, 'library/experiments/int8');
assay('experiment', 'new', 'arxiv:2208.07339', '--name', 'int8', '--template', 'optimizer');
cpSync(join(root, 'examples/int8'), trial, { recursive: true });
execFileSync(process.argv[2], ['--library', join(folder, 'library'), '--quiet', 'run', '-e', 'int8', '--seeds', '5', '--sweep', 'variant=baseline,idea', '--',
  'python3', 'train.py', '--variant', '{variant}', '--seed', '{seed}'], { env, cwd: trial, stdio: 'ignore' });
assay('compare', 'int8');
const child = spawn(process.argv[2], ['--library', join(folder, 'library'), '--json', 'serve', '--log-level', 'error', '--listen', '127.0.0.1:0', '--web', join(root, 'web/dist')],
  { env, stdio: ['ignore', 'pipe', 'inherit'] });
const address = await new Promise((resolve) => child.stdout.once('data', (bytes) => resolve(JSON.parse(String(bytes)).listening)));
const browser = await openBrowser();
mkdirSync(join(root, 'docs/pictures'), { recursive: true });

async function picture(name, path, theme, height) {
  const { page, context } = await openPage(browser, address, { width: 1280, theme, path });
  await page.setViewportSize({ width: 1280, height });
  await page.waitForTimeout(600);
  const session = await context.newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
  const bytes = Buffer.from(data, 'base64');
  writeFileSync(join(root, 'docs/pictures', `${name}.webp`), bytes);
  await page.screenshot({ path: join(root, 'build', `${name}.png`) });
  console.log(`docs/pictures/${name}.webp ${bytes.length} bytes`);
  await context.close();
}
try {
  await picture('week', '/week', 'light', 800);
  const work = (await (await fetch(`${address}/api/v1/search?q=${encodeURIComponent('"large language model" serving memory')}&k=1`)).json()).hits[0];
  await picture('work', `/work/${work.id}`, 'dark', 860);
  await picture('experiment', '/experiment/int8', 'light', 1000);
} finally {
  await browser.close();
  child.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
}
