import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { Source } from '../../api/session.js';
import type { Route } from '../studio.js';

/** How often the list of runs is looked at while a page shows it. */
const LOOK_MS = 2000;

/** What there is to see. */
export const sessionRoute: Route = ({ calls, live, sources }) => {
  const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  calls.on('session', z.object({}), () => ({
    version,
    folders: [...sources.folders],
    sources: sources.list(),
  }));
  live.provide('sources', (_, push) => {
    let before = '';
    const look = () => {
      const list: Source[] = sources.list();
      const now = JSON.stringify(list);
      if (now !== before) push(list);
      before = now;
    };
    look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  });
};
