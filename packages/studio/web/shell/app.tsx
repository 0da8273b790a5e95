import { useEffect, useState } from 'preact/hooks';
import { lockedOut } from '../parts/api/call.js';
import { connected } from '../parts/api/live.js';
import { session, sessionError, startSession } from '../parts/api/session.js';
import { place } from '../parts/ui/location.js';
import { Failed, Loading } from '../parts/ui/states.js';
import { Home } from './home.js';
import { KeyHelp } from './key-help.js';
import { LockedOut } from './locked-out.js';
import { Navigation } from './navigation.js';
import { Outlet } from './outlet.js';
import { PAGES } from './pages.js';

/** The frame around all pages. */
export function App() {
  const { page: name } = place.value;
  const page = PAGES.find((each) => each.name === name);
  const [help, setHelp] = useState(false);
  useEffect(() => {
    document.title = page ? `${page.title} – HandBooster studio` : 'HandBooster studio';
  }, [page]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== '?' || isTyping(event)) return;
      event.preventDefault();
      setHelp(true);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  if (lockedOut.value) return <LockedOut />;
  return (
    <div class="frame">
      <Navigation current={page?.name ?? ''} openHelp={() => setHelp(true)} />
      <main id="content" class="content" tabIndex={-1}>
        {!connected.value && (
          <p class="banner" role="status">
            The studio does not answer. This page goes on by itself once it runs again.
          </p>
        )}
        <Body page={page} name={name} />
      </main>
      {help && <KeyHelp page={page} close={() => setHelp(false)} />}
    </div>
  );
}

function Body({ page, name }: { page: (typeof PAGES)[number] | undefined; name: string }) {
  if (sessionError.value !== null) return <Failed error={sessionError.value} again={startSession} />;
  if (session.value === null) return <Loading what="Looking at the folders" />;
  if (page !== undefined) return <Outlet key={page.name} page={page} />;
  if (name === '') return <Home session={session.value} />;
  return (
    <div class="page">
      <h1>Not found</h1>
      <Failed error={new Error(`There is no page “${name}”.`)} />
    </div>
  );
}

function isTyping(event: KeyboardEvent): boolean {
  return event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
}
