/** The one door to `/api/v1`: reads, changes and the stream of events. */

import { Events } from './stream';

export class Problem extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly hint: string) {
    super(message);
  }
}

function problemIn(status: number, body: Record<string, unknown>): Problem {
  const word = (name: string) => (typeof body[name] === 'string' ? (body[name] as string) : '');
  return new Problem(status, word('code') || String(status), word('detail') || word('title') || `the program answered ${status}`, word('hint'));
}

async function problemOf(response: Response): Promise<Problem> {
  return problemIn(response.status, (await response.json().catch(() => ({}))) as Record<string, unknown>);
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/api/v1/${path}`, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, 'offline', 'the program does not answer', 'start it again with `assay serve`, then try again');
  }
  // The login has ended, or was never begun: the form leads back here.
  if (response.status === 401) location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** The word that came with a login and goes with each change; any other where none is needed. */
const csrf = () => /(?:^|; )assay_csrf=([0-9a-f]+)/.exec(document.cookie)?.[1] ?? '1';

/** GET; throws Problem, or an AbortError when `signal` is aborted. */
export async function read<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await ask(path, signal ? { signal } : {})).json() as Promise<T>;
}

/** POST, PUT or DELETE with JSON. The header tells the program that this page asked. */
export async function change<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { 'X-Assay': csrf() };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  const response = await ask(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
  const text = await response.text();
  return (text ? JSON.parse(text) : null) as T;
}

/** POST whose answer comes bit by bit: each event is told. Ends well with the event "done" alone; throws Problem, or an AbortError. */
export async function converse(path: string, body: unknown, on: (event: string, data: unknown) => void, signal: AbortSignal): Promise<void> {
  const response = await ask(path, { method: 'POST', headers: { 'X-Assay': csrf(), 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal });
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  const events = new Events();
  for (let whole = false; ;) {
    const { value, done } = await reader.read();
    for (const said of events.take(decoder.decode(value, { stream: !done }))) {
      const data: unknown = JSON.parse(said.data);
      if (said.event === 'problem') throw problemIn(Number((data as { status?: number }).status) || 500, data as Record<string, unknown>);
      on(said.event, data);
      whole ||= said.event === 'done';
    }
    if (whole) return;
    if (done) throw new Problem(0, 'offline', 'assay broke off its answer', 'try again');
  }
}

/** POST with a file as the body. */
export async function upload<T>(path: string, file: Blob): Promise<T> {
  const response = await ask(path, { method: 'POST', headers: { 'X-Assay': csrf(), 'Content-Type': 'application/octet-stream' }, body: file });
  return response.json() as Promise<T>;
}

/** POST whose answer is a file: the browser keeps it under this name. */
export async function download(path: string, body: unknown, name: string) {
  const response = await ask(path, { method: 'POST', headers: { 'X-Assay': csrf(), 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  const address = URL.createObjectURL(await response.blob());
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** An id as a part of a path. */
export const part = encodeURIComponent;

type Heard = (event: string, data: unknown) => void;

/**
 * Listens to the program's events until the page is closed; the browser reconnects by itself, and each time it is connected "open" is
 * heard. Of all tabs only one has a stream and tells the others: a browser opens six connections to a server at most, and streams of
 * six tabs would leave none to read by.
 */
export function listen(on: Heard) {
  const stream = (hear: Heard) => {
    const source = new EventSource('/api/v1/events');
    source.addEventListener('open', () => hear('open', null));
    for (const name of ['library', 'job', 'run', 'radar']) {
      source.addEventListener(name, (event) => {
        let data: unknown;
        try { data = JSON.parse((event as MessageEvent<string>).data); } catch { return; }
        hear(name, data);
      });
    }
  };
  // Locks are there only where the address is 127.0.0.1, localhost or https.
  if (!navigator.locks) return stream(on);
  const tabs = new BroadcastChannel('assay.events');
  tabs.addEventListener('message', ({ data: [event, data] }: MessageEvent<[string, unknown]>) => on(event, data));
  void navigator.locks.request('assay.events', () => {
    stream((event, data) => { on(event, data); tabs.postMessage([event, data]); });
    return new Promise(() => {});  // until this tab is closed
  });
}

/** What came with the page itself, by path: the answers that its first view shows; none where the browser took the page out of its cache. */
export function cameAlong(): [string, unknown][] {
  const [visit] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (!visit || visit.type === 'back_forward' || visit.transferSize === 0) return [];
  const text = document.getElementById('answers')?.textContent;
  return text ? Object.entries(JSON.parse(text) as Record<string, unknown>) : [];
}
