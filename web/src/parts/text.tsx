/** Texts of works: words marked by evidence, and maths. Nothing of a work is ever read as HTML. */
import { useEffect, useRef } from 'preact/hooks';
import { cut, prose } from '../core/text';
import type { Clue, Span } from '../core/types';
import { clueName, groupOf, type Group } from '../core/words';

let katex: Promise<typeof import('katex')> | null = null;

/** One formula. KaTeX comes only when the first one is shown; until then, and where it fails, its source stands. */
export function Maths({ source, display }: { source: string; display: boolean }) {
  const host = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let here = true;
    katex ??= import('katex');
    void katex.then(({ default: maker }) => {
      if (here && host.current) {
        maker.render(source, host.current, {
          displayMode: display, throwOnError: true, output: 'mathml', trust: false, strict: 'ignore', maxExpand: 200,
          maxSize: 20,
        });
      }
    }).catch((error) => {
      if (!(error instanceof Error) || error.name !== 'ParseError') katex = null;
      if (here && host.current) host.current.textContent = source;
    });
    return () => { here = false; };
  }, [source, display]);
  return <span class={display ? 'maths display' : 'maths'} ref={host}>{source}</span>;
}

/** Text with its formulas set. */
export function Prose({ text }: { text: string }) {
  if (!text.includes('$') && !text.includes('\\')) return <>{text}</>;
  return <>{prose(text).map((one, i) => (one.kind === 'text' ? one.value
    : <Maths key={i} source={one.value} display={one.display} />))}</>;
}

export type EvidenceLevel = 'marked' | 'all' | 'none';

/** The words behind a verdict, underlined by the group of their evidence; the strongest over a word decides. */
export function Marked({ text, clues, level }: { text: string; clues: Clue[]; level: EvidenceLevel }) {
  const shown = level === 'none' ? [] : clues.filter((clue) => level === 'all' || groupOf(clue.type) !== null);
  if (shown.length === 0) return <Prose text={text} />;
  return <>{cut(text, shown).map((piece, i) => {
    if (piece.marks.length === 0) return <Prose key={i} text={piece.text} />;
    const best = piece.marks.reduce((a, b) => (strength(b) > strength(a) ? b : a));
    const group: Group | 'wording' = groupOf(best.type) ?? 'wording';
    const why = piece.marks.map((mark) => `${clueName(mark.type)} (${mark.weight < 0 ? 'against' : 'for'})`).join(', ');
    return <span key={i} class={`mark ${group}${best.weight < 0 ? ' against' : ''}`} title={why}>
      <Prose text={piece.text} /></span>;
  })}</>;
}
const strength = (clue: Clue) => Math.abs(clue.weight) + (groupOf(clue.type) ? 10 : 0);

/** Text with the words that were searched for. */
export function Found({ text, spans }: { text: string; spans: Span[] }) {
  if (spans.length === 0) return <Prose text={text} />;
  return <>{cut(text, spans).map((piece, i) => (piece.marks.length > 0 ? <mark key={i}>{piece.text}</mark>
    : <Prose key={i} text={piece.text} />))}</>;
}
