// A server of a team as a browser sees it: the form of the login, what a change brings along, the end.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { violations } from './harness.mjs';
import { startTeam } from './server.mjs';

const who = { name: 'ada', password: 'two left feet' };

async function logIn(page, password) {
  await page.fill('input[name=user]', who.name);
  await page.fill('input[name=password]', password);
  await page.keyboard.press('Enter');
}

async function team(browser, program, shots) {
  const server = await startTeam(program, who.name, who.password);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  try {
    const page = await context.newPage();
    await page.goto(`${server.address}/settings`);
    assert.equal(new URL(page.url()).pathname, '/login');
    assert.deepEqual(await violations(page).catch(() => []), []);
    await page.screenshot({ path: join(shots, 'login.png') });
    await logIn(page, 'two right feet');
    await page.waitForSelector('[role=alert]');
    assert.match(await page.textContent('[role=alert]'), /do not belong together/);
    await logIn(page, who.password);
    await page.waitForSelector('main h1:has-text("Settings")');
    await page.click('.suggest button >> nth=0');
    await page.waitForSelector('.wants li');
    // A file goes as a body of its own, with the same word.
    await page.goto(`${server.address}/sources`);
    await page.waitForSelector('aside:has-text("Whoever keeps this library")');
    assert.equal(await page.locator('button:has-text("Add source"), button:has-text("Remove"), button:has-text("Pause")').count(), 0);
    const answered = page.waitForResponse((one) => one.url().endsWith('/api/v1/imports'));
    await page.setInputFiles('input[type=file]', { name: 'one.bib', mimeType: 'text/plain', buffer: Buffer.from('@misc{a, title={A record of a team}}') });
    assert.equal((await answered).status(), 202);
    await page.goto(`${server.address}/settings`);
    await page.click('button:has-text("Log out")');
    await page.waitForSelector('input[name=password]');
    assert.equal((await page.request.get(`${server.address}/api/v1/week`)).status(), 401);
  } finally {
    await context.close();
    server.stop();
  }
}

export const teamTests = (program, shots) => [['team: logs in by the form, changes, brings in a file, logs out', (browser) => team(browser, program, shots)]];
