/** The labs as a directed graph that reads left to right, and the table behind it. */
import { layOut, type Node } from '../core/graph';
import type { Lab } from '../core/types';
import { A, go } from '../core/navigate';
import { pathOf } from '../core/routes';
import { sayMinutes } from '../core/words';

const wide = 242;
const high = 44;
const gapX = 44;
const gapY = 12;
const left = (node: Node) => node.column * (wide + gapX) + 2;
const top = (node: Node) => node.row * (high + gapY) + 2;

let pen: CanvasRenderingContext2D | null | undefined;
/** As much of a title as its box holds, by the very font; by a guess where nothing measures it. */
function short(title: string): string {
  pen ??= document.createElement('canvas').getContext('2d');
  if (pen) pen.font = `13px ${getComputedStyle(document.body).fontFamily}`;
  const fits = (text: string) => (pen ? pen.measureText(text).width : text.length * 8) <= wide - 20;
  if (fits(title)) return title;
  let end = title.length - 1;
  while (end > 1 && !fits(title.slice(0, end) + '…')) end -= 1;
  return title.slice(0, end).replace(/[\s,:]+$/, '') + '…';
}

export function LabMap({ labs }: { labs: Lab[] }) {
  const nodes = layOut(labs);
  const width = Math.max(...nodes.map(left)) + wide + 4;
  const height = Math.max(...nodes.map(top)) + high + 4;
  const byName = new Map(nodes.map((node) => [node.lab.name, node]));
  return (
    <>
      <div class="scroll map" tabIndex={0} role="region" aria-label="Map of labs">
        <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="group" aria-label={`${labs.length} labs; each is in the table below`}>
          {nodes.flatMap((node) => node.lab.requires.map((name) => {
            const from = byName.get(name);
            if (!from) return null;
            const [x1, y1, x2, y2] = [left(from) + wide, top(from) + high / 2, left(node), top(node) + high / 2];
            return <path key={name + node.lab.name} class="edge" d={`M${x1} ${y1}C${x1 + gapX / 2} ${y1} ${x2 - gapX / 2} ${y2} ${x2} ${y2}`} />;
          }))}
          {nodes.map((node) => <a key={node.lab.name} class={`lab ${node.lab.state}`} href={pathOf('practice', node.lab.name)}
            aria-label={`${node.lab.title}, ${node.lab.state}`} onClick={(event) => { event.preventDefault(); go(pathOf('practice', node.lab.name)); }}>
            <title>{`${node.lab.title}: ${node.lab.state}`}</title>
            <rect x={left(node)} y={top(node)} width={wide} height={high} rx="3" />
            <text x={left(node) + 10} y={top(node) + 18}>{short(node.lab.title)}</text>
            <text class="small" x={left(node) + 10} y={top(node) + 35}>{`${node.lab.state} · ${sayMinutes(node.lab.minutes)}`}</text>
          </a>)}
        </svg>
      </div>
      <details class="table"><summary>All labs as a table</summary>
        <table><thead><tr><th scope="col">Lab</th><th scope="col">State</th><th scope="col" class="n">Time</th><th scope="col">After</th><th scope="col">Begin</th></tr></thead>
          <tbody>{nodes.map(({ lab }) => <tr key={lab.name}><td><A href={pathOf('practice', lab.name)}>{lab.title}</A></td><td>{lab.state}</td><td class="n">{sayMinutes(lab.minutes)}</td>
            <td>{lab.requires.join(', ')}</td><td><code>assay lab start {lab.name}</code></td></tr>)}</tbody></table></details>
    </>
  );
}
