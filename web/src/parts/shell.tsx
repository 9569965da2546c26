/** What stands around every place: name, places, search, sync, the quiet line, the help. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { keysForHelp } from '../core/chord';
import { useKeys } from '../core/keys';
import { A, go } from '../core/navigate';
import { pathOf, type PlaceName, type Route } from '../core/routes';
import { undoNow, useData, useJobs, useUndo } from '../core/store';
import type { Source } from '../core/types';
import { sayMoment } from '../core/words';

const menu: [PlaceName, string][] = [
  ['week', 'This week'], ['radar', 'Radar'], ['practice', 'Practice'], ['progress', 'Progress'], ['sources', 'Sources'],
];

/** The newest sync of any source in a few words; nothing where there is no source. */
function SyncState() {
  const sources = useData<{ sources: Source[] }>('sources').data?.sources ?? [];
  const running = useJobs().find((job) => job.state === 'running' && job.kind === 'sync');
  const bad = sources.filter((source) => source.error !== null && !source.paused).length;
  const last = sources.map((source) => source.last_success).filter((at) => at !== null).sort().pop();
  if (sources.length === 0 && !running) return null;
  const words = running ? `syncing, ${running.records} records` : bad > 0 ? `${bad} of ${sources.length} sources in trouble`
    : last ? `sync ${sayMoment(last, Date.now())}` : 'never synced';
  return <A href={pathOf('sources')} class={`sync${bad > 0 ? ' bad' : last || running ? '' : ' idle'}`}><span class="lamp" aria-hidden="true" />{words}</A>;
}

function SearchBox({ route }: { route: Route }) {
  const box = useRef<HTMLInputElement>(null);
  const asked = route.place === 'search' ? route.query.q ?? '' : '';
  useKeys({ search: () => { box.current?.focus(); box.current?.select(); } });
  useEffect(() => {
    if (box.current && box.current !== document.activeElement) box.current.value = asked;
  }, [asked]);
  const type = () => {
    const { q: _, ...rest } = route.place === 'search' ? route.query : {} as Record<string, string>;
    go(pathOf('search', '', { q: box.current!.value, ...rest, offset: undefined }), route.place === 'search');
  };
  const down = (event: KeyboardEvent) => {
    if (event.key === 'Escape') box.current!.blur();
    if (event.key === 'ArrowDown' || event.key === 'Enter') {
      event.preventDefault();
      if (route.place !== 'search') type();
      const first = document.getElementById('hit-0');
      if (event.key === 'ArrowDown' && first) first.focus();
      else box.current!.blur();
    }
  };
  return (
    <form class="searchbox" role="search" onSubmit={(event) => event.preventDefault()}>
      <input ref={box} type="search" name="q" defaultValue={asked} placeholder="Search" aria-label="Search works"
        autocomplete="off" spellcheck={false} onInput={type} onKeyDown={down} />
      <kbd aria-hidden="true">/</kbd>
    </form>
  );
}

function UndoLine() {
  const line = useUndo();
  useKeys({ undo: () => void undoNow() });
  return (
    <div class={`undo${line ? ' shown' : ''}`} role="status" aria-live="polite">
      {line && <><span>{line.text}</span>
        {line.undo && <button type="button" onClick={() => void undoNow()}>Undo <kbd aria-hidden="true">u</kbd></button>}</>}
    </div>
  );
}

function Help({ close }: { close: () => void }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => { box.current?.showModal(); }, []);
  useKeys({ escape: () => box.current?.close(), help: () => box.current?.close() });
  return (
    <dialog ref={box} class="help" aria-labelledby="help-title" onClose={close}
      onClick={(event) => { if (event.target === box.current) box.current!.close(); }}>
      <h2 id="help-title">Keys</h2>
      <dl>{keysForHelp.map(([key, what]) => <div key={key}>
        <dt>{key.split(/\s+/).map((one) => <kbd key={one}>{one}</kbd>)}</dt><dd>{what}</dd></div>)}</dl>
      <button type="button" onClick={() => box.current!.close()}>Close</button>
    </dialog>
  );
}

export function Shell({ route, children }: { route: Route; children: ComponentChildren }) {
  const [help, setHelp] = useState(false);
  useKeys({
    help: () => setHelp(true), escape: () => (document.activeElement as HTMLElement | null)?.blur(),
    week: () => go(pathOf('week')), radar: () => go(pathOf('radar')), practice: () => go(pathOf('practice')),
    progress: () => go(pathOf('progress')), sources: () => go(pathOf('sources')), settings: () => go(pathOf('settings')),
  });
  return (
    <>
      <a class="skip" href="#main">To the content</a>
      <header class="top">
        <A href="/week" class="name">assay</A>
        <SearchBox route={route} />
        <SyncState />
        <A href={pathOf('settings')} class="gear" current={route.place === 'settings'}>Settings</A>
      </header>
      <nav class="places" aria-label="Places">
        {menu.map(([place, words]) => <A key={place} href={pathOf(place)} current={route.place === place || (place === 'practice' && ['experiment', 'trial', 'audit'].includes(route.place))}>{words}</A>)}
        <button type="button" class="keys" onClick={() => setHelp(true)}>Keys <kbd aria-hidden="true">?</kbd></button>
      </nav>
      <main id="main" class={['experiment', 'trial', 'audit'].includes(route.place) ? `practice ${route.place}` : route.place} tabIndex={-1}>{children}</main>
      <UndoLine />
      {help && <Help close={() => setHelp(false)} />}
    </>
  );
}
