import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must } from '@/api/http';
import { wordsOf } from '@/api/problem';
import type { Message, Project } from '@/api/types';
import { note } from '@/lib/note';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Field } from '@/ui/field';
import { Trouble } from '@/ui/page';
import { answer } from './answer';
import { choicesOf } from './choice';
import { faultOf, ruleFor, rulesOf, withRule } from './rule';

/** The whole list is written, so it is read anew first: what somebody else added a minute ago stays. */
async function addRule(project: string, rule: string): Promise<void> {
  const path = { project_id: project };
  const found = await must(api.GET('/api/v1/projects/{project_id}', { params: { path } }));
  const rules = rulesOf(found.settings) ?? rulesOf(found.inherited) ?? [];
  const settings = { ...found.settings, permissions: withRule(rules, rule) };
  await must(api.PATCH('/api/v1/projects/{project_id}', { params: { path }, body: { settings } as never }));
}

export interface AlwaysAllowProps {
  project: Project;
  tool: string;
  subject: string;
  message: Message;
  onClose: () => void;
}

export function AlwaysAllow({ project, tool, subject, message, onClose }: AlwaysAllowProps) {
  const [rule, setRule] = useState(() => ruleFor(tool, subject));
  const fault = faultOf(rule);
  const adding = useMutation({
    mutationFn: () => addRule(project.id, rule.trim()),
    onSuccess: () => {
      const once = choicesOf(message, Date.now()).find((one) => one.role === 'once');
      if (once !== undefined) void answer(message, once.answer);
      note({ words: `${project.name} has a new rule: ${rule.trim()}` });
      onClose();
    },
  });
  return (
    <Dialog open onClose={onClose} title="Always allow this" words={`A rule of the project ${project.name}. Denials stand before it and win.`}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (fault === null && !adding.isPending) adding.mutate();
        }}
      >
        <Field label="Rule" data-autofocus className="font-mono text-[12.5px]" value={rule} onChange={(event) => setRule(event.target.value)} error={fault} hint="allow, the tool, then what it may be used for. * stands for anything: allow Bash git *" />
        <p className="text-[13px] text-ink2">This request is allowed once. Runs that start from now on follow the rule; the one that asks keeps the rules it began with.</p>
        {adding.error !== null && <Trouble words={wordsOf(adding.error)} onRetry={() => adding.mutate()} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button kind="solid" type="submit" busy={adding.isPending} disabled={fault !== null}>
            Add the rule and allow
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
