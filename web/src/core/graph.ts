/** Places of labs on a map that reads left to right: pure. */
import type { Lab } from './types';

export interface Node { lab: Lab; column: number; row: number }

/** Column: the longest way from a lab that requires none (a circle is cut where it closes). Rows in order of name of what comes before. */
export function layOut(labs: Lab[]): Node[] {
  const byName = new Map(labs.map((lab) => [lab.name, lab]));
  const columns = new Map<string, number>();
  const column = (lab: Lab, above: Set<string>): number => {
    const known = columns.get(lab.name);
    if (known !== undefined) return known;
    if (above.has(lab.name)) return 0;
    const before = lab.requires.map((name) => byName.get(name)).filter((one): one is Lab => one !== undefined);
    const here = new Set(above).add(lab.name);
    const at = before.length === 0 ? 0 : 1 + Math.max(...before.map((one) => column(one, here)));
    columns.set(lab.name, at);
    return at;
  };
  for (const lab of labs) column(lab, new Set());
  const nodes: Node[] = [];
  const last = Math.max(-1, ...columns.values());
  for (let c = 0; c <= last; c++) {
    const rowOf = (name: string) => nodes.find((node) => node.lab.name === name)?.row ?? 0;
    const weight = (lab: Lab) => (lab.requires.length === 0 ? 0 : lab.requires.reduce((sum, name) => sum + rowOf(name), 0) / lab.requires.length);
    const here = labs.filter((lab) => columns.get(lab.name) === c);
    here.map((lab) => ({ lab, weight: weight(lab) })).sort((a, b) => a.weight - b.weight)
      .forEach(({ lab }, row) => nodes.push({ lab, column: c, row }));
  }
  return nodes;
}
