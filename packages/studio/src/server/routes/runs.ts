import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from 'handbooster';
import { loadConfig } from 'handbooster/pipeline';
import { z } from 'zod';
import { Missing } from '../answer-calls.js';
import { pollState } from '../poll-state.js';
import { runCurves } from '../runs/run-curves.js';
import { flatConfig, formFields, presetNames } from '../runs/run-form.js';
import { RunProcesses } from '../runs/run-processes.js';
import { runState } from '../runs/run-state.js';
import { sampleSheets, sheetFile } from '../runs/sample-sheets.js';
import type { Route } from '../studio.js';

/** How often a run's folder is looked at while a page shows it. */
const LOOK_MS = 1000;
const MOST_RUNS = 8;

/** The page Runs. */
export const runsRoute: Route = ({ app, calls, live, sources, onClose }) => {
  const processes = new RunProcesses();
  onClose(() => processes.close());
  const folderOf = (id: string) => sources.runFolder(id);
  live.provide('run', (id, push, fail) => {
    const folder = folderOf(id);
    return pollState(() => runState(folder, processes.get(folder)), LOOK_MS, push, fail);
  });

  const several = z.object({ sources: z.array(z.string()).min(1).max(MOST_RUNS) });
  calls.on('runs/curves', several, ({ sources: ids }) => ids.flatMap((id) => runCurves(id, folderOf(id))));
  calls.on('runs/configs', several, ({ sources: ids }) => {
    const configs = ids.map((id) => new Map(flatConfig(loadConfig(join(folderOf(id), 'config.yaml')))));
    const keys = [...new Set(configs.flatMap((config) => [...config.keys()]))];
    return keys.map((key) => {
      const values = configs.map((config) => config.get(key) ?? '');
      return { key, values, differs: new Set(values).size > 1 };
    });
  });
  calls.on('runs/form', z.object({ preset: z.string() }), ({ preset }) => {
    if (!presetNames().includes(preset)) throw new Missing(`${preset}: no such preset`);
    return { presets: presetNames(), folder: sources.folders[0], fields: formFields(preset) };
  });
  calls.on(
    'runs/start',
    z.object({ preset: z.string(), name: z.string(), overrides: z.array(z.string().max(1000)).max(200) }),
    ({ preset, name, overrides }) => {
      if (!presetNames().includes(preset)) throw new Missing(`${preset}: no such preset`);
      if (!/^[\w][\w.+-]{0,79}$/.test(name)) {
        throw new InputError(`name: expected letters, digits, dots and dashes, found “${name}”`);
      }
      const folder = join(sources.folders[0], name);
      if (existsSync(folder))
        throw new InputError(`name: there is a folder ${folder} already; give another name`);
      // What is out of range is said now, by the key.
      loadConfig(preset, overrides);
      processes.start(folder, preset, overrides);
      return { source: name };
    },
  );
  const one = z.object({ source: z.string() });
  calls.on('runs/sheets', one, ({ source }) => sampleSheets(folderOf(source)));
  app.get('/api/runs/sheet', async (request, reply) => {
    try {
      const { source = '', name = '' } = request.query as Record<string, string>;
      const file = sheetFile(folderOf(source), name);
      if (file === null) throw new Missing(`${name}: no such sheet of ${source}`);
      return reply.type('image/png').send(createReadStream(file));
    } catch (error) {
      return calls.refuse(reply, error);
    }
  });
  calls.on('runs/resume', one, ({ source }) => {
    const folder = folderOf(source);
    processes.start(folder, join(folder, 'config.yaml'), []);
    return {};
  });
  calls.on('runs/stop', one, ({ source }) => {
    processes.stop(folderOf(source));
    return {};
  });
};
