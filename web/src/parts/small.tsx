/** Small parts that every place uses. */
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Problem } from '../core/api';
import { A } from '../core/navigate';
import { fullDate, sayDate, sayDials, sayMoment, sentence } from '../core/words';

const today = () => new Date().toISOString().slice(0, 10);

/** A date in words, with the full date on hover and in the markup. */
export function When({ date }: { date: string }) {
  return <time dateTime={date} title={fullDate(date)}>{sayDate(date, today())}</time>;
}

/** A moment in words, with the full date and time on hover and in the markup. */
export function Moment({ at }: { at: string }) {
  return <time dateTime={at} title={`${fullDate(at)}, ${at.slice(11, 16)} UTC`}>{sayMoment(at, Date.now())}</time>;
}

/** A place without content yet: what will be here and how to fill it. */
export function Empty({ title, children, whole }: { title: string; children: ComponentChildren; whole?: boolean }) {
  return <div class="empty">{whole ? <h1>{title}</h1> : <h2>{title}</h2>}<div>{children}</div></div>;
}

/** Words of the program: its commands stand between backticks. */
function Said({ text }: { text: string }) {
  return <>{text.split('`').map((piece, i) => (i % 2 === 1 ? <CommandLine key={i} text={piece} /> : piece))}</>;
}

/** What went wrong and what to do. */
export function Trouble({ problem, retry }: { problem: Problem; retry?: () => void }) {
  const missing = problem.status === 404;
  return (
    <div class="trouble" role="alert">
      <h1>{missing ? 'Not found' : 'This did not work'}</h1>
      <p><Said text={sentence(problem.message)} />{problem.hint && <> <Said text={sentence(problem.hint)} /></>}</p>
      {missing ? <p class="ways"><A href="/search">Search</A> <A href="/week">This week</A></p>
        : retry && <button type="button" onClick={retry}>Try again</button>}
    </div>
  );
}

/** Lines where text will be, so that nothing moves when it comes. */
export function Waiting({ lines = 5 }: { lines?: number }) {
  return (
    <div class="waiting" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, i) => <div key={i} class="bar" />)}
    </div>
  );
}

/** What narrows a list: always there on wide screens, behind a press on small ones. */
export function Sheet({ children }: { children: ComponentChildren }) {
  const [open, set] = useState(() => window.innerWidth >= 1100);
  return <details class="sheet" open={open} onToggle={(event) => set(event.currentTarget.open)}>
    <summary>Narrow it down</summary><div class="inside">{children}</div></details>;
}

/** The two dials as a dot in a unit square: right is led by developers, up is research; a line where only the first is known. */
export function Glyph({ led, research }: { led: number | null; research: number | null }) {
  const words = sayDials(led, research);
  return (
    <svg class="glyph" viewBox="0 0 40 40" width="40" height="40" role="img" aria-label={words}>
      <title>{words}</title>
      <rect x="1.5" y="1.5" width="37" height="37" class="square" />
      <path d="M20 1.5V38.5M1.5 20H38.5" class="cross" />
      {led !== null && research !== null && <circle cx={4 + 32 * led} cy={36 - 32 * research} r="4" class="dot" />}
      {led !== null && research === null && <path d={`M${4 + 32 * led} 5V35`} class="bar" />}
    </svg>
  );
}

/** A command that may be copied by one press. */
export function CommandLine({ text }: { text: string }) {
  return <code class="command">{text}</code>;
}

/** The same as a feed, for a reader of feeds. */
export function FeedLinks({ path, words, query = '' }: { path: string; words: string; query?: string }) {
  return <p class="feeds quiet">{words} as a feed: <a href={`/api/v1/${path}.atom${query}`}>Atom</a>, <a href={`/api/v1/${path}.json${query}`}>JSON Feed</a></p>;
}
