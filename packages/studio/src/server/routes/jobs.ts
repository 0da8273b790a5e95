import { z } from 'zod';
import type { Route } from '../studio.js';

/** How jobs are, and their end. */
export const jobsRoute: Route = ({ calls, live, jobs }) => {
  calls.on('jobs/cancel', z.object({ job: z.string() }), ({ job }) => {
    jobs.cancel(job);
    return {};
  });
  live.provide('job', (id, push) => jobs.watch(id, push));
};
