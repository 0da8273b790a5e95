import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io } from '@handbooster/torch';
import type { OnnxArray } from '../../../torch/test/support/run-onnx.js';

/** Debian's interpreter, which its python3-opencv is made for. */
const PYTHON = '/usr/bin/python3';

const RUN = `
import sys, cv2, numpy as np
folder, *names = sys.argv[1:]
net = cv2.dnn.readNetFromONNX(folder + '/model.onnx')
given = np.load(folder + '/in.npz')
for name in given.files:
    net.setInput(given[name], name)
np.savez(folder + '/out.npz', **dict(zip(names, net.forward(names))))
`;

/** Whether OpenCV's dnn is here. */
export function hasOpenCv(): boolean {
  return spawnSync(PYTHON, ['-c', 'import cv2.dnn']).status === 0;
}

/** Runs a model in OpenCV; its outputs are the ones of a reconstruction network. */
export async function runOpenCv(
  model: Uint8Array,
  runs: readonly (readonly OnnxArray[])[],
): Promise<Map<string, OnnxArray>[]> {
  const folder = mkdtempSync(join(tmpdir(), 'opencv-'));
  try {
    writeFileSync(join(folder, 'model.onnx'), model);
    return runs.map((inputs) => {
      io.writeNpz(join(folder, 'in.npz'), new Map(inputs.map((array) => [array.name, array])));
      const outputs = ['vertices', 'joints', 'joints2d'];
      const { status, stderr } = spawnSync(PYTHON, ['-c', RUN, folder, ...outputs], { encoding: 'utf8' });
      if (status !== 0) throw new Error(stderr);
      const found = io.readNpz(join(folder, 'out.npz'));
      return new Map(
        outputs.map((name) => {
          const { dtype, shape, data } = found.get(name)!;
          return [name, { name, dtype, shape: [...shape], data } as OnnxArray];
        }),
      );
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
