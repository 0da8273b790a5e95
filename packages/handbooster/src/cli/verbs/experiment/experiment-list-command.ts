import { Command } from 'commander';
import { textTable } from '../../../base/text/text-table.js';
import { experimentNames, readExperiment } from '../../../experiments/experiment-definition.js';
import type { Terminal } from '../../terminal/terminal.js';

export function experimentListCommand(terminal: Terminal): Command {
  return new Command('list').description('Which experiments come along').action(() => {
    const rows = experimentNames().map((name) => {
      const { title, rows: all, simulated } = readExperiment(name);
      return [name, title, String(all.length), simulated === undefined ? '' : 'simulated, too'];
    });
    terminal.print(`${textTable([['name', 'what', 'rows', ''], ...rows])}\n`);
  });
}
