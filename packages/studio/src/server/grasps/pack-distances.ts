import { DISTANCE_STEP } from '../../api/grasps.js';

/** Distances (metres) as a page gets them: see `DISTANCE_STEP`. */
export function packDistances(distances: Float32Array): string {
  const bytes = Int8Array.from(distances, (distance) =>
    Math.min(127, Math.max(-128, Math.round(distance / DISTANCE_STEP))),
  );
  return Buffer.from(bytes.buffer).toString('base64');
}
