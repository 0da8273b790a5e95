import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { CAPTURE_SETUP } from '../../capture/plan/capture-plan.js';
import { DEXYCB_DEFAULT_SETUP } from '../../datasets/dexycb/dexycb-layout.js';
import { dexYcbSplit } from '../../datasets/real/dexycb-split.js';
import type { Sample } from '../../datasets/sample/sample.js';
import type { HandModel } from '../../hand/model/hand-model.js';

/**
 * Training samples of real data in DexYCB's layout; `setup` is a simulated capture's own by default, else s0.
 */
export async function trainingSamples(
  capture: string,
  hand: HandModel,
  setup: string | undefined,
): Promise<readonly Sample[]> {
  const root = resolve(capture);
  if (!existsSync(root))
    throw new InputError(`${root}: no such folder; expected real data in DexYCB's layout`);
  const own = existsSync(join(root, 'capture.json')) ? CAPTURE_SETUP : DEXYCB_DEFAULT_SETUP;
  return (await dexYcbSplit(root, hand, setup ?? own, 'train')).samples;
}
