import { memo } from 'react';
import { type Look, PRIORITY_WORDS, reasonWords } from '@/api/eye';
import { useNow } from '@/lib/clock';
import { count, money } from '@/lib/number';
import { ago, moment } from '@/lib/time';
import { Glyph, Level } from '@/ui/glyph';
import { type Card, nameOf, rank } from './model';
import type { Density } from './size';

/** Tinted where somebody must decide. */
export const groundOf = (look: Look): string => (look.name === 'ask' || look.name === 'failed' ? look.soft : 'var(--sheet)');

/** What stands on a card. Nothing of it may change the card's height. */
export const Face = memo(function Face({ card, look, project, density }: { card: Card; look: Look; project: string; density: Density }) {
  const level = <Level level={rank(card.priority)} label={`${PRIORITY_WORDS[card.priority]} priority`} />;
  if (density === 'compact')
    return (
      <div className="flex items-center gap-2 h-full pl-3 pr-2.5">
        <Glyph shape={look.shape} ink={look.ink} />
        <span className="font-mono text-[11px] text-ink3">{nameOf(card.number)}</span>
        <span className="truncate flex-1">{card.title}</span>
        {level}
      </div>
    );
  return (
    <div className="h-full flex flex-col pl-3.5 pr-2.5 py-2">
      <div className="flex items-center gap-1.5 text-[11px] text-ink3">
        <Glyph shape={look.shape} ink={look.ink} size={13} />
        <span className="font-mono">{nameOf(card.number)}</span>
        <span className="truncate">{project}</span>
        <Age at={card.ask?.at ?? card.at} />
        {level}
      </div>
      <div className="mt-1 flex-1 min-h-0">
        <div className="font-medium leading-[1.3] line-clamp-2 text-[13px]">{card.title}</div>
      </div>
      <Foot card={card} />
    </div>
  );
});

const STEP = 10_000; // milliseconds

function Age({ at }: { at: number }) {
  const now = useNow(STEP);
  return (
    <time className="ml-auto num whitespace-nowrap" dateTime={new Date(at * 1000).toISOString()} title={moment(at * 1000)}>
      {ago(at * 1000, now)}
    </time>
  );
}

const SIGNS: Record<string, string> = { question: '?', permission: '⌘', budget: '$' };

function Foot({ card }: { card: Card }) {
  if (card.ask != null)
    return (
      <div className="text-[11.5px] text-hotink truncate font-medium pointer-coarse:pr-8">
        {SIGNS[card.ask.kind] ?? '?'} {card.ask.text}
      </div>
    );
  return (
    <div className="flex items-center gap-2.5 text-[11px] text-ink2 num whitespace-nowrap overflow-hidden pointer-coarse:pr-8">
      {card.worker != null && <span className="text-run font-medium truncate">{card.worker}</span>}
      {card.status === 'failed' && <span className="text-bad font-medium truncate">{reasonWords(card.reason)}</span>}
      <Waits card={card} />
      {(card.files ?? 0) > 0 && (
        <span>
          <span className="text-ok">+{count(card.added ?? 0)}</span> <span className="text-bad">−{count(card.removed ?? 0)}</span>
        </span>
      )}
      {(card.cost ?? 0) > 0 && <span>{money(card.cost ?? 0)}</span>}
      {isBare(card) && <span className="text-ink3 truncate">{[card.type ?? 'feature', card.agent].filter(Boolean).join(' · ')}</span>}
    </div>
  );
}

function waiting(card: Card): string | null {
  if (card.parked) return 'parked';
  if ((card.waits_on ?? 0) > 0) return `waits on ${card.waits_on}`;
  if (card.not_before != null) return `not before ${moment(card.not_before * 1000)}`;
  if (card.resting) return `${card.agent ?? 'its agent'} rests`;
  if (card.paused && card.status === 'queued') return 'project paused';
  return card.manual ? 'for a person' : null;
}

function Waits({ card }: { card: Card }) {
  const words = waiting(card);
  return words === null ? null : <span className="text-ink3 truncate">{words}</span>;
}

const isBare = (card: Card): boolean => card.worker == null && card.status !== 'failed' && (card.files ?? 0) === 0 && (card.cost ?? 0) === 0 && waiting(card) === null;
