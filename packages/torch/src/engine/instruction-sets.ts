import { spawnSync } from 'node:child_process';
import { addonPath, librarySettings } from '../native.js';

/**
 * Which instructions the engine's parts compute with, each in its library's own words; null where it does not
 * say.
 */
export interface InstructionSets {
  /** The engine's own loops. */
  aten: string | null;
  /** oneDNN: most convolutions. */
  onednn: string | null;
  /** Matrix products: OpenBLAS's kernels, or the name of another library. */
  blas: string | null;
}

// The libraries tell only on their first use, and only those that are told to before they are loaded.
const PROGRAM = `
const addon = { exports: {} };
process.dlopen(addon, process.argv[1]);
const { bind, call, engineInfo, fromTypedArray, setThreads } = addon.exports;
setThreads(1, true);
const FLOAT32 = 6;
const zeros = (...shape) => fromTypedArray(new Float32Array(shape.reduce((a, b) => a * b)), shape, FLOAT32);
const settings = [null, [1, 1], [1, 1]];
call(bind('aten::conv2d', ['input', 'weight', 'bias', 'stride', 'padding']), zeros(8, 32, 16, 16), zeros(32, 32, 3, 3), ...settings);
call(bind('aten::mm', ['self', 'mat2']), zeros(64, 64), zeros(64, 64));
console.log(engineInfo().configuration);
`;

/**
 * Asks the libraries, in a process of its own (a second or two), which instructions they compute with under
 * this process's environment: results of float32 differ in their last digits between them, and speed by
 * factors.
 */
export function instructionSets(environment: NodeJS.ProcessEnv = process.env): InstructionSets {
  const addon = addonPath();
  if (!addon) throw new Error('The libtorch engine is not set up: run `handbooster setup`.');
  const verbose = { ONEDNN_VERBOSE: '1', DNNL_VERBOSE: '1', MKL_VERBOSE: '0', OPENBLAS_VERBOSE: '2' };
  const env = { ...librarySettings(environment), ...environment, ...verbose };
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', PROGRAM, addon], {
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The engine could not be asked for its instruction sets: ${stderr}`);
  const said = `${stdout}\n${stderr}`;
  const find = (pattern: RegExp) => pattern.exec(said)?.[1].trim() ?? null;
  return {
    aten: find(/CPU capability usage: (.*)/),
    onednn: find(/(?:onednn|dnnl)_verbose,(?:v1,)?info,cpu,isa:(?:Intel )?(.*)/),
    blas: find(/^Core: (\w+)/m) ?? find(/BLAS_INFO=(\w+)/),
  };
}
