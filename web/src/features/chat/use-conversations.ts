import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onCards } from '@/api/follow';
import { api, must } from '@/api/http';
import { keys } from '@/api/keys';
import type { Card, Fact } from '@/api/types';

/** The tasks of which something was said, the newest first: found in the log, so that nothing is kept twice. */
export interface Talk {
  number: number;
  at: string;
  last: string; // what was said last
  by: string;
}

const SIZE = 100;

interface Page {
  talks: Talk[];
  facts: readonly Fact[];
}

const text = (fact: Fact, name: string): string => {
  const value = fact.body?.[name];
  return typeof value === 'string' ? value : '';
};

/** A page of the log backwards, and the words of what it names: the same stretch of the log forwards. */
async function page(before: number, signal: AbortSignal): Promise<Page> {
  const { items: facts } = await must(api.GET('/api/v1/events', { params: { query: { before, limit: SIZE, kind: 'message' } }, signal }));
  const oldest = facts[facts.length - 1]?.seq;
  if (oldest === undefined) return { talks: [], facts };
  const { items: said } = await must(api.GET('/api/v1/chat/messages', { params: { query: { since: oldest - 1, limit: SIZE } }, signal }));
  const words = new Map(said.map((one) => [one.seq, one]));
  const talks = facts.flatMap((fact) => {
    const number = fact.body?.['number'];
    const found = words.get(fact.seq);
    if (typeof number !== 'number' || text(fact, 'message') === '' || found === undefined) return [];
    return [{ number, at: fact.at, last: found.message, by: found.sender_id }];
  });
  return { talks, facts };
}

export function newest(talks: readonly Talk[]): Talk[] {
  const found = new Map<number, Talk>();
  for (const one of talks) if (!found.has(one.number)) found.set(one.number, one);
  return [...found.values()];
}

export function useConversations() {
  const pages = useInfiniteQuery({
    queryKey: [...keys.chat, 'talks'],
    queryFn: ({ pageParam, signal }) => page(pageParam, signal),
    initialPageParam: 0,
    getNextPageParam: ({ facts }) => (facts.length < SIZE ? undefined : facts[facts.length - 1]?.seq),
  });
  return { pages, talks: newest(pages.data?.pages.flatMap((one) => one.talks) ?? []) };
}

/** Titles and states, by number. */
export function useCards(numbers: readonly number[]): ReadonlyMap<number, Card> {
  const asked = numbers.slice(0, 200).toSorted((a, b) => a - b).join(',');
  const client = useQueryClient();
  const board = useQuery({
    queryKey: [...keys.chat, 'cards', asked],
    queryFn: ({ signal }) => must(api.GET('/api/v1/board', { params: { query: { tasks: asked } }, signal })),
    enabled: asked !== '',
    placeholderData: (old) => old,
  });
  useEffect(() => {
    const shown = new Set(asked.split(',').map(Number));
    return onCards((changed) => {
      if (changed === null || [...changed].some((number) => shown.has(number))) void client.invalidateQueries({ queryKey: [...keys.chat, 'cards'] });
    });
  }, [asked, client]);
  return new Map((board.data?.cards ?? []).map((card) => [card.number, card]));
}
