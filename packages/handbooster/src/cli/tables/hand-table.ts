import { bendTable, shapeTable } from '../../commands/hand/show-hand.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { FINGERS } from '../../hand/model/hand-skeleton.js';

/** A table of sizes for a terminal. */
export function handTable(model: HandModel): string {
  const shapesOf = shapeTable(model);
  const rest = shapesOf[0].sizes.volume;
  const rows = shapesOf.map(({ name, sizes: { length, breadth, fingers, volume } }) => [
    name,
    ...[length, breadth, ...fingers].map((value) => value.toFixed(0)),
    volume.toFixed(0),
  ]);
  const head = ['shape', 'length', 'breadth', ...FINGERS, 'volume'];
  const change = (volume: number) => `${(100 * (volume / rest - 1)).toFixed(1)} %`;
  const bent = bendTable(model).map(({ name, volume, withoutOffsets }) => [
    name,
    volume.toFixed(1),
    change(volume),
    change(withoutOffsets),
  ]);
  return (
    `${model.name} (${model.side}), ${model.template.length / 3} vertices, ${model.faces.length / 3} faces, hash ${model.hash.slice(0, 12)}\n` +
    `${model.provenance}\n\nmm between joints, cm3\n${align([head, ...rows])}\n` +
    `${align([['bend', 'cm3', 'against rest', 'blending alone'], ...bent])}`
  );
}

function align(rows: readonly (readonly string[])[]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row.map((cell, i) => (i === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[i]))).join('  '),
    )
    .map((line) => `${line}\n`)
    .join('');
}
