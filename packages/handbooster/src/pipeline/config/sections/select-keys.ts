import { z } from 'zod';
import { SELECTION_DEFAULTS } from '../../../conditions/selection/selection-options.js';
import { count, positive, section } from './section.js';

const defaults = SELECTION_DEFAULTS;

export const selectKeys = section('Sampling of poses (Alg. 1, Eq. 4-6)', {
  real: count('M: real poses kept per object', defaults.real),
  synthetic: count('N: synthetic poses kept per object', defaults.synthetic),
  intra: z
    .enum(['farthest', 'random'])
    .default(defaults.intra)
    .describe('Which grasps are kept: those farthest from each other (Alg. 1), or any (Tab. 5 g)'),
  cross: z
    .enum(['novelty', 'even'])
    .default(defaults.cross)
    .describe('What makes a kept grasp likelier: being unlike the real ones (Eq. 6), or nothing (Tab. 5 h)'),
  metric: z
    .enum(['paper', 'absdot', 'geodesic'])
    .default(defaults.metric)
    .describe('Distance of pose vectors'),
  translationScale: positive(
    'Metres of translation that weigh as much as one rotation',
    defaults.translationScale,
  ),
  jointWeight: positive('Weight of each joint rotation', defaults.jointWeight),
  objectRotationWeight: positive('Weight of the object’s rotation', defaults.objectRotationWeight),
  novelty: z.enum(['sum', 'nearest']).default(defaults.novelty).describe('Novelty of a pose in Eq. 6'),
  power: positive('Eq. 6 weights are raised to this power', defaults.power),
  symmetries: z
    .enum(['none', 'table', 'detect'])
    .default(defaults.symmetries)
    .describe(
      'Whether poses that differ by a symmetry of the object count as one: by the table of YCB, or by what its mesh shows; not with `metric: paper`',
    ),
  graspingRule: z
    .enum(['eq3', 'contact', 'both'])
    .default(defaults.graspingRule)
    .describe('A grasp is shown when the object has been moved (Eq. 3), is touched, or both'),
  contactDistance: positive(
    'Metres between hand and object that count as touching',
    defaults.contactDistance,
  ),
  graspingRotation: positive(
    'Degrees past which an object counts as moved (Eq. 3)',
    defaults.graspingRotation,
  ),
  graspingTranslation: positive(
    'Metres past which an object counts as moved (Eq. 3)',
    defaults.graspingTranslation,
  ),
  graspingCombine: z
    .enum(['or', 'and'])
    .default(defaults.graspingCombine)
    .describe('Whether one of the two is enough'),
});
