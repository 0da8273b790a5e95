import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Job } from 'kubernetes-models/batch/v1';
import { ConfigMap } from 'kubernetes-models/v1';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../pipeline/config/load-config.js';
import { launch } from './launch.js';
import { launchSteps } from './launch-steps.js';
import { slurmFiles } from './slurm-files.js';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'handbooster-launch-'));
});
afterAll(() => rmSync(root, { recursive: true }));

const config = loadConfig('smallest');

describe('the jobs of a run', () => {
  it('are shards of ten minutes or more, merged, where the plan has so much to do', () => {
    const estimate = (stage: string, seconds: number) => ({
      stage,
      seconds,
      units: 1,
      unit: 'items',
      bytes: 0,
    });
    const steps = launchSteps(
      config,
      [
        estimate('grasps', 6100),
        estimate('conditions', 1199),
        estimate('synthesise', 1e7),
        estimate('train', 1e6),
      ],
      { most: 50 },
    );
    const names = steps.map(({ name, count }) => `${name} ${count}`);
    expect(names).toEqual([
      '01-capture 1',
      '02-grasps 10',
      '03-grasps-merge 1',
      '04-select 1',
      '05-conditions 1',
      '06-denoiser 1',
      '07-synthesise 50',
      '08-synthesise-merge 1',
      '09-baseline 1',
      '10-filter 1',
      '11-dataset 1',
      '12-train 1',
      '13-evaluate 1',
      '14-report 1',
    ]);
    // Downloaded data is read, not made.
    const downloaded = { ...config, capture: { ...config.capture, source: 'dexycb' as const } };
    const [first] = launchSteps(downloaded, [estimate('capture', 1e6)], { most: 50 });
    expect(first.count).toBe(1);
  });
});

describe('Kubernetes', () => {
  it('gets manifests that its published schema takes', () => {
    const folder = join(root, 'kubernetes');
    const input = { scheduler: 'kubernetes', config: 'smallest', folder, shards: 20, atOnce: 4 } as const;
    expect(() => launch(input)).toThrow(/--image and --claim/);
    const { steps } = launch({ ...input, image: 'registry.example/handbooster:1', claim: 'data' });
    new ConfigMap(parse(readFileSync(join(folder, '00-config.yaml'), 'utf8'))).validate();
    for (const step of steps) {
      const manifest = parse(readFileSync(join(folder, `${step.name}.yaml`), 'utf8'));
      new Job(manifest).validate();
      const { spec } = manifest;
      expect(spec.template.spec.restartPolicy).toBe('Never');
      expect(spec.podReplacementPolicy).toBe('Failed');
      const [disrupted, wrong] = spec.podFailurePolicy.rules;
      expect(disrupted.onPodConditions[0].type).toBe('DisruptionTarget');
      expect(wrong.onExitCodes.values).toEqual([42]);
      // An index can fail alone only where there are indices, and only with a limit of its own.
      const isArray = step.kind === 'shards';
      expect(wrong.action).toBe(isArray ? 'FailIndex' : 'FailJob');
      expect('backoffLimitPerIndex' in spec).toBe(isArray);
      expect(spec.completionMode).toBe(isArray ? 'Indexed' : undefined);
      expect(spec.template.spec.containers[0].command[0]).toBe('node');
    }
    // The schema can tell: a number as text, and an action that is none, are refused.
    const job = parse(readFileSync(join(folder, '01-capture.yaml'), 'utf8'));
    expect(() => new Job({ ...job, spec: { ...job.spec, completions: 'twenty' } }).validate()).toThrow();
  });
});

describe('ranks of a training', () => {
  it('are pods of a JobSet whose Job the published schema takes', () => {
    const folder = join(root, 'jobset');
    const place = { image: 'registry.example/handbooster:1', claim: 'data', folder };
    const { steps } = launch({ ...place, scheduler: 'kubernetes', config: 'smallest', shards: 1, ranks: 4 });
    const step = steps.find(({ stage }) => stage === 'denoiser');
    expect(step).toMatchObject({ kind: 'ranks', count: 4 });
    const set = parse(readFileSync(join(folder, `${step?.name}.yaml`), 'utf8'));
    expect([set.apiVersion, set.kind]).toEqual(['jobset.x-k8s.io/v1alpha2', 'JobSet']);
    const [{ template }] = set.spec.replicatedJobs;
    new Job({ apiVersion: 'batch/v1', kind: 'Job', metadata: set.metadata, ...template }).validate();
    expect(template.spec).toMatchObject({ completions: 4, parallelism: 4, completionMode: 'Indexed' });
    const [{ env, command }] = template.spec.template.spec.containers;
    const value = (name: string) => env.find((one: { name: string }) => one.name === name).value;
    expect(value('WORLD_SIZE')).toBe('4');
    // The first pod of the first Job of `ranks`, in the set's subdomain.
    expect(value('MASTER_ADDR')).toBe(`${set.metadata.name}-ranks-0-0.${set.spec.network.subdomain}`);
    expect(command).not.toContain('--shard');
    const ranked = steps.filter(({ kind }) => kind === 'ranks').map(({ stage }) => stage);
    expect(ranked).toEqual(['denoiser', 'baseline', 'train']);
    const uneven = { ...place, scheduler: 'kubernetes', config: 'smallest', shards: 1, ranks: 3 } as const;
    expect(() => launch(uneven)).toThrow(/--ranks 3: denoiser.batch is \d+ images.*expected a divisor/);
  });

  it('are tasks of one step on Slurm, and none of a scheduler that starts none', () => {
    const folder = join(root, 'slurm-ranks');
    const input = { config: 'smallest', folder, shards: 1, ranks: 2 } as const;
    const { steps } = launch({ ...input, scheduler: 'slurm' });
    const step = steps.find(({ stage }) => stage === 'denoiser');
    const script = readFileSync(join(folder, `${step?.name}.sbatch`), 'utf8');
    expect(script).toContain('#SBATCH --ntasks=2\n');
    expect(script).toMatch(/^srun --kill-on-bad-exit=1 .* --only denoiser/m);
    expect(() => launch({ ...input, scheduler: 'snakemake' })).toThrow(/expected --ranks 1/);
  });
});

describe('Slurm', () => {
  const step = launchSteps(config, [], { most: 50, shards: 3 })[0];
  /**
   * Scripts of a launch whose program is a shell script, with an `scontrol` that notes what it is asked for.
   */
  function scripts(name: string, program: string): { folder: string; script: string } {
    const folder = join(root, name);
    mkdirSync(join(folder, 'bin'), { recursive: true });
    const executable = (file: string, text: string) => {
      writeFileSync(join(folder, 'bin', file), `#!/bin/bash\n${text}\n`);
      chmodSync(join(folder, 'bin', file), 0o755);
    };
    executable('scontrol', `echo "$@" >> ${folder}/asked`);
    executable('sleep', '');
    executable('program', program);
    const setting = {
      node: join(folder, 'bin', 'program'),
      program: 'handbooster.mjs',
      config: 'c.yaml',
      run: 'a run',
      cores: 2,
      atOnce: 2,
      minutes: 10,
    };
    const files = slurmFiles([step], setting, ['--partition=gpu']);
    for (const [file, text] of files) writeFileSync(join(folder, file), text);
    return { folder, script: join(folder, `${step.name}.sbatch`) };
  }
  const environment = (folder: string, more = {}) => ({
    ...process.env,
    PATH: `${join(folder, 'bin')}:${process.env.PATH}`,
    SLURM_ARRAY_JOB_ID: '70',
    SLURM_ARRAY_TASK_ID: '2',
    SLURM_JOB_ID: '73',
    ...more,
  });

  it('gets an array with a throttle, a warning before the limit, and what a site adds', () => {
    const { script } = scripts('lines', 'exit 0');
    const text = readFileSync(script, 'utf8');
    for (const line of [
      '--array=0-2%2',
      '--signal=B:TERM@120',
      '--requeue',
      '--time=10',
      '--partition=gpu',
    ]) {
      expect(text).toContain(`\n#SBATCH ${line}\n`);
    }
    expect(text).toContain("boost c.yaml -o 'a run' --only capture --shard auto/3 --workers 2 &");
    expect(text).not.toMatch(/npm run/);
  });

  it.each([
    [0, false],
    [1, false],
    [42, false],
    [75, true],
    [143, true],
  ])('a program that ends with %i is requeued: %s', (code, requeued) => {
    const { folder, script } = scripts(`code-${code}`, `exit ${code}`);
    expect(spawnSync('bash', [script], { env: environment(folder) }).status).toBe(code);
    expect(existsSync(join(folder, 'asked'))).toBe(requeued);
    if (requeued) expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe('requeue 70_2\n');
    // Not for ever.
    rmSync(join(folder, 'asked'), { force: true });
    spawnSync('bash', [script], { env: environment(folder, { SLURM_RESTART_COUNT: '20' }) });
    expect(existsSync(join(folder, 'asked'))).toBe(false);
  });

  it('hands SIGTERM on and waits for the item that the program finishes', async () => {
    const { folder, script } = scripts(
      'told',
      'trap "told=1" TERM; touch started; while [ -z "$told" ]; do /bin/sleep 0.02; done; /bin/sleep 0.2; touch finished; exit 143',
    );
    const child = spawn('bash', [script], { env: environment(folder), cwd: folder });
    while (!existsSync(join(folder, 'started'))) await sleep(10);
    child.kill('SIGTERM');
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(143);
    expect(existsSync(join(folder, 'finished'))).toBe(true);
    expect(readFileSync(join(folder, 'asked'), 'utf8')).toBe('requeue 70_2\n');
  });

  it('submits each job after the one before', () => {
    const folder = join(root, 'submit');
    const { steps } = launch({
      scheduler: 'slurm',
      config: 'smallest',
      folder,
      shards: 2,
      run: join(root, 'run'),
    });
    mkdirSync(join(folder, 'bin'));
    writeFileSync(
      join(folder, 'bin', 'sbatch'),
      `#!/bin/bash\necho "$@" >> ${folder}/asked\nwc -l < ${folder}/asked\n`,
    );
    chmodSync(join(folder, 'bin', 'sbatch'), 0o755);
    execFileSync(join(folder, 'submit.sh'), { env: environment(folder) });
    const asked = readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n');
    expect(asked).toHaveLength(steps.length);
    expect(asked[0]).toBe('--parsable 01-capture.sbatch');
    expect(asked[1]).toBe(
      '--parsable --dependency=afterok:1 --kill-on-invalid-dep=yes 02-capture-merge.sbatch',
    );
    for (const { name } of steps) execFileSync('bash', ['-n', join(folder, `${name}.sbatch`)]);
  });
});

describe('HyperQueue and Snakemake', () => {
  it('get the same jobs in order', () => {
    const run = join(root, 'run');
    launch({ scheduler: 'hyperqueue', config: 'smallest', folder: join(root, 'hq'), shards: 4, run });
    const submit = readFileSync(join(root, 'hq', 'submit.sh'), 'utf8');
    execFileSync('bash', ['-n', join(root, 'hq', 'submit.sh')]);
    expect(submit).toMatch(/hq submit --name handbooster-01-capture --array 0-3 .*--wait/);
    expect(submit).toContain('--shard auto/4');
    launch({ scheduler: 'snakemake', config: 'smallest', folder: join(root, 'snake'), shards: 4, run });
    const snakefile = readFileSync(join(root, 'snake', 'Snakefile'), 'utf8');
    expect(snakefile).toContain('--shard {wildcards.k}/4');
    expect(snakefile).toContain('input: expand("done/01-capture/{k}", k=range(4))');
  });
});
