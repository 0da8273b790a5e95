import { type ArrayDType, toBytes } from '../../io/arrays/array-data.js';
import type { OnnxAttribute, OnnxModel, OnnxNode, OnnxValue } from './onnx-model.js';
import { ProtobufWriter } from './protobuf-writer.js';

/** TensorProto.DataType */
export const ONNX_TYPES: Record<ArrayDType, number> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
};

/** The version of the file format that came with opset 17. */
const IR_VERSION = 8;

/** AttributeProto.AttributeType */
const [FLOAT, INT, STRING, INTS] = [1, 2, 3, 7];

/** A model as the bytes of an `.onnx` file (onnx.proto; field numbers are its own). */
export function encodeOnnx(model: OnnxModel): Uint8Array {
  const writer = new ProtobufWriter()
    .int(1, IR_VERSION)
    .string(2, 'handbooster')
    .string(6, model.description);
  writer.message(7, (graph) => {
    for (const node of model.nodes) graph.message(1, (message) => writeNode(message, node));
    graph.string(2, model.name);
    for (const [name, { dtype, shape, data }] of model.constants) {
      graph.message(5, (message) => {
        for (const size of shape) message.int(1, size);
        message.int(2, ONNX_TYPES[dtype]).string(8, name).bytes(9, toBytes(data));
      });
    }
    for (const value of model.inputs) graph.message(11, (message) => writeValue(message, value));
    for (const value of model.outputs) graph.message(12, (message) => writeValue(message, value));
  });
  writer.message(8, (opset) => opset.string(1, '').int(2, model.opset));
  for (const [key, value] of Object.entries(model.metadata)) {
    writer.message(14, (entry) => entry.string(1, key).string(2, value));
  }
  return writer.finish();
}

function writeNode(message: ProtobufWriter, { type, inputs, outputs, attributes }: OnnxNode): void {
  for (const input of inputs) message.string(1, input);
  for (const output of outputs) message.string(2, output);
  message.string(3, outputs[0]).string(4, type);
  for (const [name, value] of Object.entries(attributes)) {
    message.message(5, (attribute) => writeAttribute(attribute.string(1, name), value));
  }
}

function writeAttribute(message: ProtobufWriter, value: OnnxAttribute): void {
  if (typeof value === 'number') message.int(3, value).int(20, INT);
  else if (typeof value === 'string') message.string(4, value).int(20, STRING);
  else if ('float' in value) message.float(2, value.float).int(20, FLOAT);
  else {
    for (const item of value) message.int(8, item);
    message.int(20, INTS);
  }
}

function writeValue(message: ProtobufWriter, { name, dtype, shape }: OnnxValue): void {
  message.string(1, name).message(2, (type) =>
    type.message(1, (tensor) =>
      tensor.int(1, ONNX_TYPES[dtype]).message(2, (sizes) => {
        for (const size of shape) {
          sizes.message(1, (dim) => (typeof size === 'number' ? dim.int(1, size) : dim.string(2, size)));
        }
      }),
    ),
  );
}
