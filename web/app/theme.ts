import { effect, signal } from '@preact/signals';
import { kept, keep } from './kept';

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const system = matchMedia('(prefers-color-scheme: dark)');

export const theme = signal<Theme>(THEMES.find((one) => one === kept('theme')) ?? 'auto');

/** What is shown now. */
export const shown = signal<'light' | 'dark'>('light');

export function startTheme(): void {
  const show = () => {
    shown.value = theme.value === 'auto' ? (system.matches ? 'dark' : 'light') : theme.value;
    document.documentElement.dataset['theme'] = shown.value;
  };
  effect(show);
  system.addEventListener('change', show);
}

/** The other one than what is shown. */
export function turnTheme(): void {
  theme.value = shown.value === 'dark' ? 'light' : 'dark';
  keep('theme', theme.value);
}
