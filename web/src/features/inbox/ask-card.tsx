import { useRef, useState } from 'react';
import { NEEDS_YOU } from '@/api/eye';
import type { Message } from '@/api/types';
import { useNow } from '@/lib/clock';
import { recall, remember } from '@/lib/shelf';
import { ago, ms } from '@/lib/time';
import { Glyph } from '@/ui/glyph';
import { Trouble } from '@/ui/page';
import { answer, draftName, isGone, useAsked } from './answer';
import { Always, Approval } from './approval';
import { choicesOf, headOf, isLate } from './choice';
import { Choices } from './choices';
import { Beaten, Decided } from './decided';
import { DenyForm, ReplyForm } from './forms';
import { useAskKeys } from './use-ask-keys';

export type Where = 'task' | 'inbox' | 'transcript';

export interface AskCardProps {
  message: Message;
  where: Where;
  head?: React.ReactNode; // above the question
  below?: React.ReactNode; // what the agent was doing
  later?: React.ReactNode; // puts it off
  onSent?: () => void; // somebody has decided here; it may yet be refused
}

/** A question, a permission or a budget: to be answered wherever it is seen, and to be read for ever after. */
export function AskCard({ message: given, where, head, below, later, onSent }: AskCardProps) {
  const { message, sent } = useAsked(given);
  const open = message.state === 'open';
  if (isGone(sent) || !open) {
    return (
      <Frame where={where} hot={false}>
        {head}
        <Words text={message.text} where={where} kind={message.kind} />
        <Decided message={message} sent={sent} />
        {sent?.state === 'beaten' && <Beaten message={message} text={sent.text} />}
        {sent === undefined && message.state !== 'open' && <LeftDraft message={message} />}
        {below}
      </Frame>
    );
  }
  return <Open message={message} where={where} head={head} below={below} later={later} onSent={onSent} />;
}

/** Words that were being written when somebody else was quicker. */
function LeftDraft({ message }: { message: Message }) {
  const [draft] = useState(() => recall(draftName(message.id)) ?? '');
  return draft.trim() === '' ? null : <Beaten message={message} text={draft} />;
}

function Open({ message, where, head, below, later, onSent }: AskCardProps) {
  const now = useNow(1000);
  const { sent } = useAsked(message);
  const [draft, setDraft] = useState(() => recall(draftName(message.id)) ?? '');
  const [denying, setDenying] = useState(false);
  const card = useRef<HTMLElement>(null);
  const choices = choicesOf(message, now);
  const deny = choices.find((one) => one.role === 'deny');
  const change = (text: string) => {
    setDraft(text);
    remember(draftName(message.id), text === '' ? null : text);
  };
  const send = (text: string, reason = '') => {
    void answer(message, text, reason);
    onSent?.();
  };
  const choose = (place: number) => {
    const chosen = choices[place];
    if (chosen !== undefined) send(chosen.answer);
  };
  useAskKeys({
    on: where !== 'transcript',
    card,
    choices,
    choose,
    reply: message.kind === 'question' ? () => card.current?.querySelector('textarea')?.focus() : undefined,
    deny: deny === undefined ? undefined : () => setDenying(true),
  });
  const form =
    message.kind === 'question' ? (
      <ReplyForm value={draft} onChange={change} choices={choices.length} onSend={() => send(draft.trim())} small={where !== 'inbox'}>
        {later}
      </ReplyForm>
    ) : denying && deny !== undefined ? (
      <DenyForm value={draft} onChange={change} onCancel={() => setDenying(false)} onSend={() => send(deny.answer, draft.trim())} />
    ) : (
      later !== undefined && <div className="flex justify-end">{later}</div>
    );
  return (
    <Frame where={where} hot card={card} footer={form || undefined}>
      {head}
      {where !== 'inbox' && (
        <p className="flex items-center gap-1.5 text-[12.5px] font-semibold text-hotink">
          <Glyph shape={NEEDS_YOU.shape} ink={NEEDS_YOU.ink} size={13} />
          Waiting on you · <span className="num">{ago(ms(message.at), now)}</span>
        </p>
      )}
      <Words text={message.text} where={where} kind={message.kind} />
      {message.kind === 'permission' && <Approval message={message} now={now} />}
      {sent?.state === 'refused' && (
        <div className="-m-4 md:-m-6">
          <Trouble words={`Not sent: ${sent.words}`} onRetry={() => send(sent.text)} />
        </div>
      )}
      <Choices choices={choices} big={where === 'inbox'} keyed={where !== 'transcript'} onChoose={(one) => (one.role === 'deny' ? setDenying(true) : send(one.answer))} />
      {message.kind === 'permission' && !isLate(message, now) && <Always message={message} />}
      {below}
    </Frame>
  );
}

interface FrameProps {
  where: Where;
  hot: boolean;
  card?: React.RefObject<HTMLElement | null>;
  footer?: React.ReactNode;
  children: React.ReactNode;
}

function Frame({ where, hot, card, footer, children }: FrameProps) {
  if (where === 'inbox') {
    return (
      <section ref={card} aria-label="Question" className="h-full min-h-0 flex flex-col">
        <div className="flex-1 min-h-0 scroll">
          <div className="max-w-[700px] mx-auto px-4 md:px-6 py-5 md:py-7 grid gap-4">{children}</div>
        </div>
        {footer !== undefined && (
          <div className="shrink-0 border-t border-line">
            <div className="max-w-[700px] mx-auto px-4 md:px-6 py-3 md:py-4">{footer}</div>
          </div>
        )}
      </section>
    );
  }
  return (
    <section ref={card} role={where === 'transcript' ? 'group' : undefined} aria-label="Question" className={`rounded-xl border px-3.5 py-3 grid gap-2.5 ${hot ? 'border-hot bg-hotsoft' : 'border-line bg-sheet'}`}>
      {children}
      {footer}
    </section>
  );
}

/** A person is asked in the serif; a command is shown letter by letter. */
function Words({ text, where, kind }: { text: string; where: Where; kind: Message['kind'] }) {
  const [head, rest] = kind === 'permission' ? permissionHead(text) : headOf(text);
  const size = where === 'inbox' ? 'text-[25px] leading-[1.25]' : 'text-[16.5px] leading-snug';
  return (
    <>
      <h2 className={`font-serif ${size} tracking-[-0.005em] [overflow-wrap:anywhere] text-balance`}>{head}</h2>
      {rest !== '' &&
        (kind === 'permission' ? (
          <pre tabIndex={0} aria-label="What is asked for" className="font-mono text-[12.5px] leading-[1.5] whitespace-pre-wrap [overflow-wrap:anywhere] rounded-lg border border-line bg-sunk px-3 py-2.5 max-h-80 scroll">
            {rest}
          </pre>
        ) : (
          <p className="text-ink2 whitespace-pre-wrap [overflow-wrap:anywhere]">{rest}</p>
        ))}
    </>
  );
}

/** "Run the command: rm -r build" → what kind of thing, and the thing itself, whole. */
export function permissionHead(text: string): [string, string] {
  const found = /^([^\n:]{1,80}):\s*([\s\S]+)$/.exec(text);
  if (found?.[1] !== undefined && found[2] !== undefined) return [found[1], found[2]];
  const end = text.indexOf('\n');
  return end < 0 ? [text, ''] : [text.slice(0, end), text.slice(end + 1)];
}
