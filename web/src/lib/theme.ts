import { create } from 'zustand';
import { recall, remember } from './shelf';

export type Theme = 'light' | 'dark';
export type ThemeChoice = Theme | 'system';

const system = (): Theme => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
const choice = (): ThemeChoice => {
  const kept = recall('theme');
  return kept === 'light' || kept === 'dark' ? kept : 'system';
};

const useStore = create<{ choice: ThemeChoice; shown: Theme }>(() => ({
  choice: choice(),
  shown: document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light',
}));

export const useTheme = (): Theme => useStore((store) => store.shown);
export const useThemeChoice = (): ThemeChoice => useStore((store) => store.choice);

export function setTheme(chosen: ThemeChoice): void {
  const shown = chosen === 'system' ? system() : chosen;
  remember('theme', chosen === 'system' ? null : chosen);
  document.documentElement.dataset['theme'] = shown;
  useStore.setState({ choice: chosen, shown });
}
