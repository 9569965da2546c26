/** The places where things are done, a part of the script of their own: the plots are in it. */
import { late } from '../core/late';
import type { Route } from '../core/routes';
import { AuditPlace } from './audit';
import { ExperimentPlace } from './experiment';
import { LabPlace } from './lab';
import { PracticePlace } from './practice';
import { TrialPlace } from './trial';

late.Doing = function DoingPlace({ route }: { route: Route }) {
  switch (route.place) {
    case 'experiment': return <ExperimentPlace key={route.id} name={route.id} query={route.query} />;
    case 'trial': return <TrialPlace key={route.id} name={route.id} registry={route.query.registry ?? ''} />;
    case 'audit': return <AuditPlace />;
    default: return route.id ? <LabPlace key={route.id} name={route.id} /> : <PracticePlace />;
  }
};
