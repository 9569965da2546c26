/** The verdict: a dot in the unit square with its uncertainty, and one sentence that says what decided. */
import { fragment } from '../core/text';
import type { Why } from '../core/types';
import { clueName, groupOf } from '../core/words';

/** The square, between the names of what is up and what is right. */
const size = 120;
const name = 16;
const x = (led: number) => 8 + (size - 16) * led;
const y = (research: number) => name + size - 8 - (size - 16) * research;

/** "Developer-led research. What decided: a working implementation (“TensorFlow”) and …" */
export function decided(why: Why): string {
  const strongest = [...why.clues].sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  const named = strongest.filter((clue) => groupOf(clue.type) !== null && clue.weight > 0);
  const pool = named.length > 0 ? named : strongest.filter((clue) => clue.weight > 0);
  const said = pool.filter((clue, i) => pool.findIndex((one) => one.type === clue.type) === i).slice(0, 2);
  const who = why.developer_led >= 0.7 ? 'Developer-led' : why.developer_led <= 0.3 ? 'Academic' : 'Partly developer-led';
  const head = `${who} ${why.research >= 0.7 ? 'research' : why.research <= 0.3 ? 'announcement' : 'work, part of it research'}`;
  if (said.length === 0) return `${head}: nothing in its words speaks for practice.`;
  const reasons = said.map((clue) => `${clue.type === 'wording' ? 'its wording' : clueName(clue.type)} (“${fragment(clue.text)}”)`);
  const without = why.without && Math.abs(why.without.developer_led - why.developer_led) > 0.15
    ? ' One sentence carries most of it.' : '';
  return `${head}. ${why.developer_led >= 0.5 ? 'What decided:' : 'What speaks for practice:'} ${reasons.join(' and ')}.${without}`;
}

export function Dials({ why }: { why: Why }) {
  const low = Math.min(why.developer_led, why.without?.developer_led ?? why.developer_led);
  const high = Math.max(why.developer_led, why.without?.developer_led ?? why.developer_led);
  return (
    <figure class="dials">
      <svg viewBox={`0 0 ${size} ${size + 2 * name}`} width={size} height={size + 2 * name} role="img"
        aria-label={`Led by developers ${why.developer_led.toFixed(2)}, research ${why.research.toFixed(2)}`}>
        <rect x="4" y={name + 4} width={size - 8} height={size - 8} class="square" />
        <path class="cross" d={`M${size / 2} ${name + 4}V${name + size - 4}M4 ${name + size / 2}H${size - 4}`} />
        <path class="doubt" d={`M${x(low)} ${y(why.research)}H${Math.max(x(high), x(low) + 0.1)}`} />
        <text x="4" y={name - 3}>research ↑</text><text x={size - 4} y={name + size + 10} text-anchor="end">developers →</text>
        <circle class="dot" cx={x(why.developer_led)} cy={y(why.research)} r="5.5" />
      </svg>
      <figcaption>
        <p>{decided(why)}</p>
        <p class="numbers quiet"><span>led by developers {why.developer_led.toFixed(2)}</span> <span>research {why.research.toFixed(2)}</span>
          {why.without && <span title={why.without.text}> without its strongest sentence {why.without.developer_led.toFixed(2)}</span>}</p>
      </figcaption>
    </figure>
  );
}
