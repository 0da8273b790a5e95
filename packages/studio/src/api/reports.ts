export interface ReportCalls {
  /** Where a run's report is served, relative to the page; only who may ask gets the address. */
  'reports/open': { body: { source: string }; reply: { path: string } };
}
