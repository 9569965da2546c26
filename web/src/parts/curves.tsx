/** Learning curves: a line an arm with the band of its runs, the claimed value as a line, names beside the lines, the table behind. */
import { scaleLinear } from 'd3-scale';
import { extent, sayNumber, spread } from '../core/practice';
import type { Curve } from '../core/types';
import { plural } from '../core/words';

type Line = Pick<Curve, 'name' | 'line' | 'band'> & { runs?: number; points?: number };
interface Props { curves: Line[]; metric: string; claimed?: number | null; small?: boolean }

const shown = 6;
/** On a phone pictures are drawn for its width, so that nothing is to be scrolled. */
const narrow = () => window.innerWidth < 560;

export function Curves({ curves, metric, claimed, small }: Props) {
  const drawn = curves.filter((one) => one.line.length > 0).slice(0, shown);
  const room = extent(drawn, claimed === null || claimed === undefined ? [] : [claimed]);
  if (!room) return <p class="quiet">No points of {metric || 'this metric'} yet.</p>;
  const [width, height, left, right, top, bottom] = small ? [240, 96, 4, 8, 6, 6] : narrow() ? [360, 260, 44, 8, 20, 34] : [760, 320, 56, 132, 14, 34];
  const beside = !small && !narrow();
  const x = scaleLinear().domain(room.x).range([left, width - right]);
  const y = scaleLinear().domain(room.y).nice(small ? 2 : 5).range([height - bottom, top]);
  const path = (points: number[][]) => points.map(([step, value], i) => `${i === 0 ? 'M' : 'L'}${x(step!).toFixed(1)} ${y(value!).toFixed(1)}`).join('');
  const band = (points: number[][]) => points.length < 2 ? '' :
    `${path(points.map(([step, , high]) => [step!, high!]))}${path([...points].reverse().map(([step, low]) => [step!, low!])).replace('M', 'L')}Z`;
  const ends = drawn.map((one) => y(one.line.at(-1)![1]!));
  const labels = spread(ends, 14, top + 4, height - bottom);
  const words = `${metric} over ${plural(Math.round(room.x[1]), 'step')}: ${drawn.map((one) => `${one.name} ends at ${sayNumber(one.line.at(-1)![1])}`).join(', ')}`;
  const picture = (
    <svg viewBox={`0 0 ${width} ${height}`} class="plot" role="img" aria-label={words}>
      {!small && y.ticks(5).map((value) => <g key={value}><path class="grid" d={`M${left} ${y(value)}H${width - right}`} /><text x={left - 8} y={y(value) + 4} text-anchor="end">{sayNumber(value)}</text></g>)}
      {!small && x.ticks(beside ? 6 : 4).filter(Number.isInteger).map((value) => <text key={value} x={x(value)} y={height - bottom + 18} text-anchor="middle">{sayNumber(value)}</text>)}
      {!small && <text x={width - right} y={height - 2} text-anchor="end">step</text>}
      {claimed !== null && claimed !== undefined && <g><path class="claimed" d={`M${left} ${y(claimed)}H${width - right}`} />{!small && <text x={left + 6} y={y(claimed) - 5}>claimed {sayNumber(claimed)}</text>}</g>}
      {drawn.map((one, i) => <path key={`b${one.name}`} class={`band c${i}`} d={band(one.band)} />)}
      {drawn.map((one, i) => one.line.length === 1 ? <circle key={one.name} class={`end c${i}`} cx={x(one.line[0]![0]!)} cy={y(one.line[0]![1]!)} r="3" />
        : <path key={one.name} class={`curve c${i}`} d={path(one.line)} />)}
      {!small && !beside && drawn.map((one, i) => <text key={`l${one.name}`} class="name" x={width - right - 4} y={labels[i]! - 10} text-anchor="end">{one.name}</text>)}
      {beside && drawn.map((one, i) => <g key={`l${one.name}`}><path class={`curve c${i}`} d={`M${width - right + 6} ${labels[i]! - 4}h14`} />
        <text x={width - right + 24} y={labels[i]!}>{one.name.length > 17 ? one.name.slice(0, 16) + '…' : one.name}<title>{one.name}</title></text></g>)}
    </svg>
  );
  if (small) return picture;
  return (
    <figure class="curves">
      <div class="scroll" tabIndex={0} role="region" aria-label={`Curves of ${metric}`}>{picture}</div>
      <figcaption>{metric}: the line is the mean of the runs, the band goes from the smallest to the largest; peaks stay however many points there are.
        {curves.length > shown && ` The first ${shown} of ${curves.length} are drawn.`}</figcaption>
      <details class="table"><summary>As a table</summary><table><thead><tr><th scope="col">Runs with</th><th scope="col" class="n">Runs</th><th scope="col" class="n">Points</th><th scope="col" class="n">First</th><th scope="col" class="n">Lowest</th><th scope="col" class="n">Highest</th><th scope="col" class="n">Last</th></tr></thead>
        <tbody>{curves.map((one) => { const values = one.line.map((point) => point[1]!); return <tr key={one.name}><th scope="row">{one.name}</th><td class="n">{one.runs ?? 1}</td><td class="n">{(one.points ?? one.line.length).toLocaleString('en')}</td>
          <td class="n">{sayNumber(values[0])}</td><td class="n">{sayNumber(values.length ? Math.min(...values) : null)}</td><td class="n">{sayNumber(values.length ? Math.max(...values) : null)}</td><td class="n">{sayNumber(values.at(-1))}</td></tr>; })}</tbody></table></details>
    </figure>
  );
}

interface Row { name: string; value: number; low: number | null; high: number | null }
/** Values with their intervals on one scale, such as rates by group; `goal`: a span that is aimed at. */
export function Dots({ rows, domain, goal, words, percent }: { rows: Row[]; domain?: [number, number]; goal?: [number, number] | null; words: string; percent?: boolean }) {
  const all = rows.flatMap((row) => [row.value, row.low, row.high]).concat(goal ?? []).filter((one): one is number => one !== null && Number.isFinite(one));
  if (all.length === 0) return null;
  const [width, line, left, right] = narrow() ? [352, 26, 84, 60] : [560, 26, 132, 72];
  const most = narrow() ? 11 : 18;
  const height = rows.length * line + 24;
  const x = scaleLinear().domain(domain ?? [Math.min(...all), Math.max(...all)]).nice(4).range([left, width - right]);
  const say = (value: number) => (percent ? `${(100 * value).toFixed(1)}%` : sayNumber(value));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={words}><svg viewBox={`0 0 ${width} ${height}`} class="plot dots" role="img" aria-label={`${words}: ${rows.map((row) => `${row.name} ${say(row.value)}`).join(', ')}`}>
      {goal && <rect class="goal" x={x(Math.min(...goal))} y="2" width={Math.max(2, Math.abs(x(goal[1]) - x(goal[0])))} height={height - 24} />}
      {x.ticks(4).map((value) => <g key={value}><path class="grid" d={`M${x(value)} 2V${height - 22}`} /><text x={x(value)} y={height - 6} text-anchor="middle">{percent ? `${Math.round(100 * value)}%` : sayNumber(value)}</text></g>)}
      {rows.map((row, i) => { const at = i * line + 14; return <g key={row.name}>
        <text class="name" x={left - 10} y={at + 4} text-anchor="end">{row.name.length > most ? row.name.slice(0, most - 1) + '…' : row.name}<title>{row.name}</title></text>
        {row.low !== null && row.high !== null && <path class="span" d={`M${x(row.low)} ${at}H${x(row.high)}`} />}
        <circle class="dot" cx={x(row.value)} cy={at} r="4.5" />
        <text x={width - right + 8} y={at + 4}>{say(row.value)}</text></g>; })}
    </svg></div>
  );
}
