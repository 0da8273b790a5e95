export { exportModel, listModels, type ModelListing } from './server/routes/models.js';
export { listRuns, type RunListing, type ServeRunsOptions, serveRuns } from './server/serve-studio.js';
