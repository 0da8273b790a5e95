export const REPORT_FILE = 'index.html';
