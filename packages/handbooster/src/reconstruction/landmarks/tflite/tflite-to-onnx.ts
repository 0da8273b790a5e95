import { trace } from '@handbooster/torch';
import { DEQUANTIZE, OnnxAssembly } from './onnx-assembly.js';
import { readTflite, type TfliteGraph, type TfliteOperator } from './read-tflite.js';

export interface TfliteToOnnxOptions {
  name: string;
  description: string;
  /** Names of the outputs, in the file's order. */
  outputs: readonly string[];
  /** Free-form facts kept in the file. */
  facts: Record<string, string>;
}

/** Numbers of the operators in the schema (BuiltinOperator). */
const CODES = {
  add: 0,
  concatenate: 2,
  convolve: 3,
  convolveEach: 4,
  multiply: 9,
  logistic: 14,
  maxPool: 17,
  reshape: 22,
  resize: 23,
  pad: 34,
  mean: 40,
  prelu: 54,
} as const;

/**
 * A TensorFlow Lite network of pictures as an ONNX model (opset 17) that does the same: input `image` (1, 3,
 * H, W) in 0 ... 1, outputs under the names given. Inside, height and width come last, as ONNX has them; what
 * is given out keeps the file's own shape. Weights in half precision stay so and are widened where they are
 * used.
 *
 * It knows the operators that the hand networks of MediaPipe are made of.
 *
 * @throws RangeError naming an operator or an option that it does not know.
 */
export function tfliteToOnnx(bytes: Uint8Array, options: TfliteToOnnxOptions): Uint8Array {
  const graph = readTflite(bytes);
  const assembly = new OnnxAssembly(graph);
  for (const operator of graph.operators) {
    if (operator.code === DEQUANTIZE) continue;
    assembly.set(operator.outputs[0], lower(assembly, graph, operator));
  }
  const [, height, width] = graph.tensors[graph.inputs[0]].shape;
  return trace.encodeOnnx({
    opset: trace.OPSET,
    name: options.name,
    description: options.description,
    inputs: [{ name: 'image', dtype: 'float32', shape: [1, 3, height, width] }],
    outputs: graph.outputs.map((tensor, i) => {
      assembly.nodes.push({
        type: 'Identity',
        inputs: [assembly.value(tensor)],
        outputs: [options.outputs[i]],
        attributes: {},
      });
      return { name: options.outputs[i], dtype: 'float32', shape: graph.tensors[tensor].shape };
    }),
    nodes: assembly.nodes,
    constants: assembly.constants,
    metadata: options.facts,
  });
}

/** One operator in ONNX's; gives the name of its output. */
function lower(to: OnnxAssembly, graph: TfliteGraph, operator: TfliteOperator): string {
  const { code, inputs, options } = operator;
  const shape = (tensor: number) => graph.tensors[tensor].shape;
  const [input, second] = inputs;
  switch (code) {
    case CODES.add:
      return to.activate(to.apply('Add', [to.value(input), to.value(second)]), options.byte(0));
    case CODES.concatenate: {
      const axis = options.int(0);
      const axes = [0, 2, 3, 1];
      const at = shape(operator.outputs[0]).length === 4 ? axes[axis] : axis;
      return to.activate(
        to.apply(
          'Concat',
          inputs.map((tensor) => to.value(tensor)),
          { axis: at },
        ),
        options.byte(1),
      );
    }
    case CODES.convolve:
    case CODES.convolveEach: {
      const each = code === CODES.convolveEach;
      const [, kernelHeight, kernelWidth] = shape(second);
      const strides = [options.int(2), options.int(1)];
      // The options of a convolution by channel have one more field in front of the activation.
      const activation = options.byte(each ? 4 : 3);
      const dilations = each ? [options.int(6), options.int(5)] : [options.int(5), options.int(4)];
      if (dilations.some((step) => step > 1)) throw new RangeError('tfliteToOnnx: a dilated convolution');
      // (out, H, W, in) becomes (out, in, H, W); by channel, (1, H, W, out) becomes (out, 1, H, W).
      const weights = to.constantTransposed(second, each ? [3, 0, 1, 2] : [0, 3, 1, 2]);
      const convolved = to.apply('Conv', [to.value(input), weights, to.value(inputs[2])], {
        kernel_shape: [kernelHeight, kernelWidth],
        strides,
        pads: padding(options.byte(0), shape(input), [kernelHeight, kernelWidth], strides),
        group: each ? shape(input)[3] : 1,
      });
      return to.activate(convolved, activation);
    }
    case CODES.multiply: {
      const flat = to.apply('Reshape', [to.value(input), to.integers([1, -1])]);
      const inputsOfGemm = [flat, to.value(second), ...(inputs[2] >= 0 ? [to.value(inputs[2])] : [])];
      return to.activate(to.apply('Gemm', inputsOfGemm, { transB: 1 }), options.byte(0));
    }
    case CODES.logistic:
      return to.apply('Sigmoid', [to.value(input)]);
    case CODES.maxPool: {
      const strides = [options.int(2), options.int(1)];
      const window = [options.int(4), options.int(3)];
      const pooled = to.apply('MaxPool', [to.value(input)], {
        kernel_shape: window,
        strides,
        pads: padding(options.byte(0), shape(input), window, strides),
      });
      return to.activate(pooled, options.byte(5));
    }
    case CODES.reshape: {
      const last = to.channelsLast(input);
      return to.apply('Reshape', [last, to.integers(shape(operator.outputs[0]))]);
    }
    case CODES.resize: {
      const [, height, width, channels] = shape(operator.outputs[0]);
      const mode = options.byte(2) ? 'align_corners' : options.byte(3) ? 'half_pixel' : 'asymmetric';
      return to.apply('Resize', [to.value(input), '', '', to.integers([1, channels, height, width])], {
        mode: 'linear',
        coordinate_transformation_mode: mode,
      });
    }
    case CODES.pad: {
      const [n, h, w, c] = to.pairs(second);
      const pads = [n, c, h, w];
      const order = [...pads.map(([before]) => before), ...pads.map(([, after]) => after)];
      return to.apply('Pad', [to.value(input), to.integers(order)], { mode: 'constant' });
    }
    case CODES.mean:
      // Both hand networks average over height and width alone.
      return to.apply('ReduceMean', [to.value(input)], { axes: [2, 3], keepdims: 1 });
    case CODES.prelu: {
      const channels = shape(second)[shape(second).length - 1];
      const slope = to.apply('Reshape', [to.value(second), to.integers([channels, 1, 1])]);
      return to.apply('PRelu', [to.value(input), slope]);
    }
    default:
      throw new RangeError(`tfliteToOnnx: operator ${code} of TensorFlow Lite is not known here`);
  }
}

/** ONNX's pads of TensorFlow's SAME (0, the odd pixel behind) and VALID (1). */
function padding(
  kind: number,
  [, height, width]: readonly number[],
  kernel: readonly number[],
  strides: readonly number[],
): number[] {
  const both = [height, width].map((length, i) => {
    if (kind === 1) return [0, 0];
    const total = Math.max(0, (Math.ceil(length / strides[i]) - 1) * strides[i] + kernel[i] - length);
    return [total >> 1, total - (total >> 1)];
  });
  return [both[0][0], both[1][0], both[0][1], both[1][1]];
}
