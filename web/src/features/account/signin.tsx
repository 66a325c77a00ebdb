import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, must } from '@/api/http';
import { wordsOf } from '@/api/problem';
import { Button } from '@/ui/button';
import { Field } from '@/ui/field';

/** A launch link opens by itself; a code or a key is typed here. `tk_` tells a key from a code. */
async function signIn(secret: string): Promise<void> {
  if (secret.startsWith('tk_')) await must(api.POST('/api/v1/auth/signin', { body: { key: secret } }));
  else await must(api.POST('/api/v1/auth/launch', { body: { code: codeIn(secret) } }));
}

/** A whole launch link may be pasted as well. */
export function codeIn(text: string): string {
  try {
    return new URL(text).searchParams.get('code') ?? text;
  } catch {
    return text;
  }
}

export function SignIn({ onDone }: { onDone: () => void }) {
  const [secret, setSecret] = useState('');
  const signing = useMutation({ mutationFn: () => signIn(secret.trim()), onSuccess: onDone });
  return (
    <main className="min-h-full grid place-items-center p-4">
      <form
        className="w-full max-w-[420px] rounded-xl border border-line2 bg-sheet p-6 grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (secret.trim() !== '') signing.mutate();
        }}
      >
        <div>
          <p className="font-serif text-[22px] leading-none">taskyard</p>
          <h1 className="mt-4 font-serif text-[25px] leading-tight">Sign in</h1>
          <p className="mt-1 text-ink2">
            On the machine of the board, <code className="font-mono text-[12.5px] bg-sunk rounded px-1">taskyard open</code> opens this page for you. Or paste its link, its code, or your key.
          </p>
        </div>
        <Field
          label="Launch code or key"
          type="password"
          autoComplete="current-password"
          spellCheck={false}
          value={secret}
          onChange={(event) => setSecret(event.target.value)}
          error={signing.error === null ? null : wordsOf(signing.error)}
        />
        <Button kind="solid" type="submit" busy={signing.isPending} className="justify-center">
          Sign in
        </Button>
      </form>
    </main>
  );
}
