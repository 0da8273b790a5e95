import { z } from 'zod';
import { BUILTIN_HAND } from '../../../hand/model/find-hand-model.js';
import { section } from './section.js';

export const handKeys = section('The hand model', {
  model: z
    .string()
    .default(BUILTIN_HAND)
    .describe('`builtin`, or the path of a MANO_RIGHT.pkl / .npz (MANO_DIR is looked at for `mano`)'),
});
