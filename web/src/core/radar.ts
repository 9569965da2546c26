/** Filters of the radar: pure. */
import type { RadarItem } from './types';

/** Least developer-led, most, least research, most: each in 0..1. */
export type Box = [number, number, number, number];

export function parseBox(text: string | undefined): Box | null {
  const parts = (text ?? '').split(',').map(Number);
  if (parts.length !== 4 || parts.some((x) => Number.isNaN(x) || x < 0 || x > 1)) return null;
  return parts[0]! <= parts[1]! && parts[2]! <= parts[3]! ? (parts as Box) : null;
}

export function inBox(item: RadarItem, box: Box | null): boolean {
  if (!box) return true;
  if (item.developer_led === null || item.research === null) return false;
  return item.developer_led >= box[0] && item.developer_led <= box[1] && item.research >= box[2] && item.research <= box[3];
}

export const ages = ['7', '31', '92', '366', '1826'];
const names: Record<string, string> = { 7: 'a week', 31: 'a month', 92: 'three months', 366: 'a year', 1826: 'five years' };
export const ageName = (age: string) => names[age] ?? `${age} days`;

/** The items of this kind, topic, source and age (days before `today`), as far as each is asked for. */
export function pickRadar(items: RadarItem[], query: Record<string, string>, today: string): RadarItem[] {
  const age = Number(query.age);
  const since = age > 0 ? new Date(Date.parse(today) - age * 86_400_000).toISOString().slice(0, 10) : '';
  return items.filter((item) => (!query.kind || item.kind === query.kind)
    && (!query.topic || item.topics.includes(query.topic)) && (!query.source || item.venue === query.source)
    && (!since || (item.date ?? `${item.year ?? 0}-12-31`) >= since));
}
