import type { Message } from '@/api/types';

/** What a message can be answered with, as rows to choose from. */
export type Role = 'once' | 'task' | 'deny' | null;

export interface Choice {
  answer: string; // sent letter by letter: the server takes nothing else for a permission
  words: string; // shown
  preferred: boolean; // by the agent
  role: Role; // of a permission
}

export const GO_ON = 'go on';
export const STOP = 'stop';
export const ASK_AGAIN = 'ask again';

const PREFERRED = /\s*[([](?:recommended|preferred|suggested)[)\]]\s*$/i;
const NO = /^(?:deny|reject|refuse|decline|cancel|no\b|don.?t|do not)/i;
const LASTING = /\b(?:always|session|don.?t ask|this task|from now on)\b/i;
const PLAIN: Record<string, string> = { allow: 'Allow once', deny: 'Deny' };

const isMute = (answer: string): boolean => NO.test(answer.trim());

function words(message: Message, answer: string): string {
  if (message.kind === 'permission') return PLAIN[answer] ?? answer;
  if (message.kind === 'budget') return answer === GO_ON ? 'Go on with as much again' : answer === STOP ? 'Stop here' : answer;
  return answer.replace(PREFERRED, '') || answer;
}

const DONE: Record<string, string> = { allow: 'Allowed once', deny: 'Denied', [ASK_AGAIN]: 'Asked to ask again', [GO_ON]: 'Go on with as much again', [STOP]: 'Stop here' };

/** What was decided, in the words it was offered in. */
export const decisionOf = (message: Message, answer: string): string => (message.kind === 'question' ? answer.replace(PREFERRED, '') || answer : (DONE[answer] ?? answer));

/** An agent that can remember a yes offers it by its own words ("Always allow"); one that cannot, offers none. */
export function choicesOf(message: Message, now: number): Choice[] {
  const late = isLate(message, now);
  const answers = late ? [ASK_AGAIN, ...message.choices.filter(isMute)] : message.choices;
  const taken = new Set<Role>();
  const role = (answer: string): Role => {
    if (message.kind !== 'permission' || answer === ASK_AGAIN) return null;
    const found: Role = isMute(answer) ? 'deny' : LASTING.test(answer) ? 'task' : 'once';
    if (taken.has(found)) return null;
    taken.add(found);
    return found;
  };
  return answers.map((answer) => ({ answer, words: answer === ASK_AGAIN ? 'Let the agent ask again' : words(message, answer), preferred: PREFERRED.test(answer), role: role(answer) }));
}

/** A permission that can no longer be allowed. */
export const isLate = (message: Message, now: number): boolean => typeof message.expires_at === 'string' && Date.parse(message.expires_at) <= now;

/** The first paragraph asks; what follows explains. */
export function headOf(text: string): [string, string] {
  const end = text.search(/\n\s*\n/);
  const [head, rest] = end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end).trim()];
  return head.length <= 300 || rest !== '' ? [head.trim(), rest] : cutAt(head);
}

function cutAt(text: string): [string, string] {
  const end = text.slice(0, 300).search(/[.?!:](?=\s[^.?!:]*$)/);
  return end < 0 ? [text, ''] : [text.slice(0, end + 1), text.slice(end + 1).trim()];
}
