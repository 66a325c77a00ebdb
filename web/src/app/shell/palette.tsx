import { useNavigate } from '@tanstack/react-router';
import { Command } from 'cmdk';
import { Dialog } from 'radix-ui';
import { useDeferredValue, useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { api, must } from '@/api/http';
import { lookOfTask } from '@/api/eye';
import { setTheme, useTheme } from '@/lib/theme';
import { Glyph } from '@/ui/glyph';
import { PLACES } from './places';

const ITEM = 'flex items-center gap-2.5 h-9 px-3 mx-1 rounded-lg text-[13.5px] cursor-pointer data-[selected=true]:bg-sunk';
const GROUP = '[&_[cmdk-group-heading]]:px-4 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-[11.5px] [&_[cmdk-group-heading]]:text-ink3';

/** Tasks are searched by the server, so that ten thousand of them weigh nothing here. */
function useFound(words: string) {
  const number = /^(?:[tT]-?|#)?(\d+)$/.exec(words)?.[1];
  return useQuery({
    queryKey: ['search', words],
    queryFn: ({ signal }) => must(api.GET('/api/v1/tasks', { params: { query: number === undefined ? { q: words, limit: 20 } : { number: Number(number) } }, signal })),
    placeholderData: (old) => old,
    staleTime: 10_000,
  });
}

export default function Palette({ onClose, onCreate, onKeys }: { onClose: () => void; onCreate: () => void; onKeys: () => void }) {
  const [words, setWords] = useState('');
  const asked = useDeferredValue(words.trim());
  const found = useFound(asked);
  const navigate = useNavigate();
  const theme = useTheme();
  const other = theme === 'dark' ? 'light' : 'dark';
  const matches = (text: string) => text.toLowerCase().includes(words.trim().toLowerCase());
  const go = (run: () => void) => () => {
    onClose();
    run();
  };
  const acts = [
    { words: 'New task', hint: 'C', run: onCreate },
    { words: 'Keys', hint: '?', run: onKeys },
    { words: `Use the ${other} theme`, hint: '', run: go(() => setTheme(other)) },
    ...PLACES.map((place) => ({ words: `Go to ${place.words}`, hint: `G ${place.go.toUpperCase()}`, run: go(() => void navigate({ to: place.to })) })),
    { words: 'Go to Tasks as a table', hint: '', run: go(() => void navigate({ to: '/tasks' })) },
    { words: 'Go to Settings', hint: '', run: go(() => void navigate({ to: '/settings' })) },
  ].filter((one) => matches(one.words));
  const tasks = (found.data?.items ?? []) as { number: number; title: string; status: 'backlog'; open_questions: number }[];
  return (
    <Box onClose={onClose}>
      <Command.Input value={words} onValueChange={setWords} placeholder="A task, its number, a page, a command" className="w-full h-12 px-4 bg-transparent text-[15px] border-b border-line outline-none placeholder:text-ink3" />
      <Command.List className="max-h-[52vh] scroll py-1.5">
        {!found.isFetching && tasks.length === 0 && acts.length === 0 && <Command.Empty className="px-4 py-6 text-ink2">Nothing by those words. Tasks were searched by title, and pages and commands by name.</Command.Empty>}
        {acts.length > 0 && (
          <Command.Group heading="Go and do" className={GROUP}>
            {acts.map((one) => (
              <Command.Item key={one.words} value={one.words} onSelect={one.run} className={ITEM}>
                <span className="flex-1">{one.words}</span>
                <span className="text-[11.5px] text-ink3">{one.hint}</span>
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {tasks.length > 0 && (
          <Command.Group heading="Tasks" className={GROUP}>
            {tasks.map((task) => {
              const look = lookOfTask(task.status, task.open_questions > 0);
              return (
                <Command.Item key={task.number} value={`task-${task.number}`} onSelect={go(() => void navigate({ to: '/tasks/$number', params: { number: String(task.number) } }))} className={ITEM}>
                  <Glyph shape={look.shape} ink={look.ink} />
                  <span className="font-mono text-[11.5px] text-ink3">T-{task.number}</span>
                  <span className="flex-1 truncate">{task.title}</span>
                  <span className="text-[11.5px] text-ink3">{look.words}</span>
                </Command.Item>
              );
            })}
          </Command.Group>
        )}
      </Command.List>
    </Box>
  );
}

/** Not `Command.Dialog`: its cover writes a style into the page, which our policy refuses. */
function Box({ onClose, children }: { onClose: () => void; children: React.ReactNode }) {
  return (
    <Dialog.Root open onOpenChange={(now) => !now && onClose()}>
      <Dialog.Portal>
        <div aria-hidden className="fixed inset-0 z-40 bg-[oklch(0.2_0.01_260/.35)]" />
        <Dialog.Content aria-describedby={undefined} className="fixed z-50 left-1/2 top-[12vh] -translate-x-1/2 w-[calc(100%-16px)] max-w-[620px] rounded-xl border border-line2 bg-sheet shadow-2xl overflow-hidden">
          <Dialog.Title className="sr">Search or run a command</Dialog.Title>
          <Command label="Search or run a command" shouldFilter={false}>
            {children}
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
