import { createReadStream, statSync } from 'node:fs';
import { extname } from 'node:path';
import { z } from 'zod';
import { Missing } from '../answer-calls.js';
import { confinedPath } from '../confined-path.js';
import type { Route } from '../studio.js';

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.json': 'application/json',
  '.md': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
};

/**
 * A report was made by a run, maybe from elsewhere: it is shown without scripts and without a way to the
 * studio.
 */
const POLICY = [
  'sandbox allow-popups',
  "default-src 'none'",
  "img-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "frame-ancestors 'self'",
].join('; ');

/** The folder `report` of a run, for who has a ticket for it. */
export const reportsRoute: Route = ({ app, access, calls, sources }) => {
  calls.on('reports/open', z.object({ source: z.string() }), ({ source }) => {
    if (sources.find(source)?.report !== true) throw new Missing(`${source}: no report yet`);
    return { path: `report/${encodeURIComponent(source)}/${access.ticket(`report ${source}`)}/index.html` };
  });
  app.get<{ Params: { source: string; ticket: string; '*': string } }>(
    '/report/:source/:ticket/*',
    async (request, reply) => {
      const { source, ticket, '*': path } = request.params;
      const folder = access.accepts(ticket, `report ${source}`) ? sources.find(source)?.folder : undefined;
      const file = folder === undefined ? null : confinedPath(`${folder}/report`, path);
      if (file === null || !statSync(file).isFile()) return reply.code(404).type('text/plain').send('404\n');
      return reply
        .header('content-security-policy', POLICY)
        .type(TYPES[extname(file)] ?? 'application/octet-stream')
        .send(createReadStream(file));
    },
  );
};
