/** Addresses of the page: pure. A place and its parameters to a path and back. */

export const places = ['week', 'radar', 'search', 'work', 'practice', 'experiment', 'trial', 'audit', 'progress', 'sources', 'settings'] as const;
export type PlaceName = (typeof places)[number];
export interface Route { place: PlaceName | 'missing'; id: string; query: Record<string, string> }

export function parseRoute(path: string, search: string): Route {
  const query = Object.fromEntries(new URLSearchParams(search));
  const [first = '', ...rest] = path.replace(/^\/+|\/+$/g, '').split('/');
  if (first === '') return { place: 'week', id: '', query };
  const known = places.find((name) => name === first);
  if (!known || rest.length > 1) return { place: 'missing', id: '', query };
  let id = rest[0] ?? '';
  try { id = decodeURIComponent(id); } catch { /* as it is */ }
  return { place: known, id: id || query.id || '', query };
}

/** The path of a place; parameters that are empty are left out. */
export function pathOf(place: PlaceName, id = '', query: Record<string, string | undefined> = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) parameters.set(name, value);
  const tail = parameters.toString();
  return `/${place}${id ? '/' + encodeURIComponent(id) : ''}${tail ? '?' + tail : ''}`;
}
