/** Beside a work: everything that belongs to it, and the reader's notes. */
import { useEffect, useState } from 'preact/hooks';
import { change } from '../core/api';
import { A, go } from '../core/navigate';
import { sayVerdict } from '../core/practice';
import { pathOf } from '../core/routes';
import { complain, refresh, say, useData } from '../core/store';
import { draft } from '../core/theme';
import type { Experiments, Proposals, Reproduction, Work } from '../core/types';
import { identifierUrl, plural, safeUrl } from '../core/words';
import { DraftOf } from './draft';
import { Moment, Waiting, When } from './small';
import { Prose } from './text';

function Out({ url, children }: { url: string; children: string }) {
  const safe = safeUrl(url);
  if (!safe) return <span>{children}</span>;
  return <a href={safe} rel="noreferrer noopener" target="_blank">{children}<span class="hidden"> (another site)</span></a>;
}

const bare = (url: string) => url.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '');

export function Dossier({ work }: { work: Work }) {
  const links = [...(work.links ?? [])];
  if (work.code && !links.some((link) => link.url === work.code)) links.unshift({ rel: 'code', url: work.code });
  const mentions = work.mentions.filter((one) => !links.some((link) => bare(link.url) === bare(identifierUrl(one.identifier) ?? one.identifier)));
  const state = (url: string) => work.artefacts.find((one) => one.url === url)?.state;
  return (
    <section class="dossier" aria-labelledby="dossier-title">
      <h2 id="dossier-title">Dossier</h2>
      <dl>
        {work.identifiers.map((identifier) => <div key={identifier}><dt>{identifier.split(':')[0]}</dt><dd>
          <Out url={identifierUrl(identifier) ?? ''}>{identifier.slice(identifier.indexOf(':') + 1)}</Out></dd></div>)}
        {links.map((link) => <div key={link.rel + link.url}><dt>{link.rel}</dt><dd><Out url={link.url}>{bare(link.url)}</Out>
          {state(link.url) && <span class="quiet"> {state(link.url)}</span>}</dd></div>)}
        {work.dossier.map((row) => <div key={row.rel + row.id}><dt>{row.words || row.rel}</dt><dd>
          <A href={pathOf('work', row.id)}>{row.title}</A> <span class="quiet">{row.kind}{row.date && <>, <When date={row.date} /></>}</span></dd></div>)}
        {mentions.map((one) => <div key={one.rel + one.identifier}><dt>{one.rel}</dt><dd>
          <Out url={identifierUrl(one.identifier) ?? ''}>{bare(one.identifier.replace(/^url:/, ''))}</Out></dd></div>)}
        <div><dt>known from</dt><dd>{work.sources.join(', ')}</dd></div>
      </dl>
      {links.length + work.dossier.length === 0 && <p class="quiet">No code, talk, post or release of it is known yet. They join it when a source brings them.</p>}
    </section>
  );
}

/** Makes an experiment for a work and goes there. */
export async function makeExperiment(work: Work) {
  try {
    const made = await change<{ name: string }>('POST', 'experiments', { work: work.id });
    refresh('experiments');
    go(pathOf('experiment', made.name));
  } catch (error) { complain(error); }
}

/** The experiments that were made for a work. */
export const useExperiments = (work: Work) => (useData<Experiments>('experiments').data?.experiments ?? [])
  .filter((one) => one.work === work.id || work.identifiers.includes(one.work));

/** What came of testing its claims here, and the way to test one. */
export function Reproduced({ work, reproductions, claims }: { work: Work; reproductions: Reproduction[]; claims: number }) {
  const experiments = useExperiments(work);
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    await makeExperiment(work);
    setBusy(false);
  };
  const open = experiments.filter((one) => !reproductions.some((other) => other.experiment === one.name));
  return (
    <section class="reproduced" aria-labelledby="reproduced-title"><h2 id="reproduced-title">Tested here</h2>
      {reproductions.map((one) => <p key={one.experiment}><strong>{sayVerdict(one.verdict)}</strong> in <A href={pathOf('experiment', one.experiment)}>{one.experiment}</A>, <Moment at={one.at} />. <span class="quiet">{one.said}</span></p>)}
      {open.map((one) => <p key={one.name}><A href={pathOf('experiment', one.name)}>{one.name}</A> <span class="quiet">{plural(one.runs, 'run')}, no verdict kept</span></p>)}
      {reproductions.length + open.length === 0 && <p class="quiet">{claims > 0 ? 'None of its claims was tested here yet.' : 'No claim in numbers was found in its words. You can still make an experiment of it.'}</p>}
      <p class="acts"><button type="button" disabled={busy} onClick={() => void make()}>{claims > 0 ? 'Test a claim' : 'Make an experiment'}</button></p>
    </section>
  );
}

export function Notes({ work }: { work: Work }) {
  const [text, setText] = useState(() => draft.read(work.id));
  const [busy, setBusy] = useState(false);
  useEffect(() => setText(draft.read(work.id)), [work.id]);
  const type = (to: string) => { setText(to); draft.keep(work.id, to); };
  const keep = async () => {
    if (!text.trim() || busy) return;
    setBusy(true);
    try {
      await change('POST', `works/${work.id}/notes`, { text });
      type('');
      refresh(`works/${work.id}`);
      say('Note kept.');
    } catch (error) { complain(error); }
    setBusy(false);
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); void keep(); }
  };
  return (
    <section class="notes" aria-labelledby="notes-title">
      <h2 id="notes-title">Your notes</h2>
      {work.notes.map((note) => <div key={note.written + note.body} class="note"><p>{note.body}</p><p class="meta"><Moment at={note.written} /></p></div>)}
      <label class="hidden" for="note">A note on this work, in Markdown</label>
      <textarea id="note" rows={5} value={text} placeholder="What is it worth to you?" onKeyDown={key}
        onInput={(event) => type(event.currentTarget.value)} />
      <p class="acts"><button type="button" disabled={busy || !text.trim()} onClick={() => void keep()}>Keep note</button>
        <span class="quiet wide"><kbd>ctrl</kbd> <kbd>enter</kbd></span>{text && <span class="quiet">draft kept here</span>}</p>
      {work.notes.length > 0 && <DraftOf path={`works/${work.id}/draft`} words="Make a post of the notes" />}
      <Cards work={work} />
    </section>
  );
}

/** Review cards that its claims and the notes on it give, to be kept one by one. */
function Cards({ work }: { work: Work }) {
  const [open, setOpen] = useState(false);
  const path = `works/${work.id}/proposals`;
  const entry = useData<Proposals>(open ? path : null);
  const keep = async (n: number) => {
    try {
      await change('POST', path, { accept: String(n) });
      refresh(path, 'review');
      say('Card kept; Practice asks it.');
    } catch (error) { complain(error); }
  };
  if (!open) return <p class="acts"><button type="button" class="text" onClick={() => setOpen(true)}>Make review cards of it</button></p>;
  if (!entry.data) return entry.error ? <p class="bad">{entry.error.message}</p> : <Waiting lines={2} />;
  if (entry.data.proposals.length === 0) return <p class="quiet">Nothing to ask yet: cards come from its claims in numbers, and from headings in your notes (<code># What does it save?</code>) with the answer below.</p>;
  return (
    <ul class="proposals" aria-label="Review cards">{entry.data.proposals.map((one) => <li key={one.n}>
      <p class="serif"><Prose text={one.front} /></p><p class="quiet"><Prose text={one.back} /></p>
      {one.kept ? <p class="quiet">kept</p> : <p class="acts"><button type="button" class="text" onClick={() => void keep(one.n)}>Keep<span class="hidden"> the card {one.front}</span></button></p>}</li>)}</ul>
  );
}
