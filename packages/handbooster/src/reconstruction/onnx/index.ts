export { NETWORK_ONNX_DEFAULTS, type NetworkOnnxOptions, networkToOnnx } from './network-onnx.js';
export { roundToHalf } from './round-to-half.js';
