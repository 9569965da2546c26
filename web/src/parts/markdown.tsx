/** Markdown of labs, with its formulas set. */
import { blocks, inline, type Block } from '../core/markdown';
import { Prose } from './text';

export function Inline({ text }: { text: string }) {
  return <>{inline(text).map((one, i) => {
    if (one.kind === 'code') return <code key={i}>{one.value}</code>;
    if (one.kind === 'strong') return <strong key={i}><Prose text={one.value} /></strong>;
    if (one.kind === 'em') return <em key={i}><Prose text={one.value} /></em>;
    return <Prose key={i} text={one.value} />;
  })}</>;
}

function Piece({ block }: { block: Block }) {
  switch (block.kind) {
    case 'heading': return block.level <= 2 ? <h2><Inline text={block.text} /></h2> : <h3><Inline text={block.text} /></h3>;
    case 'code': return <pre tabIndex={0}><code>{block.text}</code></pre>;
    case 'list': {
      const items = block.items.map((one, i) => <li key={i}><Inline text={one} /></li>);
      return block.ordered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case 'table': return <table><thead><tr>{block.head.map((cell, i) => <th key={i} scope="col"><Inline text={cell} /></th>)}</tr></thead>
      <tbody>{block.rows.map((row, r) => <tr key={r}>{row.map((cell, i) => <td key={i}><Inline text={cell} /></td>)}</tr>)}</tbody></table>;
    default: return <p><Inline text={block.text} /></p>;
  }
}

/** `skip`: without the first heading, where the place has said it already. */
export function Markdown({ text, skip }: { text: string; skip?: boolean }) {
  const all = blocks(text);
  const shown = skip && all[0]?.kind === 'heading' && all[0].level === 1 ? all.slice(1) : all;
  return <div class="markdown">{shown.map((block, i) => <Piece key={i} block={block} />)}</div>;
}
