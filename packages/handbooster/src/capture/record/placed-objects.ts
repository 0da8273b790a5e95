import type { Mesh } from '../../geometry/mesh/mesh.js';
import { applyRigid, type RigidMotion } from '../../geometry/rigid-motion.js';
import type { ObjectModel } from '../../objects/object-model.js';
import { isClosed } from '../../render/raster/is-closed.js';
import { CoarseMesh } from '../surfaces/coarse-mesh.js';
import { ObjectSurface } from '../surfaces/object-surface.js';
import type { Caster, SceneThing } from '../surfaces/surface.js';

/** Stand-ins that throw shadows have about this far between their vertices, metres. */
const LAMP_CELL = 0.003;
const AROUND_CELL = 0.008;
/** Objects of fewer faces throw the lamp's shadows themselves. */
const FEW_FACES = 3000;

/** The objects of a capture as things to photograph; keeps their surfaces. */
export class PlacedObjects {
  readonly #models: readonly ObjectModel[];
  readonly #surfaces = new Map<number, { surface: ObjectSurface } & Caster>();
  readonly #placed = new WeakMap<RigidMotion, SceneThing>();

  constructor(models: readonly ObjectModel[]) {
    this.#models = models;
  }

  /**
   * An object where it is at a moment; for the same pose, one that stays where it was, it is the same thing.
   *
   * @param pose table from object; of one object only
   */
  at(index: number, pose: RigidMotion): SceneThing {
    let thing = this.#placed.get(pose);
    if (thing === undefined) {
      thing = this.#place(index, pose);
      this.#placed.set(pose, thing);
    }
    return thing;
  }

  #place(index: number, pose: RigidMotion): SceneThing {
    const model = this.#models[index];
    const { surface, lamp, around, cull } = this.#surface(index);
    const placed = ({ vertices, faces }: Mesh): Mesh => ({ vertices: applyRigid(pose, vertices), faces });
    const mesh = placed(model);
    return {
      mesh,
      surface,
      tableFromSurface: pose,
      label: model.id,
      caster: { lamp: lamp === model ? mesh : placed(lamp), around: placed(around), cull },
    };
  }

  #surface(index: number): { surface: ObjectSurface } & Caster {
    let known = this.#surfaces.get(index);
    if (known === undefined) {
      const model = this.#models[index];
      const few = model.faces.length / 3 < FEW_FACES;
      known = {
        surface: new ObjectSurface(model),
        lamp: few ? model : new CoarseMesh(model, LAMP_CELL).of(model.vertices),
        around: new CoarseMesh(model, AROUND_CELL).of(model.vertices),
        cull: isClosed(model.faces) ? 'back' : 'none',
      };
      this.#surfaces.set(index, known);
    }
    return known;
  }
}
