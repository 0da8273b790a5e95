import { type GraspingOptions, graspingFrames } from '../conditions/index.js';
import type { Sample } from '../datasets/index.js';

/** Samples whose object has been moved since the sequence began (Eq. 3), judged view by view: the cameras stand still. */
export function graspingSamples(samples: readonly Sample[], options: GraspingOptions): Sample[] {
  const tracks = new Map<string, Sample[]>();
  for (const sample of samples) {
    if (sample.grasped < 0) continue;
    const name = `${sample.subject}/${sample.sequence}/${sample.view}`;
    const track = tracks.get(name);
    if (track === undefined) tracks.set(name, [sample]);
    else track.push(sample);
  }
  const grasping = new Set<Sample>();
  for (const track of tracks.values()) {
    track.sort((a, b) => a.frame - b.frame);
    const held = graspingFrames(
      track.map((sample) => sample.objects[sample.grasped].pose),
      options,
    );
    track.forEach((sample, i) => {
      if (held[i]) grasping.add(sample);
    });
  }
  return samples.filter((sample) => grasping.has(sample));
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
