export { H2ONET_DEFAULTS, H2ONet, type H2ONetOptions, type H2ONetOutput } from './h2onet.js';
export {
  H2ONET_LOSS_DEFAULTS,
  type H2ONetLosses,
  type H2ONetLossOptions,
  type H2ONetTarget,
  h2oNetLosses,
  h2oNetTarget,
} from './losses.js';
