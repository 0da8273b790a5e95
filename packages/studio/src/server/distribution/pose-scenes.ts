import { applyRigid, composeRigid, identityRigid, invertRigid, rigid } from 'handbooster/geometry';
import type { GraspRecord } from 'handbooster/grasps';
import { closedFaces, decodeHands } from 'handbooster/hand';
import { labelPlaces, Run, readLabelAt } from 'handbooster/pipeline';
import type { SampleScene } from '../../api/data.js';
import { Missing } from '../answer-calls.js';
import type { PoseMap } from './pose-map-file.js';

/** Objects stand on z; the page's axes are a camera's, whose y points down. */
const UPRIGHT = rigid([1, 0, 0, 0, 0, -1, 0, 1, 0], [0, 0, 0]);

type Place = { offset: number; length: number };

/** Hands of a map's points on their objects, every object in the same place, so that two can be compared. */
export class PoseScenes {
  readonly #run: Run;
  #grasps: Map<string, GraspRecord> | null = null;
  #labels: Promise<Map<string, Place>> | null = null;

  constructor(
    folder: string,
    readonly map: PoseMap,
  ) {
    this.#run = Run.open(folder);
  }

  /** @throws Missing where there is no such point */
  async scene(point: number): Promise<SampleScene> {
    const row = this.map.rows[point];
    if (row === undefined) throw new Missing(`${point}: no such point; there are ${this.map.rows.length}`);
    const { hand, move } = row.real ? await this.#real(row.id) : this.#grasp(row.id);
    const { vertices } = decodeHands(this.#run.hand, hand.pose, hand.betas, hand.translation);
    return {
      hand: {
        vertices: Array.from(applyRigid(move, vertices)),
        faces: Array.from(closedFaces(this.#run.hand)),
      },
      objects: [{ name: row.object, grasped: true, pose: Array.from(UPRIGHT), id: row.object_id }],
    };
  }

  async #real(id: string) {
    this.#labels ??= this.#places();
    const place = (await this.#labels).get(id);
    if (place === undefined) throw new Missing(`${id}: no label of this name any more`);
    const { captured } = this.#run;
    const { sample } = await readLabelAt(captured.folder, captured.root, place);
    return {
      hand: sample.hand,
      move: composeRigid(UPRIGHT, invertRigid(sample.objects[sample.grasped].pose)),
    };
  }

  #grasp(id: string) {
    this.#grasps ??= new Map(this.#run.grasps().map((grasp) => [grasp.id, grasp]));
    const hand = this.#grasps.get(id);
    if (hand === undefined) throw new Missing(`${id}: no grasp of this name any more`);
    return { hand, move: composeRigid(UPRIGHT, identityRigid()) };
  }

  /** Where the labels of the map's real poses lie: read through once, and no label is kept. */
  async #places(): Promise<Map<string, Place>> {
    const wanted = new Set(this.map.rows.filter(({ real }) => real).map(({ id }) => id));
    const places = new Map<string, Place>();
    const { folder, root } = this.#run.captured;
    for await (const { id, offset, length } of labelPlaces(folder, root)) {
      if (wanted.has(id)) places.set(id, { offset, length });
    }
    return places;
  }
}
