import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import * as io from '@handbooster/torch/io';
import type { SampleRecord } from '../../../evaluation/metrics/error-groups.js';
import type { HandMetricsState } from '../../../evaluation/metrics/hand-metrics.js';
import type { KeypointErrorState } from '../../../evaluation/metrics/keypoint-errors.js';
import type { WorstCase } from '../../pages/pictures/worst-cases.js';

/** What scoring some samples of a split leaves, a method after the other. */
export interface SplitPart {
  methods: { metrics: HandMetricsState; samples: SampleRecord[] }[];
  /** Of the last method. */
  worst: readonly WorstCase[];
}

const KEYPOINTS = ['joints', 'alignedJoints', 'vertices', 'alignedVertices'] as const;

/** Writes a part as safetensors; numbers come back to the last bit. */
export function writeSplitPart(file: string, { methods, worst }: SplitPart): void {
  const arrays = new Map<string, io.ArrayData>();
  const doubles = (name: string, values: ArrayLike<number>) => {
    const data = Float64Array.from(values);
    arrays.set(name, { dtype: 'float64', shape: [data.length], data });
  };
  methods.forEach(({ metrics, samples }, m) => {
    for (const name of KEYPOINTS) {
      const { samples: count, sums, counts } = metrics[name];
      doubles(`${m}.${name}.samples`, [count]);
      doubles(`${m}.${name}.sums`, sums);
      const data = Int32Array.from(counts);
      arrays.set(`${m}.${name}.counts`, { dtype: 'int32', shape: [data.length], data });
    }
    doubles(`${m}.fScores`, metrics.fScores);
    const text = new TextEncoder().encode(JSON.stringify(samples));
    arrays.set(`${m}.samples`, { dtype: 'uint8', shape: [text.length], data: text });
  });
  const hand = (name: string, { vertices, joints }: WorstCase['other']) => {
    arrays.set(`${name}.vertices`, { dtype: 'float32', shape: [vertices.length], data: vertices });
    arrays.set(`${name}.joints`, { dtype: 'float32', shape: [joints.length], data: joints });
  };
  worst.forEach(({ index, error, other, ...own }, i) => {
    doubles(`worst.${i}.case`, [index, error]);
    hand(`worst.${i}`, own);
    hand(`worst.${i}.other`, other);
  });
  mkdirSync(dirname(file), { recursive: true });
  io.writeSafetensors(file, arrays);
}

export function readSplitPart(file: string): SplitPart {
  const arrays = io.readSafetensors(file);
  const part: SplitPart = { methods: [], worst: [] };
  const data = <T>(name: string) => arrays.get(name)?.data as T;
  for (let m = 0; arrays.has(`${m}.fScores`); m++) {
    const state = (name: string): KeypointErrorState => ({
      samples: data<Float64Array>(`${m}.${name}.samples`)[0],
      sums: data<Float64Array>(`${m}.${name}.sums`),
      counts: data<Int32Array>(`${m}.${name}.counts`),
    });
    const [joints, alignedJoints, vertices, alignedVertices] = KEYPOINTS.map(state);
    const fScores = data<Float64Array>(`${m}.fScores`);
    const samples = JSON.parse(new TextDecoder().decode(data<Uint8Array>(`${m}.samples`)));
    part.methods.push({ metrics: { joints, alignedJoints, vertices, alignedVertices, fScores }, samples });
  }
  const worst: WorstCase[] = [];
  const hand = (name: string) => ({
    vertices: data<Float32Array>(`${name}.vertices`),
    joints: data<Float32Array>(`${name}.joints`),
  });
  for (let i = 0; arrays.has(`worst.${i}.case`); i++) {
    const [index, error] = data<Float64Array>(`worst.${i}.case`);
    worst.push({ index, error, ...hand(`worst.${i}`), other: hand(`worst.${i}.other`) });
  }
  return { ...part, worst };
}
