import { many as words } from '@/lib/number';
import { useKeys } from '@/lib/keys';
import { Button } from '@/ui/button';

export interface SaveBarProps {
  many: number;
  trouble: string | null; // what no input stands for
  refused: boolean;
  busy: boolean;
  onSave: () => void;
  onDiscard: () => void;
}

/** There while something is not saved. */
export function SaveBar({ many, trouble, refused, busy, onSave, onDiscard }: SaveBarProps) {
  useKeys([{ keys: '$mod+Enter', where: 'settings', words: 'Save what was changed', run: onSave }], { on: many > 0 });
  if (many === 0) return null;
  return (
    <div className="shrink-0 border-t border-line2 bg-sheet px-4 md:px-6 py-2.5">
      <div className="max-w-[812px] flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className={`flex-1 min-w-[200px] text-[13px] ${trouble !== null || refused ? 'text-bad' : 'text-ink2'}`} role={trouble !== null || refused ? 'alert' : 'status'}>
          {trouble ?? (refused ? 'Not saved: see the words beside the input.' : `${words(many, 'change')} not saved`)}
        </p>
        <Button onClick={onDiscard} disabled={busy}>
          Discard
        </Button>
        <Button kind="solid" busy={busy} onClick={onSave} aria-keyshortcuts="Control+Enter">
          {trouble === null ? 'Save' : 'Retry'}
        </Button>
      </div>
    </div>
  );
}
