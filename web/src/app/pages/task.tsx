import { Empty } from '@/ui/page';

export function Page() {
  return <Empty title="task" />;
}
