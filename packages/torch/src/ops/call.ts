import { door, Operator } from '../door.js';
import { type NativeValue, native, type OperatorSchema, type SchemaArgument } from '../native.js';
import { type Generator, generatorIndex } from '../random/generator.js';
import { type DType, dtypeCode, type MemoryFormat, memoryFormatCode } from '../tensor/dtype.js';
import { Tensor, wrap } from '../tensor/tensor.js';

interface KnownOperator {
  operator: Operator;
  schema: OperatorSchema;
}

const known = new Map<string, KnownOperator>();

/**
 * Calls any operator of the engine by its full name, with arguments by the names of its schema:
 * `call('aten::add.Tensor', { self, other, alpha: 2 })`. Results as the schema says: one, a list of several,
 * or the argument itself where it was written in place. Throws for an unknown operator or argument.
 */
export function call(name: string, values: Record<string, unknown> = {}): unknown {
  const { operator, schema } = lookUp(name);
  const parameters = schema.arguments;
  for (const key of Object.keys(values)) {
    if (!parameters.some((argument) => argument.name === key)) {
      throw new TypeError(`${name} has no argument '${key}'\n  in ${schema.text}`);
    }
  }
  const given = parameters.map((argument) => toNative(argument, values[argument.name]));
  const result = door.call(operator.index, ...given);
  const { returns } = schema;
  if (returns.length === 1) return fromNative(returns[0], result, schema, values);
  if (returns.length === 0) return undefined;
  return returns.map((type, i) => fromNative(type, (result as NativeValue[])[i], schema, values));
}

/** The schemas of every operator of the loaded engine, as text. */
export function schemas(): string[] {
  return native()
    .operatorNames()
    .map((name) => native().schema(name)!.text)
    .sort();
}

/** The schema of one operator, null when the loaded engine lacks it. */
export function schemaOf(name: string): OperatorSchema | null {
  return native().schema(name);
}

/** Whether the loaded engine has an operator, by its full name such as 'aten::add.Tensor'. */
export function hasOperator(name: string): boolean {
  return native().schema(name) !== null;
}

function lookUp(name: string): KnownOperator {
  let found = known.get(name);
  if (!found) {
    const schema = native().schema(name);
    if (!schema) throw new Error(`libtorch ${native().engineInfo().version} has no operator ${name}`);
    const parameters = schema.arguments.map((argument) => argument.name).join(',');
    found = { operator: new Operator(name, parameters), schema };
    known.set(name, found);
  }
  return found;
}

function toNative({ type, name }: SchemaArgument, value: unknown): NativeValue {
  if (value === undefined || value === null) return value;
  switch (type.replace(/\?$/, '')) {
    case 'Tensor':
      return Tensor.handle(value as Tensor);
    case 'Tensor[]':
    case 'Tensor?[]':
      if (!Array.isArray(value)) throw new TypeError(`argument ${name}: expected an array of Tensors`);
      return value.map((item) => (item === null || item === undefined ? null : Tensor.handle(item)));
    case 'ScalarType':
      return dtypeCode(value as DType);
    case 'MemoryFormat':
      return memoryFormatCode(value as MemoryFormat);
    case 'Generator':
      return generatorIndex(value as Generator);
    default:
      return value as NativeValue;
  }
}

function fromNative(
  type: SchemaArgument,
  value: NativeValue,
  schema: OperatorSchema,
  values: Record<string, unknown>,
): unknown {
  if (type.written && value === undefined) {
    const owner = schema.arguments.find((argument) => argument.written && argument.alias === type.alias);
    return owner && values[owner.name];
  }
  if (value === null) return null;
  if (type.type === 'Tensor') return wrap(value);
  if (type.type === 'Tensor[]')
    return (value as NativeValue[]).map((item) => (item === null ? null : wrap(item)));
  return value;
}
