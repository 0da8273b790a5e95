import { InputError } from '../../base/errors/input-error.js';
import { breather } from '../../base/threads/breather.js';
import type { Sample } from '../../datasets/sample/sample.js';
import { decodeHands } from '../../hand/decode-hands.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { type GraspingOptions, graspingFrames } from './grasping-frames.js';
import type { HandContact } from './hand-contact.js';

/** What the rules `contact` and `both` are judged with. */
export interface ContactJudge {
  hand: HandModel;
  contact: HandContact;
}

/**
 * Samples that show a grasp: whose object has been moved since the sequence began (Eq. 3), is touched, or
 * both, by `options.rule`. Judged view by view: the cameras stand still.
 *
 * @param onSamples called with how many more were looked at
 * @throws InputError when contact is to be judged with an object that has no model
 */
export async function graspingSamples(
  samples: readonly Sample[],
  options: GraspingOptions,
  judge?: ContactJudge,
  onSamples: (count: number) => void = () => {},
): Promise<Sample[]> {
  const tracks = new Map<string, Sample[]>();
  for (const sample of samples) {
    if (sample.grasped < 0) continue;
    const name = `${sample.subject}/${sample.sequence}/${sample.view}`;
    const track = tracks.get(name);
    if (track === undefined) tracks.set(name, [sample]);
    else track.push(sample);
  }
  const grasping = new Set<Sample>();
  const breathe = breather();
  for (const track of tracks.values()) {
    track.sort((a, b) => a.frame - b.frame);
    const held = graspingFrames(
      track.map((sample) => sample.objects[sample.grasped].pose),
      options,
      judge && ((frame) => isTouching(track[frame], judge)),
    );
    track.forEach((sample, i) => {
      if (held[i]) grasping.add(sample);
    });
    onSamples(track.length);
    await breathe();
  }
  return samples.filter((sample) => grasping.has(sample));
}

function isTouching(sample: Sample, { hand, contact }: ContactJudge): boolean {
  const object = sample.objects[sample.grasped];
  if (!contact.knows(object.id)) {
    throw new InputError(
      `select.graspingRule: expected a model of ${object.name} to judge contact by, found none; add models/${object.name}, or set select.graspingRule=eq3`,
    );
  }
  const { pose, betas, translation } = sample.hand;
  const { vertices } = decodeHands(hand, pose, betas, translation);
  return contact.touches(vertices, object, sample.image.mirrored);
}

/** The views of one moment show one pose: the first stands for all. */
export function oneViewEach(samples: readonly Sample[]): Sample[] {
  const seen = new Set<string>();
  return samples.filter(({ subject, sequence, frame }) => {
    const moment = `${subject}/${sequence}/${frame}`;
    if (seen.has(moment)) return false;
    seen.add(moment);
    return true;
  });
}
