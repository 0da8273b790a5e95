export { encodeOnnx } from './encode-onnx.js';
export type { OnnxAttribute, OnnxModel, OnnxNode, OnnxValue } from './onnx-model.js';
export { type OnnxOptions, OPSET, onnxModel, toOnnx } from './to-onnx.js';
