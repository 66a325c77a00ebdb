import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { Message } from '@/api/types';
import { Chat } from '@/features/chat/page';
import { AskCard } from '@/features/inbox/ask-card';

export function Page() {
  const { task } = useSearch({ strict: false });
  const navigate = useNavigate();
  const number = Number(task);
  const renderAsk = useCallback((message: Message) => <AskCard message={message} where="transcript" />, []);
  return <Chat task={Number.isInteger(number) && number > 0 ? number : null} onGo={(next) => void navigate({ to: '/chat', search: { task: next === null ? undefined : String(next) } })} renderAsk={renderAsk} />;
}
