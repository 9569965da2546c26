/** Radar: what is new to the reader. The list is the thing; the picture is a filter. */
import { useEffect, useState } from 'preact/hooks';
import { useCursor, useKeys } from '../core/keys';
import { A, go, returns, useScroll } from '../core/navigate';
import { ageName, ages, inBox, parseBox, pickRadar, type Box } from '../core/radar';
import { pathOf } from '../core/routes';
import { refresh, seeFresh, useData, useFresh } from '../core/store';
import { fragment } from '../core/text';
import type { RadarAnswer, RadarItem } from '../core/types';
import { clueName, plural, topicName } from '../core/words';
import { Scatter } from '../parts/scatter';
import { CommandLine, Empty, Glyph, FeedLinks, Sheet, Trouble, Waiting, When } from '../parts/small';
import { Prose } from '../parts/text';

type Query = Record<string, string>;
const setIn = (query: Query, changes: Record<string, string | undefined>) => go(pathOf('radar', '', { ...query, ...changes }), true);

function counts(items: RadarItem[], of: (item: RadarItem) => string[]): [string, number][] {
  const seen = new Map<string, number>();
  for (const item of items) for (const name of of(item)) seen.set(name, (seen.get(name) ?? 0) + 1);
  return [...seen].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

interface Choice { label: string; name: string; query: Query; values: [string, string][] }
function Choose({ label, name, query, values }: Choice) {
  const now = query[name] ?? '';
  return (
    <label class="choice"><span>{label}</span>
      <select value={now} onChange={(event) => setIn(query, { [name]: event.currentTarget.value || undefined })}>
        <option value="">any</option>
        {values.map(([value, words]) => <option key={value} value={value}>{words}</option>)}
        {now && !values.some(([value]) => value === now) && <option value={now}>{now}</option>}
      </select></label>
  );
}

function Filters({ items, query }: { items: RadarItem[]; query: Query }) {
  const counted = (list: [string, number][], words: (name: string) => string = (name) => name) =>
    list.map(([name, n]): [string, string] => [name, `${words(name)} (${n})`]);
  return (
    <div class="filters">
      <Choose label="Kind" name="kind" query={query} values={counted(counts(items, (item) => [item.kind]))} />
      <Choose label="Topic" name="topic" query={query} values={counted(counts(items, (item) => item.topics), topicName)} />
      <Choose label="Source" name="source" query={query} values={counted(counts(items, (item) => (item.venue ? [item.venue] : [])))} />
      <Choose label="Newer than" name="age" query={query} values={ages.map((age): [string, string] => [age, ageName(age)])} />
    </div>
  );
}

function RadarRow({ item, index, focus }: { item: RadarItem; index: number; focus: () => void }) {
  return (
    <li id={`new-${index}`} class="entry" tabIndex={-1} onFocus={focus}>
      <Glyph led={item.developer_led} research={item.research} />
      <div>
        <h2><A href={pathOf('work', item.id)}><Prose text={item.title} /></A></h2>
        {item.evidence
          ? <p class="line">{clueName(item.evidence.type)}: <q><Prose text={fragment(item.evidence.text)} /></q></p>
          : <p class="line">{item.why[0] ?? 'no evidence in its words'}</p>}
        <p class="meta">{item.explore && <span class="aside">outside of your usual</span>}
          <span>{item.kind}</span>{item.venue && <span>{item.venue}</span>}
          {item.date ? <When date={item.date} /> : item.year && <span>{item.year}</span>}
          {item.topics.map((topic) => <span key={topic}>{topicName(topic)}</span>)}</p>
      </div>
    </li>
  );
}

/** As many as any window shows; the rest is drawn after them. */
const firstRows = 20;

export function RadarPlace({ query }: { query: Query }) {
  const path = 'radar?k=100';
  const entry = useData<RadarAnswer>(path);
  const all = entry.data?.items ?? [];
  const today = new Date().toISOString().slice(0, 10);
  const picked = pickRadar(all, query, today);
  const box = parseBox(query.box);
  const shown = picked.filter((item) => inBox(item, box));
  const fresh = useFresh();
  const [at, setAt] = useCursor(shown.length, 'new');
  useKeys({ open: () => { const one = shown[at]; if (one) go(pathOf('work', one.id)); } });
  const [whole, setWhole] = useState(returns);
  useEffect(() => { const later = window.setTimeout(() => setWhole(true)); return () => window.clearTimeout(later); }, []);
  useScroll(entry.data !== undefined && whole);
  if (!entry.data) return entry.error ? <Trouble problem={entry.error} retry={() => refresh('radar')} /> : <Waiting lines={8} />;
  const setBox = (to: Box | null) => setIn(query, { box: to ? to.map((x) => x.toFixed(4)).join(',') : undefined });
  const filtered = Object.keys(query).length > 0;
  return (
    <>
      <div class="head"><h1>Radar</h1>
        <p class="quiet">{filtered ? `${shown.length} of ${all.length} shown` : `the best ${all.length} of ${plural(entry.data.considered, 'work')} that are new to you`}
          {filtered && <> · <A href="/radar">Show all</A></>}</p></div>
      {fresh.length > 0 && <p class="fresh" role="status">{fresh.length === 1 ? <>New: <em>{fresh[0]!.title}</em></> : `${fresh.length} new works came.`} <button type="button" class="text" onClick={seeFresh}>Show {fresh.length === 1 ? 'it' : 'them'}</button></p>}
      {all.length === 0 ? <Empty title="Nothing new yet">
        <p>Here will be works that are new to you, best first, each with the words that speak for it.</p>
        <p>Add a <A href={pathOf('sources')}>source</A> and sync it, or run <CommandLine text="assay import FILE" />.</p></Empty>
        : <div class="columns">
          <aside aria-label="Filters"><Sheet><Scatter items={picked} box={box} onBox={setBox} /><Filters items={all} query={query} /></Sheet></aside>
          {shown.length === 0 ? <Empty title="None of them is so"><p>Widen a filter, or <A href="/radar">show all</A>.</p></Empty>
            : <ol class="entries">{(whole ? shown : shown.slice(0, firstRows)).map((item, i) => <RadarRow key={item.id} item={item} index={i} focus={() => setAt(i)} />)}</ol>}
        </div>}
      <FeedLinks path="feeds/radar" words="The radar" />
    </>
  );
}
