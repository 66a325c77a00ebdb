import { MOD } from '@/lib/keys';
import { Button, Kbd } from '@/ui/button';
import { FRAME, Grow } from '@/ui/grow';

export interface ReplyFormProps {
  value: string;
  onChange: (text: string) => void;
  onSend: () => void;
  choices: number; // that stand above
  small: boolean;
  children?: React.ReactNode; // other things to do
}

export function ReplyForm({ value, onChange, onSend, choices, small, children }: ReplyFormProps) {
  const send = () => value.trim() !== '' && onSend();
  return (
    <form
      className={FRAME}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Grow label="Reply in your own words" placeholder={choices > 0 ? 'Or reply in your own words' : 'Reply'} value={value} onChange={onChange} onSend={send} rows={small ? 1 : 2} />
      <div className="flex items-center justify-end gap-1 px-2 pb-2">
        {children}
        <Button kind="solid" size={small ? 'small' : 'normal'} type="submit" disabled={value.trim() === ''}>
          Reply {!small && <Hint />}
        </Button>
      </div>
    </form>
  );
}

export function DenyForm({ value, onChange, onSend, onCancel }: { value: string; onChange: (text: string) => void; onSend: () => void; onCancel: () => void }) {
  return (
    <form
      className={FRAME}
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    >
      <Grow label="Why not" placeholder="Why not, and what to do instead. The agent reads it." value={value} onChange={onChange} onSend={onSend} onEscape={onCancel} rows={2} focused />
      <div className="flex items-center justify-end gap-1 px-2 pb-2">
        <Button onClick={onCancel}>Back</Button>
        <Button kind="bad" type="submit">
          {value.trim() === '' ? 'Deny without a reason' : 'Deny'} <Hint />
        </Button>
      </div>
    </form>
  );
}

const Hint = () => (
  <span className="max-md:hidden">
    <Kbd>{MOD} ↵</Kbd>
  </span>
);
