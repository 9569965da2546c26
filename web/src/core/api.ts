/** The one door to `/api/v1`: reads, changes and the stream of events. */

export class Problem extends Error {
  constructor(readonly status: number, readonly code: string, message: string, readonly hint: string) {
    super(message);
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  const word = (name: string) => (typeof body[name] === 'string' ? (body[name] as string) : '');
  return new Problem(response.status, word('code') || String(response.status),
    word('detail') || word('title') || `the program answered ${response.status}`, word('hint'));
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(`/api/v1/${path}`, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new Problem(0, 'offline', 'assay does not answer', 'start it again with `assay serve`, then try again');
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

/** An id as a part of a path. */
export const part = encodeURIComponent;

/** Listens to the program's events until the returned function is called; the browser reconnects by itself. */
export function listen(on: (event: string, data: unknown) => void): () => void {
  const stream = new EventSource('/api/v1/events');
  for (const name of ['library', 'job']) {
    stream.addEventListener(name, (event) => {
      try { on(name, JSON.parse((event as MessageEvent<string>).data)); } catch { /* not for us */ }
    });
  }
  return () => stream.close();
}
