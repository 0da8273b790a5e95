export { backward, type GradOptions, grad } from './grad.js';
export {
  AUTOCAST_DEFAULTS,
  type AutocastOptions,
  autocast,
  enableGrad,
  inferenceMode,
  isGradEnabled,
  noGrad,
} from './modes.js';
