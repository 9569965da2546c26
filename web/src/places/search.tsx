/** Search: results as one types, facets that are part of the query, the words that were found. */
import { useEffect, useState } from 'preact/hooks';
import { change, part, Problem, read } from '../core/api';
import { pageOfHits, searchPath } from '../core/first';
import { useCursor, useKeys } from '../core/keys';
import { A, go, useScroll } from '../core/navigate';
import { pathOf } from '../core/routes';
import { complain, refresh, say, useData } from '../core/store';
import { filterValues, toggleFilter, toggleYear, wordSpans } from '../core/text';
import type { Hit, SearchAnswer } from '../core/types';
import { topicName } from '../core/words';
import { CommandLine, Empty, FeedLinks, Glyph, Sheet, Trouble, Waiting } from '../parts/small';
import { Found } from '../parts/text';

type Query = Record<string, string>;
const remembered = new Map<string, SearchAnswer>();

/** Keeps an answer for the way back. */
export function rememberSearch(path: string, answer: SearchAnswer) {
  if (remembered.size > 50) remembered.delete(remembered.keys().next().value!);
  remembered.set(path, answer);
}

/** The answer to the newest question; older questions are given up, the last answer stays until the new one comes. */
function useSearch(path: string | null): { data: SearchAnswer | null; problem: Problem | null } {
  const [data, setData] = useState<SearchAnswer | null>(path ? remembered.get(path) ?? null : null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => {
    if (!path) { setData(null); setProblem(null); return; }
    const known = remembered.get(path);
    if (known) { setData(known); setProblem(null); return; }
    const stop = new AbortController();
    read<SearchAnswer>(path, stop.signal).then((answer) => {
      rememberSearch(path, answer);
      setData(answer);
      setProblem(null);
    }).catch((error) => { if (error instanceof Problem) setProblem(error); });
    return () => stop.abort();
  }, [path]);
  return { data, problem };
}

/** The stretch of the abstract in which words were found. */
function Passage({ hit, query }: { hit: Hit; query: string }) {
  if (!hit.passage || !(hit.highlights ?? []).some((span) => span.field !== 'title')) return null;
  return <p class="line passage"><Found text={hit.passage} spans={wordSpans(hit.passage, query)} /></p>;
}

function HitRow({ hit, query, index, focus }: { hit: Hit; query: string; index: number; focus: () => void }) {
  const related = (aspect: string) => pathOf('work', hit.id, { related: aspect, at: 'related' });
  return (
    <li id={`hit-${index}`} class="entry" tabIndex={-1} onFocus={focus}>
      <Glyph led={hit.developer_led} research={hit.research ?? null} />
      <div>
        <h2><A href={pathOf('work', hit.id)}><Found text={hit.title} spans={(hit.highlights ?? []).filter((span) => span.field === 'title')} /></A></h2>
        <Passage hit={hit} query={query} />
        <p class="meta"><span>{hit.kind}</span>{hit.venue && <span>{hit.venue}</span>}{hit.year && <span>{hit.year}</span>}
          {hit.topics.map((topic) => <span key={topic}>{topicName(topic)}</span>)}
          <span class="aspects">similar by {['problem', 'method', 'result'].map((aspect) => <A key={aspect} href={related(aspect)}
            label={`Like ${hit.title} by ${aspect}`}>{aspect}</A>)}</span></p>
      </div>
    </li>
  );
}

function Facets({ answer, query }: { answer: SearchAnswer; query: Query }) {
  const q = query.q ?? '';
  const list = (name: string, values: [string, number][], words: (value: string) => string, href: (value: string) => string,
    chosen: (value: string) => boolean) => values.length > 0 && (
    <section><h2>{name}</h2><ul>{values.map(([value, n]) => <li key={value}>
      <a href={pathOf('search', '', { ...query, q: href(value) })} aria-current={chosen(value) ? 'true' : undefined}
        onClick={(event) => { event.preventDefault(); go(pathOf('search', '', { ...query, q: href(value), offset: undefined })); }}>
        <span>{words(value)}</span><span class="n">{n.toLocaleString('en')}</span></a></li>)}</ul></section>);
  const of = (name: keyof SearchAnswer['facets']) => Object.entries(answer.facets[name] ?? {});
  const years = of('year').sort((a, b) => Number(b[0]) - Number(a[0])).slice(0, 12);
  return (
    <div class="facets">
      {list('Kind', of('kind'), (v) => v, (v) => toggleFilter(q, 'kind', v), (v) => filterValues(q, 'kind').includes(v))}
      {list('Topic', of('topic'), topicName, (v) => toggleFilter(q, 'topic', v), (v) => filterValues(q, 'topic').includes(v))}
      {list('Year', years, (v) => v, (v) => toggleYear(q, v), (v) => filterValues(q, 'since').includes(v) && filterValues(q, 'until').includes(v))}
    </div>
  );
}

function Choice({ name, label, values, query }: { name: string; label: string; values: [string, string][]; query: Query }) {
  return <label class="choice"><span>{label}</span><select value={query[name] ?? values[0]![0]} onChange={(event) => {
    const to = event.currentTarget.value;
    go(pathOf('search', '', { ...query, [name]: to === values[0]![0] ? undefined : to, offset: undefined }), true);
  }}>{values.map(([value, words]) => <option key={value} value={value}>{words}</option>)}</select></label>;
}

interface Saved { name: string; query: string; new?: number | null }
/** Searches kept under a name, with what is new in them. */
function SavedSearches() {
  const list = useData<{ saved: Saved[] }>('saved').data?.saved ?? [];
  if (list.length === 0) return null;
  const forget = async (one: Saved) => {
    try {
      await change('DELETE', `saved/${part(one.name)}`);
      refresh('saved');
      say(`${one.name} forgotten.`, async () => { await change('PUT', `saved/${part(one.name)}`, { query: one.query }); refresh('saved'); });
    } catch (error) { complain(error); }
  };
  return <section class="saved" aria-labelledby="saved-title"><h2 id="saved-title">Saved searches</h2><ul>{list.map((one) => <li key={one.name}>
    <A href={pathOf('search', '', { q: one.query })}>{one.name}</A> {one.name !== one.query && <code>{one.query}</code>}
    {one.new ? <span class="quiet"> {one.new} new</span> : null} <button type="button" class="text" onClick={() => void forget(one)}>Forget<span class="hidden"> {one.name}</span></button></li>)}</ul></section>;
}

async function save(q: string) {
  try {
    await change('PUT', `saved/${part(q)}`, { query: q });
    refresh('saved');
    say(`Saved: ${q}`, async () => { await change('DELETE', `saved/${part(q)}`); refresh('saved'); });
  } catch (error) { complain(error); }
}

export function SearchPlace({ query }: { query: Query }) {
  const q = (query.q ?? '').trim();
  const offset = Number(query.offset) || 0;
  const { data, problem } = useSearch(searchPath(query));
  const hits = data?.hits ?? [];
  const [at, setAt] = useCursor(hits.length, 'hit');
  useKeys({
    open: () => { const one = hits[at] ?? hits[0]; if (one) go(pathOf('work', one.id)); },
    related: () => { const one = hits[at]; if (one) go(pathOf('work', one.id, { at: 'related' })); },
  });
  useScroll(data !== null);
  if (!q) return <><h1>Search</h1><Empty title="What are you looking for?">
    <p>Words, <code>"whole phrases"</code>, <code>-without</code>, <code>prefix*</code>, and filters
      such as <code>kind:paper</code>, <code>topic:scalable_systems</code>, <code>author:name</code>, <code>since:2024</code>, <code>led:&gt;0.7</code>, <code>code:yes</code>.</p>
    <p>For example: {['quantization latency led:>0.7', '"production" topic:scalable_systems', 'attention since:2017 code:yes'].map((one) =>
      <A key={one} class="example" href={pathOf('search', '', { q: one })}>{one}</A>)}</p></Empty><SavedSearches /></>;
  if (problem && !data) return <><h1>Search</h1><Trouble problem={problem} /></>;
  if (!data) return <><h1>Search</h1><Waiting lines={8} /></>;
  const turn = (to: number) => pathOf('search', '', { ...query, offset: to > 0 ? String(to) : undefined });
  return (
    <>
      <div class="head"><h1>Search</h1><p class="quiet numbers" aria-live="polite">{data.total.toLocaleString('en')} found in {data.took_ms < 1 ? 'under 1' : Math.round(data.took_ms)} ms</p>
        <button type="button" class="text" onClick={() => void save(q)}>Save this search</button></div>
      {problem && <p class="bad wrong" role="status">{problem.message}{problem.hint && `: ${problem.hint}`}. What was found before stays below.</p>}
      <div class="columns">
        <aside aria-label="Facets">
          <Choice name="sort" label="Order" query={query} values={[['relevance', 'best first'], ['date', 'newest first'], ['developer-led', 'led by developers first']]} />
          <Choice name="mode" label="Match" query={query} values={[['both', 'words and meaning'], ['words', 'words'], ['meaning', 'meaning']]} />
          <Sheet><Facets answer={data} query={query} /></Sheet>
        </aside>
        {hits.length === 0 ? <Empty title="Nothing found"><p>Take a word or a filter away, or try <CommandLine text="prefix*" />.</p></Empty>
          : <div><ol class="entries" start={offset + 1}>{hits.map((hit, i) => <HitRow key={hit.id} hit={hit} query={query.q ?? ''} index={i} focus={() => setAt(i)} />)}</ol>
            <p class="turn">{offset > 0 && <A href={turn(offset - pageOfHits)}>Before</A>}
              {offset + hits.length < data.total && <A href={turn(offset + pageOfHits)}>More</A>}</p></div>}
      </div>
      <FeedLinks path="feeds/search" words="What is found" query={`?${new URLSearchParams({ q, ...(query.mode ? { mode: query.mode } : {}) })}`} />
    </>
  );
}
