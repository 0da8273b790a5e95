export { HandOccNet, type HandOccNetOutput } from './handoccnet.js';
export {
  HANDOCCNET_LOSS_WEIGHTS,
  type HandOccNetLosses,
  type HandOccNetTarget,
  handOccNetLosses,
} from './losses.js';
