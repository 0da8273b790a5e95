import { configSchema, loadConfig, presetNames } from 'handbooster/pipeline';
import { z } from 'zod';
import type { FormField } from '../../api/runs.js';

/** A part of the schema as JSON Schema has it. */
interface Node {
  type?: string | string[];
  description?: string;
  enum?: unknown[];
  anyOf?: Node[];
  properties?: Record<string, Node>;
}

export { presetNames };

/** Every key of the configuration with a preset's value, from the schema that checks them. */
export function formFields(preset: string): FormField[] {
  const values = loadConfig(preset) as Record<string, unknown>;
  const root = z.toJSONSchema(configSchema, { io: 'input' }) as Node;
  return Object.entries(root.properties ?? {}).flatMap(([name, node]) =>
    node.properties === undefined
      ? [field(name, 'run', node, values[name])]
      : Object.entries(node.properties).map(([key, child]) =>
          field(`${name}.${key}`, name, child, (values[name] as Record<string, unknown>)[key]),
        ),
  );
}

function field(key: string, section: string, node: Node, value: unknown): FormField {
  const choices = (node.enum ?? []).map(String);
  const plain = node.type === 'number' || node.type === 'integer';
  return {
    key,
    section,
    description: node.description ?? '',
    value: Array.isArray(value) ? `[${value.join(', ')}]` : String(value),
    kind: choices.length > 0 ? 'choice' : plain ? 'number' : 'text',
    choices,
  };
}

/** Every key of a configuration with its value, as text. */
export function flatConfig(config: object, prefix = ''): [string, string][] {
  return Object.entries(config).flatMap(([name, value]): [string, string][] => {
    const inner = typeof value === 'object' && value !== null && !Array.isArray(value);
    return inner ? flatConfig(value, `${prefix}${name}.`) : [[`${prefix}${name}`, JSON.stringify(value)]];
  });
}
