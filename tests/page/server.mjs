// Starts `assay serve` on a library made of works.jsonl, or uses a server that runs already.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeExperiments } from './experiments.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** Starts a program that says its address as `{"listening":"…"}`; gives both. */
async function listening(program, words) {
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const address = await new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (bytes) => {
      text += bytes;
      const line = text.split('\n')[0];
      if (text.includes('\n')) resolve(JSON.parse(line).listening);
    });
    child.on('exit', (status) => reject(new Error(`assay serve ended with ${status} before it listened`)));
  });
  return { child, address };
}

/** A server that asks for a login, with one account. */
export async function startTeam(program, name, password) {
  const folder = mkdtempSync(join(tmpdir(), 'assay-team-'));
  const library = ['--library', join(folder, 'library')];
  execFileSync(program, [...library, '--quiet', 'import', join(here, 'works.jsonl')], { stdio: 'ignore' });
  execFileSync(program, [...library, 'serve', 'user', 'add', name], { input: `${password}\n`, stdio: ['pipe', 'ignore', 'ignore'] });
  const { child, address } = await listening(program, [...library, '--json', 'serve', '--log-level', 'error', '--listen', '0.0.0.0:0',
    '--host', '127.0.0.1', '--plain', '--web', join(here, '../../web/dist')]);
  const stop = () => { child.kill('SIGTERM'); rmSync(folder, { recursive: true, force: true }); };
  return { address: address.replace('0.0.0.0', '127.0.0.1'), stop };
}

/** `page`: with the page's files; tests of other things do without. */
export async function startServer(program, { page = true } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'assay-page-'));
  const place = join(folder, 'library');
  const library = ['--library', place];
  execFileSync(program, [...library, '--quiet', 'import', join(here, 'works.jsonl')], { stdio: 'ignore' });
  execFileSync(program, [...library, 'interests', 'add', 'model serving'], { stdio: 'ignore' });
  execFileSync(program, [...library, 'card', 'add', 'w1', '--front', 'What halves memory?', '--back', 'Weights of $4$ bits'],
    { stdio: 'ignore' });
  makeExperiments(place, 'w1');
  const { child, address } = await listening(program, [...library, '--json', 'serve', '--log-level', 'error', '--listen', '127.0.0.1:0',
    ...(page ? ['--web', join(here, '../../web/dist')] : [])]);
  const stop = () => { child.kill('SIGTERM'); rmSync(folder, { recursive: true, force: true }); };
  return { address: address.replace(/\/$/, ''), library: place, stop };
}
