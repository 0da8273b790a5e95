import { type LaunchSetting, shellWord, stepCommand } from './launch-setting.js';
import type { LaunchStep } from './launch-steps.js';

/** A `Snakefile`: a rule a step, whose outputs are marks beside it. */
export function snakemakeFiles(steps: readonly LaunchStep[], setting: LaunchSetting): Map<string, string> {
  const markOf = (step: LaunchStep, shard: string) =>
    step.kind === 'shards' ? `done/${step.name}/${shard}` : `done/${step.name}`;
  const rules = steps.map((step, index) => {
    const before = steps[index - 1];
    const needs =
      before === undefined
        ? ''
        : before.kind === 'shards'
          ? `expand("${markOf(before, '{k}')}", k=range(${before.count}))`
          : `"${markOf(before, '')}"`;
    const shard = step.kind === 'shards' ? `{wildcards.k}/${step.count}` : '';
    const command = stepCommand(step, setting, '{shard}')
      .map((word) =>
        word === '{shard}' ? shard : shellWord(word).replaceAll('{', '{{').replaceAll('}', '}}'),
      )
      .join(' ');
    return `
rule ${step.name.replace(/^\d+-/, '').replaceAll('-', '_')}:
${needs === '' ? '' : `    input: ${needs}\n`}    output: touch("${markOf(step, '{k}')}")
    threads: ${setting.cores}
    retries: 3
    shell: ${JSON.stringify(command)}
`;
  });
  const last = steps[steps.length - 1];
  return new Map([
    [
      'Snakefile',
      `# snakemake --cores N, or with an executor of your cluster. A task that fails is tried again, whatever its code:
# Snakemake does not tell 42 (never again) from 75 (later).
rule all:
    input: "${markOf(last, '')}"
${rules.join('')}`,
    ],
  ]);
}
