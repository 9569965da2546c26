/** Practice: what is due to review, the map of labs, experiments. */
import { useState } from 'preact/hooks';
import { change } from '../core/api';
import { useKeys } from '../core/keys';
import { A, useScroll } from '../core/navigate';
import { pathOf } from '../core/routes';
import { refresh, complain, say, useData } from '../core/store';
import type { Card, Lab, Review } from '../core/types';
import { plural, sayInterval, sayMinutes } from '../core/words';
import { LabMap } from '../parts/labmap';
import { CommandLine, Empty, Waiting } from '../parts/small';
import { Prose } from '../parts/text';

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

function Experiments() {
  return <Empty title="No experiment yet">
    <p>Here will be your runs: their curves, and what was claimed against what you measured.</p>
    <p>Any program can be measured: <CommandLine text="assay run -- python train.py" />. A claim to check stands in the dossier of a work.</p></Empty>;
}

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
      <div class="head"><h1>Practice</h1></div>
      <section aria-labelledby="reviews-title"><h2 id="reviews-title">Review</h2>
        {!review.data ? (review.error ? <p class="bad">{review.error.message}</p> : <Waiting lines={2} />)
          : card ? <DueCard key={card.id} card={card} left={review.data.due} />
          : <p class="quiet">Nothing is due. Cards come from your notes and from claims:
            open a work, then <CommandLine text="assay card propose ID" />.</p>}
      </section>
      <section aria-labelledby="labs-title"><h2 id="labs-title">Labs</h2>
        {list.length > 0 ? <>
          <p class="quiet">{plural(list.filter((lab) => lab.state === 'solved').length, 'lab')} of {list.length} solved.
            {open[0] && <> Next: <A href={pathOf('practice', open[0].name)}>{open[0].title}</A>, {sayMinutes(open[0].minutes)}.</>}</p>
          <LabMap labs={list} /></>
          : labs.loading ? <Waiting lines={3} />
          : <Empty title="No lab here yet"><p>Here will be a map of labs, from what everyone needs to what few have done: each is one algorithm of
            research that you write yourself, checked by tests.</p>
            <p>Until then, <A href="/week">this week</A> has a next thing to do.</p></Empty>}
      </section>
      <section aria-labelledby="experiments-title"><h2 id="experiments-title">Experiments</h2><Experiments /></section>
    </>
  );
}
