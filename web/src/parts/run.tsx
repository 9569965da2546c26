/** One run of an experiment: how it went, its curves, what it printed, why it may differ. */
import { useState } from 'preact/hooks';
import { part } from '../core/api';
import { A } from '../core/navigate';
import { joinCommand, sayBytes, sayNumber, sayParameters, saySeconds, type Live } from '../core/practice';
import { pathOf } from '../core/routes';
import { useData } from '../core/store';
import type { Differ, RunLog, RunMetrics, RunRecord } from '../core/types';
import { plural } from '../core/words';
import { Curves } from './curves';
import { Moment, Waiting } from './small';

function Log({ at, stream, running }: { at: string; stream: string; running: boolean }) {
  const [from, setFrom] = useState<number | null>(null);
  const page = 16384;
  const log = useData<RunLog>(`${at}/log?stream=${stream}&bytes=${page}${from === null ? '' : `&from=${from}`}`).data;
  if (!log) return <Waiting lines={3} />;
  if (log.size === 0) return <p class="quiet">Nothing was printed{stream === 'stderr' ? ' as an error' : ''}{running ? ' yet' : ''}.</p>;
  return (
    <>
      <pre tabIndex={0} aria-label={stream === 'stderr' ? 'Errors that it printed' : 'What it printed'}>{log.text}</pre>
      <p class="turn">{log.from > 0 && <button type="button" class="text" onClick={() => setFrom(Math.max(0, log.from - page))}>Before</button>}
        {log.next < log.size && <button type="button" class="text" onClick={() => setFrom(log.next)}>More</button>}
        <span class="quiet">{sayBytes(log.next - log.from)} of {sayBytes(log.size)}</span></p>
    </>
  );
}

function Why({ experiment, run }: { experiment: string; run: string }) {
  const entry = useData<Differ>(`experiments/${part(experiment)}/differ?run=${part(run)}&other=claim`);
  if (entry.error) return <p class="quiet">{entry.error.message}.</p>;
  if (!entry.data) return <Waiting lines={3} />;
  const { differences, unknown, same, values } = entry.data;
  return (
    <>
      <p>Claimed {sayNumber(values[1])}, measured {sayNumber(values[0])}. The most likely cause comes first; the order is a rule of thumb and no proof.</p>
      {differences.length === 0 ? <p class="quiet">Nothing that is on record differs.</p>
        : <ol class="causes">{differences.map((one) => <li key={one.cause + one.what}><strong>{one.cause}</strong>: {one.what} <span class="n">{one.mine || 'none'}</span> here, <span class="n">{one.theirs || 'unknown'}</span> there.{one.why && <span class="quiet"> {one.why}</span>}</li>)}</ol>}
      {same.length > 0 && <p class="quiet">Can be ruled out: {same.join(', ')}.</p>}
      {unknown.length > 0 && <details><summary>{plural(unknown.length, 'thing')} that no record tells</summary><ul>{unknown.map((one) => <li key={one}>{one}</li>)}</ul></details>}
    </>
  );
}

export function RunDetail({ experiment, run, claims, live }: { experiment: string; run: string; claims: boolean; live?: Live | undefined }) {
  const at = `experiments/${part(experiment)}/runs/${part(run)}`;
  const entry = useData<RunRecord>(at);
  const metrics = useData<RunMetrics>(`${at}/metrics?points=1000`).data?.metrics ?? [];
  const [metric, setMetric] = useState('');
  const [stream, setStream] = useState('stdout');
  const one = entry.data;
  if (!one) return entry.error ? <p class="bad">{entry.error.message}</p> : <Waiting lines={5} />;
  const chosen = metrics.find((m) => m.name === metric) ?? metrics[0];
  const later = chosen ? live?.metrics[chosen.name]?.points.filter(([step]) => step > (chosen.points.at(-1)?.[0] ?? -1)) ?? [] : [];
  const line = [...(chosen?.points ?? []).filter((p) => p[1] !== null).map((p) => [p[0]!, p[1]!]), ...later];
  return (
    <section class="run" aria-labelledby="run-title">
      <div class="head"><h2 id="run-title">Run {one.run}</h2><p class="quiet">{one.status}{one.reason && `: ${one.reason}`} · <Moment at={one.started} /> · {sayParameters(one.parameters)} · seed {one.seed} · <A href={pathOf('experiment', experiment)}>Close</A></p></div>
      <p><code class="command">{joinCommand(one.command)}</code></p>
      <p class="meta"><span>{saySeconds(one.seconds)} by the clock</span><span>{saySeconds(one.cpu_seconds)} of the processor</span><span>{sayBytes(one.peak_memory_bytes)} at most</span>{one.energy_joules !== null && <span>{sayNumber(one.energy_joules)} J</span>}{one.label && <span>{one.label}</span>}</p>
      {one.notes.length > 0 && <ul class="notes-of-run">{one.notes.map((note) => <li key={note}>{note}</li>)}</ul>}
      {metrics.length > 1 && <div class="tabs" role="group" aria-label="Metric">{metrics.map((m) => <button key={m.name} type="button" aria-pressed={m === chosen} onClick={() => setMetric(m.name)}>{m.name}</button>)}</div>}
      {chosen ? <Curves metric={chosen.name} curves={[{ name: `seed ${one.seed}`, line, band: [], points: chosen.count }]} /> : <p class="quiet">No metric was logged: print <code>loss=0.3</code>, or a JSON object a line.</p>}
      <div class="tabs" role="group" aria-label="Log">{[['stdout', 'Printed'], ['stderr', 'Errors']].map(([name, words]) => <button key={name} type="button" aria-pressed={name === stream} onClick={() => setStream(name!)}>{words}</button>)}</div>
      <Log key={stream} at={at} stream={stream} running={one.status === 'running'} />
      {claims && one.status !== 'running' && <details class="more"><summary>Why does it differ from the claim?</summary><Why experiment={experiment} run={one.run} /></details>}
      <details class="more"><summary>The whole record</summary><pre tabIndex={0}>{JSON.stringify(one.record, null, 1)}</pre></details>
    </section>
  );
}
