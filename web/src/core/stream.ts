/** Server-sent events that come in pieces: pure. */
export interface Said { event: string; data: string }

/** Reads the events of one answer; what is not whole yet waits for more. */
export class Events {
  private rest = '';

  take(text: string): Said[] {
    const blocks = (this.rest + text).replace(/\r\n/g, '\n').split('\n\n');
    this.rest = blocks.pop()!;
    return blocks.map((block) => {
      const said: Said = { event: 'message', data: '' };
      for (const line of block.split('\n')) {
        if (line.startsWith('event:')) said.event = line.slice(6).trim();
        else if (line.startsWith('data:')) said.data += (said.data ? '\n' : '') + line.slice(5).replace(/^ /, '');
      }
      return said;
    }).filter((said) => said.data !== '');
  }
}
