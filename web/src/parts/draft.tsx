/** A draft for a forum: shown, copied, never sent. */
import { useState } from 'preact/hooks';
import { complain, say, useData } from '../core/store';
import type { Draft } from '../core/types';
import { Waiting } from './small';

function Text({ path }: { path: string }) {
  const entry = useData<Draft>(path);
  if (!entry.data) return entry.error ? <p class="quiet">{entry.error.message}. {entry.error.hint}</p> : <Waiting lines={4} />;
  const copy = async () => {
    try { await navigator.clipboard.writeText(entry.data!.markdown); say('Draft copied.'); } catch (error) { complain(error); }
  };
  return (
    <>
      <label class="choice"><span>Markdown, for a forum; nothing is sent</span><textarea rows={12} readOnly value={entry.data.markdown} /></label>
      <p class="acts"><button type="button" onClick={() => void copy()}>Copy</button></p>
    </>
  );
}

/** Asked for when it is opened. */
export function DraftOf({ path, words }: { path: string; words: string }) {
  const [open, setOpen] = useState(false);
  return <details class="more draft" onToggle={(event) => setOpen(event.currentTarget.open)}><summary>{words}</summary>{open && <Text path={path} />}</details>;
}
