import { useRegistry } from '@/lib/keys';
import { Kbd } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Tick } from '@/ui/field';

const SIGNS: Record<string, string> = { $mod: /Mac|iPhone|iPad/.test(navigator.platform) ? '⌘' : 'Ctrl', ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', Escape: 'Esc', Enter: '↵' };

/** Made of what is bound right now, so it cannot say anything that is not so. */
export default function KeyTable({ onClose }: { onClose: () => void }) {
  const { bound, letters, setLetters } = useRegistry();
  const places = [...new Set(bound.map((one) => one.where))];
  return (
    <Dialog open onClose={onClose} title="Keys" words="No letter acts inside a text field." wide>
      {places.map((where) => (
        <section key={where} className="mb-4">
          <h3 className="text-[12px] font-semibold text-ink3 mb-1 first-letter:uppercase">{where}</h3>
          <dl className="grid grid-cols-[130px_1fr] gap-y-1 text-[13px]">
            {bound
              .filter((one) => one.where === where)
              .map((one) => (
                <div key={one.keys + one.words} className="contents">
                  <dt className="flex gap-1 items-center">
                    {one.keys.split(/[ +]/).map((key) => (
                      <Kbd key={key}>{SIGNS[key] ?? (key.length === 1 ? key.toUpperCase() : key)}</Kbd>
                    ))}
                  </dt>
                  <dd>{one.words}</dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
      <Tick label="Single letters act" hint="Switch off when you speak to your computer, or press keys by accident." checked={letters} onChange={(event) => setLetters(event.target.checked)} />
    </Dialog>
  );
}
