/** Begins the page: the theme, the events, the place that the address names. */
import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { A, useRoute } from './core/navigate';
import { followEvents } from './core/store';
import { applyTheme } from './core/theme';
import { Shell } from './parts/shell';
import { Empty } from './parts/small';
import { AuditPlace } from './places/audit';
import { ExperimentPlace } from './places/experiment';
import { LabPlace } from './places/lab';
import { PracticePlace } from './places/practice';
import { ProgressPlace } from './places/progress';
import { RadarPlace } from './places/radar';
import { SearchPlace } from './places/search';
import { SettingsPlace } from './places/settings';
import { SourcesPlace } from './places/sources';
import { TrialPlace } from './places/trial';
import { WeekPlace } from './places/week';
import { WorkPlace } from './places/work';

const titles: Record<string, string> = {
  week: 'This week', radar: 'Radar', search: 'Search', work: 'Work', practice: 'Practice', experiment: 'Experiment', trial: 'Trial', audit: 'Audit', progress: 'Progress',
  sources: 'Sources', settings: 'Settings', missing: 'Not found',
};

function Page() {
  const route = useRoute();
  useEffect(() => { document.title = `${titles[route.place]} · assay`; }, [route.place]);
  return <Shell route={route}>{place(route)}</Shell>;
}

function place(route: ReturnType<typeof useRoute>) {
  switch (route.place) {
    case 'week': return <WeekPlace week={route.id} />;
    case 'radar': return <RadarPlace query={route.query} />;
    case 'search': return <SearchPlace query={route.query} />;
    case 'work': return <WorkPlace key={route.id} id={route.id} query={route.query} />;
    case 'practice': return route.id ? <LabPlace key={route.id} name={route.id} /> : <PracticePlace />;
    case 'experiment': return <ExperimentPlace key={route.id} name={route.id} query={route.query} />;
    case 'trial': return <TrialPlace key={route.id} name={route.id} registry={route.query.registry ?? ''} />;
    case 'audit': return <AuditPlace />;
    case 'progress': return <ProgressPlace />;
    case 'sources': return <SourcesPlace />;
    case 'settings': return <SettingsPlace />;
    default: return <Empty whole title="There is no such page"><p>It may have been moved. <A href="/week">This week</A> is a
      good place to go on.</p></Empty>;
  }
}

applyTheme();
render(<Page />, document.getElementById('page')!);
followEvents();
