/** Practice: what is due to review, the map of labs, experiments, packages, audits. */
import { useState } from 'preact/hooks';
import { change, part } from '../core/api';
import { useCursor, useKeys } from '../core/keys';
import { A, go, useScroll } from '../core/navigate';
import { sayVerdict, sentence } from '../core/practice';
import { pathOf } from '../core/routes';
import { refresh, complain, say, useData, useLiveRuns } from '../core/store';
import type { Card, Comparison, ExperimentRow, Lab, Placements, Review, Trials } from '../core/types';
import { plural, sayInterval, sayMinutes } from '../core/words';
import { Curves } from '../parts/curves';
import { LabMap } from '../parts/labmap';
import { CommandLine, Empty, Moment, Waiting } from '../parts/small';
import { Prose } from '../parts/text';
import { tryPackage, TryState } from './trial';

const grades: [string, string][] = [['again', 'Again'], ['hard', 'Hard'], ['good', 'Good'], ['easy', 'Easy']];

/** One card: the question, then the answer, then how well it went. */
function DueCard({ card, left }: { card: Card; left: number }) {
  const [shown, show] = useState(false);
  useKeys({ open: () => show(true) });
  const grade = async (name: string) => {
    try {
      await change('POST', `cards/${card.id}/grade`, { grade: name });
      show(false);
      refresh('review', 'progress');
      say(`Answered: ${name}.`, async () => { await change('POST', `cards/${card.id}/undo`); refresh('review'); });
    } catch (error) { complain(error); }
  };
  return (
    <div class="card">
      <p class="quiet">{plural(left, 'card')} due</p>
      <p class="serif"><Prose text={card.front} /></p>
      {shown ? <><p class="serif answer"><Prose text={card.back} /></p>
        <div class="acts">{grades.map(([name, words]) => <button key={name} type="button" onClick={() => void grade(name)}>{words}
          {card.intervals?.[name] !== undefined && <span class="quiet"> {sayInterval(card.intervals[name]!)}</span>}</button>)}</div></>
        : <button type="button" onClick={() => show(true)}>Show the answer <kbd aria-hidden="true">enter</kbd></button>}
    </div>
  );
}

/** One experiment as a small picture: its curves, and what it says. */
function ExperimentCard({ one, index, draw, focus }: { one: ExperimentRow; index: number; draw: boolean; focus: () => void }) {
  const at = `experiments/${part(one.name)}`;
  const data = useData<Comparison>(draw && one.finished > 0 && one.metric ? `${at}/comparison?columns=120` : null).data;
  const going = useLiveRuns(one.name).some((run) => run.state === 'running');
  const level = data?.claims.find((claim) => claim.metric === data.metric && claim.kind === 'level');
  return (
    <li id={`experiment-${index}`} class="entry" tabIndex={-1} onFocus={focus} onKeyDown={(event) => {
      if (event.key === 'Enter' && event.target === event.currentTarget) { event.stopPropagation(); go(pathOf('experiment', one.name)); }
    }}>
      <div class="thumb">{data && <Curves curves={data.curves} metric={data.metric} claimed={level?.value ?? null} small />}</div>
      <div><h3><A href={pathOf('experiment', one.name)}>{one.question || one.name}</A></h3>
        {data?.verdict && <p class="line"><strong>{sayVerdict(data.verdict.verdict)}</strong> <span class="quiet">{sentence(data.verdict.reason)}</span></p>}
        <p class="meta"><span>{one.name}</span><span>{plural(one.runs, 'run')}, {one.finished} finished</span>{one.claims > 0 && <span>{plural(one.claims, 'claim')}</span>}{going && <span class="aside">going on now</span>}</p></div>
    </li>
  );
}

function Experiments() {
  const entry = useData<{ experiments: ExperimentRow[] }>('experiments');
  const list = entry.data?.experiments ?? [];
  const [, setAt] = useCursor(list.length, 'experiment');
  if (!entry.data) return entry.error ? <p class="bad">{entry.error.message}</p> : <Waiting lines={3} />;
  if (list.length === 0) return <Empty title="No experiment yet">
    <p>Here will be your runs: their curves, and what was claimed against what you measured.</p>
    <p>A work with a claim in numbers has the button <em>Test a claim</em> in its dossier. Any program can be measured, too: <CommandLine text="assay run -- python train.py" />.</p></Empty>;
  return <ul class="entries experiments">{list.map((one, i) => <ExperimentCard key={one.name} one={one} index={i} draw={i < 8} focus={() => setAt(i)} />)}</ul>;
}

function Packages() {
  const entry = useData<Trials>('trials');
  const [text, setText] = useState('');
  if (!entry.data) return entry.error ? <p class="bad">{entry.error.message}</p> : <Waiting lines={3} />;
  const { tasks, tried } = entry.data;
  const last = (name: string, registry: string) => [...tried].reverse().find((one) => one.package === name && one.registry === registry);
  const others = [...new Map(tried.filter((one) => !tasks.some((task) => task.package === one.package && task.registry === one.registry)).map((one) => [one.registry + one.package, one])).values()];
  const rows = [...tasks.map((task) => ({ name: task.package, registry: task.registry, shows: task.shows })), ...others.map((one) => ({ name: one.package, registry: one.registry, shows: '' }))];
  const add = (event: Event) => { event.preventDefault(); const name = text.trim(); if (name) { setText(''); void tryPackage(name, ''); } };
  return (
    <>
      <p class="quiet">Each is installed in a place of its own, and a small first task shows what it is for. {plural(tried.filter((one) => one.worked).length, 'try', 'tries')} worked so far.</p>
      <ul class="packages">{rows.map((one) => { const was = last(one.name, one.registry); return <li key={one.registry + one.name}>
        <p><A href={pathOf('trial', one.name, one.registry === 'npm' && !/[@/]|\.js$/.test(one.name) ? { registry: 'npm' } : {})}>{one.name}</A> <span class="quiet">{one.registry === 'npm' ? 'npm' : 'PyPI'}</span></p>
        <p class="quiet">{one.shows}</p>
        <p class="acts">{was ? <span class={was.worked ? '' : 'bad'}>{was.worked ? `${was.version} worked, ` : `${was.trouble}, `}<Moment at={was.at} /></span> : <button type="button" class="text" onClick={() => void tryPackage(one.name, one.registry)}>Try it<span class="hidden"> {one.name}</span></button>}</p>
        <TryState name={one.name} /></li>; })}</ul>
      <form class="row trying" onSubmit={add}><label class="hidden" for="package">Another package</label><input id="package" value={text} placeholder="another package, such as optuna==4.1.0" onInput={(event) => setText(event.currentTarget.value)} /><button type="submit">Try it</button></form>
    </>
  );
}

/** For who knows much already: a hard lab passed makes known what it builds on. */
function Placed() {
  const [open, setOpen] = useState(false);
  const labs = useData<Placements>(open ? 'lab-placements' : null).data?.labs;
  const begin = async (name: string) => {
    try { await change('POST', `labs/${part(name)}/place`, {}); refresh('labs'); go(pathOf('practice', name)); } catch (error) { complain(error); }
  };
  return (
    <details class="more" onToggle={(event) => setOpen(event.currentTarget.open)}><summary>You know much of it already?</summary>
      <p class="quiet">Pass one of these, and all that it builds on counts as known.</p>
      {open && !labs && <Waiting lines={2} />}
      {labs && <ul class="placements">{labs.slice(0, 8).map((lab) => <li key={lab.name}><A href={pathOf('practice', lab.name)}>{lab.title}</A> <span class="quiet">{plural(lab.skips.length, 'lab')} before it</span>{' '}
        <button type="button" class="text" onClick={() => void begin(lab.name)}>Begin with it<span class="hidden">: {lab.title}</span></button></li>)}</ul>}
    </details>
  );
}

const sections = [['labs-title', 'Labs'], ['experiments-title', 'Experiments'], ['packages-title', 'Packages'], ['audit-title', 'Audit']] as const;

export function PracticePlace() {
  const review = useData<Review>('review');
  const labs = useData<{ labs: Lab[] }>('labs');
  useScroll(review.data !== undefined);
  const card = review.data && review.data.due > 0 ? review.data.cards[0] : undefined;
  const list = labs.data?.labs ?? [];
  const open = list.filter((lab) => lab.state === 'new' && lab.requires.every((name) =>
    list.some((other) => other.name === name && other.state === 'solved')));
  return (
    <>
      <div class="head"><h1>Practice</h1><p class="turn">{sections.map(([id, words]) => <a key={id} href={`#${id}`} onClick={(event) => {
        event.preventDefault(); const title = document.getElementById(id); title?.scrollIntoView(); title?.focus({ preventScroll: true });
      }}>{words}</a>)}</p></div>
      <section aria-labelledby="reviews-title"><h2 id="reviews-title">Review</h2>
        {!review.data ? (review.error ? <p class="bad">{review.error.message}</p> : <Waiting lines={2} />)
          : card ? <DueCard key={card.id} card={card} left={review.data.due} />
          : <p class="quiet">Nothing is due. Cards come from your notes and from claims: open a work, then <em>Make review cards of it</em>.</p>}
      </section>
      <section aria-labelledby="labs-title"><h2 id="labs-title" tabIndex={-1}>Labs</h2>
        {list.length > 0 ? <>
          <p class="quiet">{plural(list.filter((lab) => lab.state === 'solved').length, 'lab')} of {list.length} solved.
            {open[0] && <> Next: <A href={pathOf('practice', open[0].name)}>{open[0].title}</A>, {sayMinutes(open[0].minutes)}.</>}</p>
          <LabMap labs={list} /><Placed /></>
          : labs.loading ? <Waiting lines={3} />
          : <Empty title="No lab here yet"><p>Here will be a map of labs, from what everyone needs to what few have done: each is one algorithm of
            research that you write yourself, checked by tests.</p>
            <p>Until then, <A href="/week">this week</A> has a next thing to do.</p></Empty>}
      </section>
      <section aria-labelledby="experiments-title"><h2 id="experiments-title" tabIndex={-1}>Experiments</h2><Experiments /></section>
      <section aria-labelledby="packages-title"><h2 id="packages-title" tabIndex={-1}>Packages to try</h2><Packages /></section>
      <section aria-labelledby="audit-title"><h2 id="audit-title" tabIndex={-1}>Audit</h2><p>What a model's predictions do to groups of people, from a file of them. <A href={pathOf('audit')}>Audit a file</A></p></section>
    </>
  );
}
