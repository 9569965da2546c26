/** Sources: how each fares, a new one, and a sync that shows how far it is. */
import { useState } from 'preact/hooks';
import { change, part, upload } from '../core/api';
import { useCursor } from '../core/keys';
import { useScroll } from '../core/navigate';
import { complain, noteJob, refresh, say, useData, useJobs } from '../core/store';
import type { Job, Preset, Source, Who } from '../core/types';
import { plural } from '../core/words';
import { Empty, Moment, Trouble, Waiting } from '../parts/small';

async function attempt(work: () => Promise<unknown>, words: string) {
  try { await work(); refresh('source', 'status'); say(words); } catch (error) { complain(error); }
}
const startJob = async (path: string, body?: unknown) => noteJob(await change<Job>('POST', path, body));
const errorWords = (source: Source) => source.error ?? '';

function Running({ job }: { job: Job }) {
  const over = job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';
  return (
    <div class={`job ${job.state}`} role="status">
      <span>{job.kind} {job.state}</span><span class="numbers">{plural(job.records, 'record')}</span>
      {!over && <progress aria-label={`${job.kind} is running`} />}
      {!over && <button type="button" class="text" onClick={() => void attempt(() => change('DELETE', `jobs/${job.id}`), 'Cancelled; what came in so far is kept.')}>Cancel</button>}
      {job.problem && <span class="bad">{job.problem.detail ?? job.problem.title} {job.problem.hint}</span>}
    </div>
  );
}

function SourceRow({ source, index, keeps, focus }: { source: Source; index: number; keeps: boolean; focus: () => void }) {
  const at = `sources/${part(source.name)}`;
  const hidden = <span class="hidden"> {source.name}</span>;
  const bad = errorWords(source);
  return (
    <li id={`source-${index}`} class="entry source" tabIndex={-1} onFocus={focus}>
      <div>
        <h2>{source.name} <span class={`health ${source.health}`}>{source.paused ? 'paused' : source.health}</span></h2>
        <p class="line">{source.connector} · {source.address || 'its usual address'}</p>
        <p class="meta"><span>{plural(source.records, 'record')}</span>{source.rejected > 0 && <span>{source.rejected} rejected</span>}
          <span>every {source.every}</span>
          <span>{source.last_success ? <>last <Moment at={source.last_success} /></> : 'never synced'}</span>
          {source.next_due && !source.paused && <span>next <Moment at={source.next_due} /></span>}</p>
        {bad && <p class="bad">{bad}{source.failures > 1 && ` (${source.failures} times in a row)`}</p>}
        <p class="acts">
          <button type="button" class="text" onClick={() => void attempt(() => startJob('sync', { names: [source.name] }), `Sync of ${source.name} begins.`)}>Sync{hidden}</button>
          <button type="button" class="text" onClick={() => void attempt(() => startJob(`${at}/test`), `${source.name} is tried; nothing is stored.`)}>Test{hidden}</button>
          {keeps && <><button type="button" class="text" onClick={() => void attempt(() => change('POST', `${at}/${source.paused ? 'resume' : 'pause'}`),
            source.paused ? `${source.name} is synced again.` : `${source.name} is left alone.`)}>{source.paused ? 'Resume' : 'Pause'}{hidden}</button>
          <button type="button" class="text" onClick={() => void remove(source)}>Remove{hidden}</button></>}</p>
      </div>
    </li>
  );
}

async function remove(source: Source) {
  try {
    await change('DELETE', `sources/${part(source.name)}`);
    refresh('sources');
    say(`${source.name} removed; what it brought stays.`, async () => {
      await change('POST', 'sources', { name: source.name, connector: source.connector, address: source.address, every: source.every });
      refresh('sources');
    });
  } catch (error) { complain(error); }
}

function Add({ presets }: { presets: Preset[] }) {
  const [way, setWay] = useState(presets[0]?.name ?? '');
  const [name, setName] = useState('');
  const [connector, setConnector] = useState('feed');
  const [address, setAddress] = useState('');
  const preset = presets.find((one) => one.name === way);
  const add = (event: Event) => {
    event.preventDefault();
    const body = preset ? { preset: preset.name, ...(address ? { address } : {}) } : { name, connector, ...(address ? { address } : {}) };
    void attempt(async () => { await change('POST', 'sources', body); setName(''); setAddress(''); }, 'Source added. Sync it to bring in what it has.');
  };
  return (
    <form class="add" onSubmit={add}>
      <h2>Add a source</h2>
      <label class="choice"><span>What</span><select value={way} onChange={(event) => setWay(event.currentTarget.value)}>
        {presets.map((one) => <option key={one.name} value={one.name}>{one.name}</option>)}
        <option value="">something else</option></select></label>
      {preset ? <p class="quiet about">{preset.about}.{preset.needs && ` Needs ${preset.needs}.`}</p> : <>
        <label class="choice"><span>Name</span><input value={name} required pattern="[^\s\/]+" onInput={(event) => setName(event.currentTarget.value)} /></label>
        <label class="choice"><span>Read as</span><input value={connector} required onInput={(event) => setConnector(event.currentTarget.value)} /></label></>}
      {(!preset || preset.needs) && <label class="choice"><span>Address</span><input value={address} placeholder="https://…" required={preset !== undefined}
        onInput={(event) => setAddress(event.currentTarget.value)} /></label>}
      <button type="submit" class="main">Add source</button>
    </form>
  );
}

/** A file of records: a bibliography, a list of links, a snapshot. */
function Import() {
  const take = async (input: HTMLInputElement) => {
    const file = input.files?.[0];
    if (!file) return;
    await attempt(async () => noteJob(await upload<Job>('imports', file)), `${file.name} is being brought in.`);
    input.value = '';
  };
  return (
    <section class="add" aria-labelledby="import-title">
      <h2 id="import-title">Bring in a file</h2>
      <label class="choice"><span>BibTeX, RIS, CSL-JSON, arXiv, ACL, OPML, a list of links, JSON Lines; packed by gzip, xz, zstd or bzip2 too</span>
        <input type="file" onChange={(event) => void take(event.currentTarget)} /></label>
    </section>
  );
}

export function SourcesPlace() {
  const entry = useData<{ sources: Source[] }>('sources');
  const presets = useData<{ presets: Preset[] }>('source-presets').data?.presets;
  const keeps = !useData<Who>('session').data?.account;  // an account of a team's server changes no sources
  const jobs = useJobs().slice(-3);
  const list = entry.data?.sources ?? [];
  const [, setAt] = useCursor(list.length, 'source');
  useScroll(entry.data !== undefined);
  if (!entry.data) return entry.error ? <Trouble problem={entry.error} retry={() => refresh('sources')} /> : <Waiting lines={5} />;
  return (
    <>
      <div class="head"><h1>Sources</h1><p class="quiet">{plural(list.length, 'source')}</p>
        {list.length > 0 && <button type="button" class="main" onClick={() => void attempt(() => startJob('sync', {}), 'Sync begins.')}>Sync all</button>}</div>
      {jobs.map((job) => <Running key={job.id} job={job} />)}
      <div class="columns right">
        {list.length === 0 ? <Empty title="No source yet"><p>Here will be what you follow: feeds, arXiv, repositories, conferences. A sync reads those that are due,
          and tells when one fails.</p><p>{keeps ? 'Add the first one; a preset needs no more than one press.' : 'Whoever keeps this library adds them.'}</p></Empty>
          : <ol class="entries">{list.map((source, i) => <SourceRow key={source.name} source={source} index={i} keeps={keeps} focus={() => setAt(i)} />)}</ol>}
        <aside aria-label="Add to the library">{keeps ? presets && <Add presets={presets} /> : <p class="quiet">Whoever keeps this library adds, pauses and removes its sources.</p>}<Import /></aside>
      </div>
    </>
  );
}
