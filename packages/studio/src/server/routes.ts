import { dataRoute } from './routes/data.js';
import { distributionRoute } from './routes/distribution.js';
import { graspsRoute } from './routes/grasps.js';
import { handsRoute } from './routes/hands.js';
import { jobsRoute } from './routes/jobs.js';
import { labRoute } from './routes/lab.js';
import { modelsRoute } from './routes/models.js';
import { reportsRoute } from './routes/reports.js';
import { runsRoute } from './routes/runs.js';
import { sessionRoute } from './routes/session.js';
import { trackerRoute } from './routes/tracker.js';
import type { Route } from './studio.js';

/** All parts of the server, a line each. */
export const ROUTES: Route[] = [
  sessionRoute,
  reportsRoute,
  modelsRoute,
  dataRoute,
  distributionRoute,
  runsRoute,
  handsRoute,
  jobsRoute,
  graspsRoute,
  labRoute,
  trackerRoute,
];
