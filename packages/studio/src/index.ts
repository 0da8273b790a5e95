export { exportModel, listModels, type ModelListing } from './models.js';
export { listRuns, type RunListing, type ServeRunsOptions, serveRuns } from './serve-runs.js';
