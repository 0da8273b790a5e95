import type { FastifyInstance } from 'fastify';
import type { Access } from './access.js';
import type { AnswerCalls } from './answer-calls.js';
import type { Jobs } from './jobs/jobs.js';
import type { LiveUpdates } from './live-updates.js';
import type { Sources } from './sources.js';

/** What a route works with. */
export interface Studio {
  app: FastifyInstance;
  access: Access;
  calls: AnswerCalls;
  live: LiveUpdates;
  sources: Sources;
  jobs: Jobs;
  /** Runs when the server closes. */
  onClose(end: () => void | Promise<void>): void;
}

/** A part of the server: adds its calls, topics and files. */
export type Route = (studio: Studio) => void;
