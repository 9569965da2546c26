/** A lab: what to write and why, its file, what the checks say, hints. */
import { useState } from 'preact/hooks';
import { change, part } from '../core/api';
import { A, useScroll } from '../core/navigate';
import { pathOf } from '../core/routes';
import { complain, noteJob, refresh, say, useData, useJobs } from '../core/store';
import type { Job, LabReport, LabStatement } from '../core/types';
import { sayMinutes } from '../core/words';
import { Plot } from '../parts/labplot';
import { Inline, Markdown } from '../parts/markdown';
import { CommandLine, Moment, Trouble, Waiting } from '../parts/small';

type Check = LabReport['checks'][number];

function Found({ check }: { check: Check }) {
  const rows = [['with', check.input], ...(check.plot ? [] : [['expected', check.expected], ['came', check.got]])].filter((row) => row[1]);
  return (
    <li class={check.passed ? 'passed' : 'failed'}>
      <p><span class="mark" aria-hidden="true">{check.passed ? '✓' : '×'}</span> <strong>{check.name}</strong> <span class="quiet">{check.kind}{check.passed ? '' : ', fails'}</span></p>
      {check.message && <p class="message"><Inline text={check.message} /></p>}
      {check.plot && <Plot plot={check.plot} />}
      {!check.passed && rows.length > 0 && <dl>{rows.map(([name, value]) => <div key={name}><dt>{name}</dt><dd><code>{value}</code></dd></div>)}</dl>}
    </li>
  );
}

/** What is to be written: names and shapes, as the starter has them. */
function Functions({ functions }: { functions: LabStatement['functions'] }) {
  const shape = (one: string[]) => (one.length === 0 ? 'number' : one[0] === '*' ? 'any length' : one.join(' × '));
  return (
    <section class="functions" aria-label="Functions to write">{functions.map((one) => <div key={one.name}>
      <p><code>{one.name}({one.arguments.map((slot) => slot.name).join(', ')}) → {one.results.map((slot) => slot.name).join(', ')}</code></p>
      {one.about && <p class="quiet"><Inline text={one.about} /></p>}
      <p class="shapes">{[...one.arguments, ...one.results].map((slot) => <span key={slot.name}><code>{slot.name}</code>: {shape(slot.shape)}{slot.about && <span class="quiet"> ({slot.about})</span>}</span>)}</p>
    </div>)}</section>
  );
}

/** What the last check said; failures come first, as they teach. */
function Report({ report, at }: { report: LabReport; at?: string }) {
  const failed = report.checks.filter((check) => !check.passed);
  const passed = report.checks.filter((check) => check.passed);
  return (
    <section class="report" role="status" aria-label="What the checks say">
      <p class={report.passed ? 'good' : 'bad'}>{at && <><Moment at={at} />: </>}{report.passed ? 'Solved: every check passes.' : `${failed.length} of ${report.checks.length} checks fail.`}</p>
      {failed.length > 0 && <ul>{failed.map((check) => <Found key={check.name} check={check} />)}</ul>}
      {passed.length > 0 && <details open={failed.length === 0}><summary>{passed.length} passed</summary><ul>{passed.map((check) => <Found key={check.name} check={check} />)}</ul></details>}
      {report.printed && <details><summary>What your program printed</summary><pre tabIndex={0}>{report.printed}</pre></details>}
    </section>
  );
}

export function LabPlace({ name }: { name: string }) {
  const at = `labs/${part(name)}`;
  const entry = useData<LabStatement>(at);
  const [job, setJob] = useState('');
  const [reference, setReference] = useState('');
  const running = useJobs().find((one) => one.id === job);
  useScroll(entry.data !== undefined);
  const lab = entry.data;
  if (!lab) return entry.error ? <Trouble problem={entry.error} retry={() => refresh(at)} /> : <Waiting lines={8} />;
  const attempt = async (work: () => Promise<unknown>, words: string) => {
    try { await work(); refresh('labs', 'week', 'progress'); if (words) say(words); } catch (error) { complain(error); }
  };
  const start = (language: string) => attempt(() => change('POST', `${at}/start`, { language }), 'Started: open the file in your editor.');
  const check = () => attempt(async () => { const made = await change<Job>('POST', `${at}/check`); noteJob(made); setJob(made.id); }, '');
  const busy = running?.state === 'queued' || running?.state === 'running';
  const report = running?.state === 'done' ? (running.report as unknown as LabReport) : null;
  return (
    <article class="lab-place">
      <div class="head"><h1>{lab.title}</h1><p class="quiet">{lab.state} · {sayMinutes(lab.minutes)} · level: {lab.level}
        {lab.work && <> · <A href={pathOf('work', lab.work)}>its paper</A></>} · <A href="/practice">all labs</A></p></div>
      <div class="columns right">
        <div>{lab.form?.about && <p class="form"><Inline text={lab.form.about} /></p>}<Markdown text={lab.statement} skip />
          {lab.functions?.length > 0 && <><h2 class="its">Its functions</h2><Functions functions={lab.functions} /></>}
          {lab.hints.length > 0 && <section aria-label="Hints"><h2>Hints opened</h2><ol>{lab.hints.map((hint) => <li key={hint}><Markdown text={hint} /></li>)}</ol></section>}</div>
        <aside aria-label="Your work">
          {lab.file ? <>
            <p>Write <code class="file">{lab.file}</code></p>
            <p class="acts"><button type="button" class="main" disabled={busy} onClick={() => void check()}>{busy ? 'Checking …' : 'Check'}</button>
              {lab.hints.length < lab.hints_of && <button type="button" onClick={() => void attempt(() => change('POST', `${at}/hint`), '')}>Hint ({lab.hints_of - lab.hints.length} left)</button>}</p>
            {running?.problem && <p class="bad">{running.problem.detail}</p>}
            {report ? <Report report={report} /> : lab.last?.report ? <Report report={lab.last.report} at={lab.last.at} /> : lab.last && <p class="quiet">Checked <Moment at={lab.last.at} />: {lab.last.passed ? 'every check passed' : <>fails at {lab.last.failed}</>}.</p>}
            <details class="more"><summary>More</summary>
              <p class="acts"><button type="button" class="text" onClick={() => void attempt(async () => setReference((await change<{ reference: string }>('POST', `${at}/show`)).reference), '')}>Show the reference</button>
                <button type="button" class="text" onClick={() => void attempt(() => change('POST', `${at}/reset`), 'Begun anew; the old file lies beside the new one.')}>Begin anew</button>
                {lab.cards > 0 && <button type="button" class="text" onClick={() => void attempt(() => change('POST', `${at}/cards`), 'Its cards come in your reviews.')}>Keep its {lab.cards} cards</button>}</p></details>
          </> : <>
            <p>Starting writes a file for you to fill in, with your own editor.</p>
            <p class="acts"><button type="button" class="main" onClick={() => void start('python')}>Start in Python</button>
              <button type="button" onClick={() => void start('cpp')}>in C++</button></p>
            <p class="quiet">or <CommandLine text={`assay lab start ${lab.name}`} /></p>
          </>}
        </aside>
      </div>
      {reference && <section aria-label="Reference"><h2>Reference</h2><pre tabIndex={0}>{reference}</pre></section>}
    </article>
  );
}
