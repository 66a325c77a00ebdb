import type { ComponentProps } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import rehypeSanitize from 'rehype-sanitize';
import remarkGfm from 'remark-gfm';

/** A link that leaves the board says nothing of where it came from; an image would be fetched, so it is only named. */
const COMPONENTS: Components = {
  a: ({ node: _node, href, children, ...rest }: ComponentProps<'a'> & { node?: unknown }) => (
    <a {...rest} href={href} target="_blank" rel="noreferrer noopener nofollow">
      {children}
    </a>
  ),
  img: ({ alt }: ComponentProps<'img'>) => <span className="text-ink3">[image{alt ? `: ${alt}` : ''}]</span>,
  table: ({ node: _node, ...rest }: ComponentProps<'table'> & { node?: unknown }) => (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="scroll" tabIndex={0} role="region" aria-label="Table">
      <table {...rest} />
    </div>
  ),
};

export default function MarkdownParts({ text }: { text: string }) {
  return (
    <ReactMarkdown remarkPlugins={[remarkGfm]} rehypePlugins={[rehypeSanitize]} components={COMPONENTS} skipHtml>
      {text}
    </ReactMarkdown>
  );
}
