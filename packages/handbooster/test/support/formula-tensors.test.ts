import { expect, test } from 'vitest';
import { FormulaTensors } from './formula-tensors.js';

test('the published test vectors', () => {
  const formula = new FormulaTensors('');
  expect([...formula.unit('a', 4)]).toEqual([
    0.9297690326347947, 0.5756878280080855, 0.0016750013455748558, 0.45728895580396056,
  ]);
  expect([...formula.unit('input', 4)]).toEqual([
    0.8857757286168635, 0.13337599369697273, 0.0652754686307162, 0.9903504508547485,
  ]);
});

test('a salt goes in front of the name', () => {
  expect([...new FormulaTensors('in').unit('put', 3)]).toEqual([...new FormulaTensors().unit('input', 3)]);
});

test('conventions of names', () => {
  const formula = new FormulaTensors();
  const u = formula.unit('a.weight', 6);
  expect(formula.parameter('a.weight', [2, 3])).toBeAllclose(
    u.map((v) => 2 * v - 1),
    { absolute: 1e-7 },
  );
  expect(formula.parameter('a.weight', [6])).toBeAllclose(u.map((v) => 1 + 0.1 * (2 * v - 1)));
  expect([...formula.parameter('n.num_batches_tracked', [])]).toEqual([0]);
});
