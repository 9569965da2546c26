/** An audit: a file of predictions, its columns, and what they do to groups of people. */
import { useState } from 'preact/hooks';
import { upload } from '../core/api';
import { A, useScroll } from '../core/navigate';
import { csvColumns, sayBytes, sayNumber } from '../core/practice';
import { complain, say } from '../core/store';
import type { AuditGroup, Drift, FairnessAudit, KeptFile } from '../core/types';
import { plural } from '../core/words';
import { Dots } from '../parts/curves';
import { CommandLine, Empty } from '../parts/small';

type Rate = 'selection_rate' | 'true_positive_rate' | 'false_positive_rate' | 'base_rate';
const rates: [Rate, string][] = [['selection_rate', 'Selected'], ['true_positive_rate', 'Selected of the positives'], ['false_positive_rate', 'Selected of the negatives'], ['base_rate', 'Base rate']];
const marks: Record<string, string> = { fine: '✓', unsure: '?', clear: '!' };
const percent = (figure: { value: number; low: number | null; high: number | null } | null) => figure === null ? '–'
  : `${(100 * figure.value).toFixed(1)}${figure.low !== null && figure.high !== null ? ` (${(100 * figure.low).toFixed(0)}–${(100 * figure.high).toFixed(0)})` : ''}`;

function Reliability({ groups }: { groups: AuditGroup[] }) {
  const size = 240;
  const at = (v: number) => 28 + v * (size - 40);
  const drawn = groups.filter((group) => group.reliability.some((bin) => bin.rows > 0 && bin.positives)).slice(0, 6);
  if (drawn.length === 0) return null;
  const up = (v: number) => size - 12 - v * (size - 40);
  return (
    <figure class="reliability"><svg viewBox={`0 0 ${size + 130} ${size + 8}`} class="plot" role="img" aria-label={`Scores against what came true, for ${drawn.map((group) => group.group).join(', ')}; on the diagonal scores mean what they say`}>
      <path class="grid" d={`M${at(0)} ${up(0)}H${at(1)}M${at(0)} ${up(0)}V${up(1)}`} /><path class="claimed" d={`M${at(0)} ${up(0)}L${at(1)} ${up(1)}`} />
      <text x={at(1)} y={size + 4} text-anchor="end">score</text><text x={4} y={up(1) - 6}>came true</text>
      {drawn.map((group, i) => { const bins = group.reliability.filter((bin) => bin.rows > 0 && bin.positives); return <g key={group.group}>
        <path class={`curve c${i}`} d={bins.map((bin, j) => `${j === 0 ? 'M' : 'L'}${at(bin.mean_score ?? bin.from).toFixed(1)} ${up(bin.positives!.value).toFixed(1)}`).join('')} />
        <path class={`curve c${i}`} d={`M${size + 2} ${24 + i * 18}h14`} /><text x={size + 22} y={28 + i * 18}>{group.group.length > 14 ? group.group.slice(0, 13) + '…' : group.group}</text></g>; })}
    </svg><figcaption>Of those with a score, how many came true. On the dashed line scores mean what they say.</figcaption></figure>
  );
}

function Fairness({ audit }: { audit: FairnessAudit }) {
  return (
    <>
      <p class="quiet">{plural(audit.rows, 'row')} counted{audit.left_out > 0 && <>, <span class="bad">{plural(audit.left_out, 'row')} left out</span> (line {audit.examples[0]?.line}: {audit.examples[0]?.why})</>}. Intervals are at {Math.round(100 * audit.level)} %.</p>
      {audit.attributes.map((attribute) => <section key={attribute.name} class="attribute" aria-label={`By ${attribute.name}`}>
        <h2>By {attribute.name}</h2>
        <ul class="readings">{attribute.readings.map((reading) => <li key={reading.about + reading.text} class={reading.weight}><span class="mark" aria-hidden="true">{marks[reading.weight]}</span><p><strong>{reading.about}</strong>: {reading.text}</p></li>)}</ul>
        <div class="rates">{rates.map(([name, words]) => { const rows = attribute.groups.filter((group) => group[name]).map((group) => ({ name: group.group, value: group[name]!.value, low: group[name]!.low, high: group[name]!.high }));
          return rows.length > 0 && <figure key={name}><figcaption>{words}</figcaption><Dots rows={rows} domain={[0, 1]} percent words={`${words} by ${attribute.name}`} /></figure>; })}
          <Reliability groups={attribute.groups} /></div>
        <details class="table"><summary>As a table</summary><div class="scroll" tabIndex={0} role="region" aria-label={`Figures by ${attribute.name}`}><table><thead><tr><th scope="col">Group</th><th scope="col" class="n">Rows</th>{rates.map(([name, words]) => <th key={name} scope="col" class="n">{words}</th>)}<th scope="col" class="n">AUC</th></tr></thead>
          <tbody>{[...attribute.groups, audit.all].map((group) => <tr key={group.group}><th scope="row">{group === audit.all ? 'everyone' : group.group}{group.small && <span class="quiet"> (few)</span>}</th><td class="n">{group.rows.toLocaleString('en')}</td>{rates.map(([name]) => <td key={name} class="n">{percent(group[name])}</td>)}<td class="n">{percent(group.auc)}</td></tr>)}</tbody></table></div></details>
      </section>)}
      {audit.attributes.length === 0 && <p>Selected: {percent(audit.all.selection_rate)} %. Name columns of groups to see what differs between them.</p>}
      {audit.thresholds.map((plan) => <section key={plan.attribute + plan.equalise}><h2>Thresholds by {plan.attribute} for equal {plan.equalise}</h2><p class="meta">{plan.groups.map((group) => <span key={group.group}>{group.group} {group.threshold === null ? 'nobody' : sayNumber(group.threshold)}</span>)}</p>
        <p class="quiet">Accuracy {sayNumber(plan.accuracy_before)} before, {sayNumber(plan.accuracy_after)} after. Whether different thresholds are right, or lawful, is for people to say.</p></section>)}
    </>
  );
}

function Changed({ drift }: { drift: Drift }) {
  const words = (psi: number) => (psi < 0.1 ? 'stable' : psi < 0.25 ? 'some change' : 'shifted');
  return (
    <><p class="quiet">{drift.before.toLocaleString('en')} rows before, {drift.after.toLocaleString('en')} after.{drift.only_before.length > 0 && ` Only before: ${drift.only_before.join(', ')}.`}{drift.only_after.length > 0 && ` Only after: ${drift.only_after.join(', ')}.`}{drift.rows_left_out > 0 && ` Left out: ${drift.rows_left_out.toLocaleString('en')} rows with other fields than the header.`}</p>
      <div class="scroll" tabIndex={0} role="region" aria-label="What changed"><table><thead><tr><th scope="col">Column</th><th scope="col">Rows</th><th scope="col" class="n">PSI</th><th scope="col" class="n">by chance</th><th scope="col">Reading</th><th scope="col" class="n">KS</th></tr></thead>
        <tbody>{drift.columns.flatMap((column) => column.groups.map((group) => <tr key={column.column + group.attribute + group.group}><th scope="row">{column.column}</th><td>{group.attribute ? `${group.attribute}: ${group.group}` : 'all'}</td><td class="n">{sayNumber(group.psi)}</td><td class="n">{sayNumber(group.psi_by_chance)}</td>
          <td class={group.psi >= 0.25 ? 'bad' : ''}>{group.psi <= group.psi_by_chance ? 'within chance' : words(group.psi)}</td><td class="n">{sayNumber(group.ks)}</td></tr>))}</tbody></table></div></>
  );
}

interface Chosen { label: string; score: string; decision: string; positive: string; threshold: string; groups: string[]; equalise: string }
const none: Chosen = { label: '', score: '', decision: '', positive: '', threshold: '0.5', groups: [], equalise: '' };
const guess = (columns: string[], words: RegExp) => columns.find((one) => words.test(one)) ?? '';

export function AuditPlace() {
  const [file, setFile] = useState<File | null>(null);
  const [older, setOlder] = useState<File | null>(null);
  const [columns, setColumns] = useState<string[]>([]);
  const [chosen, choose] = useState<Chosen>(none);
  const [busy, setBusy] = useState('');
  const [kept, setKept] = useState<{ file: string; query: string } | null>(null);
  const [result, setResult] = useState<FairnessAudit | Drift | null>(null);
  useScroll(true);
  const take = async (one: File | null) => {
    setFile(one); setResult(null); setKept(null);
    if (!one) { setColumns([]); return; }
    const names = csvColumns(await one.slice(0, 65536).text());
    setColumns(names);
    choose({ ...none, label: guess(names, /^(y|label|outcome|target|true)/i), score: guess(names, /^(p|score|prob|prediction)/i), groups: names.filter((name) => /^(sex|gender|race|age_group|group)$/i.test(name)) });
  };
  const query = () => {
    const q = new URLSearchParams();
    if (!older) {
      for (const name of ['label', 'score', 'decision', 'positive', 'threshold', 'equalise'] as const) if (chosen[name]) q.set(name, chosen[name]);
    }
    for (const group of chosen.groups) q.append('group', group);
    if (file) q.set('name', file.name);
    return q;
  };
  const run = async (event: Event) => {
    event.preventDefault();
    if (!file) { say('Choose a file first.'); return; }
    try {
      setBusy(`Sending ${sayBytes(file.size)} …`);
      const sent = await upload<KeptFile>('files', file);
      const q = query();
      q.set('file', sent.file);
      if (older) q.set('against', (await upload<KeptFile>('files', older)).file);
      setBusy('Counting …');
      setResult(await upload<FairnessAudit | Drift>(`audits?${q}`, new Blob([])));
      setKept({ file: sent.file, query: q.toString() });
    } catch (error) { complain(error); }
    setBusy('');
  };
  const report = async (format: 'html' | 'card', name: string) => {
    try {
      const response = await fetch(`/api/v1/audits?${kept!.query}&format=${format}`, { method: 'POST', headers: { 'X-Assay': '1' } });
      if (!response.ok) throw new Error(`the program answered ${response.status}`);
      const address = URL.createObjectURL(await response.blob());
      Object.assign(document.createElement('a'), { href: address, download: name }).click();
      window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
    } catch (error) { complain(error); }
  };
  const pick = (label: string, name: 'label' | 'score' | 'decision', empty: string) => <label class="choice"><span>{label}</span><select value={chosen[name]} onChange={(event) => choose({ ...chosen, [name]: event.currentTarget.value })}>
    <option value="">{empty}</option>{columns.map((one) => <option key={one} value={one}>{one}</option>)}</select></label>;
  const turn = (name: string) => choose({ ...chosen, groups: chosen.groups.includes(name) ? chosen.groups.filter((one) => one !== name) : [...chosen.groups, name].slice(0, 4) });
  return (
    <article class="audit-place">
      <div class="head"><h1>Audit a model's predictions</h1><p class="quiet">It measures; what is right is for people to decide. · <A href="/practice">all of practice</A></p></div>
      <form class="auditform" onSubmit={(event) => void run(event)}>
        <label class="choice"><span>Predictions, a CSV file with a header; it stays on the machine that assay runs on</span><input type="file" accept=".csv,.tsv,text/csv" onChange={(event) => void take(event.currentTarget.files?.[0] ?? null)} /></label>
        {columns.length > 0 && <>
          {!older && <div class="pair three">{pick('What came true', 'label', 'choose')}{pick('Probability', 'score', 'none')}{pick('Decision, instead of a threshold', 'decision', 'none')}</div>}
          {!older && <div class="pair three"><label class="choice"><span>Value that counts as yes</span><input value={chosen.positive} placeholder="1, true, yes" onInput={(event) => choose({ ...chosen, positive: event.currentTarget.value })} /></label>
            <label class="choice"><span>Selected from a score of</span><input value={chosen.threshold} inputMode="decimal" onInput={(event) => choose({ ...chosen, threshold: event.currentTarget.value })} /></label>
            <label class="choice"><span>Thresholds that equalise</span><select value={chosen.equalise} onChange={(event) => choose({ ...chosen, equalise: event.currentTarget.value })}>{[['', 'nothing'], ['selection', 'selection'], ['tpr', 'true positives'], ['fpr', 'false positives'], ['odds', 'odds']].map(([value, words]) => <option key={value} value={value}>{words}</option>)}</select></label></div>}
          <fieldset class="groups"><legend>Groups, up to four columns</legend>{columns.filter((name) => name !== chosen.label && name !== chosen.score).slice(0, 24).map((name) => <label key={name} class="check"><input type="checkbox" checked={chosen.groups.includes(name)} disabled={!chosen.groups.includes(name) && chosen.groups.length >= 4} onChange={() => turn(name)} /> {name}</label>)}</fieldset>
          <details class="more"><summary>Compare with an older file: what has drifted</summary><label class="choice"><span>Older file</span><input type="file" accept=".csv,.tsv,text/csv" onChange={(event) => setOlder(event.currentTarget.files?.[0] ?? null)} /></label></details>
          <p class="acts"><button type="submit" class="main" disabled={busy !== '' || (!older && !chosen.label)}>{busy || (older ? 'Compare' : 'Audit')}</button></p></>}
      </form>
      {result === null ? columns.length === 0 && <Empty title="What an audit tells"><p>Selection, errors, calibration and ranking by group, each with how sure that is and what it means; thresholds that would equalise a rate; what drifted since an older file.</p><p>Two columns are enough: what came true, and a probability. The same by <CommandLine text="assay audit FILE --label y --score p --group sex" />.</p></Empty>
        : <div class="result" role="region" aria-label="What the audit found" aria-live="polite">
          <p class="acts"><button type="button" class="text" onClick={() => void report('html', 'audit.html')}>Report with all plots</button>{'rows' in result && <button type="button" class="text" onClick={() => void report('card', 'model-card.md')}>Model card</button>}</p>
          {'rows' in result ? <Fairness audit={result} /> : <Changed drift={result} />}</div>}
    </article>
  );
}
