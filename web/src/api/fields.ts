import { Problem } from './problem';

/** A refusal, sorted to the inputs of a form: `fields` by name, `words` for what no input stands for. */
export interface Refusal {
  fields: Readonly<Record<string, string>>;
  words: string | null;
}

export const NONE: Refusal = { fields: {}, words: null };

interface FieldError {
  field: string;
  message: string;
}

const isFieldError = (one: unknown): one is FieldError =>
  typeof one === 'object' && one !== null && typeof (one as FieldError).field === 'string' && typeof (one as FieldError).message === 'string';

/** Beside its input a sentence need not name it again. */
const bare = (field: string, message: string): string => (message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message);

export function refusalOf(error: unknown, known: readonly string[]): Refusal {
  if (error === null || error === undefined) return NONE;
  if (!(error instanceof Problem)) return { fields: {}, words: error instanceof Error ? error.message : String(error) };
  const listed = Array.isArray(error.body['errors']) ? error.body['errors'].filter(isFieldError) : [];
  const found = listed.length > 0 ? listed : error.field === null ? [] : [{ field: error.field, message: error.detail }];
  const place = (field: string) => known.find((name) => field === name || field.startsWith(`${name}.`));
  const fields: Record<string, string> = {};
  for (const { field, message } of found) {
    const name = place(field);
    if (name !== undefined) fields[name] ??= bare(field, message);
  }
  return { fields, words: Object.keys(fields).length > 0 ? null : error.detail };
}
