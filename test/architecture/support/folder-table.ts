/**
 * A folder of `packages/handbooster/src`, and those above it in the table that it may not import all the
 * same.
 */
export interface Floor {
  folder: string;
  not?: string[];
}

/**
 * What may import what: a folder imports what stands above it here, less the folders named in `not`
 * (docs/concepts/architecture.md says what each is for).
 */
export const FLOORS: Floor[] = [
  { folder: 'base' },
  { folder: 'distributed' },
  { folder: 'geometry', not: ['distributed'] },
  { folder: 'hand' },
  { folder: 'objects', not: ['hand'] },
  { folder: 'render' },
  { folder: 'datasets' },
  { folder: 'capture' },
  { folder: 'drawing', not: ['capture'] },
  { folder: 'grasps', not: ['datasets', 'capture'] },
  { folder: 'conditions', not: ['capture'] },
  { folder: 'synthesis', not: ['grasps', 'capture'] },
  { folder: 'reconstruction', not: ['grasps', 'capture'] },
  { folder: 'evaluation', not: ['grasps', 'capture'] },
  { folder: 'pipeline/config' },
  { folder: 'pipeline/outputs' },
  { folder: 'pipeline/shards' },
  { folder: 'pipeline/run' },
  { folder: 'pipeline/weights' },
  { folder: 'pipeline/pages' },
  { folder: 'pipeline/stages' },
  { folder: 'pipeline' },
  { folder: 'experiments' },
  { folder: 'commands' },
  { folder: 'cli' },
];

export const HANDBOOSTER = 'packages/handbooster/src';

/**
 * The row of {@link FLOORS} that a file of handbooster stands in; null for files outside and for the façade.
 */
export function floorOf(path: string): Floor | null {
  if (!path.startsWith(`${HANDBOOSTER}/`)) return null;
  const parts = path.slice(HANDBOOSTER.length + 1).split('/');
  if (parts.length === 1) return null;
  const two = FLOORS.find(({ folder }) => folder === `${parts[0]}/${parts[1]}`);
  return two ?? FLOORS.find(({ folder }) => folder === parts[0]) ?? { folder: parts[0] };
}

/** Whether a file in one folder may import a file in another. */
export function mayImport(from: Floor, to: Floor): boolean {
  if (from.folder === to.folder) return true;
  const rank = (floor: Floor) => FLOORS.findIndex(({ folder }) => folder === floor.folder);
  const above = rank(to) >= 0 && rank(to) < rank(from);
  return above && !(from.not ?? []).includes(to.folder);
}
