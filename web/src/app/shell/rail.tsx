import { Link, useRouterState } from '@tanstack/react-router';
import { Ellipsis, Moon, Settings, Sun } from 'lucide-react';
import { useNavigate } from '@tanstack/react-router';
import { useLine } from '@/api/live';
import { useFleet, useInbox } from '@/api/use';
import { lookOfWorker } from '@/api/eye';
import { money, short } from '@/lib/number';
import { setTheme, useTheme } from '@/lib/theme';
import { Menu } from '@/ui/menu';
import { PLACES } from './places';

const ITEM = 'flex items-center gap-2.5 rounded-lg max-md:flex-col max-md:gap-0.5 max-md:text-[10.5px] max-md:py-1.5 max-md:px-2 max-md:min-w-14 md:h-8 px-2 text-[13px]';

export function Rail() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const waiting = useInbox().data?.counts.waiting ?? 0;
  const navigate = useNavigate();
  return (
    <nav aria-label="Main" className="md:w-[196px] shrink-0 md:border-r max-md:order-last max-md:border-t border-line bg-paper flex md:flex-col md:py-3 md:px-2.5 gap-0.5 max-md:justify-around max-md:px-1 max-md:pb-[env(safe-area-inset-bottom)]">
      <Link to="/board" className="hidden md:block px-2 pb-3 font-serif text-[22px] leading-none tracking-tight">
        taskyard
      </Link>
      {PLACES.map(({ to, words, icon: Icon, go, thumb }) => {
        const here = path.startsWith(to) || (to === '/board' && path.startsWith('/tasks'));
        return (
          <Link key={to} to={to} aria-keyshortcuts={`G ${go.toUpperCase()}`} aria-current={here ? 'page' : undefined} className={`${ITEM} ${thumb ? '' : 'max-md:hidden'} ${here ? 'bg-sheet md:shadow-[0_0_0_1px_var(--line)] font-semibold text-ink' : 'text-ink2 hover:bg-sunk'}`}>
            <Icon size={16} strokeWidth={1.8} aria-hidden />
            <span className="md:flex-1">{words}</span>
            {to === '/inbox' && waiting > 0 && (
              <span className="num rounded-full bg-hot text-onhot text-[11px] font-bold px-1.5 leading-[18px] max-md:absolute max-md:ml-7">
                {waiting}
                <span className="sr"> waiting on you</span>
              </span>
            )}
          </Link>
        );
      })}
      <div className="md:hidden">
        <Menu label="More places" align="end" items={[[...PLACES.filter((one) => !one.thumb).map((one) => ({ words: one.words, run: () => void navigate({ to: one.to }) })), { words: 'Settings', run: () => void navigate({ to: '/settings' }) }]]}>
          <button type="button" className={`${ITEM} text-ink2 cursor-pointer`}>
            <Ellipsis size={16} aria-hidden />
            More
          </button>
        </Menu>
      </div>
      <div className="hidden md:block flex-1" />
      <Strip />
      <Foot />
    </nav>
  );
}

function Strip() {
  const fleet = useFleet(30_000).data; // that a worker falls silent is no fact: it is seen by looking
  if (fleet === undefined) return <div className="hidden md:block h-[84px]" />;
  const here = fleet.workers.filter((one) => one.status !== 'gone');
  const up = here.filter((one) => one.status !== 'offline').length;
  return (
    <Link to="/fleet" className="hidden md:block mx-1 mb-2 rounded-xl border border-line bg-sheet p-2.5 text-[12px] text-ink2 hover:border-line2">
      <span className="flex justify-between">
        <span>Fleet</span>
        <span className="num">{here.length === 0 ? 'no worker' : `${up} / ${here.length}`}</span>
      </span>
      <span className="mt-1.5 flex gap-[3px]" role="img" aria-label={here.map((one) => `${one.name}: ${lookOfWorker(one.status).words}`).join(', ') || 'no worker'}>
        {here.slice(0, 24).map((one) => {
          const look = lookOfWorker(one.status);
          const off = one.status === 'offline';
          const quiet = one.status === 'idle' || one.status === 'draining';
          return <i key={one.id} className="h-3.5 flex-1 max-w-6 rounded-[2px]" style={{ background: off ? 'transparent' : quiet ? 'var(--line2)' : look.ink, boxShadow: off ? 'inset 0 0 0 1px var(--line2)' : undefined }} />;
        })}
      </span>
      <span className="mt-2 flex justify-between">
        <span>Today</span>
        <span className="num">
          {money(fleet.today.cost_usd)} · {short(fleet.today.tokens)} tok
        </span>
      </span>
    </Link>
  );
}

function Foot() {
  const theme = useTheme();
  const state = useLine((line) => line.state);
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <div className="hidden md:flex items-center px-1 gap-1 text-ink2">
      <Link to="/settings" className="p-1.5 rounded-md hover:bg-sunk" aria-label="Settings">
        <Settings size={16} aria-hidden />
      </Link>
      <button type="button" className="p-1.5 rounded-md hover:bg-sunk cursor-pointer" aria-label={`Use the ${other} theme`} onClick={() => setTheme(other)}>
        {theme === 'dark' ? <Sun size={16} aria-hidden /> : <Moon size={16} aria-hidden />}
      </button>
      <span className="ml-auto flex items-center gap-1.5 text-[11.5px]" role="status">
        <i className={`size-1.5 rounded-full ${state === 'live' ? 'bg-ok' : 'bg-ink3'}`} />
        {state === 'live' ? 'Live' : state === 'down' ? 'Offline' : 'Connecting'}
      </span>
    </div>
  );
}
