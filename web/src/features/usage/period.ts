import { useQuery } from '@tanstack/react-query';
import { api, must } from '@/api/http';
import { keys } from '@/api/keys';

export const PERIODS = [7, 30, 90] as const;
export type Period = (typeof PERIODS)[number];

/** What the address says, or 30. */
export const periodOf = (days: string | undefined): Period => PERIODS.find((one) => String(one) === days) ?? 30;

export const useInsights = (days: Period, project: string | undefined) =>
  useQuery({
    queryKey: [...keys.insights, days, project ?? ''],
    queryFn: ({ signal }) => must(api.GET('/api/v1/insights', { params: { query: { days, ...(project === undefined ? {} : { project }) } }, signal })),
    placeholderData: (old) => old,
  });

const utc = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en', { ...options, timeZone: 'UTC' });
const SHORT = utc({ month: 'short', day: 'numeric' });
const LONG = utc({ weekday: 'short', month: 'short', day: 'numeric' });

/** "Nov 21" of "2026-11-21". */
export const shortDay = (day: string): string => SHORT.format(Date.parse(day));
export const longDay = (day: string): string => LONG.format(Date.parse(day));
