// Experiments for the page's tests: their folders as `assay run` leaves them (docs/experiments.md), without the minutes that runs take.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const toml = (work) => `version = 1
question = "Does label smoothing lower the calibration error?"
work = "${work}"
title = "Label smoothing, looked at"
dataset = "ten signs, made by a script"
metric = "ece"
direction = "lower"
[[claim]]
name = "calibration"
text = "Label smoothing reduces the expected calibration error by 40%."
metric = "ece"
kind = "relative"
value = -40
unit = "%"
direction = "lower"
tolerance = 10
dataset = "CIFAR-10"
subject = { variant = "idea" }
baseline = { variant = "baseline" }
[[claim]]
name = "accuracy"
text = "Accuracy stays above 90%."
metric = "accuracy"
kind = "level"
value = 0.93
direction = "higher"
tolerance = 0.005
subject = { variant = "idea" }
[[check]]
name = "code runs"
[[check]]
name = "finishes"
parent = "code runs"
when = "finished"
[[check]]
name = "matches"
[[check]]
name = "claim calibration"
parent = "matches"
when = "claim calibration"
`;

/** The one wild step of the long run: a picture that is thinned must still have it. */
export const peak = { step: 61234, value: 7.5 };

function summary(points) {
  const values = points.map((point) => point[1]);
  return { count: points.length, strange: 0, first: values[0], last: values.at(-1), min: Math.min(...values), max: Math.max(...values), last_strange: false, last_step: points.at(-1)[0] };
}

function addRun(folder, id, variant, seed, steps, status = 'finished') {
  const at = join(folder, 'runs', id);
  mkdirSync(at, { recursive: true });
  const wave = (step) => 0.02 * Math.sin(step / 3 + seed);
  const idea = variant === 'idea';
  const list = { loss: [], ece: [], accuracy: [] };
  for (let step = 0; step < steps; step++) {
    const t = step / steps;
    list.loss.push([step, steps > 1000 && step === peak.step ? peak.value : 2.3 * Math.exp(-4 * t) + 0.3 + wave(step)]);
    if (step % Math.ceil(steps / 60) === 0 || step === steps - 1) {
      list.ece.push([step, (idea ? 0.052 : 0.09) + 0.1 * Math.exp(-5 * t) + 0.004 * Math.sin(5 * seed + (idea ? 1 : 0)) + wave(step) / 20]);
      list.accuracy.push([step, 0.915 - 0.5 * Math.exp(-6 * t) + 0.004 * Math.cos(3 * seed) + (idea ? 0.004 : 0)]);
    }
  }
  const rows = Object.entries(list).flatMap(([name, points]) => points.map(([step, value]) => `${name},${step},${value},${step / 100}`));
  writeFileSync(join(at, 'metrics.csv'), 'name,step,value,seconds\n' + rows.join('\n') + '\n');
  writeFileSync(join(at, 'stdout.log'), list.loss.slice(0, 400).map(([step, value]) => `step=${step} loss=${value.toFixed(4)}`).join('\n') + '\n');
  const start = Date.UTC(2026, 10, 24, 9, seed) * 1e6;
  writeFileSync(join(at, 'run.json'), JSON.stringify({
    version: 1, id, experiment: folder.split('/').at(-1), command: ['python3', 'train.py', '--variant', variant, '--seed', String(seed)],
    asked: ['python3', 'train.py', '--variant', '{variant}', '--seed', '{seed}'], folder, parameters: { variant }, seed, status,
    reason: status === 'failed' ? 'ended with status 1' : '', exit_code: status === 'failed' ? 1 : 0, start_ns: start, end_ns: start + 41e9,
    wall_seconds: 38.2 + seed, user_seconds: 70.1 + seed, system_seconds: 1.4, peak_bytes: 412 * 1024 * 1024 + seed * 1e6, last_step: steps - 1,
    metrics: Object.fromEntries(Object.entries(list).map(([name, points]) => [name, summary(points)])), notes: status === 'failed' ? ['the disk was full for 3 s'] : [],
  }));
}

/** "smoothing" with ten runs and one that failed, "long" with 100,000 points, "empty" without a run. */
export function makeExperiments(library, work) {
  const place = join(library, 'experiments');
  const smoothing = join(place, 'smoothing');
  mkdirSync(smoothing, { recursive: true });
  writeFileSync(join(smoothing, 'experiment.toml'), toml(work));
  for (let seed = 0; seed < 5; seed++) {
    addRun(smoothing, `20261124-09${String(seed).padStart(2, '0')}00-1`, 'baseline', seed, 120);
    addRun(smoothing, `20261124-09${String(seed).padStart(2, '0')}30-1`, 'idea', seed, 120);
  }
  addRun(smoothing, '20261124-091000-1', 'idea', 7, 20, 'failed');
  mkdirSync(join(place, 'long'), { recursive: true });
  addRun(join(place, 'long'), '20261124-100000-1', 'baseline', 0, 100_000);
  mkdirSync(join(place, 'empty'), { recursive: true });
  writeFileSync(join(place, 'empty', 'experiment.toml'), 'version = 1\nquestion = "What has nobody tried yet?"\n');
}

/** Predictions whose groups are treated differently. */
export const predictions = 'sex,region,y,p\n' + Array.from({ length: 1200 }, (_, i) => {
  const female = i % 2;
  const y = (i * 7919) % 100 < (female ? 48 : 55) ? 1 : 0;
  const p = Math.min(0.99, Math.max(0.01, 0.3 + 0.35 * y + (((i * 104729) % 100) - 50) / 160 - 0.12 * female));
  return `${female ? 'female' : 'male'},${['north', 'south', 'west'][i % 3]},${y},${p.toFixed(3)}`;
}).join('\n') + '\n';
