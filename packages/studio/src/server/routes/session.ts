import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { pollState } from '../poll-state.js';
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
  live.provide('sources', (_, push, fail) => pollState(() => sources.list(), LOOK_MS, push, fail));
};
