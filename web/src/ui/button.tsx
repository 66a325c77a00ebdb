import type { ButtonHTMLAttributes } from 'react';

const KINDS = {
  quiet: 'text-ink2 hover:bg-sunk hover:text-ink',
  line: 'border border-line2 bg-sheet hover:bg-sunk',
  solid: 'bg-ink text-paper hover:opacity-90',
  hot: 'bg-hot text-onhot hover:brightness-105',
  bad: 'border border-bad text-bad bg-sheet hover:bg-badsoft',
} as const;

const SIZES = { normal: 'h-8 px-3 text-[13px]', small: 'h-7 px-2.5 text-[12.5px]', icon: 'size-8 justify-center' } as const;

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: keyof typeof KINDS;
  size?: keyof typeof SIZES;
  busy?: boolean; // asked for and not answered yet: looks the same, does nothing twice
}

export function Button({ kind = 'quiet', size = 'normal', busy = false, className = '', type = 'button', disabled, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      // eslint-disable-next-line react/button-has-type
      type={type}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={`inline-flex items-center gap-1.5 rounded-lg font-medium cursor-pointer transition-colors disabled:cursor-default disabled:opacity-50 whitespace-nowrap ${KINDS[kind]} ${SIZES[size]} ${className}`}
    />
  );
}

export function Kbd({ children }: { children: React.ReactNode }) {
  return <kbd className="font-mono text-[10.5px] leading-none px-1 py-[3px] rounded border border-line2 border-b-2 bg-sheet text-ink2">{children}</kbd>;
}
