import type { ConditionScene } from '../../render/maps/condition-scene.js';
import { ConditionWorkspace } from '../../render/maps/condition-workspace.js';
import {
  type ConditionMap,
  type ConditionMaps,
  renderConditionMaps,
} from '../../render/maps/render-condition-maps.js';

export interface ConditionImages {
  /** (S, S, 3) each, as the denoiser gets them. */
  maps: ConditionMaps;
  /** (S, S) 1 on the hand, 2 on the grasped object, 3 on others, 0 elsewhere. */
  labels: Uint8Array;
  /** Share of the hand's pixels that no object hides. */
  visible: number;
}

/**
 * Draws the maps of a condition at the size of the generated picture, each pixel the mean of a finer
 * rendering.
 */
export class ConditionRenderer {
  readonly #workspace = new ConditionWorkspace();

  /** @param renderSize pixels of the rendering behind a map of `size` (256 in the paper). */
  constructor(
    readonly size: number,
    readonly renderSize: number,
    readonly maps: readonly ConditionMap[],
  ) {}

  render(scene: ConditionScene): ConditionImages {
    const samples = Math.max(1, Math.round(this.renderSize / this.size));
    const wanted: ConditionMap[] = [...new Set<ConditionMap>([...this.maps, 'segmentation'])];
    const drawn = renderConditionMaps(scene, { maps: wanted, samples, workspace: this.#workspace });
    const labels = labelsOf(drawn.segmentation as Uint8Array);
    const alone = renderConditionMaps(
      { ...scene, objects: [] },
      { maps: ['segmentation'], workspace: this.#workspace },
    );
    const whole = count(labelsOf(alone.segmentation as Uint8Array), 1);
    const maps = Object.fromEntries(this.maps.map((name) => [name, drawn[name]]));
    return { maps, labels, visible: whole === 0 ? 0 : count(labels, 1) / whole };
  }
}

/** Hand is drawn red, the grasped object green, others blue. */
function labelsOf(segmentation: Uint8Array): Uint8Array {
  const labels = new Uint8Array(segmentation.length / 3);
  for (let i = 0; i < labels.length; i++) {
    for (let k = 0; k < 3; k++) if (segmentation[3 * i + k] > 127) labels[i] = k + 1;
  }
  return labels;
}

function count(values: Uint8Array, wanted: number): number {
  let sum = 0;
  for (const value of values) if (value === wanted) sum++;
  return sum;
}
