import {
  FINGER_JOINTS,
  FINGERS,
  type Finger,
  fromAnatomical,
  jointLimits,
  toAnatomical,
} from 'handbooster/browser';
import { useMemo, useState } from 'preact/hooks';
import type { PosedScene } from './posed-scene.js';
import type { SceneParts } from './use-scene.js';

const DEGREE = Math.PI / 180;

/** Angles that are offered: joint of the finger, motion (0 flexion, 1 sideways), words. */
const ANGLES: [joint: number, motion: number, words: string][] = [
  [0, 0, 'Knuckle bends'],
  [0, 1, 'Knuckle sideways'],
  [1, 0, 'Middle joint bends'],
  [2, 0, 'End joint bends'],
];

/** Each finger's angles within the limits of its joints. */
export function FingerSliders({ parts, change }: { parts: SceneParts; change: (posed: PosedScene) => void }) {
  const [finger, setFinger] = useState<Finger>('index');
  const { hand, posed } = parts;
  const limits = useMemo(() => jointLimits(hand), [hand]);
  const angles = toAnatomical(limits, posed.pose.subarray(3));
  const set = (at: number, degrees: number) => {
    const next = angles.slice();
    next[at] = degrees * DEGREE;
    const pose = posed.pose.slice();
    const fingers = fromAnatomical(limits, next);
    const first = 3 * Math.floor(at / 3);
    pose.set(fingers.subarray(first, first + 3), 3 + first);
    change({ ...posed, pose });
  };
  return (
    <section class="card" aria-label="Fingers">
      <fieldset class="segments lab-fingers" aria-label="Finger">
        {FINGERS.map((each) => (
          <label key={each}>
            <input type="radio" name="finger" checked={finger === each} onChange={() => setFinger(each)} />
            <span>{each}</span>
          </label>
        ))}
      </fieldset>
      {ANGLES.map(([joint, motion, words]) => {
        const at = 3 * (FINGER_JOINTS[finger][joint] - 1) + motion;
        const degrees = Math.round(angles[at] / DEGREE);
        return (
          <label key={words} class="lab-angle">
            <span>{words}</span>
            <input
              type="range"
              min={Math.ceil(limits.anatomicalLow[at] / DEGREE)}
              max={Math.floor(limits.anatomicalHigh[at] / DEGREE)}
              value={degrees}
              onInput={({ currentTarget: { value } }) => set(at, Number(value))}
            />
            <output>{degrees}°</output>
          </label>
        );
      })}
    </section>
  );
}
