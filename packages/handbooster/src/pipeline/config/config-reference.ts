import { z } from 'zod';
import { configSchema } from './config-schema.js';

interface Node {
  type?: string | string[];
  description?: string;
  default?: unknown;
  enum?: unknown[];
  anyOf?: Node[];
  items?: Node;
  prefixItems?: Node[];
  properties?: Record<string, Node>;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
}

/**
 * The reference of all configuration keys as Markdown, made from the schema that checks them: key, type and
 * range, default, meaning. `docs/reference/configuration.md` is this text; a test compares the two.
 */
export function configReference(): string {
  const root = z.toJSONSchema(configSchema, { io: 'input' }) as Node;
  const entries = Object.entries(root.properties ?? {});
  const plain = entries.filter(([, node]) => node.properties === undefined);
  const sections = entries.filter(([, node]) => node.properties !== undefined);
  return [
    '# Configuration',
    '',
    'Every key of a run, its type, default and meaning, from the schema that checks them',
    '(`handbooster config reference` prints this page). A configuration is a YAML file or the name of a preset in `configs/`,',
    'may start from another by `extends: NAME`, and takes overrides on the command line: `handbooster boost demo grasps.perObject=256`.',
    '`handbooster config show NAME` prints what a configuration resolves to.',
    '',
    ...table(plain),
    ...sections.flatMap(([name, node]) => [
      `## ${name}`,
      '',
      `${node.description}.`,
      '',
      ...table(Object.entries(node.properties ?? {}), `${name}.`),
    ]),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function table(entries: [string, Node][], prefix = ''): string[] {
  const rows = entries.map(
    ([key, node]) =>
      `| \`${prefix}${key}\` | ${describeType(node)} | \`${JSON.stringify(node.default)}\` | ${escapeCell(node.description ?? '')} |`,
  );
  return ['| key | type | default | meaning |', '|---|---|---|---|', ...rows, ''];
}

function describeType(node: Node): string {
  if (node.anyOf !== undefined) return node.anyOf.map(describeType).join(' or ');
  if (node.enum !== undefined) return node.enum.map((word) => `\`${word}\``).join(', ');
  if (Array.isArray(node.type)) return node.type.join(' or ');
  if (node.prefixItems !== undefined) return `list of ${node.prefixItems.length} numbers`;
  if (node.type === 'array') return `list of ${describeType(node.items ?? {})}`;
  return `${node.type}${describeRange(node)}`;
}

function describeRange({ minimum, maximum, exclusiveMinimum }: Node): string {
  const parts: string[] = [];
  if (exclusiveMinimum !== undefined) parts.push(`> ${exclusiveMinimum}`);
  if (minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER) parts.push(`>= ${minimum}`);
  if (maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER) parts.push(`<= ${maximum}`);
  return parts.length === 0 ? '' : ` ${parts.join(', ')}`;
}

const escapeCell = (text: string) => text.replaceAll('|', '\\|');
