import { expect, test } from 'vitest';
import { describeEngine } from './describe-engine.js';
import { instructionSets } from './instruction-sets.js';

const narrow = {
  ONEDNN_MAX_CPU_ISA: 'SSE41',
  DNNL_MAX_CPU_ISA: 'SSE41',
  OPENBLAS_CORETYPE: 'Nehalem',
  ATEN_CPU_CAPABILITY: 'default',
};

test.runIf(process.arch === 'x64')('what the environment asks for is what the libraries report', () => {
  const { aten, onednn, blas } = instructionSets({ ...process.env, ...narrow });
  expect(aten).toMatch(/^(NO AVX|DEFAULT)$/);
  expect(onednn).toBe('SSE4.1');
  expect(blas).toMatch(/^(Nehalem|mkl)$/);
});

test('the engine of this process reports the same', () => {
  const { aten, blas } = instructionSets();
  expect(describeEngine().configuration).toContain(`CPU capability usage: ${aten}\n`);
  expect(blas).not.toBeNull();
});
