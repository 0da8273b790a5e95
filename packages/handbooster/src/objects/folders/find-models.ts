import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { type FoundModel, nameModels } from '../files/name-models.js';
import { MODEL_KINDS } from '../formats/read-model.js';

/** What lies in a folder of models. */
export interface FoundModels {
  /** Sorted by name. */
  models: FoundModel[];
  /** Models that are not taken: by an object's or kind's name, which files and why, in a sentence. */
  leftOut: { name: string; reason: string }[];
}

/** How deep below the folder models are looked for: ShapeNet has them three below. */
const DEEPEST = 6;

/**
 * Ways in which one object's folder names its model, the best first: DexYCB's, then YCB's scans by their
 * methods.
 */
const FORMS = [
  /^textured_simple\.\w+$/i,
  /^textured\.\w+$/i,
  /^google_16k\/textured\.\w+$/i,
  /^google_64k\/textured\.\w+$/i,
  /^google_512k\/textured\.\w+$/i,
  // Closed surfaces before fused ones.
  /^poisson\/textured\.\w+$/i,
  /^tsdf\/textured\.\w+$/i,
  /^nontextured\.\w+$/i,
  /^(google_16k|google_64k|google_512k|tsdf|poisson)\/nontextured\.\w+$/i,
];

/** Folders that hold forms of the object that their parent is. */
const FORM_FOLDERS = /^(google_\d+k|tsdf|poisson|collisions?|visuals?)$/i;

/** Files that are an object's shape for physics, beside the one that shows its looks. */
const COLLISION = /(^|[^a-z])(collisions?|coll|vhacd|coacd|convex|hulls?|physics|proxy)([^a-z]|$)/i;

/** Models of kinds that are not read. */
const OTHER_KINDS = /\.(stl|dae|fbx|3ds|off|blend|usdz?|usda|usdc|step|stp|x3d|wrl)$/i;

/** What else lies in the folder of an object that has a model: the same in another format. */
const SAME_OBJECT = /^(non)?textured|^(merged_cloud|model|mesh|object|visual|collision)/i;

/**
 * The OBJ, GLB, glTF and PLY files of a folder and of those below it, the first of these kinds where an
 * object has several, hidden ones (`._model.obj` of macOS) aside. A folder with
 * several forms of one object (YCB's `google_16k`, `tsdf`, `poisson`; `visual.obj` beside `collision.obj`)
 * gives one of them.
 */
export async function findModels(root: string): Promise<FoundModels> {
  const files = await walk(root, 0, new Set());
  const leftOut: FoundModels['leftOut'] = [];
  const taken: { path: string; folder: string }[] = [];
  for (const kind of MODEL_KINDS) {
    const isOther = isSameObject(
      root,
      taken.map(({ path }) => path),
    );
    const own = files.filter((path) => extname(path).toLowerCase() === kind && !isOther(path));
    for (const each of chooseForms(root, own, leftOut)) taken.push(each);
  }
  const models = nameModels(root, taken);
  leftOut.push(...otherKinds(root, files, models));
  return { models, leftOut };
}

/** Of files of one kind, those that are objects; what they are chosen before is left out in words. */
function chooseForms(
  root: string,
  files: readonly string[],
  leftOut: FoundModels['leftOut'],
): { path: string; folder: string }[] {
  const taken: { path: string; folder: string }[] = [];
  for (const [folder, paths] of byObject(root, files)) {
    const inside = (path: string) => relative(folder, path).split(sep).join('/');
    const form = (path: string) => FORMS.findIndex((each) => each.test(inside(path)));
    // In the top folder files are objects of their own.
    const forms = paths
      .filter((path) => form(path) >= 0 && (folder !== root || dirname(path) !== root))
      .sort((a, b) => form(a) - form(b));
    const shapes = paths.filter((path) => isShape(inside(path), paths.map(inside), folder === root));
    const shown = paths.filter((path) => !shapes.includes(path));
    const rivals = forms.length > 0 ? paths.filter((path) => folder !== root || dirname(path) !== root) : [];
    const chosen =
      forms.length > 0
        ? [forms[0], ...shown.filter((path) => !rivals.includes(path))]
        : shown.length > 0
          ? shown
          : paths;
    taken.push(...chosen.map((path) => ({ path, folder })));
    const left = paths.filter((path) => !chosen.includes(path));
    if (left.length > 0) {
      leftOut.push({
        name: relative(root, folder).split(sep).join('/') || basename(resolve(root)),
        reason: `${inside(chosen[0])} is taken; left out as other forms of the object or shapes for collisions: ${someOf(left.map(inside))}`,
      });
    }
  }
  return taken;
}

/** Whether a file is an object of which there is a model already, in another format. */
function isSameObject(root: string, models: readonly string[]): (path: string) => boolean {
  const stem = (path: string) => path.slice(0, -extname(path).length).toLowerCase();
  const stems = new Set(models.map(stem));
  const folders = new Set(models.map((path) => objectFolder(root, path)).filter((each) => each !== root));
  return (path) =>
    stems.has(stem(path)) ||
    (SAME_OBJECT.test(basename(path)) && above(root, path).some((folder) => folders.has(folder)));
}

/** Whether a file is a shape for collisions; in the top folder only beside the object that it belongs to. */
function isShape(name: string, names: readonly string[], isTop: boolean): boolean {
  if (!COLLISION.test(name)) return false;
  const stem = (each: string) => each.slice(0, -extname(each).length).toLowerCase();
  return !isTop || names.some((each) => each !== name && stem(name).startsWith(`${stem(each)}_`));
}

/** Models of kinds that are not read and belong to no object that is, a line for each kind. */
function otherKinds(
  root: string,
  files: readonly string[],
  models: readonly FoundModel[],
): FoundModels['leftOut'] {
  const isSame = isSameObject(
    root,
    models.map(({ path }) => path),
  );
  const kinds = new Map<string, string[]>();
  for (const path of files.filter((each) => OTHER_KINDS.test(each) && !isSame(each))) {
    const kind = extname(path).slice(1).toUpperCase();
    kinds.set(kind, [...(kinds.get(kind) ?? []), relative(root, path).split(sep).join('/')]);
  }
  return [...kinds].map(([kind, names]) => ({
    name: `${kind} files`,
    reason: `only OBJ, GLB, glTF and PLY models are read; convert and give again: ${someOf(names)}`,
  }));
}

/** The folders that a file lies in, below the root. */
function above(root: string, path: string): string[] {
  const folder = dirname(path);
  return folder === root || folder === dirname(folder) ? [] : [folder, ...above(root, folder)];
}

function someOf(names: readonly string[]): string {
  const most = 5;
  return names.length <= most
    ? names.join(', ')
    : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** All files below a folder that are not hidden, sorted. */
async function walk(folder: string, depth: number, seen: Set<string>): Promise<string[]> {
  // Links may lead round in circles.
  const place = await realpath(folder);
  if (seen.has(place) || depth > DEEPEST) return [];
  seen.add(place);
  const files: string[] = [];
  for (const entry of (await readdir(folder).catch(() => [])).sort()) {
    if (entry.startsWith('.') || entry === '__MACOSX') continue;
    const path = join(folder, entry);
    const found = await stat(path).catch(() => null);
    if (found?.isDirectory()) files.push(...(await walk(path, depth + 1, seen)));
    else if (found?.isFile()) files.push(path);
  }
  return files;
}

/** The folder whose object a file is a form of: its own, or the one above `google_16k` and the like. */
function objectFolder(root: string, path: string): string {
  const folder = dirname(path);
  return folder !== root && FORM_FOLDERS.test(basename(folder)) ? dirname(folder) : folder;
}

function byObject(root: string, paths: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    const folder = objectFolder(root, path);
    groups.set(folder, [...(groups.get(folder) ?? []), path]);
  }
  return groups;
}
