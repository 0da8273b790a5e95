/**
 * The page Data: samples of any run or dataset as a table that is filtered, sorted and looked at one by one.
 */
export interface DataCalls {
  /** Opens a table; the first time it may take long, and the topic `table:<source>` says how far it is. */
  'data/open': { body: { source: string }; reply: TableDescription };
  /** How many rows match, and the histogram of every column over the rows that all other filters leave. */
  'data/query': { body: TableQuery; reply: QueryResult };
  /** Some rows of the result, in its order. */
  'data/rows': { body: TableQuery & { from: number; count: number }; reply: TableRow[] };
  /**
   * Where a sample stands in the result: by its row, or by the beginning of its id; null where it is not in
   * it.
   */
  'data/locate': { body: TableQuery & { row?: number; id?: string }; reply: { position: number | null } };
  /** Values of a category that have a text in them, in the order of the alphabet, and how many there are. */
  'data/values': {
    body: { source: string; column: string; text: string };
    reply: { values: string[]; matching: number };
  };
  /** Photos of one's own that were rejected; null where the labels are no photos'. */
  'data/rejected': { body: { source: string }; reply: { names: string[] | null } };
  /** Rejects a photo, or takes that back: `data annotate --photos` leaves it out from its next start. */
  'data/mark': { body: { source: string; name: string; rejected: boolean }; reply: { names: string[] } };
  'data/sample': { body: { source: string; row: number }; reply: SampleDetails };
}

export interface DataTopics {
  [topic: `table:${string}`]: { done: number; total: number };
}

export interface TableDescription {
  rows: number;
  columns: Column[];
}

export type Column = CategoryColumn | NumberColumn;

export interface CategoryColumn {
  kind: 'category';
  name: string;
  label: string;
  /** How many different values there are. */
  values: number;
}

export interface NumberColumn {
  kind: 'number';
  name: string;
  label: string;
  /** For people; empty without one. */
  unit: string;
  least: number;
  most: number;
}

/** Of a category the values that are wanted; of a number the range, both ends included. */
export type Filter = { values: string[] } | { from: number | null; to: number | null };

export interface TableQuery {
  source: string;
  /** By column. */
  filters: Record<string, Filter>;
  /** Column to sort by; null for the table's own order. */
  sort: string | null;
  descending: boolean;
}

export interface QueryResult {
  matching: number;
  facets: Facet[];
}

export type Facet =
  | {
      kind: 'category';
      name: string;
      /** The values that most rows have. */
      counts: [value: string, count: number][];
      /** How many values there are among the rows, and how many rows have none of those above. */
      distinct: number;
      others: number;
    }
  /** Counts in bins of equal width from the column's least to its most; rows without a number are in none. */
  | { kind: 'number'; name: string; counts: number[]; without: number };

/** What stands under a thumbnail. */
export interface TableRow {
  row: number;
  id: string;
  /** Values of the columns, by name; null where there is none. */
  values: Record<string, string | number | null>;
}

export interface SampleDetails {
  row: number;
  id: string;
  values: TableRow['values'];
  /** Pixels of the picture; null where there is none yet. */
  picture: { width: number; height: number } | null;
  camera: SampleCamera;
  /** (21, 3) metres in the camera. */
  joints: number[];
  /** Maps that can be drawn of it. */
  maps: string[];
  /** Whether there is a hand model and so a mesh: the scene is at `api/data/scene`. */
  hand: boolean;
  /** Why there is no mesh, in words. */
  handless: string | null;
  /** Name of the photo, where it is one's own and can be rejected; else null. */
  photo: string | null;
  /** Its label as it is kept. */
  json: unknown;
}

export interface SampleCamera {
  fx: number;
  fy: number;
  cx: number;
  cy: number;
  width: number;
  height: number;
}

/**
 * What `api/data/scene?source=...&row=...` gives: meshes in the camera's axes (x right, y down, z forward),
 * metres.
 */
export interface SampleScene {
  hand: SceneMesh;
  objects: SceneObject[];
}

export interface SceneMesh {
  vertices: number[];
  faces: number[];
}

export interface SceneObject {
  name: string;
  grasped: boolean;
  /** Row-major (3, 4), camera from object. */
  pose: number[];
  /** Names its mesh at `api/data/object`, which many samples share. */
  id: number;
}

/** What `api/data/object?source=...&id=...` gives. */
export interface ObjectMesh extends SceneMesh {
  /** (F, 3, 2), (0, 0) at the bottom left; null without a texture, which is at `api/data/texture`. */
  uvs: number[] | null;
  color: [number, number, number];
}
