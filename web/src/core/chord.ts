/** Which command a key means: pure. `g` waits for a second key; in a field only Escape counts. */

export type Command = 'search' | 'next' | 'previous' | 'open' | 'done' | 'skip' | 'note' | 'evidence' | 'related'
  | 'undo' | 'help' | 'escape' | 'week' | 'radar' | 'practice' | 'progress' | 'sources' | 'settings' | 'wait';

const single: Record<string, Command> = {
  '/': 'search', j: 'next', k: 'previous', Enter: 'open', x: 'done', s: 'skip', n: 'note', e: 'evidence',
  r: 'related', u: 'undo', '?': 'help', Escape: 'escape', g: 'wait',
};
const second: Record<string, Command> = {
  w: 'week', r: 'radar', p: 'practice', o: 'progress', s: 'sources', ',': 'settings',
};

export interface Key { key: string; modified: boolean; inField: boolean; waiting: boolean }

export function commandOf(key: Key): Command | null {
  if (key.modified) return null;
  if (key.inField) return key.key === 'Escape' ? 'escape' : null;
  if (key.waiting) return second[key.key] ?? null;
  return single[key.key] ?? null;
}

/** Every key with what it does, for the help. */
export const keysForHelp: [string, string][] = [
  ['/', 'search'], ['j  k', 'move down, up'], ['enter', 'open'], ['x', 'done'], ['s', 'skip'], ['u', 'undo'],
  ['n', 'write a note'], ['e', 'evidence: marked words, then all, then none'], ['r', 'related works'],
  ['g w', 'this week'], ['g r', 'radar'], ['g p', 'practice'], ['g o', 'progress'], ['g s', 'sources'],
  ['g ,', 'settings'], ['?', 'this help'], ['esc', 'close, or leave a field'],
];
