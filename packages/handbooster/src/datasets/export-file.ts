/** File that says what an exported folder was made from. */
export const EXPORT_FILE = 'export.json';
