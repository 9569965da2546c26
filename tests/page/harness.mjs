// A browser with pages that fail the test when the console has an error or another host is asked.
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
export const findChromium = () => process.env.CHROMIUM ?? places.find((path) => existsSync(path));

export async function openBrowser() {
  return chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-dev-shm-usage', '--force-color-profile=srgb'] });
}

/** A page at this width and theme; `faults` collects what went wrong on it. */
export async function openPage(browser, address, { width = 1440, theme = 'light', path = '/' } = {}) {
  const height = width < 500 ? 844 : width < 1000 ? 1180 : 900;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: 'reduce', bypassCSP: false });
  const page = await context.newPage();
  const faults = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (400|404|503)/.test(message.text())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(address) && !request.url().startsWith('data:')) faults.push(`asked ${request.url()}`);
  });
  await page.goto(address + path);
  await page.waitForSelector('main h1, main h2');
  await page.waitForSelector('main .waiting', { state: 'detached' });
  return { page, faults, context };
}

/** What axe finds on the page, as lines; none is good. */
export async function violations(page) {
  const { readFileSync } = await import('node:fs');
  await page.evaluate(readFileSync(axePath, 'utf8'));
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return found.violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 140)).join(' | ')}`);
}

/** Wider than the window is a fault: nobody scrolls a page sideways. */
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
