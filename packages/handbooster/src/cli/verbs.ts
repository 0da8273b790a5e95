import type { Command } from 'commander';
import type { Terminal } from './terminal/terminal.js';

/**
 * Makes a verb with its flags; what it answers goes to the terminal. `whole` gives the program with all its
 * verbs, for those that describe it.
 */
export type VerbMaker = (terminal: Terminal, whole: () => Promise<Command>) => Command;

/**
 * A verb as the top help lists it. Its module, and all that it needs to work, is loaded when it is asked for.
 */
export interface Verb {
  name: string;
  description: string;
  load(): Promise<VerbMaker>;
}

export const VERBS: readonly Verb[] = [
  {
    name: 'boost',
    description:
      'Run every stage from the real data to the report; goes on where an earlier run of it stopped',
    load: async () => (await import('./verbs/boost-command.js')).boostCommand,
  },
  {
    name: 'completion',
    description: 'Print a script that completes verbs, flags and presets in a shell',
    load: async () => (await import('./verbs/completion-command.js')).completionCommand,
  },
  {
    name: 'conditions',
    description: 'Look at the conditions of a run',
    load: async () => (await import('./verbs/conditions/conditions-command.js')).conditionsCommand,
  },
  {
    name: 'config',
    description: 'Configurations: what they resolve to, and every key',
    load: async () => (await import('./verbs/config-command.js')).configCommand,
  },
  {
    name: 'data',
    description: 'Look at datasets, check them, write them',
    load: async () => (await import('./verbs/data/data-command.js')).dataCommand,
  },
  {
    name: 'doctor',
    description: 'Say what this machine has, what is missing and how to mend it',
    load: async () => (await import('./verbs/doctor-command.js')).doctorCommand,
  },
  {
    name: 'evaluate',
    description: 'Score predictions',
    load: async () => (await import('./verbs/evaluate/evaluate-command.js')).evaluateCommand,
  },
  {
    name: 'experiment',
    description: 'Runs of runs: a table of the paper, or of this project, row by row with intervals',
    load: async () => (await import('./verbs/experiment/experiment-command.js')).experimentCommand,
  },
  {
    name: 'export',
    description: 'Take networks elsewhere',
    load: async () => (await import('./verbs/export-command.js')).exportCommand,
  },
  {
    name: 'grasps',
    description: 'Make, judge and look at sets of grasps',
    load: async () => (await import('./verbs/grasps/grasps-command.js')).graspsCommand,
  },
  {
    name: 'hand',
    description: 'Look at hand models',
    load: async () => (await import('./verbs/hand-command.js')).handCommand,
  },
  {
    name: 'import',
    description:
      'Convert official weights (denoiser, HandOccNet, MobRecon, H2ONet, ResNet-50, densestack, Inception-v3) to safetensors',
    load: async () => (await import('./verbs/import-command.js')).importCommand,
  },
  {
    name: 'launch',
    description: 'Write the job files of a run for Slurm, Kubernetes, HyperQueue or Snakemake',
    load: async () => (await import('./verbs/launch-command.js')).launchCommand,
  },
  {
    name: 'merge',
    description:
      'Make a stage of a run of what the shards of it have left (`boost --only STAGE --shard k/n`)',
    load: async () => (await import('./verbs/merge-command.js')).mergeCommand,
  },
  {
    name: 'plan',
    description: 'Time, disk and memory of each stage of a run, before it is started',
    load: async () => (await import('./verbs/plan-command.js')).planCommand,
  },
  {
    name: 'reconstruct',
    description: 'The 3D hand of a photo: overlay PNG, mesh as GLB and OBJ, joints as JSON',
    load: async () => (await import('./verbs/reconstruct-command.js')).reconstructCommand,
  },
  {
    name: 'reference',
    description: 'Print a page of the reference: the command line, or the configuration',
    load: async () => (await import('./verbs/reference-command.js')).referenceCommand,
  },
  {
    name: 'report',
    description: 'The report of a finished run, or of an experiment: one page, or its table',
    load: async () => (await import('./verbs/report-command.js')).reportCommand,
  },
  {
    name: 'select',
    description:
      'Pick diverse real poses and grasps, weigh the grasps by novelty, and report how novel they are',
    load: async () => (await import('./verbs/select-command.js')).selectCommand,
  },
  {
    name: 'setup',
    description: 'Find or install libtorch and build the addon for it',
    load: async () => (await import('./verbs/setup-command.js')).setupCommand,
  },
  {
    name: 'studio',
    description: 'See and steer runs and datasets in a browser',
    load: async () => (await import('./verbs/studio-command.js')).studioCommand,
  },
  {
    name: 'synthesis',
    description: 'Measure how good generated images are',
    load: async () => (await import('./verbs/synthesis/synthesis-command.js')).synthesisCommand,
  },
  {
    name: 'weights',
    description: 'Weights that come with the package: make them, look at them',
    load: async () => (await import('./verbs/weights/weights-command.js')).weightsCommand,
  },
];
