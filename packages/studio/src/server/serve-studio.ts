import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import fastifyWebsocket from '@fastify/websocket';
import fastify, { type FastifyInstance } from 'fastify';
import { InputError } from 'handbooster';
import { Access } from './access.js';
import { AnswerCalls } from './answer-calls.js';
import { Jobs } from './jobs/jobs.js';
import { LiveUpdates } from './live-updates.js';
import { ROUTES } from './routes.js';
import { Sources } from './sources.js';

export interface ServeStudioOptions {
  /** Runs, datasets, or folders that have them. */
  folders: readonly string[];
  /** 0 for any free port. */
  port: number;
  /**
   * Under which a proxy serves the studio, for example `https://cluster.edu/user/me/proxy/8420/`; without one
   * it serves itself.
   */
  publicUrl?: string;
  /** Is told of faults that no page shows in full. */
  complain?(text: string): void;
}

export interface ServedStudio {
  /** `http://localhost:PORT/`, or the proxy's. */
  url: string;
  /** The same with the start's token: what a person opens. */
  link: string;
  /** What brings it to another machine. */
  tunnel: string;
  close(): Promise<void>;
}

/** What `npm run build` made; from src and dist alike the package's folder is two up. */
const PAGES = fileURLToPath(new URL('../../dist/pages', import.meta.url));

const MOST_BODY = 256 * 1024;
const MOST_CONNECTIONS = 64;
/** A client that takes longer to send its request, or leaves a socket idle, is cut off. */
const REQUEST_MS = 20_000;
/** How often that is looked at. */
const CHECK_MS = 5000;
const IDLE_MS = 120_000;

/**
 * `blob:` for pictures that were fetched with the token; WebAssembly for the tracker. Nothing comes from
 * elsewhere.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "connect-src 'self' blob:",
  "worker-src 'self' blob:",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');

const HEADERS: Record<string, string> = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(self), microphone=(), geolocation=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * Serves the studio on this machine's loopback only. Every request must name this machine and come from the
 * studio's own pages; what is not one of the pages' own files needs the token of this start.
 *
 * @throws InputError where the pages were not built or `publicUrl` is no address
 * @throws Error with code `EADDRINUSE` or `EACCES` where the port cannot be had
 */
export async function serveStudio({
  folders,
  port,
  publicUrl,
  complain = () => {},
}: ServeStudioOptions): Promise<ServedStudio> {
  if (publicUrl !== undefined && !/^https?:\/\//.test(publicUrl)) {
    throw new InputError(`--public-url: expected an address with http:// or https://, found ${publicUrl}`);
  }
  if (!existsSync(PAGES)) throw new InputError(`${PAGES}: no pages; run: npm run build`);
  const access = new Access(publicUrl ?? null);
  const prefix = publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/+$/, '');
  const app = fastify({
    bodyLimit: MOST_BODY,
    requestTimeout: REQUEST_MS,
    http: { headersTimeout: REQUEST_MS, connectionsCheckingInterval: CHECK_MS },
    connectionTimeout: IDLE_MS,
    keepAliveTimeout: IDLE_MS,
    forceCloseConnections: true,
    // A proxy may hand on the whole path, or leave out its own part.
    rewriteUrl: ({ url = '/' }) =>
      prefix !== '' && (url === prefix || url.startsWith(`${prefix}/`))
        ? url.slice(prefix.length) || '/'
        : url,
  });
  app.server.maxConnections = MOST_CONNECTIONS;
  guard(app, access);
  const calls = new AnswerCalls(app, complain);
  const live = new LiveUpdates(
    (token) => access.knowsToken(token),
    (error) => calls.failureOf(error),
  );
  await app.register(fastifyWebsocket, { options: { maxPayload: 64 * 1024 } });
  await app.register(fastifyStatic, { root: PAGES, preCompressed: true, dotfiles: 'deny', immutable: false });
  app.register(async (inner) => {
    inner.get('/api/live', { websocket: true }, (socket) => live.accept(socket));
  });
  const ends: (() => void | Promise<void>)[] = [];
  const sources = new Sources(folders);
  const jobs = new Jobs();
  ends.push(() => jobs.close());
  const onClose = (end: () => void | Promise<void>) => ends.push(end);
  for (const route of ROUTES) route({ app, access, calls, live, sources, jobs, onClose });
  app.addHook('preClose', async () => {
    live.close();
    for (const end of ends) await end();
  });
  await app.listen({ host: '127.0.0.1', port });
  const address = app.server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  const url = publicUrl === undefined ? `http://localhost:${actual}/` : `${publicUrl.replace(/\/+$/, '')}/`;
  return {
    url,
    link: `${url}#token=${access.token}`,
    tunnel: `ssh -L ${actual}:localhost:${actual} ${hostname()}`,
    close: () => app.close(),
  };
}

/** Refuses who may not ask, before anything is read of what they send. */
function guard(app: FastifyInstance, access: Access): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    const { host, origin, authorization } = request.headers;
    if (!access.allowsHost(host) || !access.allowsOrigin(origin, host)) {
      return reply.code(403).type('text/plain').send('403: asked from elsewhere\n');
    }
    const path = request.url.split('?', 1)[0];
    if (path === '/api/live') return; // a browser's socket sends no headers of the page's: the token is its first message
    if (!path.startsWith('/api/')) {
      const reads = request.method === 'GET' || request.method === 'HEAD';
      return reads ? undefined : reply.code(405).type('text/plain').send('405\n');
    }
    reply.header('cache-control', 'no-store');
    if (!access.knowsToken(/^Bearer (.+)$/.exec(authorization ?? '')?.[1])) {
      const failure = { kind: 'token', message: 'open the address that the studio printed when it started' };
      return reply.code(401).send(failure);
    }
  });
  app.setNotFoundHandler((_, reply) => reply.code(404).type('text/plain').send('404\n'));
  app.setErrorHandler((error: { statusCode?: number; message: string }, _, reply) => {
    const status = error.statusCode ?? 500;
    return reply.code(status).send({ kind: status < 500 ? 'input' : 'internal', message: error.message });
  });
}
