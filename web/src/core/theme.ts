/** Light, dark, or as the system says; and drafts that outlive a reload. */

export type Theme = 'system' | 'light' | 'dark';

/** What the browser keeps for the page; nothing where it was told to keep nothing. */
export const kept = {
  read(name: string, where: 'localStorage' | 'sessionStorage' = 'localStorage'): string | null {
    try { return window[where].getItem(`assay.${name}`); } catch { return null; }
  },
  write(name: string, text: string, where: 'localStorage' | 'sessionStorage' = 'localStorage') {
    try {
      if (text) window[where].setItem(`assay.${name}`, text);
      else window[where].removeItem(`assay.${name}`);
    } catch { /* it keeps nothing */ }
  },
};

export function chosenTheme(): Theme {
  const theme = kept.read('theme');
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}
export function applyTheme(theme: Theme = chosenTheme()) {
  kept.write('theme', theme);
  document.documentElement.dataset.theme = theme;
}

/** What was typed and not sent yet, by name. */
export const draft = {
  read: (name: string) => kept.read(`draft.${name}`) ?? '',
  keep: (name: string, text: string) => kept.write(`draft.${name}`, text),
};
