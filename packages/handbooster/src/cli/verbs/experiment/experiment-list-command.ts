import { Command } from 'commander';
import { textTable } from '../../../base/text/text-table.js';
import { listExperiments } from '../../../commands/experiment/list-experiments.js';
import type { Terminal } from '../../terminal/terminal.js';

export function experimentListCommand(terminal: Terminal): Command {
  return new Command('list').description('Which experiments come along').action(() => {
    const rows = listExperiments().map(({ name, title, rows: all, simulated }) => [
      name,
      title,
      String(all.length),
      simulated === undefined ? '' : 'simulated, too',
    ]);
    terminal.print(`${textTable([['name', 'what', 'rows', ''], ...rows])}\n`);
  });
}
