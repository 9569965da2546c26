/** Light, dark, or as the system says; and drafts that outlive a reload. */

export type Theme = 'system' | 'light' | 'dark';

export function chosenTheme(): Theme {
  const kept = localStorage.getItem('assay.theme');
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}
export function applyTheme(theme: Theme = chosenTheme()) {
  localStorage.setItem('assay.theme', theme);
  document.documentElement.dataset.theme = theme;
}

/** What was typed and not sent yet, by name. */
export const draft = {
  read: (name: string) => localStorage.getItem(`assay.draft.${name}`) ?? '',
  keep: (name: string, text: string) => {
    if (text) localStorage.setItem(`assay.draft.${name}`, text);
    else localStorage.removeItem(`assay.draft.${name}`);
  },
};
