import type { SceneBuilder } from '../../../conditions/maps/scene-builder.js';
import { sampleBox } from '../../../datasets/crop/crop-and-augment.js';
import { cropCamera } from '../../../datasets/crop/crop-camera.js';
import { wholeImageBox } from '../../../datasets/crop/square-box.js';
import type { Sample } from '../../../datasets/sample/sample.js';
import type { SampleRecord } from '../../../evaluation/metrics/error-groups.js';
import { visibleShare } from '../../../evaluation/visible-share.js';

/** Side of the pictures that what is hidden is counted in. */
const VISIBLE_PIXELS = 96;

/** What a test sample shows. */
export type SampleFacts = Omit<SampleRecord, 'method' | 'errors'>;

/** What a test sample shows: whom, from where, holding what, and how much of the hand is seen. */
export function sampleFacts(sample: Sample, split: string, scenes: SceneBuilder): SampleFacts {
  const { id, subject, sequence, view, objects, grasped, camera } = sample;
  const box = sampleBox(sample) ?? wholeImageBox(camera.width, camera.height);
  const visible = visibleShare(scenes.scene(sample, cropCamera(camera, box, VISIBLE_PIXELS)));
  return { split, id, subject, sequence, view, object: objects[grasped]?.name ?? 'none', visible };
}
