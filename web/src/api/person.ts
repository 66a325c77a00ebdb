/** Who did something, as people call them: the kind of key or program they came by is left out. */
export const nameOf = (who: string): string => (who === 'system' ? 'Taskyard' : who.replace(/^(?:agent|run|key|user|browser):/, ''));
