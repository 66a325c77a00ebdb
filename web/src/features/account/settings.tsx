import { PageHead } from '@/ui/page';
import { Tabs } from '@/ui/tabs';
import { Agents } from './agents';
import { Appearance } from './appearance';
import { Keys } from './keys';
import { Notifications } from './notifications';
import { Organisation } from './organisation';
import { You } from './you';

const PARTS = ['appearance', 'notifications', 'keys', 'agents', 'organisation', 'you'] as const;
export type Part = (typeof PARTS)[number];
export const isPart = (text: string | undefined): text is Part => PARTS.some((one) => one === text);
const WORDS: Record<Part, string> = { appearance: 'Appearance', notifications: 'Notifications', keys: 'Keys', agents: 'Agents & profiles', organisation: 'Organisation', you: 'You' };

export interface SettingsProps {
  part: Part;
  onPart: (part: Part) => void;
  onSignedOut: () => void;
  defaults: React.ReactNode; // the settings that lie under those of all projects
}

export function Settings({ part, onPart, onSignedOut, defaults }: SettingsProps) {
  return (
    <div className="h-full flex flex-col">
      <PageHead title="Settings" />
      <div className="shrink-0 px-4 md:px-6 border-b border-line">
        <Tabs label="Settings" tabs={PARTS.map((id) => ({ id, words: WORDS[id] }))} chosen={part} onChoose={(id) => isPart(id) && onPart(id)} />
      </div>
      <div className="flex-1 min-h-0 scroll relative -outline-offset-2" tabIndex={0} role="tabpanel" id={`panel-${part}`} aria-labelledby={`tab-${part}`}>
        <div className="max-w-[860px] px-4 md:px-6 pt-5">
          {part === 'appearance' && <Appearance />}
          {part === 'notifications' && <Notifications />}
          {part === 'keys' && <Keys />}
          {part === 'agents' && <Agents />}
          {part === 'organisation' && <Organisation defaults={defaults} />}
          {part === 'you' && <You onSignedOut={onSignedOut} />}
        </div>
      </div>
    </div>
  );
}
