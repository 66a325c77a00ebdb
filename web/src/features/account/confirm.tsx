import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';

export interface ConfirmProps {
  title: string;
  words: string; // what follows from it
  act: string;
  busy: boolean;
  trouble: string | null;
  onDo: () => void;
  onClose: () => void;
  children?: React.ReactNode;
}

export function Confirm({ title, words, act, busy, trouble, onDo, onClose, children }: ConfirmProps) {
  return (
    <Dialog open onClose={onClose} title={title} words={words}>
      {children}
      {trouble !== null && (
        <p role="alert" className="mb-3 text-[13px] text-bad">
          {trouble}
        </p>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="bad" busy={busy} onClick={onDo}>
          {act}
        </Button>
      </div>
    </Dialog>
  );
}
