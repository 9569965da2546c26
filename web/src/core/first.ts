/** What the first view of each place shows: the program puts the answers into the page it sends. Pure; `first.json` is made of it. */

export const pageOfHits = 20;

const order = ['q', 'sort', 'mode', 'offset'];

/** The path that answers a search; null where nothing is asked. */
export function searchPath(query: Record<string, string>): string | null {
  const q = (query.q ?? '').trim();
  if (!q) return null;
  const parameters = new URLSearchParams(Object.entries({ ...query, q }).filter(([name, value]) => order.includes(name) && value));
  return `search?${parameters}&k=${pageOfHits}`;
}

/** By the first part of an address, with what follows as `/*` or `?`; `*` in the path of an answer is what follows. */
export const firstAnswers: Record<string, string[]> = {
  week: ['sources', 'week', 'interests', 'review'],
  'week/*': ['sources', 'weeks/*', 'interests', 'review'],
  radar: ['sources', 'radar?k=100'],
  search: ['sources', 'saved'],
  'search?': ['sources', `search?*&k=${pageOfHits}`],
  'work/*': ['sources', 'works/*', 'works/*/why', 'works/*/claims', 'week', 'experiments', 'helper'],
  practice: ['sources', 'experiments', 'trials', 'review', 'labs'],
  'practice/*': ['sources', 'labs/*'],
  experiment: ['sources'],
  'experiment/*': ['sources', 'experiments/*', 'experiments/*/checklist'],
  'trial/*': ['sources', 'trials/*'],
  audit: ['sources'],
  progress: ['sources', 'progress?weeks=26'],
  sources: ['sources', 'source-presets', 'session'],
  settings: ['sources', 'settings', 'interests', 'session', 'helper'],
};

/** Places whose script is a part of its own: there are plots in it. */
export const plots = (place: string) => ['practice', 'experiment', 'trial', 'audit'].includes(place);
