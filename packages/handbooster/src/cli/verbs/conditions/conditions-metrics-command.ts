import { Command } from 'commander';
import {
  COMPARE_METRICS_DEFAULTS,
  compareMetrics,
} from '../../../commands/conditions/compare-pose-metrics.js';
import { handFlag } from '../../flags/hand-flag.js';
import { wholeNumberFlag } from '../../flags/whole-number-flag.js';
import { poseMetricsTable } from '../../tables/pose-metrics-table.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  picks: number;
  rounds: number;
  hand?: string;
}

export function conditionsMetricsCommand(terminal: Terminal): Command {
  const { picks, rounds } = COMPARE_METRICS_DEFAULTS;
  return new Command('metrics')
    .description('Compare distances of poses: what farthest-pose sampling of a set of grasps spreads by each')
    .argument('<grasps>', 'folder of a set of grasps')
    .addOption(
      wholeNumberFlag('--picks <count>', 'grasps picked of each object', { least: 2, fallback: picks }),
    )
    .addOption(wholeNumberFlag('--rounds <count>', 'starts that are averaged', { fallback: rounds }))
    .addOption(handFlag('default: as when the set was made'))
    .action((grasps: string, flags: Flags) => {
      terminal.print(poseMetricsTable(compareMetrics(grasps, flags)));
    });
}
