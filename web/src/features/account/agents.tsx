import { Link } from '@tanstack/react-router';
import { wordsOf } from '@/api/problem';
import type { AgentShown } from '@/api/types';
import { useAgents } from '@/api/use';
import { useNow } from '@/lib/clock';
import { many } from '@/lib/number';
import { clock, lasted, ms } from '@/lib/time';
import { Command } from '@/ui/command';
import { Glyph } from '@/ui/glyph';
import { Bones, Trouble } from '@/ui/page';
import { Piece } from './part';
import { Profiles } from './profiles';

export function Agents() {
  const agents = useAgents();
  return (
    <>
      <Piece title="Agents" words="What the workers that are there can start now. A project names one of them, a task may name another.">
        {agents.isPending && <Bones rows={3} />}
        {agents.error !== null && <Trouble words={wordsOf(agents.error)} onRetry={() => void agents.refetch()} />}
        {agents.data?.length === 0 && (
          <div className="grid gap-2 max-w-[560px] text-[13px] text-ink2">
            <p>No worker offers one. A worker finds the agents on its own machine; this says what is missing there:</p>
            <Command line="taskyard agents" />
          </div>
        )}
        <ul aria-label="Agents">
          {agents.data?.map((agent) => (
            <Row key={agent.name} agent={agent} />
          ))}
        </ul>
      </Piece>
      <Profiles />
    </>
  );
}

function Row({ agent }: { agent: AgentShown }) {
  const now = useNow(10_000);
  const until = agent.paused_until ? ms(agent.paused_until) : 0;
  const rests = until > now;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_minmax(0,1.6fr)] gap-x-4 py-2.5 border-t border-line text-[13px]">
      <span className="font-mono text-[12.5px]">{agent.name}</span>
      <span className="text-ink2">
        {agent.workers.length === 0 ? (
          'on no worker that is there'
        ) : (
          <>
            {many(agent.slots, 'slot')} on{' '}
            <Link to="/fleet" className="underline decoration-line2">
              {agent.workers.join(', ')}
            </Link>
          </>
        )}
        {rests && (
          <span className="flex items-center gap-1.5 text-ink">
            <Glyph shape="half" ink="var(--wait)" size={12} />
            its account rests until {clock(until)}, {lasted((until - now) / 1000)} more
          </span>
        )}
      </span>
    </li>
  );
}
