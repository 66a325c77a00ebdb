import { Kbd } from '@/ui/button';
import type { Choice } from './choice';

const LETTERS = { once: ['A'], task: ['⇧', 'A'], deny: ['D'] } as const;

export interface ChoicesProps {
  choices: readonly Choice[];
  big: boolean;
  keyed: boolean; // its keys act here
  onChoose: (choice: Choice) => void;
}

export function Choices({ choices, big, keyed, onChoose }: ChoicesProps) {
  if (choices.length === 0) return null;
  return (
    <ol aria-label="Choices" className={`grid ${big ? 'gap-2' : 'gap-1.5'}`}>
      {choices.map((one, place) => (
        <li key={one.answer}>
          <button
            type="button"
            onClick={() => onChoose(one)}
            className={`w-full text-left flex items-center gap-3 rounded-xl border bg-sheet cursor-pointer hover:border-ink ${big ? 'px-3.5 py-3 text-[14px]' : 'px-2.5 py-2 text-[13px]'} ${one.preferred ? 'border-ink' : 'border-line2'}`}
          >
            <span aria-hidden className="shrink-0 inline-flex gap-0.5">
              <span className={`num text-ink3 w-3 text-center ${keyed ? 'md:hidden' : ''}`}>{place + 1}</span>
              {keyed && <span className="max-md:hidden">{one.role === null ? <Kbd>{place + 1}</Kbd> : LETTERS[one.role].map((key) => <Kbd key={key}>{key}</Kbd>)}</span>}
            </span>
            <span className={`font-medium min-w-0 [overflow-wrap:anywhere] ${one.role === 'deny' ? 'text-bad' : ''}`}>{one.words}</span>
            {one.preferred && <span className="ml-auto text-[12px] text-ink3 whitespace-nowrap">agent’s preference</span>}
            {one.role === 'deny' && <span className="ml-auto text-[12px] text-ink3 whitespace-nowrap">with a reason, if you like</span>}
            {one.role === 'once' && <span className="ml-auto text-[12px] text-ink3 whitespace-nowrap">exactly this, once</span>}
            {one.role === 'task' && <span className="ml-auto text-[12px] text-ink3 whitespace-nowrap">the agent remembers it</span>}
          </button>
        </li>
      ))}
    </ol>
  );
}
