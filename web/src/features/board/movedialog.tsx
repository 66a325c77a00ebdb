import { useState } from 'react';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Field, Select } from '@/ui/field';
import { PRIORITY_WORDS } from '@/api/eye';
import { drop, without } from './deed';
import { close } from './desk';
import { focusCard } from './focus';
import { COLUMN_WORDS, type Column, columnOf, COLUMNS, isByHand, isColumn, nameOf } from './model';
import { ACT_WORDS, land, rule } from './rule';
import { cardIn, columnHolding, useBoard } from './store';

const ENDS = [
  { value: 'top', words: 'At the top' },
  { value: 'bottom', words: 'At the bottom' },
  { value: 'position', words: 'At a position' },
];

/** "Move to…": all that dragging does, for a finger, a switch or a voice. */
export function MoveDialog({ number }: { number: number }) {
  const card = useBoard((board) => cardIn(board, number));
  const cards = useBoard((board) => board.cards);
  const open = card === undefined ? [] : COLUMNS.filter((one) => 'act' in rule(card, one));
  const here = columnHolding(number);
  const [column, setColumn] = useState<Column | null>(open.find((one) => one === here) ?? open[0] ?? null);
  const [end, setEnd] = useState('top');
  const [position, setPosition] = useState('1');
  const leave = () => {
    close();
    focusCard(number);
  };
  if (card === undefined) return null;
  if (column === null) {
    const ruling = rule(card, here === 'queued' ? 'backlog' : 'queued');
    return (
      <Dialog open onClose={leave} title={`Move ${nameOf(number)}`} words={'no' in ruling ? ruling.no : 'It cannot be moved now.'}>
        <Button kind="line" onClick={leave} data-autofocus>
          Close
        </Button>
      </Dialog>
    );
  }
  const rest = without(column, number);
  const typed = Number(position);
  const isWrong = end === 'position' && !(Number.isInteger(typed) && typed >= 1 && typed <= rest.length + 1);
  const index = end === 'top' ? 0 : end === 'bottom' ? rest.length : typed - 1;
  const ruling = rule(card, column);
  const act = 'act' in ruling ? ruling.act : null;
  const landing = isWrong ? null : land(card, column, rest, index, cards);
  const send = () => {
    if (isWrong) return;
    close();
    drop(number, column, index);
    focusCard(number);
  };
  return (
    <Dialog open onClose={leave} title={`Move ${nameOf(number)}`} words={card.title}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Select label="Column" value={column} data-autofocus onChange={(event) => isColumn(event.target.value) && setColumn(event.target.value)} choices={open.map((one) => ({ value: one, words: COLUMN_WORDS[one] }))} />
        {isByHand(column) && <Select label="Place" value={end} onChange={(event) => setEnd(event.target.value)} choices={ENDS} />}
        {isByHand(column) && end === 'position' && (
          <Field label="Position" inputMode="numeric" value={position} onChange={(event) => setPosition(event.target.value)} error={isWrong ? `A number from 1 to ${rest.length + 1}.` : null} />
        )}
        <p className="text-[12.5px] text-ink2 min-h-[1.4em]">
          {act !== null && columnOf(card.status) !== column && `${ACT_WORDS[act].replace('…', '')}. `}
          {landing !== null && landing.priority !== null && `It takes ${PRIORITY_WORDS[landing.priority]} priority from the cards beside it, as the queue is in order of priority.`}
          {landing !== null && isByHand(column) && landing.index !== index && `It comes to position ${landing.index + 1}: what cannot start yet stands behind what can.`}
        </p>
        <div className="flex justify-end gap-2">
          <Button onClick={leave}>Leave it</Button>
          <Button kind="solid" type="submit">
            Move
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
