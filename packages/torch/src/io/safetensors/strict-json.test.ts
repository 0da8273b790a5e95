import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Json, parseStrictJson } from './strict-json.js';

function toPlain(value: Json): unknown {
  if (value instanceof Map) return new Map([...value].map(([key, part]) => [key, toPlain(part)]));
  return Array.isArray(value) ? value.map(toPlain) : value;
}

function withMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMaps);
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([key, part]) => [key, withMaps(part)]));
}

test('agrees with the platform on any JSON', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      expect(toPlain(parseStrictJson(text))).toEqual(withMaps(JSON.parse(text)));
    }),
  );
});

test('agrees with the platform on what is no JSON', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'{}[],:"\\u0123456789eE+-.truefalsn \n') }), (text) => {
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      if (!isJson) expect(() => parseStrictJson(text)).toThrow(SyntaxError);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['{"a":1,"a":2}', 'occurs twice'],
  ['{"a":1,"\\u0061":2}', 'occurs twice'],
  ['['.repeat(40) + ']'.repeat(40), 'nested deeper'],
  ['{"a":1} x', 'unexpected text'],
  ['{"a":01}', 'expected a comma'],
  ['{"a":"\n"}', 'malformed'],
])('refuses %s', (text, problem) => {
  expect(() => parseStrictJson(text)).toThrow(problem);
});

test('a key of the prototype is a key like another', () => {
  expect(parseStrictJson('{"__proto__":1,"10":2,"2":3}')).toEqual(
    new Map([
      ['__proto__', 1],
      ['10', 2],
      ['2', 3],
    ]),
  );
});
