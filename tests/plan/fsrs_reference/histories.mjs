// Random review histories with what the reference makes of them, as JSON Lines: one history a line.
// node histories.mjs COUNT SEED
import {createEmptyCard, clipParameters, default_w, fsrs} from "ts-fsrs";

const count = Number(process.argv[2] ?? 10000);
let state = Number(process.argv[3] ?? 1) >>> 0;

// mulberry32: the same numbers on every machine.
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const pick = (choices) => choices[Math.floor(random() * choices.length)];

// Seconds until the next answer: within the steps, the same day, on time, early, late, very late.
function gap(card, now) {
  const until = Math.max(0, Math.round((card.due.getTime() - now) / 1000));
  switch (Math.floor(random() * 8)) {
    case 0: return Math.floor(random() * 120);
    case 1: return Math.floor(random() * 86400);
    case 2: return Math.floor(until * random());
    case 3: return until + Math.floor(random() * 86400 * 400);
    default: return until + Math.floor(random() * 3600 * 30);
  }
}

for (let n = 0; n < count; ++n) {
  const fitted = n % 2 === 1;
  const steps = n % 7 === 6 ? [["1m", "10m"], ["10m", "30m"]] : [["1m", "10m"], ["10m"]];
  const weights = fitted
    ? clipParameters(default_w.map((w) => w * (0.5 + random())), steps[1].length, true)
    : [...default_w];
  const retention = fitted ? 0.7 + 0.29 * random() : 0.9;
  const scheduler = fsrs({w: weights, request_retention: retention, enable_fuzz: false,
                          learning_steps: steps[0], relearning_steps: steps[1]});
  let now = Date.UTC(2020, 0, 1) + Math.floor(random() * 3e8) * 1000;
  let card = createEmptyCard(new Date(now));
  const reviews = [];
  const length = 1 + Math.floor(random() * 24);
  for (let i = 0; i < length; ++i) {
    now += (i === 0 ? Math.floor(random() * 86400) : gap(card, now)) * 1000;
    const grade = pick([1, 1, 2, 3, 3, 3, 3, 4]);
    card = scheduler.next(card, new Date(now), grade).card;
    reviews.push([now / 1000, grade, card.stability, card.difficulty, card.due.getTime() / 1000, card.state,
                  card.learning_steps, card.scheduled_days, card.reps, card.lapses]);
  }
  console.log(JSON.stringify({weights, retention, relearning: steps[1].map((s) => parseInt(s, 10)), reviews}));
}
