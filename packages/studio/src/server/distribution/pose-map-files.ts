import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readManifest } from 'handbooster/pipeline';

/** Goes up when the same inputs give another map. */
const VERSION = 1;
/** Beside the stages of a run: what the studio has worked out of them. */
const FOLDER = 'studio';

/**
 * Where the map of a run's present poses may lie, best first: beside the run, or, where that cannot be
 * written, among temporary files. Null before there are poses.
 */
export function poseMapFiles(run: string): string[] | null {
  const stages = readManifest(join(run, 'manifest.json'))?.stages;
  const [grasps, select] = [stages?.grasps, stages?.select];
  if (grasps === undefined || select === undefined) return null;
  const inputs = [VERSION, grasps.outputs, select.key, select.outputs];
  const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);
  const name = `poses-${hash(inputs.join(' '))}.parquet`;
  return [join(run, FOLDER), join(tmpdir(), 'handbooster-studio', hash(run))].map((folder) =>
    join(folder, name),
  );
}
