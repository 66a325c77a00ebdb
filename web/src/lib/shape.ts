/** The signs that states are drawn with. Shape before colour: a print in grey stays readable. */
export type Shape = 'dotted' | 'ring' | 'arc' | 'diamond' | 'half' | 'tick' | 'cross' | 'struck';
