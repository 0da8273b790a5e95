export { encodeOnnx } from './encode-onnx.js';
export type { OnnxAttribute, OnnxModel, OnnxNode, OnnxValue } from './onnx-model.js';
export { type OnnxOptions, OPENCV4_OPSET, OPSET, onnxModel, toOnnx } from './to-onnx.js';
