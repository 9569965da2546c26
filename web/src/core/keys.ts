/** The keyboard: one listener; places say what a command does while they are on the screen. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { commandOf, type Command } from './chord';

type Handlers = Partial<Record<Command, () => void>>;
const stack: { current: Handlers }[] = [];
let waitingSince = 0;

const isField = (target: EventTarget | null) => target instanceof HTMLElement
  && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  && !['checkbox', 'radio', 'range', 'button'].includes((target as HTMLInputElement).type);

document.addEventListener('keydown', (event) => {
  const command = commandOf({
    key: event.key, modified: event.ctrlKey || event.metaKey || event.altKey,
    inField: isField(event.target), waiting: Date.now() - waitingSince < 1500,
  });
  waitingSince = command === 'wait' ? Date.now() : 0;
  if (!command || command === 'wait') return;
  const onControl = event.target instanceof Element && event.target.closest('a, button, summary, select') !== null;
  if (command === 'open' && onControl) return;
  for (let i = stack.length - 1; i >= 0; i--) {
    const handler = stack[i]!.current[command];
    if (handler) { event.preventDefault(); handler(); return; }
  }
});

/** These commands do this while the component is shown; the latest shown goes first. */
export function useKeys(handlers: Handlers) {
  const held = useRef(handlers);
  held.current = handlers;
  useEffect(() => {
    stack.push(held);
    return () => { stack.splice(stack.indexOf(held), 1); };
  }, []);
}

/** A cursor over a list, moved by j and k; focus follows it, so that a screen reader hears it. -1: nowhere yet. */
export function useCursor(count: number, id: string): [number, (n: number) => void] {
  const [at, set] = useState(-1);
  const move = (n: number) => {
    const to = Math.max(0, Math.min(count - 1, n));
    set(to);
    const row = document.getElementById(`${id}-${to}`);
    row?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: 'nearest' });
  };
  useKeys({ next: () => count && move(at + 1), previous: () => count && move(at - 1) });
  return [Math.min(at, count - 1), set];
}
