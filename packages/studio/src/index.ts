export { listRuns, type RunListing, type ServeRunsOptions, serveRuns } from './serve-runs.js';
