/** Progress: a calendar of weeks, and where the reader is strong or has a gap. */
import { A, useScroll } from '../core/navigate';
import { pathOf } from '../core/routes';
import { refresh, useData } from '../core/store';
import type { Area, Progress, WeekMark } from '../core/types';
import { plural, sayMinutes, sayWeek, shiftWeek, topicName } from '../core/words';
import { Empty, Trouble, Waiting } from '../parts/small';

const total = (minutes: Record<string, number>) => Object.values(minutes).reduce((sum, one) => sum + one, 0);
const stateWords: Record<string, string> = { kept: 'kept', some: 'some of it', nothing: 'nothing done', off: 'days off', holiday: 'days off' };

function Calendar({ weeks, now, today }: { weeks: WeekMark[]; now: string; today: string }) {
  const known = new Map(weeks.map((week) => [week.week, week]));
  const most = Math.max(60, ...weeks.map((week) => total(week.minutes)));
  const names = Array.from({ length: 26 }, (_, i) => shiftWeek(now, i - 25));
  return (
    <ol class="calendar" aria-label="Weeks">{names.map((name) => {
      const week = known.get(name);
      const minutes = week ? total(week.minutes) : 0;
      const words = `${sayWeek(name, today)}: ${week ? `${stateWords[week.state] ?? week.state}, ${week.done} of ${week.planned} done, ${sayMinutes(minutes)}` : 'before you began'}`;
      return <li key={name} class={week ? `week ${week.state}` : 'week before'}>
        <A href={pathOf('week', name)} label={words} title={words}>
          <span class="fill" data-level={week ? Math.min(4, Math.ceil((4 * minutes) / most)) : 0} aria-hidden="true" />
          <span class="n" aria-hidden="true">{name.slice(6)}</span></A></li>;
    })}</ol>
  );
}

/** Two bars a topic: how much it is wanted, how much was practised. */
function Areas({ areas }: { areas: Area[] }) {
  const wanted = areas.filter((area) => area.wanted > 0 || area.strength > 0 || area.works > 0);
  const most = Math.max(1, ...wanted.map((area) => area.wanted));
  return (
    <table class="areas">
      <thead><tr><th scope="col">Topic</th><th scope="col">Wanted and practised</th><th scope="col" class="n">Works</th><th scope="col">Next</th></tr></thead>
      <tbody>{wanted.map((area) => <tr key={area.kind + area.name}>
        <th scope="row">{topicName(area.name)}<span class="quiet"> {area.gap ? 'a gap' : area.standing}</span></th>
        <td><svg viewBox="0 0 200 22" preserveAspectRatio="none" class="bars" role="img"
          aria-label={`wanted ${area.wanted.toFixed(1)}, practised ${area.strength.toFixed(2)}`}>
          <rect class="wanted" x="0" y="3" width={Math.max(0, (200 * area.wanted) / most)} height="6" />
          <rect class="strength" x="0" y="12" width={Math.max(1, 200 * Math.min(1, area.strength))} height="6" /></svg></td>
        <td class="n">{area.works}</td>
        <td>{area.next?.work ? <A href={pathOf('work', area.next.work)}>{area.next.title}</A> : <span class="quiet">{area.next?.title ?? 'nothing new on it'}</span>}</td>
      </tr>)}</tbody>
    </table>
  );
}

export function ProgressPlace() {
  const entry = useData<Progress>('progress?weeks=26');
  useScroll(entry.data !== undefined);
  const data = entry.data;
  if (!data) return entry.error ? <Trouble problem={entry.error} retry={() => refresh('progress')} /> : <Waiting lines={8} />;
  const today = new Date().toISOString().slice(0, 10);
  const tracks = Object.entries(data.minutes).filter(([, minutes]) => minutes > 0);
  const rest = data.areas.filter((area) => area.wanted <= 0 && area.strength <= 0 && area.works === 0);
  return (
    <>
      <div class="head"><h1>Progress</h1><p class="quiet numbers">{plural(data.kept, 'week')} kept · {plural(data.works, 'work')} · {sayMinutes(total(data.minutes))}</p></div>
      <section aria-labelledby="weeks-title"><h2 id="weeks-title">Weeks</h2>
        <Calendar weeks={data.weeks} now={data.to} today={today} />
        <p class="quiet">{tracks.length > 0 ? tracks.map(([track, minutes]) => `${track} ${sayMinutes(minutes)}`).join(' · ')
          : 'A week is filled in as you tick its items.'} {data.reviews.due > 0 && <A href="/practice">{plural(data.reviews.due, 'review')} due</A>}</p></section>
      <section aria-labelledby="areas-title"><h2 id="areas-title">Strengths and gaps</h2>
        {data.areas.length === rest.length ? <Empty title="Nothing to compare yet"><p>Here will be what you want against what you practised, topic by topic.
          Say what you want in the <A href="/settings">settings</A>.</p></Empty> : <>
          <p class="quiet key"><svg viewBox="0 0 22 8" width="22" height="8" aria-hidden="true"><rect class="wanted" width="22" height="8" /></svg> wanted
            <svg viewBox="0 0 22 8" width="22" height="8" aria-hidden="true"><rect class="strength" width="22" height="8" /></svg> practised</p>
          <div class="scroll" tabIndex={0} role="region" aria-label="Topics: wanted and practised"><Areas areas={data.areas} /></div></>}
        {rest.length > 0 && <p class="quiet">Neither wanted nor met so far: {rest.map((area) => topicName(area.name)).join(', ')}.</p>}</section>
    </>
  );
}
