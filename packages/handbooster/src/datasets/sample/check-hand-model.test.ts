import { expect, it } from 'vitest';
import { InputError } from '../../base/errors/input-error.js';
import { checkHandModel } from './check-hand-model.js';

const agrees = () => {};
const differs = (name: string) => () => {
  throw new InputError(name);
};

it('takes one hand that agrees among damaged ones, and names the first where none does', async () => {
  await checkHandModel([]);
  await checkHandModel([differs('a'), differs('b'), agrees, differs('c')]);
  await expect(checkHandModel([differs('a'), differs('b')])).rejects.toThrow('a');
});

it('asks few, in their order', async () => {
  let asked = 0;
  function* many() {
    for (;;) {
      asked++;
      yield differs(`${asked}`);
    }
  }
  await expect(checkHandModel(many())).rejects.toThrow('1');
  expect(asked).toBe(8);
});

it('passes on what is no fault of the labels', async () => {
  const broken = () => {
    throw new TypeError('ours');
  };
  await expect(checkHandModel([broken, agrees])).rejects.toThrow(TypeError);
});
