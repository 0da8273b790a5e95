import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './source-graph.js';

/**
 * What a fenced block of commands says of itself, after `sh`: `run` (a test runs it on the smallest preset's
 * output), `long` (it takes too long, or never ends), `data` (it needs files that the repository does not
 * have).
 */
export const MARKS = ['run', 'long', 'data'] as const;
export type Mark = (typeof MARKS)[number];

/** A line of a document that a reader may copy. */
export interface DocumentedCommand {
  document: string;
  line: number;
  text: string;
  /** Of its block; null in running text and in a block without one. */
  mark: Mark | null;
  /** Whether it stands in a block, and not in running text. */
  inBlock: boolean;
}

const STARTS = /^(?:handbooster(?![/\w])|npx handbooster|npm (?:run|test)\b)/;

/**
 * The documents that name commands, relative to the repository; the references are made from the definitions
 * themselves.
 */
export const COMMAND_DOCUMENTS = [
  'README.md',
  'FEATURES.md',
  'CONTRIBUTING.md',
  'packages/handbooster/README.md',
  'packages/studio/README.md',
  'packages/torch/README.md',
  ...readdirSync(join(repositoryRoot, 'docs'), { recursive: true })
    .map((name) => `docs/${String(name)}`)
    .filter((name) => name.endsWith('.md') && !name.startsWith('docs/reference/'))
    .sort(),
];

/** Every command of a document: lines of its blocks, and whole spans of code in its text. */
export function documentedCommands(document: string): DocumentedCommand[] {
  return commandsOf(document, readFileSync(join(repositoryRoot, document), 'utf8'));
}

/** The same, of a text. */
export function commandsOf(document: string, text: string): DocumentedCommand[] {
  const commands: DocumentedCommand[] = [];
  let fence: { mark: Mark | null } | null = null;
  text.split('\n').forEach((line, i) => {
    const fenced = /^ *```(\w*) *(\w*)/.exec(line);
    if (fenced !== null) {
      fence = fence === null ? { mark: MARKS.find((mark) => mark === fenced[2]) ?? null } : null;
      return;
    }
    const where = { document, line: i + 1 };
    const inBlock = fence !== null || /^ {4}/.test(line);
    if (inBlock) {
      if (STARTS.test(line.trim()))
        commands.push({ ...where, text: line.trim(), mark: fence?.mark ?? null, inBlock });
      return;
    }
    for (const [, code] of line.matchAll(/`([^`]+)`/g)) {
      if (STARTS.test(code)) commands.push({ ...where, text: code, mark: null, inBlock });
    }
  });
  return commands;
}

/**
 * The words of a command as a shell parts them: up to a comment, a pipe or a redirection, quotes taken off.
 */
export function wordsOf(command: string): string[] {
  const words: string[] = [];
  for (const [word] of command.matchAll(/"[^"]*"|'[^']*'|\S+/g)) {
    if (/^[#|>]/.test(word)) break;
    words.push(word.replace(/^(["'])(.*)\1$/, '$2'));
  }
  return words;
}

/** The arguments that reach the command line, or the npm script and nothing for the command line. */
export function argumentsOf(words: readonly string[]): { script: string | null; args: string[] | null } {
  const [first, second, third] = words;
  if (first === 'handbooster') return { script: null, args: words.slice(1) };
  if (first === 'npx') return { script: null, args: words.slice(2) };
  const script = second === 'run' ? third : second;
  const past = words.indexOf('--');
  const rest = past < 0 ? [] : words.slice(past + 1);
  if (script === 'boost') return { script, args: ['boost', ...rest] };
  if (script === 'handbooster') return { script, args: rest };
  // `npm run -s NAME`: flags of npm's own come before the name.
  const name = words.slice(second === 'run' ? 2 : 1).find((word) => !word.startsWith('-'));
  return { script: name ?? '', args: name === 'handbooster' ? rest : null };
}
