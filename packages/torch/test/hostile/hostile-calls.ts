import { cat, ones, tensor, zeros } from '../../src/index.js';
import { native } from '../../src/native.js';

/**
 * Calls that ask for what cannot be: each must throw, none may end the process. Prints a line each, its
 * outcome behind it.
 */
const engine = native();
// biome-ignore lint/suspicious/noExplicitAny: wrong types are the point
const raw = engine as any;
const NEVER = 1e15;
const huge = () => zeros([1]).expand([2 ** 40]);
const freed = () => {
  const one = ones([4]);
  one.dispose();
  return one;
};
const detached = () => {
  const data = new Float32Array(4);
  structuredClone(data.buffer, { transfer: [data.buffer] });
  return data;
};

const CALLS: Record<string, () => unknown> = {
  'an allocation of 1 TB': () => zeros([2 ** 38]),
  'an allocation past the address space': () => zeros([2 ** 62]),
  'sizes whose product overflows': () => zeros([2 ** 32, 2 ** 32]),
  'a negative size': () => zeros([-1]),
  'a size that is no number': () => zeros([Number.NaN]),
  'a copy of 4 TB out of a tensor that is one number in memory': () => huge().toArray(),
  'a copy of 4 TB to a typed array': () =>
    raw.toTypedArray(
      raw.call(raw.bind('aten::expand', ['self', 'size']), raw.fromTypedArray(new Float32Array(1), [1], 6), [
        2 ** 40,
      ]),
      6,
    ),
  'a sum with a freed tensor': () => freed().add(1),
  'the shape of a freed tensor': () => freed().shape,
  'the numbers of a freed tensor': () => freed().toArray(),
  'a tensor that never was': () => engine.shape(NEVER),
  'a tensor of a negative handle': () => engine.shape(-1),
  'a tensor that is no number': () => engine.shape(Number.NaN),
  'a tensor that is text': () => raw.shape('tensor'),
  'a tensor that is an object': () => raw.shape({}),
  'no tensor at all': () => raw.shape(),
  'a type of element that there is not': () => raw.fromTypedArray(new Float32Array(4), [4], 200),
  'a negative type of element': () => raw.fromTypedArray(new Float32Array(4), [4], -7),
  'a type of element that holds no numbers': () => raw.fromTypedArray(new Float32Array(4), [4], 12),
  'more numbers than the shape has': () => raw.fromTypedArray(new Float32Array(4), [3], 6),
  'fewer numbers than the shape has': () => raw.fromTypedArray(new Float32Array(4), [4, 1000], 6),
  'numbers of another type': () => raw.fromTypedArray(new Float64Array(4), [4], 6),
  'memory that was given away': () => raw.fromTypedArray(detached(), [4], 6),
  'a shape that is no list': () => raw.fromTypedArray(new Float32Array(4), 'four', 6),
  'a shape as long as a million': () =>
    raw.fromTypedArray(new Float32Array(1), new Array(1e6).fill(1), 6).nothing.at,
  'a list with a hole': () => raw.fromTypedArray(new Float32Array(1), new Array(1), 6),
  'data that is no typed array': () => raw.fromTypedArray([1, 2], [2], 6),
  'shapes that do not fit': () => ones([2, 3]).matmul(ones([2, 3])),
  'a dimension that there is not': () => ones([2, 3]).sum([5]),
  'an index outside': () => ones([3]).indexSelect(0, tensor(BigInt64Array.of(7n))),
  'tensors of different shapes in a row': () => cat([ones([2, 3]), ones([3, 2])], 0),
  'no tensors in a row': () => cat([], 0),
  'a number that is no tensor': () => ones([2]).add('two' as never),
  'an operator that was never bound': () => engine.call(100_000),
  'an operator of a negative index': () => engine.call(-1),
  'an operator without its arguments': () => raw.call(raw.bind('aten::add.Tensor', ['self', 'other'])),
  'views outside of the memory': () => ones([2]).asStrided([100], [1], 0).toArray(),
  'a negative stride': () => ones([4]).asStrided([2], [-1], 2),
  'gradients of what has none': () => ones([2]).backward(),
  'a gradient of another shape': () =>
    ones([2])
      .requiresGrad_()
      .mul(2)
      .backward(ones([3])),
  'gradients of a freed tensor': () => raw.backward([NEVER], null, null, false, null),
  'a ticket that nobody gave': () => engine.adopt(123456),
  'a ticket that is taken twice': () => {
    const ticket = engine.transfer(raw.fromTypedArray(new Float32Array(1), [1], 6));
    engine.adopt(ticket);
    engine.adopt(ticket);
  },
  'a generator that was never made': () => engine.seedGenerator(99, 1),
  'a state of a generator that is none': () => {
    const generator = engine.createGenerator('cpu', 1);
    raw.setGeneratorState(generator, raw.fromTypedArray(new Uint8Array(3), [3], 0));
  },
  'a device that there is not': () => engine.createGenerator('moon', 1),
  'a mode that was never entered': () => engine.leave(1000),
  'no threads': () => engine.setThreads(0, false),
  'a million threads': () => engine.setThreads(1e6, false),
  'handles past the end of their array': () => engine.releaseRange(new Float64Array(2), 0, 1000),
};

let done = 0;
for (const [name, call] of Object.entries(CALLS)) {
  process.stdout.write(`${name}: `);
  try {
    const found = call();
    process.stdout.write(`gave ${typeof found}\n`);
  } catch (error) {
    process.stdout.write(
      `threw ${(error as Error).name}: ${(error as Error).message.split('\n')[0].slice(0, 120)}\n`,
    );
  }
  done++;
}
// What was left behind still computes.
process.stdout.write(`still: ${ones([2]).add(1).sum().item()} after ${done}\n`);
