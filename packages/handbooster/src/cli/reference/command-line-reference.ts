import type { Argument, Command, Option } from 'commander';
import { TypedFlag } from '../flags/typed-flag.js';
import { EXIT_CODES } from '../terminal/exit-codes.js';

/**
 * The reference of the command line as Markdown, made from the definitions that read it: verbs, arguments,
 * flags with what they expect and their defaults, exit codes. `docs/reference/command-line.md` is this text;
 * a test compares the two.
 */
export function commandLineReference(program: Command): string {
  return [
    '# Command line',
    '',
    'Every verb with its arguments and flags, from the definitions that read them.',
    '`handbooster reference command-line` prints this page.',
    '',
    'In a clone of the repository, `npx handbooster VERB` runs a verb.',
    '`npm run handbooster -- VERB` does the same, but npm prints two lines of its own before the answer:',
    'where the answer goes into a file or another program, use `npx handbooster` or `npm run -s handbooster --`.',
    'The answer goes to stdout, progress and errors to stderr.',
    '',
    '## Flags of every verb',
    '',
    ...flagTable(program.options),
    '| `-h, --help` | Print the arguments and flags of a verb | |',
    '',
    '## Exit codes',
    '',
    '| code | meaning |',
    '|---:|---|',
    ...Object.values(EXIT_CODES).map(({ code, meaning }) => `| ${code} | ${cell(sentence(meaning))} |`),
    '',
    'The first SIGINT or SIGTERM lets the current item finish; the same command goes on from there.',
    'A second SIGINT, or a SIGTERM more than a second after the first, ends the program at once.',
    '',
    ...program.commands.flatMap((command) => section(command, [])),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function section(command: Command, above: readonly string[]): string[] {
  const path = [...above, command.name()];
  const children = command.commands;
  const lines = [`##${'#'.repeat(above.length)} ${path.join(' ')}`, '', `${command.description()}.`, ''];
  if (children.length > 0) return [...lines, ...children.flatMap((child) => section(child, path))];
  lines.push('```', `handbooster ${path.join(' ')} ${command.usage()}`.trimEnd(), '```', '');
  if (command.registeredArguments.length > 0) {
    lines.push('| argument | meaning | default |', '|---|---|---|');
    lines.push(...command.registeredArguments.map(argumentRow), '');
  }
  if (command.options.length > 0) lines.push(...flagTable(command.options), '');
  return lines;
}

function argumentRow(argument: Argument): string {
  const choices = argument.argChoices === undefined ? '' : ` (one of ${argument.argChoices.join(', ')})`;
  return `| \`${argument.name()}\` | ${cell(sentence(argument.description) + choices)} | ${fallback(argument.defaultValue)} |`;
}

function flagTable(options: readonly Option[]): string[] {
  return ['| flag | meaning | default |', '|---|---|---|', ...options.map(flagRow)];
}

function flagRow(option: Option): string {
  const expects = option instanceof TypedFlag ? ` (${option.expects})` : '';
  const value = option.defaultValueDescription ?? fallback(option.defaultValue);
  const given = option.mandatory ? 'must be given' : value;
  return `| \`${cell(option.flags)}\` | ${cell(sentence(option.description) + expects)} | ${given} |`;
}

function fallback(value: unknown): string {
  return value === undefined || value === false ? '' : `\`${value}\``;
}

/** A capital at the beginning, but of what is typed as it stands. */
const sentence = (text: string) =>
  /^\w*[=.`]/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
const cell = (text: string) => text.replaceAll('|', '\\|');
