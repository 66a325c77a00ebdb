import { useEffect, useState } from 'react';
import { ROOT } from '@/api/http';
import type { FleetWorker } from '@/api/types';
import { say } from '@/lib/say';
import { Command } from '@/ui/command';
import { Glyph } from '@/ui/glyph';
import { isThere } from './state';

const SERVER = ROOT.href.replace(/\/$/, '');

/** The one command that starts a worker, and a line that tells by itself when one has come. */
export function Connect({ workers }: { workers: readonly FleetWorker[] }) {
  const there = workers.filter(isThere);
  const [before] = useState(() => new Set(there.map((one) => one.id)));
  const come = there.filter((one) => !before.has(one.id)).map((one) => one.name);
  const words = come.length === 0 ? '' : `${come.join(', ')} connected`;
  useEffect(() => {
    if (words !== '') say(words);
  }, [words]);
  return (
    <div className="grid gap-3 text-[13.5px]">
      <div>
        <p className="mb-1.5 text-ink2">On the machine that runs the server:</p>
        <Command line={`taskyard work --server ${SERVER}`} label="Copy the command for this machine" />
      </div>
      <details>
        <summary className="cursor-pointer text-ink2 py-1 max-md:py-1.5">On another machine</summary>
        <div className="mt-2 grid gap-2">
          <p className="text-ink2">It needs git, the repositories at the paths that the projects name, and a key of its own. Make the key here:</p>
          <Command line="taskyard key create --scope worker --name anvil" label="Copy the command that makes a key" />
          <p className="text-ink2">Then, on the other machine:</p>
          <Command line={`TASKYARD_KEY=tk_… taskyard work --server ${SERVER} --name anvil`} label="Copy the command for another machine" />
        </div>
      </details>
      <p className="flex items-center gap-2">
        <Glyph shape={words === '' ? 'dotted' : 'tick'} ink={words === '' ? 'var(--ink3)' : 'var(--ok)'} />
        <span className={words === '' ? 'text-ink3' : 'font-medium'}>{words || 'Waiting for a worker to connect. This line changes by itself.'}</span>
      </p>
    </div>
  );
}
