import { PARAMETERS } from '../hand/hand-kinematics.js';
import type { GraspChunk } from './grasp-chunk.js';

/**
 * Upstream's optimiser (Wang et al., DexGraspNet, ICRA 2023, Sec. III-C, after MALA): gradient steps
 * normalised by a running mean square over the chunk, each tested by Metropolis at a falling temperature,
 * contacts redrawn by chance.
 *
 *     x' = x - s g / (sqrt(ema) + 1e-6),  accepted with probability min(1, exp((E - E') / T))
 */
export function descendAnnealed(
  chunk: GraspChunk,
  onIteration?: (done: number, meanEnergy: number) => void,
): void {
  const { options } = chunk.energy;
  const { count, state, gradient, contacts, energies } = chunk;
  const width = options.contacts;
  const trial = new Float64Array(state.length);
  const trialGradient = new Float64Array(state.length);
  const trialContacts = new Int32Array(contacts.length);
  const perGrasp = options.normaliser === 'grasp';
  const ema = new Float64Array(perGrasp ? state.length : PARAMETERS);
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    const { step, temperature: cooling, contactSwitch } = options;
    const size = step.start * step.decay ** Math.floor(iteration / step.period);
    const temperature = cooling.start * cooling.decay ** Math.floor((iteration + 1) / cooling.period);
    const progress = iteration / options.iterations;
    const switching = contactSwitch.start + progress * (contactSwitch.end - contactSwitch.start);
    updateNormaliser(ema, gradient, count, options.momentum, perGrasp);
    let mean = 0;
    for (let g = 0; g < count; g++) {
      const { random } = chunk.plans[g];
      const at = g * PARAMETERS;
      const e = perGrasp ? at : 0;
      for (let i = 0; i < PARAMETERS; i++) {
        trial[at + i] = state[at + i] - (size * gradient[at + i]) / (Math.sqrt(ema[e + i]) + 1e-6);
      }
      for (let c = 0; c < width; c++) {
        const k = g * width + c;
        trialContacts[k] = random.uniform() < switching ? chunk.pickContact(g, c) : contacts[k];
      }
      const next = chunk.evaluate(g, trial, trialContacts, trialGradient);
      if (next <= energies[g] || random.uniform() < Math.exp((energies[g] - next) / temperature)) {
        for (let i = at; i < at + PARAMETERS; i++) {
          state[i] = trial[i];
          gradient[i] = trialGradient[i];
        }
        for (let k = g * width; k < (g + 1) * width; k++) contacts[k] = trialContacts[k];
        chunk.keep(g, next);
      }
      mean += energies[g] / count;
    }
    onIteration?.(iteration + 1, mean);
  }
}

/**
 * ema = momentum x mean over the chunk of g^2 + (1 - momentum) x ema: the new value weighs most, as upstream.
 */
function updateNormaliser(
  ema: Float64Array,
  gradient: Float64Array,
  count: number,
  momentum: number,
  perGrasp: boolean,
): void {
  if (perGrasp) {
    for (let i = 0; i < ema.length; i++) ema[i] = momentum * gradient[i] ** 2 + (1 - momentum) * ema[i];
    return;
  }
  for (let i = 0; i < PARAMETERS; i++) {
    let sum = 0;
    for (let g = 0; g < count; g++) sum += gradient[g * PARAMETERS + i] ** 2;
    ema[i] = (momentum * sum) / count + (1 - momentum) * ema[i];
  }
}
