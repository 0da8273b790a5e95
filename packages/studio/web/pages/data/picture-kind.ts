import type { TableRow } from '../../../src/api/data.js';

/** What a picture is, for its mark: kept or dropped where that is known, else generated or real. */
export function pictureKind({ fate, provenance }: TableRow['values']): string {
  if (fate) return String(fate);
  return /^(generated|synthetic)/.test(String(provenance)) ? 'generated' : 'real';
}
