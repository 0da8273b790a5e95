import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { TypedFlag } from '../../packages/handbooster/src/cli/flags/typed-flag.js';
import { createProgram } from '../../packages/handbooster/src/cli/program.js';
import { Terminal } from '../../packages/handbooster/src/cli/terminal/terminal.js';
import { presetNames, readConfig } from '../../packages/handbooster/src/pipeline/config/load-config.js';
import {
  argumentsOf,
  COMMAND_DOCUMENTS,
  commandsOf,
  documentedCommands,
  wordsOf,
} from './support/documented-commands.js';
import { repositoryRoot } from './support/source-graph.js';

const commands = COMMAND_DOCUMENTS.flatMap(documentedCommands);
const scripts = Object.keys(
  JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')).scripts as object,
);

/** The real program, whose verbs do nothing; files need not be there. */
async function idleProgram(): Promise<Command> {
  const program = await createProgram(new Terminal(), 'all');
  const visit = (command: Command) => {
    for (const option of command.options) {
      if (option instanceof TypedFlag && / exists/.test(option.expects)) option.argParser((text) => text);
    }
    command.configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} });
    if (command.commands.length === 0) command.action(() => {});
    command.commands.forEach(visit);
  };
  visit(program);
  return program;
}

/** What running text may leave out: it names a verb, and does not run it. */
const LEFT_OUT = ['commander.missingMandatoryOptionValue', 'commander.missingArgument', 'commander.help'];

/** What the command line would say of a command; null where it would begin to work. */
async function complaint(text: string, inBlock: boolean): Promise<string | null> {
  const { script, args } = argumentsOf(wordsOf(text));
  if (script !== null && !scripts.includes(script)) return `no script ${script} in package.json`;
  if (args === null) return null;
  // `handbooster VERB` stands for any.
  if (/^[A-Z]+$/.test(args[0] ?? '')) return null;
  const program = await idleProgram();
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    const shown = error instanceof CommanderError && error.exitCode === 0;
    if (shown || (!inBlock && error instanceof CommanderError && LEFT_OUT.includes(error.code))) return null;
    return (error as Error).message;
  }
  const overrides = args.filter((word) => /^[a-zA-Z.]+=/.test(word));
  const [config] = presetNames().filter((name) => args.includes(name));
  const { complaints } = readConfig(config ?? 'demo', overrides);
  return complaints.length === 0 ? null : `${complaints[0].key}: ${complaints[0].message}`;
}

describe('commands in the documents', () => {
  it('are as the command line takes them', async () => {
    expect(commands.length).toBeGreaterThan(60);
    const wrong: string[] = [];
    for (const { document, line, text, inBlock } of commands) {
      const said = await complaint(text, inBlock);
      if (said !== null) wrong.push(`${document}:${line}: ${text}: ${said}`);
    }
    expect(wrong).toEqual([]);
  });

  it('stand in blocks that say whether a test runs them: ```sh run, ```sh long, ```sh data', () => {
    const unmarked = commands.filter(({ inBlock, mark }) => inBlock && mark === null);
    expect(unmarked.map(({ document, line, text }) => `${document}:${line}: ${text}`)).toEqual([]);
    expect(commands.filter(({ mark }) => mark === 'run').length).toBeGreaterThan(10);
  });

  it('name files of the repository that are there', () => {
    const paths = commands.flatMap(({ text }) => wordsOf(text).filter((word) => /^packages\//.test(word)));
    expect(paths.filter((path) => !existsSync(join(repositoryRoot, path)))).toEqual([]);
  });

  it.each([
    ['handbooster grasps genrate -o grasps', /unknown command/],
    ['handbooster grasps generate --per-objects 3 -o grasps', /unknown option/],
    ['handbooster grasps generate --per-object some -o grasps', /whole number/],
    ['handbooster boost demo grasps.perObjects=3', /unknown key/],
    ['handbooster boost demo train.batch=0', /expected at least 1, found 0/],
    ['npm run bost', /no script bost/],
  ])('would be found out: %s', async (text, message) => {
    expect(await complaint(text, true)).toMatch(message);
  });

  it('are found in blocks and in running text', () => {
    const text = 'See `handbooster doctor`.\n\n```sh run\nhandbooster hand show # x\n```\n\n    npm test\n';
    expect(commandsOf('x.md', text).map(({ text, mark, inBlock }) => [text, mark, inBlock])).toEqual([
      ['handbooster doctor', null, false],
      ['handbooster hand show # x', 'run', true],
      ['npm test', null, true],
    ]);
    expect(wordsOf('handbooster hand show "a b" | less')).toEqual(['handbooster', 'hand', 'show', 'a b']);
  });
});
