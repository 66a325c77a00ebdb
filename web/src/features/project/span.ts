/** Lengths of time in the unit that fits: 1800 seconds are 30 minutes. */
export interface Unit {
  words: string;
  seconds: number;
}

export const UNITS: readonly Unit[] = [
  { words: 's', seconds: 1 },
  { words: 'min', seconds: 60 },
  { words: 'h', seconds: 3600 },
  { words: 'days', seconds: 86_400 },
];

export function unitOf(seconds: number): Unit {
  const whole = UNITS.filter((unit) => seconds >= unit.seconds && seconds % unit.seconds === 0);
  return whole[whole.length - 1] ?? UNITS[0]!;
}

/** "30 min", "1 days" is "1 day". */
export function span(seconds: number): string {
  const unit = unitOf(seconds);
  const many = seconds / unit.seconds;
  return `${many} ${many === 1 && unit.words === 'days' ? 'day' : unit.words}`;
}
