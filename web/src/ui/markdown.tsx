import { lazy, memo, Suspense } from 'react';
import { again } from '@/lib/again';

const Parts = lazy(() => again(() => import('./markdown-parts')));

/** The words stand there at once, and get their form when the reader of markdown (50 kB) has come. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return (
    <div className="md">
      <Suspense fallback={<p className="whitespace-pre-wrap">{text}</p>}>
        <Parts text={text} />
      </Suspense>
    </div>
  );
});
