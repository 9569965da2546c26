/** What a check of a lab compared, drawn: errors by coordinate, two grids beside each other, a cost against size; the numbers are in a table behind it. */
import { scaleLinear, scaleLog } from 'd3-scale';
import type { LabPlot } from '../core/types';

type Numbers = (number | null)[];
const say = (value: number | null) => (value === null ? 'no number' : value === 0 ? '0' : Math.abs(value) < 1e-3 || Math.abs(value) >= 1e4 ? value.toExponential(2) : String(Number(value.toPrecision(4))));
const known = (values: Numbers) => values.filter((one): one is number => one !== null);

/** [Where, name of the place] of the number that is furthest off. */
function furthest(expected: Numbers, got: Numbers): number {
  const off = got.map((one, i) => (one === null || expected[i] == null ? (one === expected[i] ? 0 : Infinity) : Math.abs(one - expected[i]!)));
  return off.indexOf(Math.max(...off));
}

const place = (at: number, shape: number[]) => {
  let rest = at;
  return '[' + [...shape].reverse().map((size) => { const here = rest % size; rest = Math.floor(rest / size); return here; }).reverse().join(', ') + ']';
};

/** Errors: a line down or up from zero for each coordinate. */
function Errors({ plot }: { plot: LabPlot }) {
  const [width, height, side] = [320, 120, 8];
  const [expected, got, at] = [plot.expected!, plot.got, plot.at!];
  const off = got.map((one, i) => (one === null || expected[i] === null ? null : one - expected[i]!));
  const most = Math.max(1e-12, ...known(off).map(Math.abs));
  const x = scaleLinear().domain([0, Math.max(1, got.length - 1)]).range([side, width - side]);
  const y = scaleLinear().domain([-most, most]).range([height - 16, 16]);
  const worst = furthest(expected, got);
  const thick = Math.max(1, Math.min(10, (width - 2 * side) / got.length * 0.6));
  const words = `Error of ${plot.title} at ${got.length} coordinates; furthest off at ${place(at[worst] ?? 0, plot.shape ?? [])}: ${say(got[worst] ?? null)} where ${say(expected[worst] ?? null)} is expected`;
  return (
    <>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words}>
        <path class="zero" d={`M0 ${y(0)}H${width}`} />
        {off.map((one, i) => <path key={i} stroke-width={thick} class={one === null ? 'nan' : i === worst ? 'err worst' : 'err'} d={`M${x(i)} ${y(0)}V${one === null ? 16 : y(one)}`} />)}
        <text x={width} y="10" text-anchor="end">{`+${say(most)}`}</text><text x={width} y={height - 2} text-anchor="end">{`−${say(most)}`}</text>
      </svg>
      <figcaption>{words}.</figcaption>
      <details class="table"><summary>As numbers</summary><div class="scroll" tabIndex={0} role="region" aria-label="Errors as numbers"><table>
        <thead><tr><th scope="col">Coordinate</th><th scope="col" class="n">Expected</th><th scope="col" class="n">Came</th></tr></thead>
        <tbody>{got.map((one, i) => <tr key={i}><td><code>{place(at[i]!, plot.shape ?? [])}</code></td><td class="n">{say(expected[i]!)}</td><td class="n">{say(one)}</td></tr>)}</tbody>
      </table></div></details>
    </>
  );
}

function Heat({ values, other, columns, scale, title }: { values: Numbers; other: Numbers; columns: number; scale: (value: number) => number; title: string }) {
  const rows = Math.ceil(values.length / columns);
  const cell = Math.min(22, 150 / Math.max(columns, rows));
  const differs = (i: number) => values[i] !== other[i] && (values[i] == null || other[i] == null || Math.abs(values[i]! - other[i]!) > 1e-6 * Math.max(1, Math.abs(other[i]!)));
  // Where most of it differs, frames around all would say nothing: then only the furthest has one.
  const off = title === 'came' ? values.map((_, i) => i).filter(differs) : [];
  const framed = off.length * 2 > values.length ? [furthest(other, values)] : off;
  return (
    <div><p class="quiet">{title}</p>
      <svg viewBox={`0 0 ${columns * cell} ${rows * cell}`} width={columns * cell} height={rows * cell} role="img" aria-label={`${title}: ${rows} by ${columns}`}>
        {values.map((one, i) => <rect key={i} class={one === null ? 'cell nan' : 'cell'} x={(i % columns) * cell} y={Math.floor(i / columns) * cell} width={cell} height={cell}
          fill-opacity={one === null ? 1 : scale(one)}><title>{`[${Math.floor(i / columns)}, ${i % columns}] ${say(one)}`}</title></rect>)}
        {framed.map((i) => <rect key={`off${i}`} class="off" x={(i % columns) * cell + 1} y={Math.floor(i / columns) * cell + 1} width={Math.max(1, cell - 2)} height={Math.max(1, cell - 2)} />)}
      </svg></div>
  );
}

function Grid({ plot }: { plot: LabPlot }) {
  const [expected, got, columns] = [plot.expected!, plot.got, plot.columns!];
  const all = known([...expected, ...got]);
  const [least, most] = [Math.min(...all, 0), Math.max(...all, 1e-12)];
  const scale = scaleLinear().domain([least, most]).range([0, 1]).clamp(true);
  const worst = furthest(expected, got);
  const at = `[${Math.floor(worst / columns)}, ${worst % columns}]`;
  const same = expected.every((one, i) => one === got[i] || (one !== null && got[i] !== null && Math.abs(one - got[i]!) <= 1e-6 * Math.max(1, Math.abs(one))));
  const table = (values: Numbers) => Array.from({ length: values.length / columns }, (_, r) => values.slice(r * columns, (r + 1) * columns));
  return (
    <>
      <div class="grids"><Heat values={expected} other={got} columns={columns} scale={scale} title="expected" /><Heat values={got} other={expected} columns={columns} scale={scale} title="came" /></div>
      <figcaption>{same ? `${plot.title}, as expected: from ${say(least)} (pale) to ${say(most)} (full).`
        : `${plot.title}: furthest off at ${at}, ${say(got[worst]!)} where ${say(expected[worst]!)} is expected.`}</figcaption>
      {columns <= 16 && <details class="table"><summary>As numbers</summary>{[['expected', expected], ['came', got]].map(([name, values]) =>
        <div key={name as string} class="scroll" tabIndex={0} role="region" aria-label={`${name as string} as numbers`}><table><caption>{name as string}</caption>
          <tbody>{table(values as Numbers).map((row, r) => <tr key={r}>{row.map((one, c) => <td key={c} class="n">{say(one)}</td>)}</tr>)}</tbody></table></div>)}</details>}
    </>
  );
}

/** A cost at each size, both axes by powers, beside the steepest line that passes. */
function Growth({ plot }: { plot: LabPlot }) {
  const [width, height, left, low] = [320, 170, 66, 24];
  const sizes = plot.at!;
  const costs = plot.got.map((one) => Math.max(one ?? 0, 1e-9));
  const first = costs[0]!;
  const allowed = sizes.map((size) => first * (size / sizes[0]!) ** plot.most!);
  const x = scaleLog().domain([sizes[0]!, sizes[sizes.length - 1]!]).range([left, width - 44]);
  const y = scaleLog().domain([Math.min(...costs, ...allowed), Math.max(...costs, ...allowed)]).range([height - low - 8, 14]);
  const cost = (value: number) => (plot.unit === 'bytes' ? (value >= 2 ** 20 ? `${(value / 2 ** 20).toPrecision(3)} MiB` : `${(value / 1024).toPrecision(3)} KiB`) : `${say(value * 1000)} ms`);
  const line = (values: number[]) => 'M' + values.map((value, i) => `${x(sizes[i]!)} ${y(value)}`).join('L');
  const power = plot.power ?? 0;
  const passes = power <= plot.most!;
  const words = `${plot.title} grows as ${plot.grows} to the power ${power.toFixed(1)}; at most ${plot.most!.toFixed(1)} passes`;
  return (
    <>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={words}>
        <path class="zero" d={`M${left} ${height - low}H${width - 44}`} />
        <path class="allowed" d={line(allowed)} /><path class={passes ? 'curve' : 'curve bad'} d={line(costs)} />
        {costs.map((value, i) => <circle key={i} class={passes ? 'dot' : 'dot bad'} cx={x(sizes[i]!)} cy={y(value)} r="3"><title>{`${plot.grows} = ${sizes[i]}: ${cost(value)}`}</title></circle>)}
        <text x={width - 40} y={y(costs[costs.length - 1]!) + 4}>yours</text>
        {Math.abs(y(costs[costs.length - 1]!) - y(allowed[allowed.length - 1]!)) > 12 && <text class="quiet" x={width - 40} y={y(allowed[allowed.length - 1]!) + 4}>limit</text>}
        {sizes.map((size, i) => (i === 0 || i === sizes.length - 1) && <text key={size} x={x(size)} y={height - 8} text-anchor="middle">{`${plot.grows} = ${size}`}</text>)}
        {[costs[0]!, costs[costs.length - 1]!].map((value, i) => (i === 0 || Math.abs(y(value) - y(costs[0]!)) > 14) && <text key={i} x={left - 6} y={y(value) + 4} text-anchor="end">{cost(value)}</text>)}
      </svg>
      <figcaption>{words}.</figcaption>
      <details class="table"><summary>As numbers</summary><table><thead><tr><th scope="col" class="n">{plot.grows}</th><th scope="col" class="n">{plot.title}</th></tr></thead>
        <tbody>{sizes.map((size, i) => <tr key={size}><td class="n">{size}</td><td class="n">{cost(costs[i]!)}</td></tr>)}</tbody></table></details>
    </>
  );
}

export function Plot({ plot }: { plot: LabPlot }) {
  if (plot.got.length === 0) return null;
  return <figure class={`labplot ${plot.kind}`}>{plot.kind === 'errors' ? <Errors plot={plot} /> : plot.kind === 'grid' ? <Grid plot={plot} /> : <Growth plot={plot} />}</figure>;
}
