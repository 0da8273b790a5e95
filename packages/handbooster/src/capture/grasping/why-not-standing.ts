import { InputError } from '../../base/errors/input-error.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { stablePoses } from './standing-object.js';

/** Why an object cannot be set on a table, in words; null where it can. */
export function whyNotStanding(mesh: Mesh): string | null {
  try {
    return stablePoses(mesh, 1).length > 0 ? null : 'it rests on a table in no way that is steady';
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}
