/** Rules of a project: `allow|ask|deny TOOL [PATTERN]`, the first that meets decides. */

const COMPOUND = /[;&|<>`\n]|\$\(/;
const NAMES = ['command', 'cmd', 'file_path', 'path', 'notebook_path', 'url', 'query', 'pattern'];

/** What a call is about, as the server reads it. */
export function subjectOf(input: unknown): string {
  if (typeof input !== 'object' || input === null) return typeof input === 'string' ? input : '';
  const known = Object.entries(input);
  for (const name of NAMES) {
    const value: unknown = known.find(([key]) => key === name)?.[1];
    if (typeof value === 'string' && value !== '') return value;
    if (Array.isArray(value) && value.length > 0 && value.every((part) => typeof part === 'string')) return value.join(' ');
  }
  return '';
}

/** No rule with a pattern allows a line that holds several commands: one allowed word must not carry a second. */
export const canRule = (subject: string): boolean => subject !== '' && !COMPOUND.test(subject);

const literal = (text: string): string => text.replaceAll(/[*?[]/g, '[$&]');

export function ruleFor(tool: string, subject: string): string {
  return `allow ${literal(tool).replaceAll(/\s/g, '?')} ${literal(subject)}`;
}

/** What is plainly not a rule; null: the server may judge. */
export function faultOf(rule: string): string | null {
  return /^(?:allow|ask|deny)\s+\S+/.test(rule.trim()) ? null : 'A rule is: allow, a tool, and a pattern.';
}

export const rulesOf = (settings: Readonly<Record<string, unknown>> | undefined): string[] | null => {
  const found = settings?.['permissions'];
  return Array.isArray(found) ? found.filter((one): one is string => typeof one === 'string') : null;
};

/** Behind the denials, so that a yes takes nothing out of what is forbidden. */
export function withRule(rules: readonly string[], rule: string): string[] {
  if (rules.includes(rule)) return [...rules];
  const last = rules.findLastIndex((one) => one.trim().startsWith('deny'));
  return [...rules.slice(0, last + 1), rule, ...rules.slice(last + 1)];
}
