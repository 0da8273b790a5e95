import { z } from 'zod';
import { PERTURBATION_DEFAULTS } from '../../../conditions/creation/perturbation.js';
import { SCENE_DEFAULTS } from '../../../conditions/maps/scene-builder.js';
import { CONDITION_MAPS, type ConditionMap } from '../../../render/maps/render-condition-maps.js';
import { SYNTHESIS_PRESETS } from '../../../synthesis/presets.js';
import { countOrZero, section, share, wholeWithin } from './section.js';

export const conditionsKeys = section('Conditions to synthesise', {
  count: countOrZero('How many; 0 for as many as there are training images', 0),
  novelGraspShare: share('Share of novel grasps; the rest are novel views of real ones', 0.8),
  placement: z
    .enum(['hand', 'object'])
    .default('hand')
    .describe(
      'What of a novel grasp takes the place of a real sample’s: `hand`, as the release, or `object`, with the hand where it then is',
    ),
  fingerBlend: share(
    'Fingers are any way up to this share from the grasp’s to those of a real sample (beyond the paper); 0 keeps the grasp',
    0,
  ),
  perturbation: z
    .number()
    .min(0)
    .max(180)
    .default(PERTURBATION_DEFAULTS.degrees)
    .describe('Degrees of random turn about each axis'),
  perturbationSided: z
    .enum(['both', 'one'])
    .default(PERTURBATION_DEFAULTS.sided)
    .describe('`both`: from -perturbation to +perturbation; `one`: from 0, as the release'),
  shape: z
    .enum(['grasp', 'reference'])
    .default('grasp')
    .describe(
      'Hand shape of a novel grasp: the one it was optimised for, or that of the training sample it is seen as; then the grasp is validated again',
    ),
  minimumVisible: share('Least share of the hand’s pixels not hidden by the object', 0.2),
  maps: z
    .array(z.enum(CONDITION_MAPS))
    .min(1)
    .default([...SYNTHESIS_PRESETS.paper.conditionMaps] as ConditionMap[])
    .describe('Maps given to the denoiser, in channel order'),
  renderSize: wholeWithin('Pixels of a rendered map', 256, [8, Number.MAX_SAFE_INTEGER]),
  forearm: z
    .enum(['none', 'stub'])
    .default(SCENE_DEFAULTS.forearm)
    .describe('`stub`: maps show a piece of forearm behind the hand; labels stay as they are'),
});
