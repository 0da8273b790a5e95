import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SampleSheet } from '../../api/runs.js';

const NAME = /^step-(\d+)\.png$/;

/** Sheets that the denoiser of a run has drawn while it learned, also one at work; oldest first. */
export function sampleSheets(run: string): SampleSheet[] {
  const folder = sheetFolder(run);
  return (folder === null ? [] : readdirSync(folder))
    .flatMap((name) => {
      const step = NAME.exec(name)?.[1];
      return step === undefined ? [] : [{ name, step: Number(step) }];
    })
    .sort((a, b) => a.step - b.step);
}

/** The file of a sheet; null where there is none of this name. */
export function sheetFile(run: string, name: string): string | null {
  const folder = sheetFolder(run);
  const known = NAME.test(name) && folder !== null && existsSync(join(folder, name));
  return known ? join(folder, name) : null;
}

function sheetFolder(run: string): string | null {
  const folders = ['denoiser.partial', 'denoiser'].map((stage) => join(run, stage, 'samples'));
  return folders.find((folder) => existsSync(folder)) ?? null;
}
