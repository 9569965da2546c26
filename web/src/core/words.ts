/** Words for people: dates, spans of time, names of kinds, topics and clues. All pure. */

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October',
  'November', 'December'];
const dayMs = 86_400_000;

/** Midnight UTC of a date or time in ISO 8601; NaN where it is none. */
const dayOf = (iso: string) => Date.parse(iso.slice(0, 10) + 'T00:00:00Z');

export function plural(n: number, one: string, many = one + 's'): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}

/** "Thursday, 27 November 2026"; the text itself where it is no date. */
export function fullDate(iso: string): string {
  const at = new Date(dayOf(iso));
  if (Number.isNaN(at.getTime())) return iso;
  return `${days[at.getUTCDay()]}, ${at.getUTCDate()} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
}

/** "today", "Tuesday", "3 weeks ago", "in 2 days": a date as one would say it on the day `today`. */
export function sayDate(iso: string, today: string): string {
  const away = Math.round((dayOf(iso) - dayOf(today)) / dayMs);
  if (Number.isNaN(away)) return iso;
  if (away === 0) return 'today';
  if (away === -1) return 'yesterday';
  if (away === 1) return 'tomorrow';
  if (Math.abs(away) < 7) return days[new Date(dayOf(iso)).getUTCDay()]!;
  const n = Math.abs(away);
  const span = n < 14 ? 'a week' : n < 60 ? plural(Math.floor(n / 7), 'week')
    : n < 730 ? plural(Math.floor(n / 30.44), 'month') : plural(Math.floor(n / 365.25), 'year');
  return away < 0 ? `${span} ago` : `in ${span}`;
}

/** "2 min ago", "3 h ago", then as `sayDate`: a moment in UTC as said at `now` (milliseconds). */
export function sayMoment(iso: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(iso)) / 60_000);
  if (Number.isNaN(minutes)) return iso;
  if (minutes < 0) return minutes > -60 ? `in ${-minutes} min` : minutes > -1440
    ? `in ${Math.round(-minutes / 60)} h` : sayDate(iso, new Date(now).toISOString());
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ago`;
  return sayDate(iso, new Date(now).toISOString());
}

/** "45 min", "2 h", "2 h 40". */
export function sayMinutes(minutes: number): string {
  const whole = Math.round(minutes);
  if (whole < 60) return `${whole} min`;
  return whole % 60 === 0 ? `${whole / 60} h` : `${Math.floor(whole / 60)} h ${whole % 60}`;
}

/** "10 min", "2 h", "8 days", "3 months": an interval of seconds, roughly. */
export function sayInterval(seconds: number): string {
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min`;
  if (seconds < 86_400) return `${Math.round(seconds / 3600)} h`;
  const n = Math.round(seconds / 86_400);
  return n < 60 ? plural(n, 'day') : n < 730 ? plural(Math.round(n / 30.44), 'month') : plural(Math.round(n / 365.25), 'year');
}

/** First and last day (ISO dates) of an ISO week as "2026-W48". */
export function weekDays(week: string): [string, string] {
  const [year, number] = week.split('-W').map(Number) as [number, number];
  const fourth = Date.UTC(year, 0, 4);
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * dayMs + (number - 1) * 7 * dayMs;
  return [monday, monday + 6 * dayMs].map((at) => new Date(at).toISOString().slice(0, 10)) as [string, string];
}

/** "23–29 November", "30 November – 6 December 2025": an ISO week in words; the year where it isn't `today`'s. */
export function sayWeek(week: string, today: string): string {
  const [first, last] = weekDays(week).map((iso) => new Date(dayOf(iso))) as [Date, Date];
  const year = last.getUTCFullYear() === Number(today.slice(0, 4)) ? '' : ` ${last.getUTCFullYear()}`;
  const [a, b] = [first.getUTCMonth(), last.getUTCMonth()];
  if (a === b) return `${first.getUTCDate()}–${last.getUTCDate()} ${months[b]}${year}`;
  return `${first.getUTCDate()} ${months[a]} – ${last.getUTCDate()} ${months[b]}${year}`;
}

/** The ISO week some weeks before or after. */
export function shiftWeek(week: string, by: number): string {
  const thursday = new Date(dayOf(weekDays(week)[0]) + (3 + 7 * by) * dayMs);
  const start = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const number = Math.floor((thursday.getTime() - start) / (7 * dayMs)) + 1;
  return `${thursday.getUTCFullYear()}-W${String(number).padStart(2, '0')}`;
}

const spaced = (name: string) => name.replace(/_/g, ' ');
const topics: Record<string, string> = { few_shot: 'few-shot', audit_safety: 'audit and safety' };
export const topicNames = ['multimodal', 'few_shot', 'bias_mitigation', 'architecture', 'training_optimization', 'evaluation_metrics', 'scalable_systems', 'fairness', 'interpretability', 'audit_safety'];
export const topicName = (name: string) => topics[name] ?? spaced(name);

export type Group = 'making' | 'running' | 'measuring' | 'using';
const groups: Record<string, Group> = {
  implementation: 'making', optimization: 'making', framework: 'making', code_release: 'making',
  deployment: 'running', production_data: 'running', scale: 'running', industry: 'running',
  benchmark: 'measuring', latency: 'measuring', memory: 'measuring', compression: 'measuring',
  architecture_comparison: 'measuring', usability: 'using', product_impact: 'using',
};
/** Where a work is read: its own page by an identifier, else a link of its own, else its code; with the verb for its kind. */
export function readingPlace(work: { kind: string; identifiers: string[]; links?: { rel: string; url: string }[]; code?: string }): { verb: string; url: string; host: string } | null {
  const links = work.links ?? [];
  const own = ['home', 'paper', 'pdf', 'talk', 'post', 'discussion'].map((rel) => links.find((link) => link.rel === rel)?.url);
  const url = [...work.identifiers.map(identifierUrl), ...own, work.code].map((one) => (one ? safeUrl(one) : null)).find((one) => one !== null);
  if (!url) return null;
  const verb = work.kind === 'paper' || work.kind === 'post' || work.kind === 'discussion' ? 'Read it' : work.kind === 'talk' ? 'Watch it' : 'Open it';
  return { verb, url, host: new URL(url).host.replace(/^www\./, '') };
}

/** The group of evidence that a type of clue belongs to; none for wording. */
export const groupOf = (type: string): Group | null => groups[type] ?? null;
export const groupNames: Record<Group, string> = {
  making: 'how it is built', running: 'running in practice', measuring: 'what was measured', using: 'who it serves',
};

const clues: Record<string, string> = {
  implementation: 'a working implementation', optimization: 'optimisation as the point', framework: 'a framework',
  code_release: 'releases code', production_data: 'data from production', scale: 'large scale',
  architecture_comparison: 'compares architectures', usability: 'ease of use', product_impact: 'effect on a product',
  industry: 'engineers of companies',
};
export const clueName = (type: string) => clues[type] ?? spaced(type);

/** "developer-led research", …: a place in the unit square in words; null dials are said as not judged. */
export function sayDials(led: number | null, research: number | null): string {
  if (led === null) return 'not judged yet';
  const who = led >= 0.7 ? 'led by developers' : led <= 0.3 ? 'academic' : 'between academic and led by developers';
  if (research === null) return who;
  const what = research >= 0.7 ? 'research' : research <= 0.3 ? 'an announcement' : 'partly research';
  return `${who}, ${what}`;
}

/** "up to 10 x", "3.5 %": the value of a claim. */
export function sayClaim(claim: { value: number; high: number | null; unit: string | null; bound: string | null }): string {
  const show = (x: number) => String(Number(x.toPrecision(4)));
  const value = claim.high === null ? show(claim.value) : `${show(claim.value)}–${show(claim.high)}`;
  const unit = claim.unit === null ? '' : claim.unit === 'x' ? '×' : ` ${claim.unit}`;
  return `${claim.bound ? spaced(claim.bound) + ' ' : ''}${value}${unit}`;
}

/** An address that may be followed, or null: only http and https are. */
export function safeUrl(text: string): string | null {
  try {
    const url = new URL(text);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : null;
  } catch {
    return null;
  }
}

/** Where an identifier leads: arXiv, DOI, GitHub, Hugging Face, an address; null where nowhere. */
export function identifierUrl(identifier: string): string | null {
  const colon = identifier.indexOf(':');
  const [scheme, rest] = [identifier.slice(0, colon), identifier.slice(colon + 1)];
  switch (scheme) {
    case 'arxiv': return `https://arxiv.org/abs/${rest}`;
    case 'doi': return `https://doi.org/${rest}`;
    case 'github': return `https://github.com/${rest}`;
    case 'acl': return `https://aclanthology.org/${rest}/`;
    case 'url': return safeUrl(rest);
    default: return safeUrl(identifier);
  }
}

/** Words of the program as a sentence. */
export const sentence = (text: string) => text.replace(/^\p{L}/u, (letter) => letter.toUpperCase()).replace(/[.:]?$/, '.');
