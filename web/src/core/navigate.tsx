/** Where the reader is: history, links that do not load the page again, and the place on it. */
import type { ComponentChildren } from 'preact';
import { useEffect, useReducer } from 'preact/hooks';
import { parseRoute, type Route } from './routes';
import { kept } from './theme';

const watchers = new Set<() => void>();
const scrolls = new Map<string, number>();
let entryKey = String(history.state?.key ?? Date.now());
let restore: number | null = null;

function arrive() { for (const watcher of [...watchers]) watcher(); }

window.addEventListener('popstate', (event) => {
  scrolls.set(entryKey, window.scrollY);
  entryKey = String((event.state as { key?: string } | null)?.key ?? '');
  restore = scrolls.get(entryKey) ?? 0;
  arrive();
});
history.scrollRestoration = 'manual';
restore = Number(kept.read('scroll', 'sessionStorage')) || null;
window.addEventListener('pagehide', () => kept.write('scroll', String(window.scrollY), 'sessionStorage'));

/** Goes to a path. `replace` changes the present entry, as a filter does while it is typed. */
export function go(path: string, replace = false) {
  const here = location.pathname + location.search;
  if (path === here) return;
  if (replace) {
    history.replaceState({ key: entryKey }, '', path);
  } else {
    scrolls.set(entryKey, window.scrollY);
    entryKey = String(Date.now()) + Math.random();
    history.pushState({ key: entryKey }, '', path);
    restore = 0;
  }
  arrive();
}

export function useRoute(): Route {
  const [, draw] = useReducer((n: number) => n + 1, 0);
  useEffect(() => { const watcher = () => draw(0); watchers.add(watcher); return () => { watchers.delete(watcher); }; }, []);
  return parseRoute(location.pathname, location.search);
}

/** Whether the place will be scrolled to where the reader was on it. */
export const returns = () => (restore ?? 0) > 0;

/** Once the place has its content: back to where the reader was on it. */
export function useScroll(ready: boolean) {
  useEffect(() => {
    if (!ready || restore === null) return;
    window.scrollTo(0, restore);
    restore = null;
  }, [ready]);
}

interface A { href: string; class?: string; children: ComponentChildren; title?: string; current?: boolean; label?: string }
/** A link within the page. With a modifier or the middle button the browser does what it always does. */
export function A({ href, current, label, children, ...rest }: A) {
  const click = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(href);
  };
  return <a href={href} onClick={click} aria-current={current ? 'page' : undefined} aria-label={label} {...rest}>{children}</a>;
}
