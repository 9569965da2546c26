/** Begins the page: the theme, the events, the place that the address names. */
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { cameAlong, Problem } from './core/api';
import { plots } from './core/first';
import { A, useRoute } from './core/navigate';
import { late } from './core/late';
import type { Route } from './core/routes';
import { followEvents, know } from './core/store';
import { applyTheme } from './core/theme';
import type { SearchAnswer } from './core/types';
import { Shell } from './parts/shell';
import { Empty, Trouble, Waiting } from './parts/small';
import { ProgressPlace } from './places/progress';
import { RadarPlace } from './places/radar';
import { rememberSearch, SearchPlace } from './places/search';
import { SettingsPlace } from './places/settings';
import { SourcesPlace } from './places/sources';
import { WeekPlace } from './places/week';
import { WorkPlace } from './places/work';

const titles: Record<string, string> = {
  week: 'This week', radar: 'Radar', search: 'Search', work: 'Work', practice: 'Practice', experiment: 'Experiment', trial: 'Trial', audit: 'Audit', progress: 'Progress',
  sources: 'Sources', settings: 'Settings', missing: 'Not found',
};

function Page() {
  const route = useRoute();
  useEffect(() => { document.title = `${titles[route.place]} · assay`; }, [route.place]);
  const here = `${route.place}/${route.id}`;
  const before = useRef(here);
  useEffect(() => {
    // What was pressed is gone with its place: who reads by ear or by Tab goes on in the new one.
    if (before.current !== here && document.activeElement === document.body) document.getElementById('main')?.focus({ preventScroll: true });
    before.current = here;
  }, [here]);
  return <Shell route={route}>{place(route)}</Shell>;
}

/** A place whose script is a part of its own. */
function Doing({ route }: { route: Route }) {
  const [state, set] = useState<'there' | 'coming' | 'failed'>(late.Doing ? 'there' : 'coming');
  useEffect(() => {
    if (state === 'coming') import('./places/doing').then(() => set('there'), () => set('failed'));
  }, [state]);
  if (late.Doing) return <late.Doing route={route} />;
  return state === 'coming' ? <Waiting lines={6} />
    : <Trouble problem={new Problem(0, 'offline', 'a part of the page did not come', 'load the page again')} retry={() => location.reload()} />;
}

function place(route: Route) {
  if (plots(route.place)) return <Doing route={route} />;
  switch (route.place) {
    case 'week': return <WeekPlace week={route.id} />;
    case 'radar': return <RadarPlace query={route.query} />;
    case 'search': return <SearchPlace query={route.query} />;
    case 'work': return <WorkPlace key={route.id} id={route.id} query={route.query} />;
    case 'progress': return <ProgressPlace />;
    case 'sources': return <SourcesPlace />;
    case 'settings': return <SettingsPlace />;
    default: return <Empty whole title="There is no such page"><p>It may have been moved. <A href="/week">This week</A> is a
      good place to go on.</p></Empty>;
  }
}

for (const [path, answer] of cameAlong()) {
  if (path.startsWith('search?')) rememberSearch(path, answer as SearchAnswer);
  else know(path, answer);
}
applyTheme();
render(<Page />, document.getElementById('page')!);
// What the first view does not need comes after it.
requestAnimationFrame(() => window.setTimeout(followEvents));
window.setTimeout(() => void import('./places/doing').catch(() => {}), 500);
