import { Command } from 'commander';
import type { Terminal } from '../../terminal/terminal.js';
import { conditionsCoverageCommand } from './conditions-coverage-command.js';
import { conditionsMetricsCommand } from './conditions-metrics-command.js';
import { conditionsObjectsCommand } from './conditions-objects-command.js';
import { conditionsRenderCommand } from './conditions-render-command.js';
import { conditionsShowCommand } from './conditions-show-command.js';

export function conditionsCommand(terminal: Terminal): Command {
  return new Command('conditions')
    .addCommand(conditionsRenderCommand(terminal))
    .addCommand(conditionsObjectsCommand(terminal))
    .addCommand(conditionsCoverageCommand(terminal))
    .addCommand(conditionsMetricsCommand(terminal))
    .addCommand(conditionsShowCommand(terminal));
}
