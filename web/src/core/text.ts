/** Pure functions over texts: spans of bytes to pieces of text, TeX in prose, filters in a query. */
import type { Span } from './types';

const encoder = new TextEncoder();

/** Offsets in UTF-16 units of the given byte offsets (any order) into the UTF-8 of `text`; past the end: the end. */
export function unitOffsets(text: string, bytes: number[]): number[] {
  const wanted = [...new Set(bytes)].sort((a, b) => a - b);
  const found = new Map<number, number>();
  let at = 0;
  let unit = 0;
  let next = 0;
  for (const character of text) {
    while (next < wanted.length && wanted[next]! <= at) found.set(wanted[next++]!, unit);
    if (next === wanted.length) break;
    const code = character.codePointAt(0)!;
    at += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    unit += character.length;
  }
  while (next < wanted.length) found.set(wanted[next++]!, text.length);
  return bytes.map((byte) => found.get(byte)!);
}

export interface Piece<T> { text: string; marks: T[] }

/** `$…$`, `$$…$$`, `\\(…\\)` and `\\[…\\]`. A lone dollar, as in a price, is none. */
const formula = /\$\$([^$]+)\$\$|\\\[([\s\S]+?)\\\]|\\\(([\s\S]+?)\\\)|\$(?=\S)((?:[^$\\]|\\.)+?)(?<=\S)\$(?!\d)/g;

/** Cuts `text` at the ends of `marks`, so that each piece knows the marks over it. No piece is empty; a mark that ends in a formula goes around it. */
export function cut<T extends Span>(text: string, marks: T[]): Piece<T>[] {
  const formulas = marks.length === 0 ? [] : [...text.matchAll(formula)].map((one) => [one.index!, one.index! + one[0].length] as const);
  const offsets = unitOffsets(text, marks.flatMap((mark) => [mark.begin, mark.end])).map((at, i) => {
    const inside = formulas.find(([begin, end]) => begin < at && at < end);
    return inside ? inside[i % 2]! : at;
  });
  const placed = marks.map((mark, i) => ({ mark, begin: offsets[2 * i]!, end: offsets[2 * i + 1]! }));
  const edges = [...new Set([0, text.length, ...offsets])].sort((a, b) => a - b);
  const pieces: Piece<T>[] = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    const [begin, end] = [edges[i]!, edges[i + 1]!];
    const over = placed.filter((one) => one.begin <= begin && one.end >= end).map((one) => one.mark);
    pieces.push({ text: text.slice(begin, end), marks: over });
  }
  return pieces;
}

/** Up to `width` characters around the first span, whole words, with marks moved into it. */
export function snippet<T extends Span>(text: string, marks: T[], width: number): { text: string; marks: T[] } {
  if (marks.length === 0 || text.length <= width) return { text, marks };
  const first = unitOffsets(text, [Math.min(...marks.map((mark) => mark.begin))])[0]!;
  let begin = Math.max(0, first - Math.floor(width / 3));
  if (begin > 0) begin = Math.max(0, text.lastIndexOf(' ', begin) + 1);
  const lead = begin > 0 ? '… ' : '';
  let end = Math.min(text.length, begin + width);
  if (end < text.length) end = Math.max(text.lastIndexOf(' ', end), begin + Math.floor(width / 2));
  const shown = lead + text.slice(begin, end) + (end < text.length ? ' …' : '');
  const shift = encoder.encode(lead).length - encoder.encode(text.slice(0, begin)).length;
  const size = encoder.encode(shown).length;
  const moved = marks
    .map((mark) => ({ ...mark, begin: mark.begin + shift, end: mark.end + shift }))
    .filter((mark) => mark.begin >= 0 && mark.end <= size);
  return { text: shown, marks: moved };
}

/** Where words of the query stand in `text`, in any of their forms, as far as their beginnings tell. Operators and filters are no words. */
export function wordSpans(text: string, query: string): Span[] {
  const words = query.toLowerCase().replace(/(^|\s)-\S+|\b\w+:("[^"]*"|\S+)/g, ' ').match(/[\p{L}\p{N}]+/gu) ?? [];
  const stems = words.filter((word) => word !== 'or' && word.length > 1).map((word) => word.slice(0, Math.max(4, word.length - 3)));
  if (stems.length === 0) return [];
  const spans: Span[] = [];
  for (const match of text.matchAll(/[\p{L}\p{N}]+/gu)) {
    const word = match[0].toLowerCase();
    if (!stems.some((stem) => word.startsWith(stem) && word.length <= stem.length + 6)) continue;
    const begin = encoder.encode(text.slice(0, match.index)).length;
    spans.push({ field: 'passage', begin, end: begin + encoder.encode(match[0]).length });
  }
  return spans;
}

export type Prose = { kind: 'text' | 'maths'; value: string; display: boolean };

const accents: Record<string, string> = { "'": '\u0301', '`': '\u0300', '^': '\u0302', '"': '\u0308', '~': '\u0303' };

/** What TeX writes for letters, as letters: `Andr\\'e` is André. What may be a quote in code stays. */
const letters = (text: string) => text
  .replace(/(?<=\p{L})\\(['`^"~])([aeiouyncAEIOUYNC])|\{?\\(['`^"~])\{\\?([a-zA-Z])\}\}?/gu, (all, mark1, letter1, mark2, letter2) => {
    const made = ((letter1 ?? letter2) + accents[mark1 ?? mark2]).normalize('NFC');
    return made.length === 1 ? made : all;
  }).replace(/\\([%&_#])/g, '$1');

/** Splits prose at its formulas. */
export function prose(text: string): Prose[] {
  const out: Prose[] = [];
  let at = 0;
  for (const match of text.matchAll(formula)) {
    if (match.index! > at) out.push({ kind: 'text', value: letters(text.slice(at, match.index)), display: false });
    const display = match[1] ?? match[2];
    out.push({ kind: 'maths', value: (display ?? match[3] ?? match[4])!, display: display !== undefined });
    at = match.index! + match[0].length;
  }
  if (at < text.length) out.push({ kind: 'text', value: letters(text.slice(at)), display: false });
  return out;
}

/** Words out of a text, whose formulas may be cut through: those are written as well as plain letters can. */
export function fragment(text: string): string {
  if ((text.match(/\$/g) ?? []).length % 2 === 0) return text;
  return text.replace(/\\times\b/g, '×').replace(/\\(?:sim|approx)\b/g, '~').replace(/\\%/g, '%').replace(/[${}]/g, '');
}

const quote = (value: string) => (/[\s"]/.test(value) ? `"${value.replace(/"/g, '')}"` : value);

/** The values of `name:` in a query, in order. */
export function filterValues(query: string, name: string): string[] {
  const pattern = new RegExp(`(?:^|\\s)${name}:("[^"]*"|\\S+)`, 'g');
  return [...query.matchAll(pattern)].map((match) => match[1]!.replace(/"/g, ''));
}

/** The query without any filter of that name. */
export function withoutFilter(query: string, name: string): string {
  return query.replace(new RegExp(`(^|\\s)${name}:("[^"]*"|\\S+)`, 'g'), '$1').replace(/\s+/g, ' ').trim();
}

/** The query with this filter set to this value, or without it where it has this value already. */
export function toggleFilter(query: string, name: string, value: string): string {
  const had = filterValues(query, name).includes(value);
  const rest = withoutFilter(query, name);
  return had ? rest : `${rest} ${name}:${quote(value)}`.trim();
}

/** Turns the years of a query: both `since:` and `until:` name the year, or neither. */
export function toggleYear(query: string, year: string): string {
  const had = filterValues(query, 'since').includes(year) && filterValues(query, 'until').includes(year);
  const rest = withoutFilter(withoutFilter(query, 'since'), 'until');
  return had ? rest : `${rest} since:${year} until:${year}`.trim();
}
