import { execFileSync } from 'node:child_process';
import { beforeAll, expect, test } from 'vitest';
import { presetNames } from '../../pipeline/config/load-config.js';
import { createProgram } from '../program.js';
import { Terminal } from '../terminal/terminal.js';
import { completionScript } from './completion-script.js';

let script: string;
beforeAll(async () => {
  script = completionScript('bash', await createProgram(new Terminal(), 'all'), presetNames());
}, 60_000);

/** What bash would offer for the last of some words. */
function offered(...words: string[]): string[] {
  const program = `${script}
COMP_WORDS=(handbooster "$@")
COMP_CWORD=$#
_handbooster
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const text = execFileSync('bash', ['-c', program, 'bash', ...words], { encoding: 'utf8' });
  return text.split('\n').filter((line) => line !== '');
}

test('offers verbs, nested verbs, flags, choices and presets', () => {
  expect(offered('gr')).toEqual(['grasps']);
  expect(offered('grasps', '')).toEqual(['generate', 'validate', 'show']);
  expect(offered('grasps', 'generate', '--per')).toEqual(['--per-object']);
  expect(offered('grasps', 'generate', '--seed', '3', '--preset', '')).toEqual(['fast', 'paper']);
  expect(offered('grasps', 'show', '--which', 'h')).toEqual(['holding']);
  expect(offered('boost', 'sm')).toEqual(['smallest']);
  expect(offered('completion', '')).toEqual(['bash', 'zsh', 'fish']);
});

test('leaves values that are files to the shell, and knows the flags of every verb', () => {
  expect(offered('reconstruct', '--weights', '')).toEqual([]);
  expect(offered('doctor', '--qu')).toEqual(['--quiet']);
});
