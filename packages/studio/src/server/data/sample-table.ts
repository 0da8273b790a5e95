import type { ImageReference, Sample } from 'handbooster/datasets';
import type { Column, TableRow } from '../../api/data.js';

/** A column of few or many different texts, as codes. Code 0 is no text. */
export interface Categories {
  kind: 'category';
  name: string;
  label: string;
  values: string[];
  codes: Uint32Array;
}

/** A column of numbers; NaN where there is none. */
export interface Numbers {
  kind: 'number';
  name: string;
  label: string;
  unit: string;
  values: Float32Array;
  least: number;
  most: number;
}

/** A sample as it is shown: the picture may lie elsewhere than its label, and be of another size. */
export interface ShownSample extends Pick<Sample, 'camera' | 'hand' | 'joints' | 'objects' | 'grasped'> {
  image: ImageReference | null;
  /** As it is kept, for who wants to read it. */
  json: unknown;
}

/** Where a table's rows come from. */
export interface TableSource {
  image(row: number): ImageReference | null | Promise<ImageReference | null>;
  load(row: number): Promise<ShownSample>;
}

/**
 * Samples as columns: what is filtered and sorted by lies in memory, the rest is read when a sample is looked
 * at.
 */
export class SampleTable {
  constructor(
    readonly ids: readonly string[],
    readonly columns: readonly (Categories | Numbers)[],
    readonly source: TableSource,
  ) {}

  get rows(): number {
    return this.ids.length;
  }

  column(name: string): Categories | Numbers | undefined {
    return this.columns.find((column) => column.name === name);
  }

  describe(): Column[] {
    return this.columns.map((column) =>
      column.kind === 'category'
        ? { kind: 'category', name: column.name, label: column.label, values: column.values.length }
        : {
            kind: 'number',
            name: column.name,
            label: column.label,
            unit: column.unit,
            least: column.least,
            most: column.most,
          },
    );
  }

  row(row: number): TableRow {
    const values: TableRow['values'] = {};
    for (const column of this.columns) {
      if (column.kind === 'category') values[column.name] = column.values[column.codes[row]] || null;
      else values[column.name] = Number.isNaN(column.values[row]) ? null : column.values[row];
    }
    return { row, id: this.ids[row], values };
  }
}
