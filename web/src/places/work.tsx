/** A work: the record with its evidence in the very words, claims, related works; beside it dossier and note. */
import { useEffect, useState } from 'preact/hooks';
import { change, part } from '../core/api';
import { useKeys } from '../core/keys';
import { A, go, useScroll } from '../core/navigate';
import { pathOf } from '../core/routes';
import { complain, expect, refresh, say, useData } from '../core/store';
import type { Claim, Clue, Hit, WeekAnswer, Why, Work } from '../core/types';
import { groupNames, groupOf, readingPlace, sayClaim, sayMinutes, topicName, type Group } from '../core/words';
import { Dials } from '../parts/dials';
import { Dossier, makeExperiment, Notes, Reproduced, useExperiments } from '../parts/dossier';
import { Helper } from '../parts/helper';
import { Glyph, Trouble, Waiting, When } from '../parts/small';
import { Marked, Prose, type EvidenceLevel } from '../parts/text';
import { act } from './week';

const levels: EvidenceLevel[] = ['marked', 'all', 'none'];
/** What a press does next. */
const levelWords: Record<EvidenceLevel, string> = { marked: 'Mark every word that counted', all: 'Hide the marks', none: 'Mark the evidence' };

function Legend({ clues, level, turn }: { clues: Clue[]; level: EvidenceLevel; turn: () => void }) {
  const groups = [...new Set(clues.map((clue) => groupOf(clue.type)).filter((group): group is Group => group !== null))];
  return (
    <p class="legend">
      {level !== 'none' && groups.map((group) => <span key={group} class={`mark ${group}`}>{groupNames[group]}</span>)}
      <button type="button" class="text" onClick={turn}>{levelWords[level]} <kbd aria-hidden="true">e</kbd></button>
    </p>
  );
}

function Claims({ claims }: { claims: Claim[] }) {
  if (claims.length === 0) return null;
  return (
    <section class="claims" aria-labelledby="claims-title">
      <h2 id="claims-title">Claims in numbers</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label="Table of claims"><table>
        <thead><tr><th scope="col">What</th><th scope="col" class="n">Value</th><th scope="col">On, against</th><th scope="col">In its words</th></tr></thead>
        <tbody>{claims.map((claim, i) => <tr key={i}>
          <td>{(claim.metric ?? '').replace(/_/g, ' ')}{!claim.own && <span class="quiet"> (of others)</span>}</td>
          <td class="n">{sayClaim(claim)}</td>
          <td>{[claim.dataset, claim.baseline && `against ${claim.baseline}`].filter(Boolean).join(', ') || <span class="quiet">not said</span>}</td>
          <td class="serif"><Prose text={claim.text} /></td></tr>)}</tbody>
      </table></div>
    </section>
  );
}

const aspects: [string, string][] = [['', 'All of it'], ['problem', 'Problem'], ['method', 'Method'], ['result', 'Result']];
function Related({ id, aspect, query }: { id: string; aspect: string; query: Record<string, string> }) {
  const entry = useData<{ hits: Hit[] }>(`works/${part(id)}/related?k=6${aspect ? `&aspect=${aspect}` : ''}`);
  const to = (name: string) => pathOf('work', id, { ...query, related: name || undefined, at: undefined });
  return (
    <section id="related" class="related" tabIndex={-1} aria-labelledby="related-title">
      <h2 id="related-title">Related works</h2>
      <div class="tabs" role="group" aria-label="Related by">{aspects.map(([name, words]) =>
        <button key={name} type="button" aria-pressed={name === aspect} onClick={() => go(to(name), true)}>{words}</button>)}</div>
      {entry.error && !entry.data ? <p class="quiet">{entry.error.message}. Try another part of it.</p>
        : !entry.data ? <Waiting lines={4} />
        : entry.data.hits.length === 0 ? <p class="quiet">None in your library yet.</p>
        : <ol class="entries">{entry.data.hits.map((hit) => <li key={hit.id} class="entry">
          <Glyph led={hit.developer_led} research={hit.research ?? null} />
          <div><h3><A href={pathOf('work', hit.id)}><Prose text={hit.title} /></A></h3>
            {hit.shared && hit.shared.length > 0 && <p class="line">shares {hit.shared.join(', ')}</p>}
            <p class="meta"><span>{hit.kind}</span>{hit.year && <span>{hit.year}</span>}{hit.topics.map((t) => <span key={t}>{topicName(t)}</span>)}</p>
          </div></li>)}</ol>}
    </section>
  );
}

/** What to do with it: where it is read and, when it is in this week, what it is there for and that it is done. */
function Begin({ work }: { work: Work }) {
  const week = useData<WeekAnswer>('week').data;
  const item = week?.items.find((one) => one.work === work.id);
  const reading = readingPlace(work);
  const lab = item && /^assay lab (?:start|check) ([\w-]+)$/.exec(item.command)?.[1];
  const tried = item && /^assay try (\S+)$/.exec(item.command)?.[1];
  const tests = item && item.command.startsWith('assay experiment new ');
  const made = useExperiments(work)[0]?.name;
  const done = item?.state === 'done';
  const other = lab || tried || tests;
  if (!reading && !item) return null;
  return (
    <div class="begin">
      {lab && <A class="press main" href={pathOf('practice', lab)}>Open the lab</A>}
      {tried && <A class="press main" href={pathOf('trial', tried)}>Try it here</A>}
      {tests && (made ? <A class="press main" href={pathOf('experiment', made)}>Open the experiment</A>
        : <button type="button" class="main" onClick={() => void makeExperiment(work)}>Make the experiment</button>)}
      {reading && <a class={other ? 'press' : 'press main'} href={reading.url} target="_blank" rel="noreferrer noopener">{reading.verb}<span class="hidden"> (another site)</span> <span class="host">{reading.host}</span></a>}
      {item && <button type="button" aria-pressed={done} onClick={() => void act(week!.week, 'week', item, done ? 'undo' : 'done')}>{done ? 'Done ✓' : 'Mark as done'}</button>}
      {item && <p class="quiet">{done ? 'Done' : `In your week, ${item.track}, ${sayMinutes(item.minutes)}`}.</p>}
    </div>
  );
}

function Judge({ work }: { work: Work }) {
  const path = `works/${work.id}`;
  const rate = async (rating: number) => {
    const before = work.rating;
    expect<Work>(path, (one) => ({ ...one, rating }));
    try {
      await change('PUT', `${path}/rating`, { rating });
      say(`Rated ${rating} of 5.`, before === null ? null : async () => {
        await change('PUT', `${path}/rating`, { rating: before });
        refresh(path);
      });
    } catch (error) { complain(error); refresh(path); }
  };
  const mark = async (which: 'more' | 'less') => {
    try {
      await change('POST', `${path}/${which}`);
      refresh('radar');
      say(which === 'more' ? 'More like this on the radar.' : 'Less like this on the radar.', () => change('DELETE', `${path}/mark`));
    } catch (error) { complain(error); }
  };
  return (
    <div class="judge">
      <span class="quiet">Your rating</span><div role="group" aria-label="Your rating">{[0, 1, 2, 3, 4, 5].map((n) => <button key={n} type="button" aria-pressed={work.rating === n}
        aria-label={`Rate ${n} of 5`} onClick={() => void rate(n)}>{n}</button>)}</div>
      <button type="button" onClick={() => void mark('more')}>More like it</button>
      <button type="button" onClick={() => void mark('less')}>Less like it</button>
    </div>
  );
}

export function WorkPlace({ id, query }: { id: string; query: Record<string, string> }) {
  const entry = useData<Work>(id ? `works/${part(id)}` : null);
  const why = useData<Why>(id ? `works/${part(id)}/why` : null).data;
  const claims = useData<{ claims: Claim[] }>(id ? `works/${part(id)}/claims` : null).data?.claims ?? [];
  const [level, setLevel] = useState<EvidenceLevel>('marked');
  const work = entry.data;
  const reach = (name: string) => {
    const where = document.getElementById(name);
    where?.scrollIntoView({ block: name === 'note' ? 'nearest' : 'start' });
    where?.focus({ preventScroll: true });
  };
  const turn = () => setLevel(levels[(levels.indexOf(level) + 1) % levels.length]!);
  useKeys({ note: () => reach('note'), related: () => reach('related'), evidence: turn });
  useScroll(work !== undefined);
  useEffect(() => { if (work && query.at) window.setTimeout(() => reach(query.at!), 0); }, [work !== undefined, query.at]);
  useEffect(() => { if (work) document.title = `${work.title} · assay`; }, [work?.title]);
  if (!work) return entry.error ? <Trouble problem={entry.error} retry={() => refresh('works')} /> : <Waiting lines={9} />;
  const prepared = work as Work & { summary?: string; task?: string };
  const clues = why?.clues ?? [];
  const of = (field: string) => clues.filter((clue) => clue.field === field);
  const fields: [string, string | undefined][] = [['abstract', work.abstract], ['text', work.text], ['comments', work.comments]];
  return (
    <div class="columns right">
      <article>
        <p class="meta"><span>{work.kind}</span>{work.venue && <span>{work.venue}</span>}
          {work.date ? <When date={work.date} /> : work.year && <span>{work.year}</span>}
          {work.topics.map((topic) => <span key={topic}>{topicName(topic)}</span>)}</p>
        <h1 class="title"><Marked text={work.title} clues={of('title')} level={level} /></h1>
        {work.authors && work.authors.length > 0 && <p class="authors">{work.authors.slice(0, 12).join(', ')}{work.authors.length > 12 && ` and ${work.authors.length - 12} more`}</p>}
        <Begin work={work} />
        {prepared.summary && <p class="summary">{prepared.summary}{prepared.task && <> <span class="quiet">To do:</span> {prepared.task}</>}</p>}
        {why && <Dials why={why} />}
        <Legend clues={clues} level={level} turn={turn} />
        {fields.map(([name, text]) => text && <section key={name} class={`field ${name}`} aria-label={name}>
          {name !== 'abstract' && <h2>{name === 'text' ? 'Text' : 'Comments'}</h2>}
          {text.slice(0, 20000).split(/\n{2,}/).length > 1 && of(name).length === 0
            ? text.slice(0, 20000).split(/\n{2,}/).map((one, i) => <p key={i}><Prose text={one} /></p>)
            : <p><Marked text={text} clues={of(name)} level={level} /></p>}
        </section>)}
        {!work.abstract && !work.text && <p class="quiet">Its abstract is not in your library yet; it joins when a source that has it is read.</p>}
        <Claims claims={claims} />
        <Helper work={work} />
        <Related id={work.id} aspect={query.related ?? ''} query={query} />
      </article>
      <aside aria-label="Dossier and note">
        <Judge work={work} />
        <Notes work={work} />
        <Reproduced work={work} reproductions={why?.reproductions ?? []} claims={claims.length} />
        <Dossier work={work} />
      </aside>
    </div>
  );
}
