import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CASES, INPUTS, type Inputs } from '../../test/support/operator-cases.js';
import { hasPythonTorch, runPython } from '../../test/support/python-torch.js';
import { scoped } from '../../test/support/scoped.js';
import { Random } from '../random/random.js';
import { memory } from '../tensor/memory.js';
import { dispose, keep } from '../tensor/scope.js';
import { Tensor } from '../tensor/tensor.js';
import { tensor } from './create.js';

interface PythonResult {
  shape: number[];
  dtype: string;
  values: (number | string)[];
}

const PROGRAM = `
import json, sys, torch
import torch.nn.functional as F
request = json.load(sys.stdin)
names = {"torch": torch, "F": F, "spd": lambda x: x @ x.t() + torch.diag(torch.arange(4) + 1.0)}
for name, value in request["inputs"].items():
    kind = torch.int64 if value["integer"] else torch.float64
    names[name] = torch.tensor(value["data"], dtype=kind).reshape(value["shape"])
answers = []
for text in request["cases"]:
    result = eval(text, dict(names))
    results = result if isinstance(result, list) else [result]
    answers.append([{"shape": list(x.shape), "dtype": str(x.dtype)[6:],
                     "values": [v if abs(v) < float("inf") else str(v) for v in x.double().flatten().tolist()]}
                    for x in results])
json.dump(answers, sys.stdout)
`;

const python = hasPythonTorch();

// One run of Python answers every case. Where Debian's torch is absent the closed forms of the other tests
// remain.
describe.skipIf(!python)('operators agree with Python torch', () => {
  const answers = new Map<string, PythonResult[]>();
  let inputs: Inputs = {};
  let before = 0;

  beforeAll(() => {
    before = memory().tensors;
    const data = Object.entries(INPUTS).map(([name, { shape, low = 0, high = 1, integer }]) => {
      const random = new Random('operator cases', name);
      const count = shape.reduce((product, size) => product * size, 1);
      const draw = () => (integer ? low + random.integer(high - low) : random.uniform(low, high));
      return [name, { shape, integer: integer ?? false, data: Array.from({ length: count }, draw) }] as const;
    });
    const texts = Object.values(CASES).flatMap((family) => family.map(([text]) => text));
    const request = JSON.stringify({ inputs: Object.fromEntries(data), cases: texts });
    const results: PythonResult[][] = JSON.parse(runPython(PROGRAM, request));
    texts.forEach((text, i) => {
      answers.set(text, results[i]);
    });
    inputs = keep(
      Object.fromEntries(
        data.map(([name, { shape, integer, data: values }]) => [
          name,
          tensor(values, { shape, dtype: integer ? 'int64' : 'float64' }),
        ]),
      ),
    );
  });

  afterAll(() => {
    dispose(inputs);
    expect(memory().tensors).toBe(before);
  });

  for (const [family, list] of Object.entries(CASES)) {
    describe(family, () => {
      for (const [text, body] of list) {
        it(
          text,
          scoped(() => {
            const result = body(inputs);
            const results = result instanceof Tensor ? [result] : result;
            const expected = answers.get(text)!;
            expect(results.length).toBe(expected.length);
            results.forEach((actual, i) => {
              expect(actual.shape, `shape of result ${i}`).toEqual(expected[i].shape);
              expect(actual.dtype, `type of result ${i}`).toBe(expected[i].dtype);
              expect(actual.toNumbers()).toBeAllclose(expected[i].values.map(Number), {
                relative: 1e-9,
                absolute: 1e-9,
              });
            });
          }),
        );
      }
    });
  }
});
