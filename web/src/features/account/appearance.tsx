import { useState } from 'react';
import { useRegistry } from '@/lib/keys';
import { recall, remember } from '@/lib/shelf';
import { hideFirstSteps, useFirstSteps } from '@/lib/steps';
import { setTheme, type ThemeChoice, useThemeChoice } from '@/lib/theme';
import { Choose } from '@/ui/choose';
import { Tick } from '@/ui/field';
import { Piece } from './part';

const THEMES: readonly { value: ThemeChoice; words: string }[] = [
  { value: 'system', words: "The system's" },
  { value: 'light', words: 'Light' },
  { value: 'dark', words: 'Dark' },
];
const DENSITIES = [
  { value: 'cozy', words: 'Tall cards' },
  { value: 'compact', words: 'Low cards' },
];
const DENSITY = 'board.density'; // the board reads it

export function Appearance() {
  const theme = useThemeChoice();
  const { letters, setLetters } = useRegistry();
  const { hidden } = useFirstSteps();
  const [density, setDensity] = useState(() => (recall(DENSITY) === 'compact' ? 'compact' : 'cozy'));
  return (
    <Piece title="Appearance" words="Kept in this browser.">
      <div className="grid gap-5">
        <Choose label="Theme" choices={THEMES} value={theme} onChange={(value) => setTheme(THEMES.find((one) => one.value === value)?.value ?? 'system')} />
        <Choose
          label="Board"
          choices={DENSITIES}
          value={density}
          onChange={(value) => {
            remember(DENSITY, value === 'compact' ? value : null);
            setDensity(value === 'compact' ? value : 'cozy');
          }}
        />
        <Tick label="Single letters are keys" hint="C for a new task, J and K to go up and down. ? for all of them. Off, only keys with Ctrl or ⌘, arrows, Enter and Escape act." checked={letters} onChange={(event) => setLetters(event.target.checked)} />
        <Tick label="Show the first steps on the board" hint="Until all of them are done." checked={!hidden} onChange={(event) => hideFirstSteps(!event.target.checked)} />
      </div>
    </Piece>
  );
}
