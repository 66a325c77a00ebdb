import { useMutation } from '@tanstack/react-query';
import { api, must } from '@/api/http';
import { wordsOf } from '@/api/problem';
import { useProjects } from '@/api/use';
import { note } from '@/lib/note';
import { Button } from '@/ui/button';

/** What the scripted agent plays: it costs nothing, needs no account, and asks what only a person can say. */
const SCENARIO = {
  steps: [
    { think: 'A note for whoever comes next. How shall it sound?' },
    { say: 'I will leave a short note in the repository. I need to know its **tone** first.' },
    { ask: 'Shall the note be formal or friendly?', choices: ['formal', 'friendly'] },
    { edit: 'notes/hello.md', content: '# Hello\n\nThis note is {answer}. The scripted agent left it here on its first task.\n' },
    { say: 'The note is there, and it is {answer}. Look at it under Changes, then merge it.' },
  ],
};

/** A first task for who wants to see the whole way before a real agent takes it. */
export function Sample() {
  const project = useProjects().data?.find((one) => one.repository !== null) ?? null;
  const adding = useMutation({
    mutationFn: () =>
      must(
        api.POST('/api/v1/tasks', {
          body: {
            project: project?.name ?? null,
            title: 'Leave a note for whoever comes next',
            description: 'There is a short note in `notes/hello.md`.',
            agent: 'scripted',
            settings: { agent_options: { scenario: JSON.stringify(SCENARIO) } },
            enqueue: true,
          } as never,
        }),
      ),
    onSuccess: () => note({ words: 'A sample is queued. Its agent is scripted, and will ask you something.' }),
  });
  if (project === null) return null;
  return (
    <>
      <Button kind="line" busy={adding.isPending} onClick={() => adding.mutate()}>
        Queue a sample that asks
      </Button>
      {adding.error !== null && (
        <p role="alert" className="basis-full text-bad">
          {wordsOf(adding.error)}
        </p>
      )}
    </>
  );
}
