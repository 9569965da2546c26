/** Settings: interests, hours and days, tracks, level, tools, how the page looks. */
import { useState } from 'preact/hooks';
import { change } from '../core/api';
import { useScroll } from '../core/navigate';
import { complain, expect, refresh, say, useData } from '../core/store';
import { applyTheme, chosenTheme, type Theme } from '../core/theme';
import type { Interest, Settings, Status, Who } from '../core/types';
import { topicName, topicNames } from '../core/words';
import { HelperLine } from '../parts/helper';
import { Waiting } from '../parts/small';

const dayNames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const dayWords = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
type Interests = { hours: number; interests: Interest[] };

async function put(body: Record<string, string>, words: string, back: Record<string, string> | null) {
  try {
    await change('PUT', 'settings', body);
    refresh('settings', 'week');
    say(words, back && (async () => { await change('PUT', 'settings', back); refresh('settings', 'week'); }));
  } catch (error) { complain(error); refresh('settings'); }
}

function Time({ settings }: { settings: Settings }) {
  const days = settings.days.map((day) => day.slice(0, 3).toLowerCase());
  const turn = (day: string) => {
    const next = dayNames.filter((one) => (one === day ? !days.includes(one) : days.includes(one)));
    expect<Settings>('settings', (one) => ({ ...one, days: next }));
    void put({ days: next.join(',') || 'any' }, 'Days kept.', { days: days.join(',') || 'any' });
  };
  return (
    <section aria-labelledby="time-title"><h2 id="time-title">Your time</h2>
      <label class="choice"><span>Hours a week</span><input key={settings.hours} type="number" min="0.5" max="80" step="0.5" defaultValue={String(settings.hours)}
        onChange={(event) => void put({ hours: event.currentTarget.value }, 'Hours kept.', { hours: String(settings.hours) })} /></label>
      <fieldset class="days"><legend>Days{days.length === 0 && ': any, until you tick some'}</legend>{dayNames.map((day, i) => <label key={day} class="check">
        <input type="checkbox" checked={days.includes(day)} onChange={() => turn(day)} /> {dayWords[i]}</label>)}</fieldset>
    </section>
  );
}

function Wants({ interests }: { interests: Interest[] }) {
  const [text, setText] = useState('');
  const set = async (body: Record<string, string[]>, words: string, back: Record<string, string[]>) => {
    const done = () => refresh('interests', 'radar', 'week', 'progress');
    try {
      await change('POST', 'interests', body);
      done();
      say(words, async () => { await change('POST', 'interests', back); done(); });
    } catch (error) { complain(error); }
  };
  const add = (event: Event) => {
    event.preventDefault();
    const value = text.trim();
    if (!value) return;
    setText('');
    void set({ add: [value] }, `More of ${value}.`, { remove: [value] });
  };
  return (
    <section aria-labelledby="wants-title"><h2 id="wants-title">What you want</h2>
      {interests.length === 0 && <p class="quiet">Nothing yet, so the week and the radar are chosen for anybody. Press what you work on or want to learn:</p>}
      <ul class="wants">{interests.map((one) => <li key={one.kind + one.value}>
        <span>{topicName(one.value)}</span><span class="quiet">{one.weight < 0 ? 'less' : 'more'}{one.kind === 'words' ? '' : `, ${one.kind}`}</span>
        <button type="button" class="text" onClick={() => void set({ remove: [one.value] }, `${topicName(one.value)} forgotten.`,
          one.weight < 0 ? { less: [one.value] } : { add: [one.value] })}>Forget<span class="hidden"> {one.value}</span></button></li>)}</ul>
      {interests.length < 3 && <p class="suggest">{topicNames.filter((name) => !interests.some((one) => one.value === name)).map((name) =>
        <button key={name} type="button" onClick={() => void set({ add: [name] }, `More of ${topicName(name)}.`, { remove: [name] })}>{topicName(name)}</button>)}</p>}
      <form class="row" onSubmit={add}><label class="hidden" for="want">More of</label>
        <input id="want" value={text} placeholder="or words of yours: model serving" onInput={(event) => setText(event.currentTarget.value)} />
        <button type="submit">More of this</button>
        <button type="button" onClick={() => { const value = text.trim(); if (value) { setText(''); void set({ less: [value] }, `Less of ${value}.`, { remove: [value] }); } }}>Less</button></form>
    </section>
  );
}

/** How well the reader knows the field as a whole; levels of single areas stay as they are set. */
function Knows({ settings }: { settings: Settings }) {
  const level = settings.levels.all ?? 'working';
  const choices: [string, string][] = [['new', 'new to it'], ['working', 'I work in it'], ['expert', 'expert']];
  return (
    <section aria-labelledby="level-title"><h2 id="level-title">How well you know the field</h2>
      <fieldset><legend class="hidden">Level</legend>{choices.map(([value, words]) => <label key={value} class="check">
        <input type="radio" name="level" checked={level === value} onChange={() => {
          expect<Settings>('settings', (one) => ({ ...one, levels: { ...one.levels, all: value } }));
          void put({ level: value }, 'Level kept.', { level });
        }} /> {words}</label>)}</fieldset>
    </section>
  );
}

const trackWords: [string, string][] = [['papers', 'papers'], ['experiments', 'experiments'], ['frameworks', 'frameworks'], ['algorithms', 'algorithms'], ['community', 'community']];

/** Which of the five tracks a week has; shares that were said in numbers stay until a box is turned. */
function Tracks({ settings }: { settings: Settings }) {
  const on = trackWords.map(([name]) => name).filter((name) => (settings.tracks[name] ?? 0) > 0);
  const write = (names: string[]) => (names.length === trackWords.length ? 'even' : names.map((name) => `${name}=1`).join(','));
  const turn = (name: string) => {
    const next = trackWords.map(([one]) => one).filter((one) => (one === name ? !on.includes(one) : on.includes(one)));
    if (next.length === 0) { say('A week has at least one track.'); refresh('settings'); return; }
    const before = trackWords.map(([one]) => `${one}=${settings.tracks[one] ?? 0}`).join(',');
    expect<Settings>('settings', (one) => ({ ...one, tracks: Object.fromEntries(trackWords.map(([track]) => [track, next.includes(track) ? 1 / next.length : 0])) }));
    void put({ tracks: write(next) }, 'Tracks kept; they count from the next week on.', { tracks: before });
  };
  return (
    <section aria-labelledby="tracks-title"><h2 id="tracks-title">What a week consists of</h2>
      <fieldset class="days"><legend class="hidden">Tracks</legend>{trackWords.map(([name, words]) => <label key={name} class="check">
        <input type="checkbox" checked={on.includes(name)} onChange={() => turn(name)} /> {words}</label>)}</fieldset>
    </section>
  );
}

const tools: ['languages' | 'frameworks' | 'hardware', string, string][] = [['languages', 'Languages', 'python, c++'],
  ['frameworks', 'Frameworks', 'pytorch, transformers'], ['hardware', 'Hardware at hand', 'RTX 4090 24 GB']];

/** What the reader works with, typed without being overwritten meanwhile: first tasks and experiments are chosen by it. */
function Tools({ settings }: { settings: Settings }) {
  return (
    <section aria-labelledby="tools-title"><h2 id="tools-title">What you work with</h2>
      {tools.map(([name, words, example]) => <label key={name} class="choice"><span>{words}</span>
        <input key={settings[name].join()} defaultValue={settings[name].join(', ')} placeholder={example} onChange={(event) =>
          void put({ [name]: event.currentTarget.value.trim() || 'none' }, `${words} kept.`, { [name]: settings[name].join(', ') || 'none' })} /></label>)}
    </section>
  );
}

function Looks() {
  const [theme, setTheme] = useState<Theme>(chosenTheme());
  const choices: [Theme, string][] = [['system', 'as the system'], ['light', 'light'], ['dark', 'dark']];
  return (
    <section aria-labelledby="looks-title"><h2 id="looks-title">Looks</h2>
      <fieldset><legend class="hidden">Theme</legend>{choices.map(([value, words]) => <label key={value} class="check">
        <input type="radio" name="theme" checked={theme === value} onChange={() => { applyTheme(value); setTheme(value); }} /> {words}</label>)}</fieldset>
    </section>
  );
}

/** Whose login this is, and its end; nothing on a machine that asks for none. */
function Login() {
  const who = useData<Who>('session').data;
  if (!who?.login) return null;
  const end = async () => {
    try { await change('DELETE', 'session'); location.assign('/login'); } catch (error) { complain(error); }
  };
  return (
    <section aria-labelledby="login-title"><h2 id="login-title">Your login</h2>
      <p>{who.account === null ? 'By a token.' : `${who.account}, who reads as ${who.reader}.`} <button type="button" onClick={() => void end()}>Log out</button></p>
    </section>
  );
}

export function SettingsPlace() {
  const settings = useData<Settings>('settings');
  const interests = useData<Interests>('interests').data?.interests ?? [];
  const status = useData<Status>('status').data;
  useScroll(settings.data !== undefined);
  return (
    <>
      <div class="head"><h1>Settings</h1><p class="quiet">{status ? `assay ${status.version} · ${status.works.toLocaleString('en')} works · reader ${status.reader}` : '\u00a0'}</p></div>
      <div class="choices">
        <Wants interests={interests} />
        {settings.data ? <><Time settings={settings.data} /><Tracks settings={settings.data} /><Knows settings={settings.data} /><Tools settings={settings.data} /></> : settings.error ? <p class="bad">{settings.error.message}</p> : <Waiting lines={4} />}
        <Looks />
        <Login />
        <HelperLine />
      </div>
    </>
  );
}
