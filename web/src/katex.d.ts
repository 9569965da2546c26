/** The one function of KaTeX that the page calls. */
declare module 'katex' {
  const katex: { render(source: string, host: HTMLElement, options: Record<string, unknown>): void };
  export default katex;
}
