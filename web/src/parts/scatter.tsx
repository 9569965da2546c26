/** A dot for each work in the unit square of the two dials; a brushed box filters the list beside it. */
import { useRef, useState } from 'preact/hooks';
import { inBox, type Box } from '../core/radar';
import type { RadarItem } from '../core/types';

const size = 260;
const margin = 18;
/** Most works lie near a corner, so both axes are stretched at their ends: odds, not probabilities, are even. */
const odds = (p: number) => Math.log(Math.min(0.999, Math.max(0.001, p)) / (1 - Math.min(0.999, Math.max(0.001, p))));
const [least, span] = [odds(0), odds(1) - odds(0)];
const led = (x: number) => margin + ((size - 2 * margin) * (odds(x) - least)) / span;
const research = (y: number) => size - led(y);
const probability = (at: number) => {
  const p = 1 / (1 + Math.exp(-(least + (span * (at - margin)) / (size - 2 * margin))));
  return p < 0.0015 ? 0 : p > 0.9985 ? 1 : p;
};

interface Props { items: RadarItem[]; box: Box | null; onBox: (box: Box | null) => void }

export function Scatter({ items, box, onBox }: Props) {
  const picture = useRef<SVGSVGElement>(null);
  const start = useRef<[number, number] | null>(null);
  const [drawn, setDrawn] = useState<Box | null>(null);
  const at = (event: PointerEvent): [number, number] => {
    const frame = picture.current!.getBoundingClientRect();
    const zoom = size / frame.width;
    return [probability((event.clientX - frame.left) * zoom), probability(size - (event.clientY - frame.top) * zoom)];
  };
  const boxTo = (to: [number, number]): Box => {
    const [a, b] = [start.current!, to];
    return [Math.min(a[0], b[0]), Math.max(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[1], b[1])];
  };
  const down = (event: PointerEvent) => {
    start.current = at(event);
    picture.current!.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => { if (start.current) setDrawn(boxTo(at(event))); };
  const up = (event: PointerEvent) => {
    if (!start.current) return;
    const made = boxTo(at(event));
    start.current = null;
    setDrawn(null);
    onBox(led(made[1]) - led(made[0]) < 4 && research(made[2]) - research(made[3]) < 4 ? null : made);
  };
  const shown = drawn ?? box;
  const atLeast = (which: 0 | 2, value: number) => {
    const to: Box = [...(box ?? [0, 1, 0, 1])] as Box;
    to[which] = value;
    to[which + 1 as 1 | 3] = Math.max(value, to[which + 1 as 1 | 3]);
    onBox(to.join() === '0,1,0,1' ? null : to);
  };
  return (
    <figure class="scatter">
      <svg ref={picture} viewBox={`0 0 ${size} ${size}`} role="img"
        aria-label={`${items.length} works by how far they are led by developers and how far they are research; the list is the table behind it`}
        onPointerDown={down} onPointerMove={move} onPointerUp={up} onPointerCancel={() => { start.current = null; setDrawn(null); }}>
        <rect x={margin} y={margin} width={size - 2 * margin} height={size - 2 * margin} class="square" />
        <path class="cross" d={`M${size / 2} ${margin}V${size - margin}M${margin} ${size / 2}H${size - margin}`} />
        {shown && <rect class="brush" x={led(shown[0])} y={research(shown[3])} width={Math.max(1, led(shown[1]) - led(shown[0]))}
          height={Math.max(1, research(shown[2]) - research(shown[3]))} />}
        {items.map((item) => item.developer_led !== null && item.research !== null && <circle key={item.id}
          class={inBox(item, shown) ? 'dot' : 'dot out'} cx={led(item.developer_led)} cy={research(item.research)} r="3.5" />)}
        <text x={margin} y={margin - 6}>research ↑</text>
        <text x={size - margin} y={size - 5} text-anchor="end">led by developers →</text>
      </svg>
      <figcaption>Draw a box to see only those in it. Near its edges the square is drawn larger{box && <>, or <button type="button" class="text" onClick={() => onBox(null)}>show all</button></>}.</figcaption>
      <label class="choice"><span>Led by developers, at least</span><input type="range" min="0" max="1" step="0.1"
        value={box?.[0] ?? 0} onChange={(event) => atLeast(0, Number(event.currentTarget.value))} /></label>
      <label class="choice"><span>Research, at least</span><input type="range" min="0" max="1" step="0.1"
        value={box?.[2] ?? 0} onChange={(event) => atLeast(2, Number(event.currentTarget.value))} /></label>
    </figure>
  );
}
