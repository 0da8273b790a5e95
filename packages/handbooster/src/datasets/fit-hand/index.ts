export { FIT_HAND_DEFAULTS, type FitHandOptions, type FittedHand, fitHand } from './fit-hand.js';
