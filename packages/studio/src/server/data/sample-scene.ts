import { ConditionRenderer, SceneBuilder } from 'handbooster/conditions';
import { cropCamera, sampleBox } from 'handbooster/datasets';
import { closedFaces, decodeHands } from 'handbooster/hand';
import { CONDITION_MAPS, type ConditionMap } from 'handbooster/render';
import type { SampleScene } from '../../api/data.js';
import { Missing } from '../answer-calls.js';
import type { OpenTable } from './open-tables.js';
import type { ShownSample } from './sample-table.js';

/** Pixels of a map as the page shows it. */
export const MAP_SIZE = 256;

/** Meshes of a sample in its camera. @throws InputError where the hand model is not here */
export function sampleScene(table: OpenTable, sample: ShownSample): SampleScene {
  const hand = table.hand();
  const { pose, betas, translation } = sample.hand;
  return {
    hand: {
      vertices: Array.from(decodeHands(hand, pose, betas, translation).vertices),
      faces: Array.from(closedFaces(hand)),
    },
    objects: sample.objects.map(({ id, name, pose: place }, i) => ({
      name,
      grasped: i === sample.grasped,
      pose: Array.from(place),
      id,
    })),
  };
}

/** @throws Missing where there is no model of that number */
export async function objectModel(table: OpenTable, id: number) {
  const model = (await table.objects()).find((object) => object.id === id);
  if (model === undefined) throw new Missing(`${table.source.id}: no model of object ${id}`);
  return model;
}

/**
 * A condition map of a sample, as the denoiser would get it: of a generated image its own square, of a real
 * picture the square of its hand. (S, S, 3)
 */
export async function sampleMap(table: OpenTable, sample: ShownSample, name: string): Promise<Uint8Array> {
  const map = CONDITION_MAPS.find((known) => known === name) as ConditionMap | undefined;
  if (map === undefined) throw new Missing(`${name}: no such map; there are ${CONDITION_MAPS.join(', ')}`);
  const { width, height } = sample.camera;
  const box =
    width === height
      ? ([0, 0, width, height] as const)
      : (sampleBox(sample) ?? ([0, 0, width, height] as const));
  const camera = cropCamera(sample.camera, box, MAP_SIZE);
  const scene = new SceneBuilder(table.hand(), await table.objects()).scene(sample, camera);
  const { maps } = new ConditionRenderer(MAP_SIZE, 2 * MAP_SIZE, [map]).render(scene);
  return maps[map] as Uint8Array;
}
