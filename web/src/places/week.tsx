/** This week: what to do, why, and done by one key. */
import { useRef, useState } from 'preact/hooks';
import { change, part } from '../core/api';
import { useCursor, useKeys } from '../core/keys';
import { A, go, useScroll } from '../core/navigate';
import { pathOf } from '../core/routes';
import { complain, expect, refresh, say, useData } from '../core/store';
import { fragment } from '../core/text';
import type { Review, WeekAnswer, WeekItem } from '../core/types';
import { plural, sayMinutes, sayWeek, shiftWeek } from '../core/words';
import { CommandLine, Empty, FeedLinks, Trouble, Waiting, When } from '../parts/small';
import { Prose } from '../parts/text';

type Act = 'done' | 'skip' | 'undo' | 'swap';
const states: Record<'done' | 'skip' | 'undo', WeekItem['state']> = { done: 'done', skip: 'skipped', undo: 'planned' };

export async function act(week: string, path: string, item: WeekItem, what: Act) {
  const set = (state: WeekItem['state']) => expect<WeekAnswer>(path, (answer) => ({
    ...answer, items: answer.items.map((one) => (one.n === item.n ? { ...one, state } : one)),
  }));
  const before = item.state;
  if (what !== 'swap') set(states[what]);
  try {
    await change('POST', `weeks/${week}/items/${item.n}/${what}`);
    if (what === 'swap') refresh('week');
    else refresh('progress');
  } catch (error) { set(before); complain(error); return; }
  const words = { done: 'Done', skip: 'Skipped', undo: 'Open again', swap: 'Another one in its place' }[what];
  const title = item.title.length > 60 ? item.title.slice(0, 59) + '…' : item.title;
  say(`${words}: ${title}`, what === 'done' || what === 'skip' ? async () => {
    set('planned');
    await change('POST', `weeks/${week}/items/${item.n}/undo`);
    refresh('week', 'progress');
  } : null);
}

async function begin(kind: string, name: string, done: () => void) {
  try { await change('POST', 'follows', { kind, name }); done(); } catch (error) { complain(error); }
}

interface Row { item: WeekItem; index: number; on: (what: Act) => void; focus: () => void }
function WeekRow({ item, index, on, focus }: Row) {
  const [all, setAll] = useState(false);
  const why = all ? item.why : item.why.slice(0, 3);
  const follow = /^assay follow (person|org|repo|venue) "?([^"]+)"?$/.exec(item.command);
  const lab = /^assay lab (?:start|check) ([\w-]+)$/.exec(item.command)?.[1];
  const done = item.state === 'done';
  return (
    <li id={`item-${index}`} class={`item ${item.state}`} tabIndex={-1} onFocus={focus}>
      <button type="button" class="tick" role="checkbox" aria-checked={done} onClick={() => on(done ? 'undo' : 'done')}
        aria-label={`Done: ${item.title}`}><span aria-hidden="true">{done ? '✓' : ''}</span></button>
      <span class="track">{item.track}</span>
      <div class="what">
        <h2>{item.work ? <A href={pathOf('work', item.work)}><Prose text={item.title} /></A> : item.title}</h2>
        {item.why.length > 0 && <p class="why"><span class="label">why</span> <Prose text={why.map(fragment).join(' · ')} /></p>}
        {!item.work && !follow && !lab && <p class="do"><CommandLine text={item.command} /></p>}
        <p class="acts">
          {item.state === 'planned' && (lab ? <A class="first" href={pathOf('practice', lab)}>Open the lab</A>
            : item.work && <A class="first" href={pathOf('work', item.work)}>Open<span class="hidden"> {item.title}</span></A>)}
          {item.day && item.state === 'planned' && <When date={item.day} />}
          {item.pinned && <span>pinned</span>}
          {item.state === 'planned' && <>
            {follow && <button type="button" class="text" onClick={() => void begin(follow[1]!, follow[2]!, () => on('done'))}>Follow<span class="hidden"> {item.title}</span></button>}
            <button type="button" class="text" onClick={() => on('skip')}>Skip<span class="hidden"> {item.title}</span></button>
            <button type="button" class="text" onClick={() => on('swap')}>Another one<span class="hidden"> than {item.title}</span></button></>}
          {item.state === 'skipped' && <><span>skipped</span>
            <button type="button" class="text" onClick={() => on('undo')}>Take it up again<span class="hidden">: {item.title}</span></button></>}
          {item.why.length > 3 && !all && item.state === 'planned' && <button type="button" class="text" onClick={() => setAll(true)}>
            {plural(item.why.length - 3, 'more reason')}<span class="hidden"> for {item.title}</span></button>}
        </p>
      </div>
      <span class="minutes">{sayMinutes(item.minutes)}</span>
    </li>
  );
}

export function WeekPlace({ week }: { week: string }) {
  const interests = useData<{ interests: unknown[] }>('interests').data?.interests;
  const path = week ? `weeks/${week}` : 'week';
  const entry = useData<WeekAnswer>(path);
  const review = useData<Review>('review').data;
  const items = entry.data?.items ?? [];
  const [at, setAt] = useCursor(items.length, 'item');
  const now = items[at];
  const name = entry.data?.week ?? week;
  const done = items.filter((item) => item.state === 'done').reduce((sum, item) => sum + item.minutes, 0);
  // It stays while the first item is ticked: nothing moves under the hand.
  const newcomer = useRef(false);
  newcomer.current ||= items.length > 0 && interests?.length === 0 && done === 0 && !week;
  const doNow = (what: Act) => { if (now && name) void act(name, path, now, what); };
  useKeys({
    done: () => doNow(now?.state === 'done' ? 'undo' : 'done'), skip: () => doNow('skip'),
    open: () => { if (now?.work) go(pathOf('work', now.work)); },
    note: () => { if (now?.work) go(pathOf('work', now.work, { at: 'note' })); },
  });
  useScroll(entry.data !== undefined);
  if (!entry.data) return entry.error ? <Trouble problem={entry.error} retry={() => refresh(path)} /> : <Waiting lines={6} />;
  const carried = items.filter((item) => item.carried_from).length;
  const today = new Date().toISOString().slice(0, 10);
  return (
    <>
      <div class="head">
        <h1>{week ? 'Week' : 'This week'} <span class="quiet">{sayWeek(name, today)}</span></h1>
        <p class="quiet numbers">{sayMinutes(done)} of {sayMinutes(entry.data.hours * 60)}</p>
        <p class="turn"><A href={pathOf('week', shiftWeek(name, -1))}>Week before</A>
          <A href={week ? '/week' : pathOf('week', shiftWeek(name, 1))}>{week ? 'This week' : 'Week after'}</A></p>
      </div>
      {newcomer.current && !week && interests?.length === 0 && <p class="newcomer">One thing from each of five tracks, chosen for anybody so far.
        Say <A href="/settings">what you want and how much time you have</A>, and the weeks follow. Open an item, do it, tick its box.</p>}
      {items.length === 0 ? <Empty title="Nothing is planned yet">
        <p>Here will be one thing to do on each of five tracks: papers, experiments, frameworks, algorithms and community.</p>
        <p>Say in the <A href={pathOf('settings')}>settings</A> what you want more of, and bring works in: add
          a <A href={pathOf('sources')}>source</A>, or run <CommandLine text="assay import FILE" />.</p>
      </Empty> : <ol class="items">{items.map((item, i) => <WeekRow key={item.n} item={item} index={i} focus={() => setAt(i)}
        on={(what) => void act(name, path, item, what)} />)}</ol>}
      {(carried > 0 || (review && review.due > 0)) && <p class="after">{carried > 0 && <span>Carried over: {carried}</span>}{carried > 0 && review && review.due > 0 && ' · '}
        {review && review.due > 0 && <A href={pathOf('practice')}>Reviews due: {review.due}</A>}</p>}
      {items.length > 0 && <p class="after quiet">{plural(items.filter((item) => item.state === 'planned').length, 'item')} open.
        <span class="wide"> <kbd>j</kbd> <kbd>k</kbd> to move, <kbd>x</kbd> done, <kbd>s</kbd> skip, <kbd>enter</kbd> to open.</span></p>}
      {items.length > 0 && <p class="feeds quiet">For your calendar: <a href={`/api/v1/week.ics?week=${part(name)}`}>this week's items</a>, <a href="/api/v1/events.ics">events to come</a></p>}
      <FeedLinks path="feeds/digest" words="The weeks" />
    </>
  );
}
