import { PARAMETERS } from '../hand/hand-kinematics.js';
import type { GraspChunk } from './grasp-chunk.js';

const FIRST = 0.9;
const SECOND = 0.98;

/**
 * Adam (Kingma and Ba 2015) on the pose of each grasp for itself, with changed contacts proposed by chance
 * and put to a Metropolis test at a falling temperature. Translation moves in shorter steps than angles: a
 * radian moves a fingertip about 0.1 m. Runs iterations `from` ... `to` - 1 of the schedule.
 */
export function descendMomentum(
  chunk: GraspChunk,
  from: number,
  to: number,
  onIteration?: (done: number, meanEnergy: number) => void,
): void {
  const { options, prior } = chunk.energy;
  const { count, state, gradient, contacts, energies } = chunk;
  const width = options.contacts;
  const first = new Float64Array(state.length);
  const second = new Float64Array(state.length);
  const trialGradient = new Float64Array(state.length);
  const trialContacts = contacts.slice();
  const scales = new Float64Array(PARAMETERS).fill(1);
  scales.fill(0.2, 0, 3).fill(0.7, 3, 6);
  for (let i = 0; i < 45; i++) if (prior.locked[i]) scales[6 + i] = 0;
  for (let iteration = from; iteration < to; iteration++) {
    const { step, temperature: cooling, contactSwitch } = options;
    const progress = iteration / options.iterations;
    const size = step.start * (0.01 + 0.99 * (0.5 + 0.5 * Math.cos(Math.PI * progress)));
    const temperature = cooling.start * cooling.decay ** Math.floor(iteration / cooling.period);
    const switching = contactSwitch.start + progress * (contactSwitch.end - contactSwitch.start);
    const done = iteration - from + 1;
    const correctFirst = 1 - FIRST ** done;
    const correctSecond = 1 - SECOND ** done;
    let mean = 0;
    for (let g = 0; g < count; g++) {
      const { random } = chunk.plans[g];
      const at = g * PARAMETERS;
      for (let i = 0; i < PARAMETERS; i++) {
        const slope = gradient[at + i];
        first[at + i] = FIRST * first[at + i] + (1 - FIRST) * slope;
        second[at + i] = SECOND * second[at + i] + (1 - SECOND) * slope * slope;
        const normalised = first[at + i] / correctFirst / (Math.sqrt(second[at + i] / correctSecond) + 1e-6);
        state[at + i] -= size * scales[i] * normalised;
      }
      chunk.refresh(g);
      if (random.uniform() < switching) {
        const k = g * width + random.integer(width);
        trialContacts[k] = chunk.pickContact(g, k - g * width);
        if (trialContacts[k] !== contacts[k]) {
          const next = chunk.evaluateContacts(g, trialContacts, trialGradient);
          if (next <= energies[g] || random.uniform() < Math.exp((energies[g] - next) / temperature)) {
            contacts[k] = trialContacts[k];
            for (let i = at; i < at + PARAMETERS; i++) gradient[i] = trialGradient[i];
            chunk.keep(g, next);
          } else trialContacts[k] = contacts[k];
        }
      }
      mean += energies[g] / count;
    }
    onIteration?.(iteration + 1, mean);
  }
}
