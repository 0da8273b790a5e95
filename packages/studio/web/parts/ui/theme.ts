import { effect, signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';

const KEY = 'handbooster-theme';
const wished = matchMedia('(prefers-color-scheme: dark)');
const systemDark = signal(wished.matches);
wished.addEventListener('change', ({ matches }) => {
  systemDark.value = matches;
});

export const theme = signal<Theme>((localStorage.getItem(KEY) as Theme | null) ?? 'system');

/** Whether the page is dark now: for what draws on canvases and cannot ask the style sheet. */
export const dark = signal(false);

effect(() => {
  dark.value = theme.value === 'dark' || (theme.value === 'system' && systemDark.value);
  document.documentElement.dataset.theme = dark.value ? 'dark' : 'light';
  if (theme.value === 'system') localStorage.removeItem(KEY);
  else localStorage.setItem(KEY, theme.value);
});
