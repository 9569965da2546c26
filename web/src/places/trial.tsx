/** A package to try: what its first task shows, what came of it, and how to play on. */
import { change, part } from '../core/api';
import { A, useScroll } from '../core/navigate';
import { sayBytes, saySeconds } from '../core/practice';
import { complain, noteJob, refresh, say, useData, useJobs } from '../core/store';
import type { Job, Trial, TrialReport } from '../core/types';
import { Markdown } from '../parts/markdown';
import { CommandLine, Moment, Trouble, Waiting } from '../parts/small';

export async function tryPackage(name: string, registry: string, again = false) {
  try {
    noteJob(await change<Job>('POST', 'trials', { package: name, ...(registry ? { registry } : {}), again }));
    say(`${name} is being installed in a place of its own.`);
  } catch (error) { complain(error); }
}

export function TryState({ name }: { name: string }) {
  const job = useJobs().filter((one) => one.kind === 'try' && one.about === name).at(-1);
  const cancel = async () => { try { await change('DELETE', `jobs/${job!.id}`); say('Cancelled; nothing of the place stays.'); } catch (error) { complain(error); } };
  if (!job || job.state === 'done' || job.state === 'cancelled') return null;
  if (job.problem) return <p class="bad" role="status">{job.problem.detail}. {job.problem.hint}</p>;
  return <div class="job" role="status"><span>{job.state === 'queued' ? 'waits for its turn' : job.note || 'begins'}</span><progress aria-label={`${name} is being tried`} /><button type="button" class="text" onClick={() => void cancel()}>Cancel</button></div>;
}

export function TrialPlace({ name, registry }: { name: string; registry: string }) {
  const entry = useData<Trial>(name ? `trials/${part(name)}${registry ? `?registry=${registry}` : ''}` : null);
  const done = useJobs().filter((one) => one.kind === 'try' && one.about === entry.data?.package && one.state === 'done').at(-1)?.report as TrialReport | undefined;
  useScroll(entry.data !== undefined);
  const one = entry.data;
  if (!one) return entry.error ? <Trouble problem={entry.error} retry={() => refresh('trials')} /> : <Waiting lines={7} />;
  return (
    <article class="trial-place">
      <div class="head"><h1>{one.package}{one.version && <span class="quiet"> {one.version}</span>}</h1><p class="quiet">from {one.registry === 'npm' ? 'npm' : 'PyPI'} · <A href="/practice">all of practice</A></p></div>
      <section aria-label="Try it"><p class="serif">{one.shows ?? 'No first task ships for it: it is installed and imported.'}</p>
        <p class="acts"><button type="button" class="main" onClick={() => void tryPackage(one.package, one.registry)}>{one.place ? 'Try it again' : 'Try it'}</button>
          {one.place && <button type="button" onClick={() => void tryPackage(one.package, one.registry, true)}>Install it anew</button>}<span>or <CommandLine text={`assay try ${one.package}${one.registry === 'npm' ? ' --npm' : ''}`} /></span></p>
        <TryState name={one.package} /></section>
      {done && <section aria-labelledby="came-title"><h2 id="came-title">What came of it</h2>
        <p class="meta"><span>{done.was_there ? 'was installed before' : `installed in ${saySeconds(done.install_seconds)}`}</span><span>{done.packages} packages, {sayBytes(done.bytes)}</span><span>{done.import.trouble ? `did not import: ${done.import.trouble}` : `imported as ${done.import.name} in ${saySeconds(done.import.seconds)}`}</span>{done.task && <span>first task in {saySeconds(done.task.seconds)}</span>}</p>
        {done.task && <pre tabIndex={0} aria-label="What the first task printed">{done.task.output}</pre>}{done.task?.trouble && <p class="bad">{done.task.trouble}</p>}</section>}
      {one.tried.length > 0 && <section aria-labelledby="tried-title"><h2 id="tried-title">Tried</h2><div class="scroll" tabIndex={0} role="region" aria-label="Table of tries"><table>
        <thead><tr><th scope="col">When</th><th scope="col">Version</th><th scope="col">Outcome</th><th scope="col" class="n">Install</th><th scope="col" class="n">Import</th><th scope="col" class="n">Task</th></tr></thead>
        <tbody>{[...one.tried].reverse().map((row) => <tr key={row.at}><td><Moment at={row.at} /></td><td>{row.version || '–'}</td><td class={row.worked ? '' : 'bad'}>{row.worked ? 'worked' : row.trouble}</td><td class="n">{saySeconds(row.install_seconds)}</td><td class="n">{saySeconds(row.import_seconds)}</td><td class="n">{saySeconds(row.task_seconds)}</td></tr>)}</tbody></table></div></section>}
      {one.readme && <section aria-labelledby="play-title"><h2 id="play-title">Play on</h2><p class="quiet">It lies in <code class="file">{one.place}</code></p><Markdown text={one.readme} skip /></section>}
      {one.source && <details class="more"><summary>The first task, {one.task}</summary><pre tabIndex={0}>{one.source}</pre></details>}
    </article>
  );
}
