import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { io, type nn, type optim } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';

const FILE = 'training.safetensors';
const FORMAT = 'handbooster-reconstruction-training';

/** Writes all that the next step depends on as one file, atomically: a crash leaves the one before. */
export function saveTrainingState(
  folder: string,
  network: nn.Module,
  optimiser: optim.Adam,
  step: number,
): void {
  const arrays = new Map<string, io.ArrayData>();
  for (const [name, array] of network.stateArrays()) arrays.set(`network.${name}`, array);
  for (const [name, array] of optimiser.stateDict()) arrays.set(`optimiser.${name}`, array);
  io.writeSafetensors(join(folder, FILE), arrays, { format: FORMAT, step: String(step) });
}

/** Puts a saved state back, where there is one. @returns the step to go on with, 0 without a saved state. */
export function loadTrainingState(folder: string, network: nn.Module, optimiser: optim.Adam): number {
  const path = join(folder, FILE);
  if (!existsSync(path)) return 0;
  const contents = io.readSafetensors(path);
  const step = Number(contents.metadata.step);
  if (contents.metadata.format !== FORMAT || !Number.isSafeInteger(step)) {
    throw new InputError(`${path}: not the state of a reconstruction training; remove it to start anew`);
  }
  const part = (prefix: string) =>
    new Map(
      [...contents]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, array]) => [name.slice(prefix.length), array]),
    );
  try {
    network.loadStateDict(part('network.'));
    optimiser.loadStateDict(part('optimiser.'));
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new InputError(`${path}: saved by another network (${found}); remove it to start anew`);
  }
  return step;
}
