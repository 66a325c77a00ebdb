import { api, must } from '@/api/http';
import { wordsOf } from '@/api/problem';
import { say } from '@/lib/say';
import { touched } from './feed';
import { nameOf } from './model';
import type { Act, Move } from './rule';
import { grant, unwish, useBoard, wish } from './store';

/** Sends wishes to the server, those of one card one after the other, and takes back what it refuses. */

const lanes = new Map<number, Move[]>(); // by card; the first of each is on its way

export function send(move: Move): void {
  const { number } = move.wish;
  useBoard.setState((old) => ({ refused: old.refused.filter((one) => one.move.wish.number !== number) }));
  wish(move.wish);
  const lane = lanes.get(number);
  if (lane === undefined) {
    lanes.set(number, [move]);
    void run(number);
    return;
  }
  const waiting = lane.length > 1 ? lane[lane.length - 1] : undefined;
  // Of many moves within a column only the last one counts.
  if (waiting !== undefined && waiting.act === null && move.act === null) lane[lane.length - 1] = { ...move, priority: move.priority ?? waiting.priority };
  else lane.push(move);
}

async function run(number: number): Promise<void> {
  const lane = lanes.get(number);
  const move = lane?.[0];
  if (lane === undefined || move === undefined) return void lanes.delete(number);
  try {
    lane[0] = await acted(move);
    await placed(move);
    grant(move.wish);
    lane.shift();
  } catch (error) {
    refuse(lane[0]!, wordsOf(error));
    lane.length = 0;
  }
  if (lane.length === 0) unwish(number);
  touched(number);
  void run(number);
}

function refuse(move: Move, words: string): void {
  const { number } = move.wish;
  useBoard.setState((old) => ({ refused: [...old.refused.filter((one) => one.move.wish.number !== number), { move, words }] }));
  say(`${nameOf(number)} put back. ${words}`);
}

export function letGo(number: number): void {
  useBoard.setState((old) => ({ refused: old.refused.filter((one) => one.move.wish.number !== number) }));
}

/** The act first. What is left then is the place: tried again, the act is not done twice. */
async function acted(move: Move): Promise<Move> {
  if (move.act === null) return move;
  const { number, card } = move.wish;
  await perform(move.act, { path: { task_id: String(number) } }, move.text ?? '');
  grant({ number, card, place: null });
  return { ...move, act: null };
}

async function placed({ wish: { number }, anchor, priority }: Move): Promise<void> {
  const params = { path: { task_id: String(number) } };
  const more = priority === null ? {} : { priority };
  if (anchor === null && priority === null) return;
  if (anchor === null) await must(api.PATCH('/api/v1/tasks/{task_id}', { params, body: more as never })); // only what is named is changed
  else if ('after' in anchor) await must(api.POST('/api/v1/tasks/{task_id}/position', { params, body: { after: String(anchor.after), ...more } }));
  else await must(api.POST('/api/v1/tasks/{task_id}/position', { params, body: { before: String(anchor.before), ...more } }));
}

type Params = { path: { task_id: string } };

function perform(act: Act, params: Params, text: string): Promise<unknown> {
  switch (act) {
    case 'enqueue':
      return must(api.POST('/api/v1/tasks/{task_id}/enqueue', { params }));
    case 'park':
      return must(api.POST('/api/v1/tasks/{task_id}/park', { params }));
    case 'run-now':
      return must(api.POST('/api/v1/tasks/{task_id}/run-now', { params }));
    case 'retry':
      return must(api.POST('/api/v1/tasks/{task_id}/retry', { params }));
    case 'reset':
      return must(api.POST('/api/v1/tasks/{task_id}/reset', { params }));
    case 'cancel':
      return must(api.POST('/api/v1/tasks/{task_id}/cancel', { params }));
    case 'approve':
      return must(api.POST('/api/v1/tasks/{task_id}/approve', { params }));
    case 'accept':
      return must(api.POST('/api/v1/tasks/{task_id}/accept', { params }));
    case 'continue':
      return must(api.POST('/api/v1/tasks/{task_id}/continue', { params, body: { text } }));
    case 'request-changes':
      return must(api.POST('/api/v1/tasks/{task_id}/request-changes', { params, body: { text, remarks: [] } }));
  }
}
