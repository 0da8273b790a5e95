/**
 * Records the schemas of the loaded engine for the generator: `LIBTORCH=... npx tsx
 * packages/torch/scripts/dump-schemas.ts`.
 */
import { dumpSchemas } from './operator-schemas.js';

console.log(dumpSchemas());
