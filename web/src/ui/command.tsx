import { Check, Copy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { say } from '@/lib/say';
import { Button } from './button';

const SHOWN = 2500; // milliseconds that "Copied" stays

/** A line for a terminal, and the button that copies it. Where the browser has no clipboard, it is marked instead. */
export function Command({ line, label = 'Copy the command' }: { line: string; label?: string }) {
  const text = useRef<HTMLElement>(null);
  const [state, setState] = useState<'' | 'copied' | 'marked'>('');
  useEffect(() => {
    if (state === '') return;
    const timer = setTimeout(() => setState(''), SHOWN);
    return () => clearTimeout(timer);
  }, [state]);
  const copied = () => {
    setState('copied');
    say('Copied');
  };
  const mark = () => {
    if (text.current !== null) getSelection()?.selectAllChildren(text.current);
    setState('marked');
    say('The command is marked: copy it with your keys');
  };
  const copy = () => {
    if (navigator.clipboard === undefined) mark(); // plain http from another machine
    else void navigator.clipboard.writeText(line).then(copied, mark);
  };
  return (
    <div className="flex items-start gap-2 rounded-lg border border-line2 bg-sunk py-1.5 pl-3 pr-1.5 text-left">
      <code ref={text} className="flex-1 min-w-0 py-1 font-mono text-[12px] leading-5 [overflow-wrap:anywhere]">
        {line}
      </code>
      <Button kind="line" size="small" aria-label={state === '' ? label : undefined} onClick={copy}>
        {state === 'copied' ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
        {state === 'copied' ? 'Copied' : state === 'marked' ? 'Marked' : 'Copy'}
      </Button>
    </div>
  );
}
