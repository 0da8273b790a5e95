import type { ArrayData } from '../../io/arrays/array-data.js';
import { float16ToFloat32, float32ToFloat16 } from '../../io/arrays/half.js';
import { fixBatch } from '../fix-batch.js';
import { isBatchSize, type TracedGraph } from '../traced-graph.js';
import { encodeOnnx } from './encode-onnx.js';
import { cast } from './lowerings/lowering.js';
import { loweringOf } from './lowerings/lowering-of.js';
import { OnnxGraph } from './onnx-graph.js';
import type { OnnxModel, OnnxValue } from './onnx-model.js';
import { opencv4LoweringOf } from './opencv4/opencv4-lowering-of.js';
import { OperatorCall } from './operator-call.js';

/** The operator set that the models are written for: LayerNormalization came with 17, GridSample with 16. */
export const OPSET = 17;

/** For OpenCV 4: the last in which Clip has its limits as attributes, as OpenCV 4.6 wants them. */
export const OPENCV4_OPSET = 10;

/** Constants of fewer numbers stay in float32: they hardly count, and scales are best kept exact. */
const HALF_FROM = 256;

export interface OnnxOptions {
  name: string;
  description?: string;
  /** Free-form facts kept in the file. */
  metadata?: Readonly<Record<string, string>>;
  /**
   * Larger constants in half precision, turned to float32 where they are used: half the file, the same
   * arithmetic. `exact` only those that lose nothing, as weights that were read from half precision;
   * `rounded` all of them.
   */
  half?: 'exact' | 'rounded' | null;
  /**
   * For OpenCV 4.6 and later: a batch of one and opset 10, in the few operators that it reads and evaluates
   * right. Truth values are float32, 1 and 0. Not with `half`, which OpenCV 4 does not read.
   */
  opencv4?: boolean;
}

/**
 * A traced graph as the bytes of an `.onnx` file (opset 17, or 10 for OpenCV 4). The first size of inputs and
 * outputs that follows the batch is called `batch`.
 *
 * @throws Error naming every operator of the graph that has no mapping.
 */
export function toOnnx(graph: TracedGraph, options: OnnxOptions): Uint8Array {
  return encodeOnnx(onnxModel(graph, options));
}

/** The same before it is encoded. */
export function onnxModel(
  traced: TracedGraph,
  { name, description = '', metadata = {}, half = null, opencv4 = false }: OnnxOptions,
): OnnxModel {
  if (opencv4 && half !== null) throw new Error('OpenCV 4 reads no constants in half precision');
  const graph = opencv4 ? fixBatch(traced, 1) : traced;
  const [opset, mapping] = opencv4 ? [OPENCV4_OPSET, opencv4LoweringOf] : [OPSET, loweringOf];
  const unknown = [...new Set(graph.calls.map(({ operator }) => operator))].filter(
    (operator) => mapping(operator) === undefined,
  );
  if (unknown.length > 0) {
    const target = opencv4 ? `for OpenCV 4, opset ${opset}` : `opset ${opset}`;
    throw new Error(`no ONNX mapping (${target}) for ${unknown.sort().join(', ')}`);
  }
  const batchInput = graph.inputs.find(({ value }) => isBatchSize(graph.values.get(value)!.shape[0]));
  const onnx = new OnnxGraph(batchInput?.name ?? graph.inputs[0].name);
  const names = new Map<number, string>(graph.inputs.map(({ name, value }) => [value, name]));
  const nameOf = (value: number): string => {
    const known = names.get(value);
    if (known !== undefined) return known;
    const constant = graph.constants.get(value);
    if (constant === undefined) throw new Error(`the graph uses tensor ${value} before it is made`);
    const added = addConstant(onnx, constant.name, constant.array, half);
    names.set(value, added);
    return added;
  };
  for (const call of graph.calls) {
    const lowering = mapping(call.operator)!;
    const results = [lowering(new OperatorCall(call, graph, nameOf), onnx)].flat();
    for (const [i, value] of call.results.entries()) names.set(value, results[i]);
  }
  const describe = ({ name, value }: { name: string; value: number }): OnnxValue => {
    const { dtype, shape } = graph.values.get(value)!;
    return {
      name,
      dtype: opencv4 && dtype === 'bool' ? 'float32' : dtype,
      shape: shape.map((size) => (isBatchSize(size) ? sizeName(size.batch, size.plus) : size)),
    };
  };
  for (const { name: output, value } of graph.outputs) {
    onnx.nodes.push({ type: 'Identity', inputs: [nameOf(value)], outputs: [output], attributes: {} });
  }
  const used = new Set(onnx.nodes.flatMap(({ inputs }) => inputs));
  return {
    opset,
    name,
    description,
    metadata,
    inputs: graph.inputs.map(describe),
    outputs: graph.outputs.map(describe),
    nodes: onnx.nodes,
    constants: new Map([...onnx.constants].filter(([name]) => used.has(name))),
  };
}

function sizeName(batch: number, plus: number): string {
  if (batch === 1 && plus === 0) return 'batch';
  return `${batch === 1 ? '' : `${batch}*`}batch${plus === 0 ? '' : `+${plus}`}`;
}

function addConstant(graph: OnnxGraph, name: string, array: ArrayData, half: OnnxOptions['half']): string {
  if (half && array.dtype === 'float32' && array.data.length >= HALF_FROM) {
    const data = array.data as Float32Array;
    const halved = float32ToFloat16(data);
    const exact = () => float16ToFloat32(halved).every((value, i) => Object.is(value, data[i]));
    if (half === 'rounded' || exact()) {
      graph.constants.set(name, { dtype: 'float16', shape: array.shape, data: halved });
      return cast(graph, name, 'float16', 'float32');
    }
  }
  graph.constants.set(name, array);
  return name;
}
