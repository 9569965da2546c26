/** The little Markdown in which labs are stated, to blocks: pure. Nothing of it is ever read as HTML. */

export type Block =
  | { kind: 'heading'; level: number; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'list'; ordered: boolean; items: string[] }
  | { kind: 'code'; text: string }
  | { kind: 'table'; head: string[]; rows: string[][] };
export type Inline = { kind: 'text' | 'code' | 'strong' | 'em'; value: string };

const cells = (line: string) => line.replace(/^\s*\||\|\s*$/g, '').split('|').map((cell) => cell.trim());
const item = /^\s*(?:[-*]|(\d+)\.)\s+(.*)$/;

export function blocks(text: string): Block[] {
  const out: Block[] = [];
  const lines = text.split('\n');
  let paragraph: string[] = [];
  const flush = () => { if (paragraph.length > 0) out.push({ kind: 'text', text: paragraph.join('\n') }); paragraph = []; };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    const heading = /^(#{1,6})\s+(.*)$/.exec(line);
    const entry = item.exec(line);
    if (/^\s*```/.test(line)) {
      flush();
      const code: string[] = [];
      for (i++; i < lines.length && !/^\s*```/.test(lines[i]!); i++) code.push(lines[i]!);
      out.push({ kind: 'code', text: code.join('\n') });
    } else if (heading) {
      flush();
      out.push({ kind: 'heading', level: heading[1]!.length, text: heading[2]! });
    } else if (/^\s*\|/.test(line) && /^\s*\|[\s:|-]+\|?\s*$/.test(lines[i + 1] ?? '')) {
      flush();
      const rows: string[][] = [];
      for (i += 2; i < lines.length && /^\s*\|/.test(lines[i]!); i++) rows.push(cells(lines[i]!));
      i--;
      out.push({ kind: 'table', head: cells(line), rows });
    } else if (entry && paragraph.length === 0) {
      const last = out[out.length - 1];
      const ordered = entry[1] !== undefined;
      if (last?.kind === 'list' && last.ordered === ordered && lines[i - 1]?.trim() !== '') last.items.push(entry[2]!);
      else out.push({ kind: 'list', ordered, items: [entry[2]!] });
    } else if (line.trim() === '') {
      flush();
    } else {
      const last = out[out.length - 1];
      if (paragraph.length === 0 && last?.kind === 'list' && /^\s+\S/.test(line)) last.items[last.items.length - 1] += '\n' + line.trim();
      else paragraph.push(line);
    }
  }
  flush();
  return out;
}

/** Cuts a text at `code`, **strong** and *em*; what stands within formulas is left alone. */
export function inline(text: string): Inline[] {
  const pattern = /(\$\$[^$]+\$\$|\$(?=\S)(?:[^$\\]|\\.)+?\$(?!\d))|`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*/g;
  const out: Inline[] = [];
  let held = '';
  let at = 0;
  const push = () => { if (held) out.push({ kind: 'text', value: held }); held = ''; };
  for (const match of text.matchAll(pattern)) {
    held += text.slice(at, match.index);
    at = match.index! + match[0].length;
    if (match[1] !== undefined) { held += match[1]; continue; }
    push();
    const kind = match[2] !== undefined ? 'code' : match[3] !== undefined ? 'strong' : 'em';
    out.push({ kind, value: (match[2] ?? match[3] ?? match[4])! });
  }
  held += text.slice(at);
  push();
  return out;
}
