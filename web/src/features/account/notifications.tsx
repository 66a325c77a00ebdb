import { useState } from 'react';
import { askPermission, type Leave, type Quiet, setNotices, setQuiet, useNotice } from '@/lib/notice';
import { Button } from '@/ui/button';
import { Field, Tick } from '@/ui/field';
import { Piece } from './part';

const WORDS: Record<Leave, string> = {
  default: 'The browser has not been asked yet.',
  granted: 'The browser allows them.',
  denied: "The browser refuses them for this address. Allow them in the browser's own settings for this site, then load the page again.",
  unsupported: 'This browser has none here. It needs https, or the machine of the board itself.',
};

const NIGHT: Quiet = { from: '22:00', to: '07:00' };

/** What blocks an agent is told on the desktop when nobody looks at the board; all else is only counted. */
export function Notifications() {
  const { leave, on, quiet } = useNotice();
  const [asking, setAsking] = useState(false);
  const ask = async () => {
    setAsking(true);
    await askPermission();
    setAsking(false);
  };
  return (
    <>
      <Piece title="On the desktop" words="A question, a request for permission, or no worker left: told while you look elsewhere, without a sound, and taken back when somebody has answered.">
        <p className="text-[13px] mb-3" role="status">
          {WORDS[leave]}
        </p>
        {leave === 'default' && (
          <Button kind="solid" busy={asking} onClick={() => void ask()}>
            Allow notifications
          </Button>
        )}
        {leave === 'granted' && <Tick label="Tell me on the desktop" checked={on} onChange={(event) => setNotices(event.target.checked)} />}
      </Piece>
      <Piece title="Quiet hours" words="By this machine's clock. What comes meanwhile waits in the inbox.">
        <div className="grid gap-3">
          <Tick label="Keep quiet at certain hours" checked={quiet !== null} onChange={(event) => setQuiet(event.target.checked ? NIGHT : null)} />
          {quiet !== null && <Hours quiet={quiet} />}
        </div>
      </Piece>
    </>
  );
}

/** A time that is cleared is not taken: the one before it holds. */
function Hours({ quiet }: { quiet: Quiet }) {
  const change = (part: Partial<Quiet>) => {
    if (Object.values(part).every((time) => time !== '')) setQuiet({ ...quiet, ...part });
  };
  return (
    <div className="flex gap-3">
      <Field label="From" type="time" required value={quiet.from} onChange={(event) => change({ from: event.target.value })} />
      <Field label="To" type="time" required value={quiet.to} onChange={(event) => change({ to: event.target.value })} hint={quiet.to < quiet.from ? 'the next morning' : ''} />
    </div>
  );
}
