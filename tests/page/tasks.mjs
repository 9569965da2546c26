// The main task of each place, by keyboard and by mouse, as a person would do it.
import assert from 'node:assert/strict';
import { peak, predictions } from './experiments.mjs';
import { openPage, violations } from './harness.mjs';

const url = (page) => new URL(page.url());
const settle = (page) => page.waitForSelector('main .waiting', { state: 'detached' });
const api = async (address, path, method = 'GET', body) => {
  const response = await fetch(`${address}/api/v1/${path}`, { method,
    headers: method === 'GET' ? {} : { 'X-Assay': '1', 'Content-Type': 'application/json' }, body: body ? JSON.stringify(body) : undefined });
  return response.json();
};
const item = async (address, n) => (await api(address, 'week')).items.find((one) => one.n === n);
const until = async (check, what) => {
  for (let i = 0; i < 60; i++) { if (await check()) return; await new Promise((done) => setTimeout(done, 50)); }
  assert.fail(`waited for: ${what}`);
};

/** Goes to a place whose answers are partly made up: of a model or a checker that this machine may lack. */
async function visit(page, address, path, answers) {
  // The page comes with the true answers: without them it asks.
  await page.route(address + path, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(/<script type="application.json"[^]*?<.script>/, '') });
  });
  for (const [pattern, answer] of answers) await page.route(pattern, answer);
  await page.goto(address + path);
  await page.waitForSelector('main h1');
  await settle(page);
}
const said = (events) => events.map(([event, data]) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`).join('');

async function with_page(browser, address, options, test) {
  const { page, faults, context } = await openPage(browser, address, options);
  try { await test(page); assert.deepEqual(faults, [], 'console'); } finally { await context.close(); }
}
const task = (name, options, test) => [`task ${name}`, (browser, address) =>
  with_page(browser, address, options, (page) => test(page, address)), options.main ?? false];

export const taskTests = [
  task('week: done and undone by keys', { main: true, path: '/week' }, async (page, address) => {
    await page.keyboard.press('j');
    const n = (await api(address, 'week')).items[0].n;
    await page.keyboard.press('x');
    await page.waitForSelector('#item-0.done');
    await until(async () => (await item(address, n)).state === 'done', 'the item done in the library');
    await page.waitForSelector('.undo button');
    assert.match(await page.textContent('.undo'), /^Done: .+Undo/);
    await page.keyboard.press('u');
    await page.waitForSelector('#item-0.planned');
    await until(async () => (await item(address, n)).state === 'planned', 'the item open again in the library');
  }),
  task('week: skipped and taken up by mouse', { path: '/week', width: 390 }, async (page, address) => {
    const n = (await api(address, 'week')).items[1].n;
    await page.click('#item-1 .acts button:has-text("Skip")');
    await page.waitForSelector('#item-1.skipped');
    await until(async () => (await item(address, n)).state === 'skipped', 'skipped in the library');
    await page.click('.undo button');
    await page.waitForSelector('#item-1.planned');
    await page.click('#item-0 .tick');
    await page.waitForSelector('#item-0.done');
    await page.click('#item-0 .tick');
    await page.waitForSelector('#item-0.planned');
  }),
  ['task first views: what they show comes with the page, and is not asked for', async (browser, address) => {
    const work = (await api(address, 'radar?k=1')).items[0].id;
    const places = { '/': ['week', 'interests', 'review', 'sources'], '/radar': ['radar?k=100', 'sources'], '/search?q=learning+rate': ['search?q=learning+rate&k=20'],
      [`/work/${work}`]: [`works/${work}`, `works/${work}/why`, `works/${work}/claims`, 'week'], '/practice': ['labs', 'trials', 'experiments', 'review'],
      '/practice/attention': ['labs/attention'], '/experiment/smoothing': ['experiments/smoothing'], '/progress': ['progress?weeks=26'],
      '/sources': ['sources', 'source-presets'], '/settings': ['settings', 'interests', 'session', 'helper'] };
    for (const [path, answers] of Object.entries(places)) {
      await with_page(browser, address, {}, async (page) => {
        const asked = [];
        page.on('request', (request) => asked.push(request.url().replace(`${address}/api/v1/`, '')));
        await page.goto(address + path);
        await page.waitForSelector('main h1');
        await settle(page);
        assert.deepEqual(asked.filter((one) => answers.includes(one)), [], path);
      });
    }
  }, true],
  task('a page out of the cache asks again', { path: '/week' }, async (page, address) => {
    const n = (await api(address, 'week')).items[0].n;
    await page.goto(`${address}/healthz`);
    await api(address, `weeks/${(await api(address, 'week')).week}/items/${n}/done`, 'POST');
    await page.goBack();
    await page.waitForSelector('#item-0.done');
    await api(address, `weeks/${(await api(address, 'week')).week}/items/${n}/undo`, 'POST');
  }),
  task('a browser that keeps nothing shows the page, and its theme turns', {}, async (page, address) => {
    await page.addInitScript(() => {
      for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('no', 'SecurityError'); } });
    });
    await page.goto(`${address}/settings`);
    await page.click('label:has-text("dark")');
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
  }),
  ['task many tabs: one stream of events serves all of them, and another takes it over', async (browser, address) => {
    const context = await browser.newContext();
    const tabs = [];
    const streams = [];
    for (let i = 0; i < 8; i++) {
      const page = await context.newPage();
      page.on('response', (response) => { if (response.url().endsWith('/api/v1/events')) streams.push(page); });
      await page.goto(`${address}/sources`);
      await page.waitForSelector('main h1');
      tabs.push(page);
    }
    await until(() => streams.length === 1, 'a stream');
    const checks = (page, n) => until(async () => await page.locator('.job.done:has-text("doctor")').count() === n, `${n} jobs that are done`);
    try {
      await api(address, 'doctor', 'POST');
      await checks(tabs[7], 1);
      await streams[0].close();
      await until(() => streams.length === 2, 'a stream of another tab');
      await api(address, 'doctor', 'POST');
      await checks(tabs[7], 2);
      assert.equal(streams.length, 2);
    } finally {
      await context.close();
    }
  }],
  task('search: a filter that is not whole yet leaves what was found', { path: '/search?q=learning' }, async (page) => {
    const before = await page.locator('.entries > li').count();
    assert.ok(before > 0);
    await page.fill('input[type=search]', 'learning led:>');
    await page.waitForSelector('.wrong');
    assert.equal(await page.locator('.entries > li').count(), before);
    await page.fill('input[type=search]', 'learning led:>0.0');
    await page.waitForSelector('.wrong', { state: 'detached' });
  }),
  task('radar: a work opened by keys, and back', { main: true, path: '/radar' }, async (page) => {
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const title = await page.textContent('#new-1 h2');
    await page.keyboard.press('Enter');
    await page.waitForSelector('article h1');
    assert.equal(await page.textContent('article h1'), title);
    await until(() => page.evaluate(() => document.activeElement?.id === 'main'), 'the focus in the new place');
    await page.goBack();
    await page.waitForSelector('#new-1');
    assert.equal(url(page).pathname, '/radar');
  }),
  task('radar: brushed by mouse, kept over a reload', { path: '/radar' }, async (page) => {
    const before = await page.locator('.entries > li').count();
    const frame = await page.locator('.scatter svg').boundingBox();
    await page.mouse.move(frame.x + frame.width * 0.6, frame.y + 4);
    await page.mouse.down();
    await page.mouse.move(frame.x + frame.width - 4, frame.y + frame.height * 0.6, { steps: 4 });
    await page.mouse.up();
    await until(async () => (await page.locator('.entries > li').count()) < before, 'fewer works');
    const kept = await page.locator('.entries > li').count();
    assert.ok(url(page).searchParams.get('box'));
    await page.reload();
    await page.waitForSelector('#new-0');
    assert.equal(await page.locator('.entries > li').count(), kept);
    await page.click('.head a:has-text("Show all")');
    await until(async () => (await page.locator('.entries > li').count()) === before, 'all works again');
  }),
  task('search: typed, opened by keys, back with the words', { main: true, path: '/week' }, async (page) => {
    await page.keyboard.press('/');
    await page.keyboard.type('learning', { delay: 15 });
    await page.waitForSelector('#hit-0 mark');
    assert.equal(url(page).searchParams.get('q'), 'learning');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForSelector('article h1');
    await page.goBack();
    await page.waitForSelector('#hit-0');
    assert.equal(await page.inputValue('input[name=q]'), 'learning');
    await page.goBack();
    await page.waitForSelector('#item-0');
  }),
  task('search: narrowed by a facet with the mouse', { path: '/search?q=learning' }, async (page) => {
    await page.waitForSelector('.facets a');
    await page.click('.facets section:nth-of-type(2) a >> nth=0');
    await until(() => /topic:/.test(url(page).searchParams.get('q')), 'a filter in the query');
    await page.waitForSelector('.facets a[aria-current=true]');
    await page.click('.facets a[aria-current=true]');
    await until(() => url(page).searchParams.get('q') === 'learning', 'the filter gone');
  }),
  task('search: nothing found says what to do', { path: '/search?q=zzzzqqqx' }, async (page) => {
    assert.match(await page.textContent('.empty'), /Nothing found.*Take a word or a filter away/);
  }),
  task('work: evidence, related and note by keys; a draft outlives a reload', { main: true, path: '/radar' }, async (page, address) => {
    await page.click('#new-0 h2 a');
    await page.waitForSelector('article .mark');
    const id = url(page).pathname.split('/').pop();
    await page.keyboard.press('e');
    await page.waitForSelector('.legend:has-text("Hide the marks")');
    await page.keyboard.press('e');
    await page.waitForSelector('.legend:has-text("Mark the evidence")');
    assert.equal(await page.locator('article .mark').count(), 0);
    await page.keyboard.press('r');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'related');
    await page.keyboard.press('n');
    await page.keyboard.type('Worth a try <b>soon</b>');
    await page.reload();
    await page.waitForSelector('#note');
    await settle(page);
    assert.equal(await page.inputValue('#note'), 'Worth a try <b>soon</b>');
    await page.focus('#note');
    await page.keyboard.press('Control+Enter');
    await page.waitForSelector('.note:has-text("Worth a try <b>soon</b>")');
    assert.equal(await page.inputValue('#note'), '');
    assert.ok((await api(address, `works/${id}`)).notes.length > 0);
  }),
  task('work: rated and related by an aspect with the mouse', { path: '/radar', width: 820 }, async (page, address) => {
    await page.click('#new-1 h2 a');
    await page.waitForSelector('.judge');
    const id = url(page).pathname.split('/').pop();
    await page.click('[aria-label="Rate 4 of 5"]');
    await until(async () => (await api(address, `works/${id}`)).rating === 4, 'the rating in the library');
    await page.click('.tabs button:has-text("Method")');
    await until(() => url(page).searchParams.get('related') === 'method', 'the aspect in the address');
    assert.equal(await page.getAttribute('.tabs button:has-text("Method")', 'aria-pressed'), 'true');
  }),
  task('work: an id that is unknown says so', { path: '/work/w99999999' }, async (page) => {
    assert.match(await page.textContent('.trouble'), /Not found/);
  }),
  task('places by keys, and help', { path: '/' }, async (page) => {
    for (const [key, path] of [['r', '/radar'], ['p', '/practice'], ['o', '/progress'], ['s', '/sources'], ['w', '/week']]) {
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      await until(() => url(page).pathname === path, path);
    }
    await page.keyboard.press('?');
    await page.waitForSelector('dialog[open]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog[open]', { state: 'detached' });
  }),
  task('practice: a card answered by keys, and the answer undone', { main: true, path: '/practice' }, async (page, address) => {
    await page.waitForSelector('.card');
    assert.equal(await page.locator('.card .answer').count(), 0);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.card .answer math');
    await page.click('.card button:has-text("Good")');
    await page.waitForSelector('.card', { state: 'detached' });
    await page.keyboard.press('u');
    await page.waitForSelector('.card');
    assert.equal((await api(address, 'review')).due, 1);
  }),
  task('practice: a lab read, started, hinted and checked', { main: true, path: '/practice' }, async (page, address) => {
    await page.click('.map a:has-text("Softmax and cross")');
    await page.waitForSelector('.markdown math');
    assert.equal(url(page).pathname, '/practice/softmax-cross-entropy');
    await page.click('button:has-text("Start in Python")');
    await page.waitForSelector('code.file');
    await page.click('button:has-text("Hint")');
    await page.waitForSelector('h2:has-text("Hints opened")');
    await page.click('button:has-text("Check")');
    await page.waitForSelector('.report .failed, .undo:has-text("walled off")', { timeout: 60000 });
    assert.equal((await api(address, 'labs/softmax-cross-entropy')).state, 'started');
    await page.goBack();
    await page.waitForSelector('.lab.started');
  }),
  task('practice: an experiment, its metrics and a run, by keys and back', { main: true, path: '/practice' }, async (page) => {
    await page.waitForSelector('.experiments .thumb svg');
    await page.focus('#experiment-2');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.verdict.partly');
    assert.match(await page.textContent('.verdict'), /Partly reproduced/);
    assert.match(await page.textContent('.claims-tested'), /claimed -40 % against the baseline, ± 10.*measured -/);
    await page.waitForSelector('.curves .band.c1', { state: 'attached' });
    await page.click('.tabs button:has-text("accuracy")');
    await until(() => url(page).searchParams.get('metric') === 'accuracy', 'the metric in the address');
    await page.waitForSelector('.curves:has-text("accuracy: the line")');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.run pre');
    assert.ok(url(page).searchParams.get('run'));
    await page.goBack();
    await page.waitForSelector('.run', { state: 'detached' });
  }),
  task('experiment: 100,000 points, and the one peak is in the picture', { main: true, path: '/experiment/long?metric=loss' }, async (page) => {
    await page.click('summary:has-text("As a table")');
    const row = await page.textContent('.curves tbody tr');
    assert.match(row, /100,000/);
    assert.ok(row.includes(String(peak.value)), row);
  }),
  task('experiment: run from the page, followed and cancelled', { main: true, path: '/experiment/empty' }, async (page, address) => {
    assert.match(await page.textContent('.empty'), /Nothing has been run yet/);
    await page.fill('.runform input >> nth=0', "sh -c 'for i in 1 2 3 4 5 6 7 8; do echo step=$i loss=0.{seed}$i; sleep 0.3; done'");
    await page.fill('.runform input >> nth=1', '1');
    await page.fill('.runform input >> nth=2', '');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.going .job');
    await page.waitForSelector('.going .meta:has-text("loss 0.0")', { timeout: 30000 });
    await page.waitForSelector('.going', { state: 'detached', timeout: 30000 });
    await page.waitForSelector('.runs td:has-text("finished")');
    await page.fill('.runform input >> nth=0', 'sleep 60');
    await page.click('.runform button:has-text("Run")');
    await page.click('.going .job button:has-text("Cancel")');
    await page.waitForSelector('.runs td:has-text("interrupted"), .going', { timeout: 30000 });
    await until(async () => (await api(address, 'jobs')).jobs.at(-1).state === 'cancelled', 'the job cancelled');
  }),
  task('audit: a file, its columns, what it says', { main: true, path: '/audit' }, async (page) => {
    await page.setInputFiles('.auditform input[type=file]', { name: 'p.csv', mimeType: 'text/csv', buffer: Buffer.from(predictions) });
    await page.waitForSelector('.groups label');
    assert.equal(await page.inputValue('.auditform select >> nth=0'), 'y');
    assert.equal(await page.isChecked('.groups label:has-text("sex") input'), true);
    await page.focus('.auditform button.main');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.readings li.clear');
    assert.match(await page.textContent('.result'), /disparate impact/);
    assert.deepEqual(await violations(page), []);
    const [kept] = await Promise.all([page.waitForEvent('download'), page.click('button:has-text("Report with all plots")')]);
    assert.equal(kept.suggestedFilename(), 'audit.html');
  }),
  task('trial: what it shows and how to try it', { path: '/practice' }, async (page) => {
    await page.click('.packages a:has-text("optuna")');
    await page.waitForSelector('.trial-place .serif');
    assert.match(await page.textContent('.trial-place'), /assay try optuna/);
    await page.click('summary:has-text("The first task")');
    assert.match(await page.textContent('.trial-place pre'), /import optuna/);
  }),
  task('work: a claim to test, a post of the notes', { path: '/work/w2' }, async (page, address) => {
    await api(address, 'works/w2/notes', 'POST', { text: 'Tried it on digits.' });
    await page.reload();
    await page.click('.draft summary');
    await page.waitForSelector('.draft textarea');
    assert.match(await page.inputValue('.draft textarea'), /## What I tried/);
    await page.click('button:has-text("Test a claim")');
    await page.waitForSelector('.experiment-place');
    assert.match(url(page).pathname, /^\/experiment\//);
    await page.goBack();
    await page.waitForSelector('.reproduced a');
  }),
  task('a hostile work is text and nothing else', { main: true, path: '/search?q=hostile' }, async (page) => {
    await page.fill('input[name=q]', 'größer deploy');
    await page.waitForSelector('#hit-0');
    const row = page.locator('.entry:has-text("<img src=x")').first();
    await row.locator('h2 a').click();
    await page.waitForSelector('article h1:has-text("<img src=x onerror=alert(1)>")');
    assert.equal(await page.locator('main img, main script').count(), 0);
    assert.equal(await page.locator('a[href^="javascript"]').count(), 0);
    assert.match(await page.textContent('.field.abstract'), /<script>alert\(1\)<\/script>.*größer words 😀/);
  }),
  task('a server that is gone is told, with what to do', { path: '/week' }, async (page) => {
    await page.route('**/api/v1/radar*', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json',
      body: JSON.stringify({ title: 'locked', status: 503, detail: 'the library is locked', code: 'locked', hint: 'try again in a moment' }) }));
    await page.evaluate(() => { console.error = () => {}; });
    await page.click('nav a:has-text("Radar")');
    await page.waitForSelector('.trouble:has-text("The library is locked. Try again in a moment.")');
    await page.unroute('**/api/v1/radar*');
    await page.click('.trouble button');
    await page.waitForSelector('#new-0');
  }),
  task('print: a week without what is not of it', { path: '/week' }, async (page) => {
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.isVisible('header.top'), false);
    assert.equal(await page.isVisible('#item-0 .acts'), false);
    assert.equal(await page.isVisible('#item-0 h2'), true);
  }),
  task('progress: a week opened from the calendar', { path: '/progress' }, async (page) => {
    await page.click('.calendar li:last-child a');
    await page.waitForSelector('main h1:has-text("Week")');
    await page.goBack();
    await page.focus('.calendar li:last-child a');
    await page.keyboard.press('Enter');
    await page.waitForSelector('main h1:has-text("Week")');
  }),
  task('helper: asked, its sentences held against the passages, told when it fails', { main: true, path: '/radar' }, async (page, address) => {
    const id = (await api(address, 'radar?k=1')).items[0].id;
    await page.goto(`${address}/work/${id}`);
    await page.waitForSelector('.related');
    assert.equal(await page.locator('.helper').count(), 0, 'nothing of it without a setting');
    const passages = [{ n: 1, field: 'title', begin: 0, end: 4, text: 'Fast serving' }, { n: 2, field: 'abstract', begin: 0, end: 9, text: 'We cut latency.' }];
    const sentence = (text, cites, unfound = []) => ({ text, cites, in_text: cites.length > 0, unfound, paragraph: 0 });
    const answer = { id, title: 'x', kind: 'answer', question: 'is it fast?', generated: true, model: 'tiny-1', at: '2026-11-23T00:00:00Z', struck: ['9'], passages, left_out: 0, notes: false, cut: false,
      sentences: [sentence('It is <b>fast</b>.', [2]), sentence('All like it.', []), sentence('By 41 %.', [1], ['41'])] };
    const asked = [];
    await visit(page, address, `/work/${id}`, [
      ['**/api/v1/helper', (route) => route.fulfill({ json: { set: true, model: 'tiny', url: 'http://127.0.0.1:1/v1/chat/completions', trouble: null } })],
      ['**/api/v1/works/*/ask', (route) => { asked.push(route.request().postDataJSON()); return route.fulfill({ contentType: 'text/event-stream', body: said([['passages', { passages, left_out: 0, notes: false }], ['text', { text: 'It is' }], ['done', answer]]) }); }],
      ['**/api/v1/works/*/summary', (route) => route.fulfill({ contentType: 'text/event-stream', body: said([['text', { text: 'It is' }], ['problem', { status: 502, code: 'network', detail: 'the helper broke off in the middle of its answer', hint: 'try again' }]]) })]]);
    await page.fill('#question', 'is it fast?');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.answer');
    assert.deepEqual(asked, [{ question: 'is it fast?', notes: false }]);
    const text = await page.textContent('.answer');
    assert.match(text, /It is <b>fast<\/b>\./);
    assert.match(text, /All like it\.not in the text/);
    assert.match(text, /41 not in what it names/);
    assert.match(text, /Struck, since there is no such passage: 9/);
    assert.match(text, /Generated by tiny-1/);
    await page.click('.answer .cite >> nth=0');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'passage-2');
    assert.deepEqual(await violations(page), []);
    await page.click('.helper button:has-text("Summarise")');
    await page.waitForSelector('.run .bad:has-text("broke off")');
    assert.match(await page.textContent('.run'), /neither whole nor checked/);
  }),
  task('lab: what the last check compared is drawn, with its numbers', { path: '/practice' }, async (page, address) => {
    const check = (name, kind, plot) => ({ name, kind, passed: false, message: 'wrong', input: '', expected: '', got: '', plot });
    const checks = [check('weights', 'value', { kind: 'grid', title: 'weights', shape: [2, 2], columns: 2, expected: [1, 0, 0.5, 0.5], got: [1, 0, 0.25, null] }),
      check('gradient', 'gradient', { kind: 'errors', title: 'gradient dx', shape: [3], at: [0, 1, 2], expected: [1, 2, 3], got: [1, 2.5, 3] }),
      check('memory', 'cost', { kind: 'growth', title: 'memory', grows: 'n', unit: 'bytes', at: [64, 128, 256], got: [65536, 262144, 1048576], power: 2, most: 1.3 })];
    await visit(page, address, '/practice/attention', [['**/api/v1/labs/attention', async (route) => {
      const json = await (await route.fetch()).json();
      await route.fulfill({ json: { ...json, file: '/x/attention.py', last: { at: '2026-11-23T00:00:00Z', passed: false, failed: 'weights', seconds: 0.1,
        report: { lab: 'attention', variant: 'plain', passed: false, checks, printed: '', seconds: 0.1 } } } });
    }]]);
    const captions = await page.locator('.labplot figcaption').allTextContents();
    assert.match(captions[0], /furthest off at \[1, 1\], no number where 0.5 is expected/);
    assert.match(captions[1], /furthest off at \[1\]: 2.5 where 2 is expected/);
    assert.match(captions[2], /memory grows as n to the power 2.0; at most 1.3 passes/);
    await page.click('.labplot.growth summary');
    assert.match(await page.textContent('.labplot.growth table'), /1.00 MiB/);
    assert.deepEqual(await violations(page), []);
  }),
  task('week: a newcomer opens the first item, finds where it is read, and finishes it there', { main: true, path: '/week' }, async (page, address) => {
    const first = (await api(address, 'week')).items.find((one) => one.work && one.state === 'planned');
    await page.click(`.item:has-text(${JSON.stringify(first.title)}) .first`);
    await page.waitForSelector('.begin, .lab-place');
    if (await page.locator('.begin').count() > 0) {
      await page.click('.begin button:has-text("Mark as done")');
      await page.waitForSelector('.begin button:has-text("Done")');
      await until(async () => (await item(address, first.n)).state === 'done', 'done in the library');
      await page.click('.begin button:has-text("Done")');
      await until(async () => (await item(address, first.n)).state === 'planned', 'open again');
    }
  }),
  task('sources: added, synced, removed, taken back', { path: '/sources' }, async (page, address) => {
    await page.selectOption('.add select', { label: 'something else' });
    await page.fill('.add label:has-text("Name") input', 'try-it');
    await page.fill('.add label:has-text("Address") input', 'http://127.0.0.1:9/feed.xml');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.source:has-text("try-it")');
    await page.click('.source:has-text("try-it") button:has-text("Sync")');
    await page.waitForSelector('.job');
    await page.waitForSelector('.job.done, .job.failed', { timeout: 20000 });
    await page.click('.source:has-text("try-it") button:has-text("Remove")');
    await page.waitForSelector('.source:has-text("try-it")', { state: 'detached' });
    await page.keyboard.press('u');
    await page.waitForSelector('.source:has-text("try-it")');
    await api(address, 'sources/try-it', 'DELETE');
  }),
  task('practice: a hard lab is begun to be placed by it', { path: '/practice' }, async (page, address) => {
    await page.click('summary:has-text("You know much of it already?")');
    await page.waitForSelector('.placements li');
    assert.deepEqual(await violations(page), []);
    const title = await page.textContent('.placements li >> nth=0 >> a');
    await page.click('.placements li >> nth=0 >> button');
    await page.waitForSelector(`main h1:has-text("${title}")`);
    const name = url(page).pathname.split('/').pop();
    await until(async () => (await api(address, `labs/${name}`)).state === 'started', 'the lab begun');
  }),
  task('sources: a file is brought in', { path: '/sources' }, async (page, address) => {
    await page.setInputFiles('input[type=file]', { name: 'one.bib', mimeType: 'text/plain',
      buffer: Buffer.from('@misc{a, title={Sparse caches measured twice}, year={2024}}') });
    await page.waitForSelector('.job.done:has-text("import")', { timeout: 20000 });
    await until(async () => (await api(address, 'search?q=%22sparse%20caches%20measured%22')).total === 1, 'the record in the library');
  }),
  task('work: what the week has of it begins on its page', { path: '/week' }, async (page, address) => {
    for (const [command, words, to] of [['assay try optuna', 'Try it here', '/trial/optuna'], ['assay experiment new w1', 'Open the experiment', '/experiment/']]) {
      const planned = { week: '2026-W48', hours: 4, items: [{ n: 1, track: 'frameworks', title: 'One', work: 'w1', why: [], minutes: 20, state: 'planned', command, day: null, pinned: false }] };
      await visit(page, address, '/work/w1', [['**/api/v1/week', (route) => route.fulfill({ json: planned })]]);
      await page.click(`.begin >> text=${words}`);
      await until(() => url(page).pathname.startsWith(to), to);
      await page.unroute('**/api/v1/week');
    }
  }),
  task('work: review cards of a note are kept', { path: '/work/w3' }, async (page, address) => {
    await api(address, 'works/w3/notes', 'POST', { text: '# What does it save?\n\nHalf of the memory.' });
    await page.reload();
    await page.click('button:has-text("Make review cards of it")');
    await page.click('.proposals li:has-text("What does it save?") button');
    await page.waitForSelector('.proposals li:has-text("What does it save?"):has-text("kept")');
    await until(async () => (await api(address, 'cards?work=w3')).cards.some((card) => card.front.includes('What does it save?')), 'the card in the library');
    assert.deepEqual(await violations(page), []);
  }),
  task('settings: tracks and tools, as in the six questions, and undone', { path: '/settings', width: 820 }, async (page, address) => {
    await page.click('label:has-text("community") input');
    await until(async () => (await api(address, 'settings')).tracks.community === 0, 'a week without that track');
    assert.equal((await api(address, 'settings')).tracks.papers, 0.25);
    await page.click('.undo button');
    await until(async () => (await api(address, 'settings')).tracks.community === 0.2, 'all tracks again');
    await page.fill('label:has-text("Hardware at hand") input', 'RTX 4090 24 GB');
    await page.keyboard.press('Tab');
    await until(async () => (await api(address, 'settings')).hardware[0] === 'RTX 4090 24 GB', 'the hardware in the library');
    await page.waitForSelector('label:has-text("Hardware at hand") input[value="RTX 4090 24 GB"]');
    await page.fill('label:has-text("Hardware at hand") input', '');
    await page.keyboard.press('Tab');
    await until(async () => (await api(address, 'settings')).hardware.length === 0, 'none any more');
    assert.deepEqual(await violations(page), []);
  }),
  task('settings: an interest added and forgotten, the theme kept', { path: '/settings' }, async (page) => {
    await page.fill('#want', 'speculative decoding');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.wants li:has-text("speculative decoding")');
    await page.click('.wants li:has-text("speculative decoding") button');
    await page.waitForSelector('.wants li:has-text("speculative decoding")', { state: 'detached' });
    await page.click('label:has-text("dark") input');
    await page.reload();
    assert.equal(await page.getAttribute('html', 'data-theme'), 'dark');
    await page.click('label:has-text("as the system") input');
  }),
];
