/** An experiment: the question, what was claimed and measured, the verdict, its curves and runs, and a new run. */
import { useEffect, useState } from 'preact/hooks';
import { change, download, part } from '../core/api';
import { useCursor, useKeys } from '../core/keys';
import { A, go, useScroll } from '../core/navigate';
import { joinCommand, sayBytes, sayExpected, sayNumber, sayParameters, saySeconds, sayVerdict, sentence, splitCommand } from '../core/practice';
import { pathOf } from '../core/routes';
import { complain, noteJob, refresh, say, useData, useJobs, useLiveRuns } from '../core/store';
import type { Checklists, Comparison, Experiment, Job, Run, RunRecord, TestedClaim } from '../core/types';
import { plural } from '../core/words';
import { Curves, Dots } from '../parts/curves';
import { DraftOf } from '../parts/draft';
import { RunDetail } from '../parts/run';
import { CommandLine, Empty, Trouble, Waiting } from '../parts/small';

function Verdict({ one, at }: { one: Experiment; at: string }) {
  const keep = async () => {
    try {
      const kept = await change<{ kept: boolean }>('POST', `${at}/verdict`);
      refresh('works');
      say(kept.kept ? 'The verdict is in the dossier of the work.' : 'Not kept: the library does not have the work.');
    } catch (error) { complain(error); }
  };
  if (!one.verdict) return <p class="verdict none">No verdict yet: {one.claims.length === 0 ? 'experiment.toml has no claim to test' : one.why_no_verdict || 'no claim could be tested'}.</p>;
  return (
    <div class={`verdict ${one.verdict.verdict.replace(' ', '-')}`}>
      <p class="said">{sayVerdict(one.verdict.verdict)}</p>
      <p>{one.claims.length > 1 ? `It rests on ${one.claims.length} claims: ${one.claims.filter((claim) => claim.verdict === 'reproduced').length} reproduced, each with its figures below.` : sentence(one.verdict.reason)}</p>
      {one.verdict.verdict === 'not enough' && one.verdict.more > 0 && one.verdict.more <= 1000 && <p class="quiet">About {plural(one.verdict.more, 'more run')} would tell.</p>}
      {one.work && <p class="acts"><button type="button" onClick={() => void keep()}>Keep it in the dossier</button><A href={pathOf('work', one.work)}>the work</A></p>}
    </div>
  );
}

function ClaimRow({ claim }: { claim: TestedClaim }) {
  const goal: [number, number] | null = claim.value === null ? null : [claim.value - claim.tolerance, claim.value + claim.tolerance];
  return (
    <li class="claim">
      <p class="serif">{claim.text || claim.name}</p>
      <p class="meta"><span>{claim.metric}</span><span>claimed {sayExpected(claim)}</span><span>{claim.measured === null ? 'not measured yet' : `measured ${sayNumber(claim.measured)}`}</span>{claim.dataset && <span>on {claim.dataset}</span>}</p>
      {claim.measured !== null && <Dots words={`${claim.metric}, claimed and measured`} goal={goal} rows={[{ name: 'measured', value: claim.measured, low: claim.interval?.[0] ?? null, high: claim.interval?.[1] ?? null },
        ...(claim.value === null ? [] : [{ name: 'claimed', value: claim.value, low: null, high: null }])]} />}
      {claim.verdict && <p class="line"><strong>{sayVerdict(claim.verdict)}.</strong> {sentence(claim.reason)}</p>}
    </li>
  );
}

function Compared({ one, at, metric, query }: { one: Experiment; at: string; metric: string; query: Record<string, string> }) {
  const done = one.runs.filter((run) => run.status === 'finished');
  const names = [...new Set(done.flatMap((run) => Object.keys(run.metrics)))];
  const chosen = names.includes(metric) ? metric : names.includes(one.metric) ? one.metric : names[0] ?? '';
  const entry = useData<Comparison>(done.length > 0 && chosen ? `${at}/comparison?metric=${part(chosen)}` : null);
  const level = one.claims.find((claim) => claim.metric === chosen && claim.kind === 'level' && claim.value !== null);
  if (done.length === 0) return null;
  const data = entry.data;
  return (
    <section aria-labelledby="curves-title"><h2 id="curves-title">Curves</h2>
      {names.length > 1 && <div class="tabs" role="group" aria-label="Metric">{names.map((name) => <button key={name} type="button" aria-pressed={name === chosen}
        onClick={() => go(pathOf('experiment', one.name, { ...query, metric: name }), true)}>{name}</button>)}</div>}
      {data ? <>
        <Curves curves={data.curves} metric={chosen} claimed={level?.value ?? null} />
        {data.contrasts.length > 0 && <div class="scroll" tabIndex={0} role="region" aria-label="Differences"><table><caption class="quiet">Differences, {data.contrasts[0]!.paired ? 'paired over seeds' : 'without pairs'}</caption>
          <thead><tr><th scope="col">Runs with</th><th scope="col">Against</th><th scope="col" class="n">Difference</th><th scope="col" class="n">95 % interval</th><th scope="col" class="n">Effect</th><th scope="col" class="n">p, corrected</th></tr></thead>
          <tbody>{data.contrasts.map((c) => <tr key={c.arm}><th scope="row">{c.arm}</th><td>{c.baseline}</td><td class="n">{sayNumber(c.difference)}</td><td class="n">{sayNumber(c.interval[0])} to {sayNumber(c.interval[1])}</td>
            <td class="n">{c.effect.name} {sayNumber(c.effect.size)}</td><td class="n">{c.p_holm !== null && c.p_holm < 0.001 ? '< 0.001' : sayNumber(c.p_holm)}</td></tr>)}</tbody></table></div>}
        {data.remarks.length > 0 && <ul class="remarks">{data.remarks.map((remark) => <li key={remark}>{remark}</li>)}</ul>}
      </> : entry.error ? <p class="quiet">{entry.error.message}. {entry.error.hint}</p> : <Waiting lines={6} />}
    </section>
  );
}

/** What goes on now, as it is told; a job that this server runs may be cancelled. */
function Going({ name }: { name: string }) {
  const live = useLiveRuns(name).filter((run) => run.state === 'running');
  const jobs = useJobs().filter((job) => job.kind === 'run' && job.about === name && (job.state === 'queued' || job.state === 'running'));
  const failed = useJobs().filter((job) => job.kind === 'run' && job.about === name && job.problem).at(-1);
  const stop = async (job: Job) => {
    try { await change('DELETE', `jobs/${job.id}`); say('The run is ended; its record says interrupted.'); } catch (error) { complain(error); }
  };
  const lines = live.flatMap((run) => Object.entries(run.metrics).slice(0, 1).map(([metric, m]) => ({ metric, curve: { name: run.run, line: m.points, band: [] } })));
  if (live.length + jobs.length === 0) return failed?.problem ? <p class="bad" role="status">{failed.problem.detail} {failed.problem.hint}</p> : null;
  return (
    <section class="going" aria-labelledby="going-title"><h2 id="going-title">Going on now</h2>
      {jobs.map((job) => <div key={job.id} class="job" role="status"><span>{job.state === 'queued' ? 'waits for its turn' : 'running'}</span><span class="numbers">{plural(job.records, 'run')} ended</span>
        <progress aria-label="Runs go on" /><button type="button" class="text" onClick={() => void stop(job)}>Cancel</button></div>)}
      {live.map((run) => <p key={run.run} class="meta"><A href={pathOf('experiment', name, { run: run.run })}>{run.run}</A><span>{saySeconds(run.seconds)}</span><span>step {run.last_step.toLocaleString('en')}</span>
        {Object.entries(run.metrics).slice(0, 4).map(([metric, m]) => <span key={metric}>{metric} {sayNumber(m.last)}</span>)}</p>)}
      {lines[0] && <Curves metric={lines[0].metric} curves={lines.filter((one) => one.metric === lines[0]!.metric).map((one) => one.curve)} />}
    </section>
  );
}

function RunForm({ one, at }: { one: Experiment; at: string }) {
  const last = one.runs.at(-1);
  const record = useData<RunRecord>(last ? `${at}/runs/${part(last.run)}` : null).data;
  const asked = record && Array.isArray(record.record?.asked) ? (record.record.asked as string[]) : null;
  const [text, setText] = useState<string | null>(null);
  const [seeds, setSeeds] = useState('5');
  const [sweep, setSweep] = useState<string | null>(null);
  const values: Record<string, Set<string>> = {};
  for (const run of one.runs) for (const [name, value] of Object.entries(run.parameters)) (values[name] ??= new Set()).add(value);
  const usual = asked ? joinCommand(asked) : 'python3 train.py --variant {variant} --seed {seed}';
  const usualSweep = last ? Object.entries(values).map(([name, set]) => `${name}=${[...set].join(',')}`).join(' ') : 'variant=baseline,idea';
  const start = async (event: Event) => {
    event.preventDefault();
    const command = splitCommand(text ?? usual);
    if (!command || command.length === 0) { say('Not begun: a quote is left open, or there is no command.'); return; }
    try {
      const job = await change<Job>('POST', `${at}/runs`, { command, seeds: seeds.trim(), sweep: (sweep ?? usualSweep).split(/\s+/).filter(Boolean) });
      noteJob(job);
      say('The runs begin.');
    } catch (error) { complain(error); }
  };
  return (
    <form class="runform" onSubmit={(event) => void start(event)}>
      <label class="choice"><span>Command, run in the experiment's folder; {'{seed}'} and parameters are filled in</span><input value={text ?? usual} spellcheck={false} class="code" onInput={(event) => setText(event.currentTarget.value)} /></label>
      <div class="pair"><label class="choice"><span>Seeds: how many, or a list</span><input value={seeds} onInput={(event) => setSeeds(event.currentTarget.value)} /></label>
        <label class="choice"><span>Every combination of</span><input value={sweep ?? usualSweep} spellcheck={false} class="code" onInput={(event) => setSweep(event.currentTarget.value)} /></label></div>
      <p class="acts"><button type="submit" class="main">Run</button><span>What has finished before with the same code is not run again.</span></p>
    </form>
  );
}

function Runs({ one, query }: { one: Experiment; query: Record<string, string> }) {
  const list = [...one.runs].reverse();
  const metric = one.metric || Object.keys(list[0]?.metrics ?? {})[0] || '';
  const [at, setAt] = useCursor(list.length, 'run');
  const open = (run: Run) => go(pathOf('experiment', one.name, { ...query, run: run.run }));
  useKeys({ open: () => { const run = list[at]; if (run) open(run); } });
  if (list.length === 0) return null;
  return (
    <section aria-labelledby="runs-title"><h2 id="runs-title">Runs</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label="Table of runs"><table class="runs">
        <thead><tr><th scope="col">Run</th><th scope="col">With</th><th scope="col" class="n">Seed</th><th scope="col">State</th><th scope="col" class="n">{metric || 'Metric'}</th><th scope="col" class="n">Time</th><th scope="col" class="n">CPU</th><th scope="col" class="n">Memory</th></tr></thead>
        <tbody>{list.map((run, i) => <tr key={run.run} id={`run-${i}`} tabIndex={-1} onFocus={() => setAt(i)} class={query.run === run.run ? 'chosen' : ''}>
          <th scope="row"><A href={pathOf('experiment', one.name, { ...query, run: run.run })}>{run.run}</A></th><td>{sayParameters(run.parameters)}</td><td class="n">{run.seed}</td>
          <td class={run.status === 'failed' ? 'bad' : ''}>{run.status}</td><td class="n">{sayNumber(run.metrics[metric]?.last)}</td><td class="n">{saySeconds(run.seconds)}</td><td class="n">{saySeconds(run.cpu_seconds)}</td><td class="n">{sayBytes(run.peak_memory_bytes)}</td></tr>)}</tbody></table></div>
      {one.troubles.map((trouble) => <p key={trouble} class="bad">A run is left out: {trouble}</p>)}
    </section>
  );
}

function Checks({ one }: { one: Experiment }) {
  if (one.checks.length === 0) return null;
  return <section aria-labelledby="checks-title"><h2 id="checks-title">Checks</h2>
    <ul class="checks">{one.checks.map((check, i) => <li key={i} class={`d${Math.min(check.depth, 4)}`}><span class="n">{Math.round(100 * check.score)}%</span> <span>{check.name}</span>{check.found && <span class="quiet"> {check.found}</span>}</li>)}</ul></section>;
}

function Lists({ at }: { at: string }) {
  const lists = useData<Checklists>(`${at}/checklist`).data?.checklists;
  if (!lists) return <Waiting lines={4} />;
  return <>{lists.map((list) => <section key={list.name}><h3>{list.name}</h3><ul class="answers">{list.items.map((item) => <li key={item.id}><span class={`answer ${item.answer}`}>{item.answer}</span> {item.question}
    {item.evidence && <span class="quiet"> {item.evidence}</span>}{item.missing.length > 0 && <span class="bad"> Missing: {item.missing.join('; ')}.</span>}</li>)}</ul></section>)}</>;
}

function Share({ one, at }: { one: Experiment; at: string }) {
  const [open, setOpen] = useState(false);
  const get = (format: string, file: string) => async () => { try { await download(`${at}/export`, { format }, file); } catch (error) { complain(error); } };
  if (one.runs.length === 0) return null;
  return (
    <section aria-labelledby="share-title"><h2 id="share-title">Report and share</h2>
      <p class="acts"><a href={`/api/v1/${at}/report?format=html`} download={`${one.name}.html`}>Report as a page</a><a href={`/api/v1/${at}/report?format=markdown`} download={`${one.name}.md`}>as Markdown</a>
        <button type="button" class="text" onClick={() => void get('crate', `${one.name}-crate.tar`)()}>Signed crate</button><button type="button" class="text" onClick={() => void get('mlflow', 'mlruns.tar')()}>MLflow's store</button></p>
      <details class="more" onToggle={(event) => setOpen(event.currentTarget.open)}><summary>Reproducibility checklists, filled in from the record</summary>{open && <Lists at={at} />}</details>
      <DraftOf path={`${at}/draft`} words="Draft a post about it" />
    </section>
  );
}

export function ExperimentPlace({ name, query }: { name: string; query: Record<string, string> }) {
  const at = `experiments/${part(name)}`;
  const entry = useData<Experiment>(name ? at : null);
  const live = useLiveRuns(name);
  const one = entry.data;
  useScroll(one !== undefined);
  useEffect(() => { if (one) document.title = `${one.question || one.name} · assay`; }, [one?.name]);
  if (!one) return entry.error ? <Trouble problem={entry.error} retry={() => refresh('experiments')} /> : <Waiting lines={9} />;
  return (
    <article class="experiment-place">
      <div class="head"><h1 class="title">{one.question || one.name}</h1><p class="quiet">{one.name}{one.title && <> · of <A href={pathOf('work', one.work)}>{one.title}</A></>}{one.dataset && <> · {one.dataset}</>} · <A href="/practice">all of practice</A></p></div>
      {query.run && <RunDetail key={query.run} experiment={name} run={query.run} claims={one.claims.length > 0} live={live.find((run) => run.run === query.run)} />}
      {one.runs.length > 0 && <Verdict one={one} at={at} />}
      <Going name={name} />
      {one.claims.length > 0 && <section aria-labelledby="claims-title"><h2 id="claims-title">Claimed and measured</h2><ul class="claims-tested">{one.claims.map((claim) => <ClaimRow key={claim.name} claim={claim} />)}</ul></section>}
      <Compared one={one} at={at} metric={query.metric ?? ''} query={query} />
      <Runs one={one} query={query} />
      <section aria-labelledby="new-title"><h2 id="new-title">{one.runs.length === 0 ? 'The first runs' : 'Run it again, or otherwise'}</h2>
        {one.runs.length === 0 && <Empty title="Nothing has been run yet"><p>Its folder has the plan, a script and a place for the idea: <code class="file">{one.folder}</code></p><p>Run it here, or there by <CommandLine text="sh run.sh" />. Curves, runs and a verdict will be here.</p></Empty>}
        <RunForm one={one} at={at} /></section>
      <Checks one={one} />
      <Share one={one} at={at} />
    </article>
  );
}
