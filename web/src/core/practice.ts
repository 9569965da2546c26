/** Experiments, trials and audits in words and numbers: pure. */
import type { Curve, RunEvent } from './types';

/** "0.9127", "1,024": four significant digits; "–" for none. */
export function sayNumber(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  const short = Number(value.toPrecision(4));
  return Math.abs(short) >= 1e6 || (short !== 0 && Math.abs(short) < 1e-4) ? short.toExponential(2) : short.toLocaleString('en', { maximumSignificantDigits: 4 });
}

/** "0.8 s", "3 min 12 s", "2 h 05 min". */
export function saySeconds(seconds: number): string {
  if (seconds < 60) return `${Number(seconds.toPrecision(seconds < 10 ? 2 : 3))} s`;
  const whole = Math.round(seconds);
  return whole < 3600 ? `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
    : `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/** "41 MiB". */
export function sayBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit + 1 < units.length) { value /= 1024; unit++; }
  return `${Number(value.toPrecision(3))} ${units[unit]}`;
}

const verdicts: Record<string, string> = {
  reproduced: 'Reproduced', partly: 'Partly reproduced', not: 'Not reproduced', 'not enough': 'Not enough runs',
};
export const sayVerdict = (name: string) => verdicts[name] ?? name;

/** "it falls" -> "It falls." */
export const sentence = (text: string) => (text ? `${text[0]!.toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}` : '');

/** What a claim says: "-40 % against the baseline, ± 10". */
export function sayExpected(claim: { kind: string; value: number | null; unit: string; direction: string; tolerance: number }): string {
  const better = claim.direction === 'equal' ? 'the same' : claim.direction;
  if (claim.value === null) return claim.kind === 'level' ? better : `${better} than the baseline`;
  const unit = claim.kind === 'relative' ? ' %' : claim.kind === 'factor' ? ' times' : claim.unit ? ` ${claim.unit}` : '';
  const against = claim.kind === 'level' ? '' : claim.kind === 'factor' ? ' the baseline' : ' against the baseline';
  return `${sayNumber(claim.value)}${unit}${against}, ± ${sayNumber(claim.tolerance)}`;
}

/** Parameters of a run as its arm is called. */
export function sayParameters(parameters: Record<string, string>): string {
  const list = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return list.length > 0 ? list.join(' ') : 'no parameters';
}

/** A command line as a shell cuts it: quotes and backslashes; null where a quote is left open. */
export function splitCommand(text: string): string[] | null {
  const words: string[] = [];
  let word = '';
  let open = '';
  let some = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (open) {
      if (c === open) open = '';
      else if (c === '\\' && open === '"' && i + 1 < text.length) word += text[++i];
      else word += c;
    } else if (c === '"' || c === "'") { open = c; some = true; }
    else if (c === '\\' && i + 1 < text.length) { word += text[++i]; some = true; }
    else if (/\s/.test(c)) { if (some || word) words.push(word); word = ''; some = false; }
    else word += c;
  }
  if (open) return null;
  if (some || word) words.push(word);
  return words;
}
export const joinCommand = (words: string[]) =>
  words.map((word) => (/^[\w@%+=:,./{}-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`)).join(' ');

/** The names in the first line of a CSV file; the separator is the one that comes most often. */
export function csvColumns(text: string): string[] {
  const line = text.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? '';
  const separator = [',', ';', '\t'].map((one) => [one, line.split(one).length] as const).sort((a, b) => b[1] - a[1])[0]![0];
  const names: string[] = [];
  let name = '';
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    if (c === '"') { if (quoted && line[i + 1] === '"') { name += c; i++; } else quoted = !quoted; }
    else if (c === separator && !quoted) { names.push(name.trim()); name = ''; }
    else name += c;
  }
  names.push(name.trim());
  return names.filter((one) => one !== '');
}

/** What a picture must hold: of all lines and bands. null without a point. */
export function extent(curves: Pick<Curve, 'line' | 'band'>[], also: number[] = []): { x: [number, number]; y: [number, number] } | null {
  const x: [number, number] = [Infinity, -Infinity];
  const y: [number, number] = [Infinity, -Infinity];
  const take = (range: [number, number], value: number) => { if (Number.isFinite(value)) { range[0] = Math.min(range[0], value); range[1] = Math.max(range[1], value); } };
  for (const curve of curves) {
    for (const [step, mean] of curve.line) { take(x, step!); take(y, mean!); }
    for (const [step, low, high] of curve.band) { take(x, step!); take(y, low!); take(y, high!); }
  }
  if (x[0] > x[1]) return null;
  for (const value of also) take(y, value);
  if (x[0] === x[1]) { x[0] -= 0.5; x[1] += 0.5; }
  if (y[0] === y[1]) { const pad = Math.abs(y[0]) / 10 || 0.5; y[0] -= pad; y[1] += pad; }
  return { x, y };
}

/** Labels beside lines, moved apart where they would touch; `at` in pixels, in any order. */
export function spread(at: number[], gap: number, low: number, high: number): number[] {
  const order = at.map((_, i) => i).sort((a, b) => at[a]! - at[b]!);
  const out = [...at];
  let before = low - gap;
  for (const i of order) { out[i] = Math.max(at[i]!, before + gap); before = out[i]!; }
  let after = high + gap;
  for (const i of order.reverse()) { out[i] = Math.min(out[i]!, after - gap); after = out[i]!; }
  return out;
}

export interface Live { experiment: string; run: string; state: string; seconds: number; last_step: number; at: number;
  metrics: Record<string, { last: number | null; steps: number; points: [number, number][] }> }

/** Adds what an event tells to what is known of a run; at most `most` points a metric are held, the oldest half thinned. */
export function addEvent(before: Live | undefined, event: RunEvent, now: number, most = 2000): Live {
  const metrics: Live['metrics'] = {};
  for (const [name, one] of Object.entries(event.metrics)) {
    const fresh = one.points.filter((point): point is [number, number] => point[0] !== null && point[1] !== null);
    let points = [...(before?.metrics[name]?.points ?? []), ...fresh];
    while (points.length > most) points = points.filter((_, i) => i % 2 === 0 || i > points.length / 2);
    metrics[name] = { last: one.last, steps: one.steps, points };
  }
  return { experiment: event.experiment, run: event.run, state: event.state, seconds: event.seconds, last_step: event.last_step, at: now, metrics };
}
