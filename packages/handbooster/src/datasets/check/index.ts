export { checkDataset, type DatasetLayout, datasetLayout } from './check-dataset.js';
export * from './check-options.js';
export { type CheckFinding, type CheckReport, formatCheckReport } from './check-report.js';
