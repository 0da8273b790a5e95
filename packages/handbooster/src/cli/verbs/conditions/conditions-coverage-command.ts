import { Command } from 'commander';
import {
  COVERAGE_KINDS,
  type CoverageKind,
  poseCoverage,
} from '../../../commands/conditions/pose-coverage.js';
import { choiceFlag } from '../../flags/choice-flag.js';
import { poseCoverageTable } from '../../tables/pose-coverage-table.js';
import type { Terminal } from '../../terminal/terminal.js';

export function conditionsCoverageCommand(terminal: Terminal): Command {
  return new Command('coverage')
    .description(
      'How near the hands of each split are to the real ones learned from, with and without a run’s conditions',
    )
    .argument('<run>', 'folder of a run whose conditions are finished')
    .addOption(
      choiceFlag('--by <what>', 'how fingers bend, or hands as the camera sees them', COVERAGE_KINDS).default(
        'fingers',
      ),
    )
    .action(async (folder: string, { by }: { by: CoverageKind }) => {
      terminal.print(`${poseCoverageTable(await poseCoverage(folder, by))}\n`);
    });
}
