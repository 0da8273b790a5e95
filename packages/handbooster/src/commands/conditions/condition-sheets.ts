import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { stopIfAborted } from '../../base/errors/interrupted.js';
import { writeFileAtomic, writeFileAtomicSync } from '../../base/files/atomic-write.js';
import type { Progress } from '../../base/progress.js';
import type { StoredCondition } from '../../conditions/creation/condition-files.js';
import { ConditionRenderer } from '../../conditions/maps/condition-renderer.js';
import type { SceneBuilder } from '../../conditions/maps/scene-builder.js';
import { cropCamera } from '../../datasets/crop/crop-camera.js';
import type { Shard } from '../../distributed/item-share.js';
import { type Tile, tileSheet } from '../../drawing/tile-sheet.js';
import { drawSkeleton } from '../../render/maps/draw-skeleton.js';
import { CONDITION_MAPS, type ConditionMap } from '../../render/maps/render-condition-maps.js';
import { openRunConditions } from './open-run-conditions.js';

export interface ConditionSheetsOptions {
  /** Which maps; those of the run's configuration by default. */
  maps?: readonly string[];
  /** Pixels of a map; `conditions.renderSize` by default. */
  size?: number;
  /** Conditions of a sheet. */
  perSheet: number;
  /** Conditions of a row of a sheet. */
  perRow: number;
  /** `<run>/condition-sheets` by default. */
  output?: string;
  /** Only every K-th sheet, to share the work between machines. */
  shard: Shard;
  progress: Progress;
  signal: AbortSignal;
}

export const CONDITION_SHEETS_DEFAULTS = { perSheet: 32, perRow: 8, shard: { index: 0, count: 1 } } as const;

const KEY_FILE = 'sheets.key';

/**
 * Draws the maps of all conditions of a run onto PNG sheets, named by their first condition: a column of maps
 * a condition, and below them the first map with the label's joints over it. Sheets that are there already
 * are kept, unless the conditions or the options have changed.
 *
 * @param run folder of a run whose conditions stage is finished
 * @returns paths of this shard's sheets
 */
export async function renderConditionSheets(
  run: string,
  options: Partial<ConditionSheetsOptions> & Pick<ConditionSheetsOptions, 'progress' | 'signal'>,
): Promise<string[]> {
  const { perSheet, perRow, shard, progress, signal } = { ...CONDITION_SHEETS_DEFAULTS, ...options };
  if (!(perSheet >= 1 && perRow >= 1)) {
    throw new InputError(
      `sheets: expected at least one condition a sheet and a row, found ${perSheet}, ${perRow}`,
    );
  }
  const { config, conditions, scenes, hash } = await openRunConditions(run);
  const maps = checkMaps(options.maps ?? config.conditions.maps);
  const size = options.size ?? config.conditions.renderSize;
  if (!Number.isInteger(size) || size < 8)
    throw new InputError(`size: expected at least 8 pixels, found ${size}`);
  const folder = resolve(options.output ?? join(run, 'condition-sheets'));
  const key = createHash('sha256')
    .update(JSON.stringify([hash, maps, size, perSheet, perRow, config.conditions.forearm]))
    .digest('hex');
  openFolder(folder, key);
  const renderer = new ConditionRenderer(size, config.conditions.renderSize, maps);
  const own: number[] = [];
  for (let sheet = 0; sheet * perSheet < conditions.length; sheet++) {
    if (sheet % shard.count === shard.index) own.push(sheet);
  }
  const task = progress.begin('sheets', own.length, 'sheets');
  const paths: string[] = [];
  for (const sheet of own) {
    stopIfAborted(signal);
    const part = conditions.slice(sheet * perSheet, (sheet + 1) * perSheet);
    const path = join(folder, `${part[0].id}.png`);
    if (!existsSync(path)) await writeFileAtomic(path, await conditionSheet(part, scenes, renderer, perRow));
    paths.push(path);
    task.advance();
  }
  task.end();
  return paths;
}

/** One sheet as PNG bytes, its tiles as large as the maps. */
export function conditionSheet(
  conditions: readonly StoredCondition[],
  scenes: SceneBuilder,
  renderer: ConditionRenderer,
  perRow: number,
): Promise<Buffer> {
  const rows: Tile[][] = [];
  for (let first = 0; first < conditions.length; first += perRow) {
    const columns = conditions.slice(first, first + perRow).map((condition) => {
      const camera = cropCamera(condition.camera, condition.box, renderer.size);
      const { maps } = renderer.render(scenes.scene(condition, camera));
      const tiles = renderer.maps.map((name) => ({ size: renderer.size, pixels: maps[name] as Uint8Array }));
      const overlay = tiles[0].pixels.slice();
      drawSkeleton(camera, condition.joints, overlay);
      return [...tiles, { size: renderer.size, pixels: overlay }];
    });
    columns[0].forEach((_, row) => {
      rows.push(columns.map((column) => column[row]));
    });
  }
  return tileSheet(rows, renderer.size);
}

function checkMaps(names: readonly string[]): ConditionMap[] {
  const known: readonly string[] = CONDITION_MAPS;
  for (const name of names) {
    if (!known.includes(name)) {
      throw new InputError(`maps: expected some of ${CONDITION_MAPS.join(', ')}, found ${name}`);
    }
  }
  if (names.length === 0)
    throw new InputError(`maps: expected some of ${CONDITION_MAPS.join(', ')}, found none`);
  return [...names] as ConditionMap[];
}

/** Removes sheets that were made of other conditions or with other options. */
function openFolder(folder: string, key: string): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, KEY_FILE);
  if (existsSync(file) && readFileSync(file, 'utf8') === key) return;
  for (const name of readdirSync(folder)) {
    if (/^\d+\.png$/.test(name)) rmSync(join(folder, name));
  }
  writeFileAtomicSync(file, key);
}
