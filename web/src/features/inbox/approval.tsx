import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must } from '@/api/http';
import { keys } from '@/api/keys';
import type { Message } from '@/api/types';
import { useProjects } from '@/api/use';
import { many } from '@/lib/number';
import { moment, ms } from '@/lib/time';
import { Button } from '@/ui/button';
import { AlwaysAllow } from './always';
import { isLate } from './choice';
import { type Request, useContext } from './context';
import { canRule, rulesOf, subjectOf } from './rule';

function useFolder(task: string): string | undefined {
  return useQuery({
    queryKey: keys.workspaces,
    queryFn: async ({ signal }) => (await must(api.GET('/api/v1/workspaces', { signal }))).items,
  }).data?.find((one) => one.task === task && one.state === 'active')?.path;
}

/** What is known of the request: where it would happen, what the rules said, and what a yes is good for. */
export function Approval({ message, now }: { message: Message; now: number }) {
  const { request } = useContext(message.run, message);
  const folder = useFolder(message.task);
  const project = useProjects().data?.find((one) => one.id === message.project);
  const subject = request === null ? '' : subjectOf(request.input);
  const rules = rulesOf(project?.settings) ?? rulesOf(project?.inherited) ?? [];
  const shown = subject !== '' && !message.text.includes(subject);
  return (
    <div className="grid gap-2.5">
      {shown && (
        <pre tabIndex={0} aria-label="Exactly" className="font-mono text-[12.5px] whitespace-pre-wrap [overflow-wrap:anywhere] rounded-lg border border-line bg-sunk px-3 py-2.5 max-h-80 scroll">
          {subject}
        </pre>
      )}
      <dl className="grid grid-cols-[64px_1fr] gap-x-3 gap-y-1 text-[12.5px]">
        {request !== null && request.tool !== '' && <Fact name="Tool" words={<code className="font-mono text-[12px]">{request.tool}</code>} />}
        {folder !== undefined && <Fact name="Folder" words={<code className="font-mono text-[12px] [overflow-wrap:anywhere]">{folder}</code>} />}
        <Fact name="Rules" words={ruled(request, rules.length)} />
        <Fact name="Good for" words={goodFor(message, now)} />
      </dl>
    </div>
  );
}

/** Only where the server would follow the rule: it takes none for a line of several commands. */
export function Always({ message }: { message: Message }) {
  const { request } = useContext(message.run, message);
  const project = useProjects().data?.find((one) => one.id === message.project);
  const [adding, setAdding] = useState(false);
  const subject = request === null ? '' : subjectOf(request.input);
  if (request === null || project === undefined || request.tool === '' || request.cut || !canRule(subject)) return null;
  return (
    <div>
      <Button size="small" className="-ml-2.5" onClick={() => setAdding(true)}>
        Always allow this pattern…
      </Button>
      {adding && <AlwaysAllow project={project} tool={request.tool} subject={subject} message={message} onClose={() => setAdding(false)} />}
    </div>
  );
}

function Fact({ name, words }: { name: string; words: React.ReactNode }) {
  return (
    <>
      <dt className="text-ink3">{name}</dt>
      <dd className="min-w-0">{words}</dd>
    </>
  );
}

function ruled(request: Request | null, rules: number): string {
  if (request?.cut === true) return 'Only a part of it is known, so no rule may decide.';
  if (rules === 0) return 'The project has none, so everything is asked.';
  return `None of the project’s ${many(rules, 'rule')} decides it.`;
}

function goodFor(message: Message, now: number): string {
  if (isLate(message, now)) return 'Nothing any more: it has expired, and cannot be allowed.';
  const until = message.expires_at ? `, until ${moment(ms(message.expires_at))}` : '';
  return message.binds === '' ? `This one time${until}. It is not known whole.` : `Exactly this, once${until}.`;
}
