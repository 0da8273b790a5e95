import { expectUnharmed } from './expect-unharmed.js';
import { DATASET_WRITERS } from './writers/dataset-writers.js';
import { RUN_WRITERS } from './writers/run-writers.js';

// An export of DexYCB's large frames takes minutes: it is in `npm run sweep -- writers`.
expectUnharmed([
  ...RUN_WRITERS,
  ...DATASET_WRITERS.filter(({ name }) => !/an export for (dexycb|ho3d)/.test(name)),
]);
