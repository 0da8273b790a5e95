// Prints which instructions the engine computes with under this environment, for example `ATen AVX2, oneDNN
// AVX2, BLAS Haswell`.
import { instructionSets } from '../packages/torch/dist/engine/instruction-sets.js';

const { aten, onednn, blas } = instructionSets();
process.stdout.write(`ATen ${aten}, oneDNN ${onednn}, BLAS ${blas}\n`);
