import { Command } from 'commander';
import {
  VALIDATE_GRASP_SET_DEFAULTS,
  validateGraspSet,
} from '../../../commands/grasps/validate-grasp-set.js';
import type { GraspLimits } from '../../../grasps/validation/judge-grasp.js';
import { handFlag } from '../../flags/hand-flag.js';
import { limitFlag } from '../../flags/limit-flag.js';
import { objectsFlag } from '../../flags/objects-flag.js';
import { wholeNumberFlag } from '../../flags/whole-number-flag.js';
import { graspReportTables } from '../../tables/grasp-report-tables.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  exact?: number;
  triangles?: number;
  limit: Partial<GraspLimits>;
  json: boolean;
  objects?: string;
  hand?: string;
}

const NOTED = 'default: as when the set was made';

export function graspsValidateCommand(terminal: Terminal): Command {
  const { exactSample, triangleSample } = VALIDATE_GRASP_SET_DEFAULTS;
  return new Command('validate')
    .description('Judge the grasps of a set anew from their stored measures')
    .argument('<set>', 'folder of a set of grasps')
    .addOption(
      wholeNumberFlag(
        '--exact [count]',
        `also compute the shared volume exactly for this many of each object (${exactSample})`,
      ).preset(String(exactSample)),
    )
    .addOption(
      wholeNumberFlag(
        '--triangles [count]',
        `also test the hand’s skin triangle against triangle, as upstream, for this many tries of each object (${triangleSample})`,
      ).preset(String(triangleSample)),
    )
    .addOption(limitFlag())
    .option('--json', 'figures as JSON instead of tables', false)
    .addOption(objectsFlag(NOTED))
    .addOption(handFlag(NOTED))
    .action(async (directory: string, { limit: limits, json, ...flags }: Flags) => {
      const { progress, signal } = terminal;
      const report = await validateGraspSet(directory, { ...flags, limits, progress, signal });
      if (json) terminal.printJson(report);
      else terminal.print(`${graspReportTables(report)}\n`);
    });
}
