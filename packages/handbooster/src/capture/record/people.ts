import { partOfVertex } from '../../hand/hand-parts.js';
import type { HandModel, HandSide } from '../../hand/model/hand-model.js';
import { Arm } from '../people/arm.js';
import { SkinPaint } from '../people/skin-paint.js';
import { SkinSurface } from '../people/skin-surface.js';
import type { Subject } from '../people/subjects.js';
import { CoarseMesh } from '../surfaces/coarse-mesh.js';

/** Between the vertices of the hand that throws shadows into the light from around, metres. */
const HAND_CELL = 0.006;

/** What pictures show of a person. */
export interface Person {
  skin: SkinSurface;
  arm: Arm;
  coarseHand: CoarseMesh;
}

/** The people of a capture, who keep their paint from one picture to the next. */
export class People {
  readonly #people = new Map<string, Person>();

  constructor(
    readonly hands: Record<HandSide, HandModel>,
    readonly subjects: readonly Subject[],
  ) {}

  /** @param index of the subject */
  of(index: number, side: HandSide): Person {
    const key = `${index} ${side}`;
    let person = this.#people.get(key);
    if (person === undefined) {
      const model = this.hands[side];
      const subject = this.subjects[index];
      const paint = new SkinPaint(model, subject);
      const rest = { vertices: model.template, faces: model.faces };
      person = {
        skin: new SkinSurface(rest, partOfVertex(model), paint),
        arm: new Arm(model, subject, paint),
        coarseHand: new CoarseMesh(rest, HAND_CELL),
      };
      this.#people.set(key, person);
    }
    return person;
  }
}
