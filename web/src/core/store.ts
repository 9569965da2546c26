/** The one store: answers of the program by their path, the undo line, running jobs. */
import { useEffect, useReducer } from 'preact/hooks';
import { listen, Problem, read } from './api';
import { addEvent, type Live } from './practice';
import type { Job, RunEvent } from './types';
import { sentence } from './words';

export interface Entry<T> { data?: T; error?: Problem; loading: boolean; stale: boolean }
export interface Undo { text: string; undo: (() => Promise<unknown>) | null; until: number }

const entries = new Map<string, Entry<unknown>>();
const inFlight = new Set<string>();
/** What came with the page a moment ago: true for now, so that what shows it does not ask again. */
const came = new Set<string>();
const watchers = new Set<() => void>();
const jobs = new Map<string, Job>();
const runs = new Map<string, Live>();
let freshOnRadar: { id: string; title: string }[] = [];
let undoLine: Undo | null = null;

function tell() { for (const watcher of [...watchers]) watcher(); }

/** Draws the component again whenever the store changes. */
function useStore() {
  const [, draw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => { const watcher = () => draw(0); watchers.add(watcher); return () => { watchers.delete(watcher); }; }, []);
}

async function load(path: string) {
  if (inFlight.has(path)) return;
  inFlight.add(path);
  const before = entries.get(path);
  entries.set(path, { ...before, loading: true, stale: false });
  try {
    const data = await read<unknown>(path);
    entries.set(path, { data, loading: false, stale: entries.get(path)!.stale });
  } catch (error) {
    const problem = error instanceof Problem ? error : new Problem(0, 'internal', String(error), 'load the page again');
    entries.set(path, { ...before, error: problem, loading: false, stale: false });
  }
  inFlight.delete(path);
  if (entries.size > 200) entries.delete(entries.keys().next().value!);
  tell();
}

/** An answer that came with the page. */
export function know(path: string, data: unknown) {
  entries.set(path, { data, loading: false, stale: false });
  came.add(path);
  window.setTimeout(() => came.delete(path), 1000);
}

/** The answer at this path: what was known at once, then what is true now. null asks nothing. */
export function useData<T>(path: string | null): Entry<T> {
  useStore();
  useEffect(() => { if (path !== null && !came.has(path)) void load(path); }, [path]);
  const entry = path === null ? undefined : (entries.get(path) as Entry<T> | undefined);
  useEffect(() => { if (path !== null && entry?.stale && !entry.loading) void load(path); });
  return entry ?? { loading: path !== null, stale: false };
}

/** Asks again for what is on the screen and begins with one of these; forgets what is not. */
export function refresh(...prefixes: string[]) {
  for (const [path, entry] of entries) {
    if (prefixes.some((prefix) => path.startsWith(prefix))) entries.set(path, { ...entry, stale: true });
  }
  tell();
}

/** Writes an answer into the store before the program says so; `load` puts it right. */
export function expect<T>(path: string, by: (data: T) => T) {
  const entry = entries.get(path) as Entry<T> | undefined;
  if (entry?.data === undefined) return;
  entries.set(path, { ...entry, data: by(entry.data) });
  tell();
}

/** The quiet line at the bottom, for ten seconds. */
export function say(text: string, undo: Undo['undo'] = null) {
  undoLine = { text, undo, until: Date.now() + 10_000 };
  const mine = undoLine;
  window.setTimeout(() => { if (undoLine === mine) { undoLine = null; tell(); } }, 10_000);
  tell();
}
export function useUndo(): Undo | null { useStore(); return undoLine; }
export async function undoNow() {
  const line = undoLine;
  if (!line?.undo) return;
  undoLine = null;
  tell();
  try { await line.undo(); say('Undone.'); } catch (error) { complain(error); }
}

/** Tells on the quiet line why something could not be done. */
export function complain(error: unknown) {
  if (error instanceof Problem) say(`Not done: ${error.message}.${error.hint ? ' ' + sentence(error.hint.replace(/`/g, '')) : ''}`);
  else say(`Not done: ${String(error)}`);
}

export function useJobs(): Job[] { useStore(); return [...jobs.values()]; }
export function noteJob(job: Job) { if (job?.id) { jobs.set(job.id, job); tell(); } }

/** Runs of an experiment that were heard of since the page was opened; of all when it is empty. */
export function useLiveRuns(experiment: string): Live[] { useStore(); return [...runs.values()].filter((one) => !experiment || one.experiment === experiment); }
/** Works that came to the radar since it was last read. */
export function useFresh() { useStore(); return freshOnRadar; }
export function seeFresh() { freshOnRadar = []; refresh('radar'); }

function noteRun(event: RunEvent) {
  const key = `${event.experiment}/${event.run}`;
  const known = runs.get(key);
  runs.set(key, addEvent(known, event, Date.now()));
  if (!known || event.state !== 'running') refresh('experiments', 'runs');
  if (runs.size > 50) runs.delete(runs.keys().next().value!);
  tell();
}

function hearJob(job: Job) {
  const before = jobs.get(job.id)?.state;
  jobs.set(job.id, job);
  if (before !== undefined && before !== job.state && job.state === 'done') refresh('sources', 'radar', 'status', 'trials', 'experiments', 'week');
  tell();
}

/** What happened to the jobs of this page while nobody told. */
async function catchUp() {
  if (![...jobs.values()].some((job) => job.state === 'queued' || job.state === 'running')) return;
  const all = await read<{ jobs: Job[] }>('jobs').catch(() => ({ jobs: [] }));
  for (const job of all.jobs) if (jobs.has(job.id)) hearJob(job);
}

/** Follows the program's events: jobs as they run, and reads again when the library changed. */
export function followEvents() {
  let opened = false;
  listen((event, data) => {
    if (event === 'job') {
      hearJob(data as Job);
    } else if (event === 'run') {
      noteRun(data as RunEvent);
    } else if (event === 'radar') {
      const before = new Set(freshOnRadar.map((one) => one.id));
      freshOnRadar = [...freshOnRadar, ...(data as { new: typeof freshOnRadar }).new.filter((one) => !before.has(one.id))];
      tell();
    } else if (event === 'library') {
      refresh('status', 'sources');
    } else if (event === 'open') {
      void catchUp();
      if (opened) refresh('');  // it was away for a while
      opened = true;
    }
  });
}
