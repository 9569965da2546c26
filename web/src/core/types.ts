/** The answers of `/api/v1`, as docs/cli.md and docs/openapi.yaml give them: only what the page reads. */

/** A span is a range of byte offsets into the UTF-8 of the named field. */
export interface Span { field: string; begin: number; end: number }
export interface Evidence extends Span { type: string; text: string }

export interface Hit {
  id: string; identifiers: string[]; kind: string; title: string; year: number | null; venue: string | null;
  developer_led: number | null; topics: string[]; highlights?: Span[]; shared?: string[]; passage?: string;
}
export interface SearchAnswer {
  query: string; total: number; near?: number; took_ms: number; hits: Hit[];
  facets: Record<string, Record<string, number>>;
}

export interface RadarItem {
  id: string; identifiers: string[]; kind: string; title: string; year: number | null; date: string | null;
  venue: string | null; score: number; developer_led: number | null; research: number | null; topics: string[];
  why: string[]; explore: boolean; evidence: Evidence | null;
}
export interface RadarAnswer { considered: number; items: RadarItem[] }

export interface WeekItem {
  n: number; track: string; title: string; work: string | null; why: string[]; minutes: number;
  state: 'planned' | 'done' | 'skipped'; command: string; day?: string | null; pinned?: boolean;
  carried_from?: string | null;
}
export interface WeekAnswer { week: string; hours: number; items: WeekItem[] }

export interface Link { rel: string; url: string }
export interface DossierRow {
  rel: string; words: string; id: string; kind: string; title: string; identifier: string; date: string | null;
}
export interface Artefact { url: string; rel: string; state: string; checked: string | null }
export interface Note { id: string; written: string; body: string; file?: string }
export interface Work {
  id: string; kind: string; title: string; abstract?: string; text?: string; authors?: string[];
  organisations?: string[]; venue?: string; year?: number; date?: string; identifiers: string[]; links?: Link[];
  code?: string; comments?: string; keywords?: string[]; developer_led: number | null; research: number | null;
  topics: string[]; sources: string[]; dossier: DossierRow[]; artefacts: Artefact[];
  mentions: { rel: string; identifier: string }[]; rating: number | null; notes: Note[];
}
export interface Clue extends Evidence { weight: number }
export interface Why {
  id: string; developer_led: number; research: number; topics: { name: string; p: number }[]; clues: Clue[];
  without?: { developer_led: number; text: string } | null; model: string;
}
export interface Claim extends Span {
  metric: string; value: number; high: number | null; from: number | null; unit: string | null; bound: string | null;
  direction: string | null; change: string | null; comparison: string | null; dataset: string | null;
  baseline: string | null; setting: string | null; own: boolean; text: string;
}

export interface WeekMark {
  week: string; state: string; planned: number; done: number; skipped: number; minutes: Record<string, number>;
  reviews: number;
}
export interface Area {
  name: string; kind: string; wanted: number; works: number; strength: number; standing: string; gap: boolean;
  next: { work: string; title: string; minutes: number; why: string } | null;
}
export interface Progress {
  from: string; to: string; weeks: WeekMark[]; kept: number; some: number;
  streak: { current: number; longest: number }; minutes: Record<string, number>; works: number; areas: Area[];
  reviews: { cards: number; due: number; next_7_days: number };
}

export interface Source {
  name: string; connector: string; address: string; every: string; health: string; paused: boolean;
  last_success: string | null; last_attempt: string | null; next_due: string | null; records: number;
  rejected: number; failures: number; error: string | { message?: string } | null;
}
export interface Preset { name: string; about: string; needs: string; sources: string[] }
export interface Job {
  id: string; kind: string; state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'; records: number;
  report: unknown; problem: { detail?: string; title?: string; hint?: string } | null;
}

export interface Interest { kind: string; value: string; weight: number }
export interface Settings {
  reader: string; hours: number; days: string[]; tracks: Record<string, number>; languages: string[];
  frameworks: string[]; hardware: string[]; interests: Interest[];
}
export interface Status { version: string; reader: string; works: number; today: string; week: string }
export interface Lab {
  name: string; title: string; works: string[]; requires: string[]; minutes: number; state: string; level?: string;
}
export interface Card {
  id: string; front: string; back: string; work: string | null; intervals?: Record<string, number>;
}
export interface Review { due: number; new: number; next: string | null; cards: Card[] }
