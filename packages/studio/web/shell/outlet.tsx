import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Page } from '../parts/ui/page.js';
import { Failed, Loading } from '../parts/ui/states.js';

/** Loads a page's code when it is first opened. */
export function Outlet({ page }: { page: Page }) {
  const [loaded, setLoaded] = useState<{ Content: ComponentType } | Error | null>(null);
  useEffect(() => {
    page.load().then(({ default: Content }) => setLoaded({ Content }), setLoaded);
  }, [page]);
  if (loaded === null) return <Loading />;
  if (loaded instanceof Error) return <Failed error={loaded} again={() => location.reload()} />;
  return <loaded.Content />;
}
