export * from './onnx/index.js';
export { type TraceOptions, traceGraph } from './trace-graph.js';
export * from './traced-graph.js';
