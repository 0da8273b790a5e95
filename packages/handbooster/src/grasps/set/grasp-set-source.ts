import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import { hashArrays } from '../../base/files/hash-arrays.js';
import { readJsonFile } from '../../base/files/read-text-file.js';
import { checkSchema, z } from '../../base/files/read-yaml.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { loadHand } from '../../hand/model/hand-by-name.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { loadObjectFolder } from '../../objects/folders/load-object-folder.js';
import type { ObjectModel } from '../../objects/object-model.js';
import { proceduralObjects } from '../../objects/procedural/procedural-objects.js';
import { solidObject } from '../object/solid-object.js';
import type { GraspSetManifest } from './grasp-files.js';

/** Where the models of a set of grasps are: a set itself keeps numbers only. */
export interface GraspSource {
  /** `procedural`, or a folder of models; a run may have several, the first with an object's name counts. */
  objects: string | readonly string[];
  /** `builtin`, `mano`, or a file. */
  hand: string;
}

const SOURCE_FILE = 'source.json';
const SOURCE = z.object({
  objects: z.union([z.string(), z.array(z.string())]).optional(),
  hand: z.string().optional(),
});
const HAND_WORDS = ['builtin', 'mano'];

/** Notes the source in the set's folder; paths relative to it, so that both can be moved together. */
export function writeGraspSource(folder: string, { objects, hand }: GraspSource): void {
  const from = (models: string) =>
    models === 'procedural' ? models : relative(resolve(folder), resolve(models));
  const note: GraspSource = {
    objects: typeof objects === 'string' ? from(objects) : objects.map(from),
    hand: HAND_WORDS.includes(hand) ? hand : relative(resolve(folder), resolve(hand)),
  };
  writeFileAtomicSync(join(folder, SOURCE_FILE), `${JSON.stringify(note, null, 2)}\n`);
}

/**
 * The source of a set: what the user says, else what is noted, else the models that come with the product.
 */
export function findGraspSource(folder: string, given: Partial<GraspSource>): GraspSource {
  const path = join(folder, SOURCE_FILE);
  let noted: Partial<GraspSource> = {};
  if (existsSync(path)) {
    noted = checkSchema(
      readJsonFile(path, 'delete it and name the models with --objects and --hand'),
      SOURCE,
      path,
    );
  }
  const place = (text: string, words: readonly string[]) =>
    words.includes(text) || isAbsolute(text) ? text : resolve(folder, text);
  const objects = noted.objects ?? 'procedural';
  const models = (text: string) => place(text, ['procedural']);
  return {
    objects: given.objects ?? (typeof objects === 'string' ? models(objects) : objects.map(models)),
    hand: given.hand ?? place(noted.hand ?? 'builtin', HAND_WORDS),
  };
}

/**
 * Object models by `procedural` or the path of a folder; those that cannot be read are told to `onRefused`.
 */
export async function loadGraspObjects(
  source: string | readonly string[],
  names: readonly string[] | undefined,
  onRefused?: (name: string, error: InputError) => void,
  onNote: (words: string) => void = () => {},
): Promise<ObjectModel[]> {
  if (typeof source !== 'string') return loadFromSeveral(source, names);
  if (source !== 'procedural') return loadObjectFolder(source, { names, onRefused, onNote });
  const all = proceduralObjects();
  const absent = names?.filter((name) => !all.some((object) => object.name === name)) ?? [];
  if (absent.length > 0) {
    throw new InputError(
      `objects: expected some of ${all.map(({ name }) => name).join(', ')}, found ${absent.join(', ')}`,
    );
  }
  return names ? all.filter(({ name }) => names.includes(name)) : all;
}

/** What is refused in one folder may be in another; what is in none is refused. */
async function loadFromSeveral(
  folders: readonly string[],
  names: readonly string[] | undefined,
): Promise<ObjectModel[]> {
  const found = new Map<string, ObjectModel>();
  for (const folder of folders) {
    for (const model of await loadGraspObjects(folder, undefined, () => {})) {
      if (!found.has(model.name) && (names?.includes(model.name) ?? true)) found.set(model.name, model);
    }
  }
  const absent = names?.filter((name) => !found.has(name)) ?? [];
  if (absent.length > 0)
    throw new InputError(`${folders.join(', ')}: expected objects ${absent.join(', ')}, found none of them`);
  return [...found.values()];
}

/** The hand a set was made with, checked. */
export function handOfSet(manifest: GraspSetManifest, source: GraspSource): HandModel {
  const hand = loadHand({ hand: { model: source.hand } });
  if (hand.hash !== manifest.hand.hash) {
    throw new InputError(
      `hand: the grasps were made with ${manifest.hand.name}, found another model (${source.hand}); name theirs with --hand`,
    );
  }
  return hand;
}

/** An object of a set with the closed mesh its grasps were made on. */
export interface ObjectOfSet {
  model: ObjectModel;
  solid: Mesh;
}

/** Objects of a set, checked to be those it was made with. */
export async function objectsOfSet(
  manifest: GraspSetManifest,
  source: GraspSource,
  names: readonly string[],
): Promise<ObjectOfSet[]> {
  const models = await loadGraspObjects(source.objects, names).catch((error) => {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${error.message}; name the folder of the set's object models with --objects`);
  });
  const out: ObjectOfSet[] = [];
  for (const name of names) {
    const model = models.find((each) => each.name === name) as ObjectModel;
    const { vertices, faces } = await solidObject({ vertices: model.vertices, faces: model.faces }, name);
    const wanted = manifest.objects.find((each) => each.name === name)?.hash;
    if (hashArrays(vertices, faces) !== wanted) {
      throw new InputError(
        `${name}: the model in ${source.objects} is not the one the grasps were made on; name theirs with --objects`,
      );
    }
    out.push({ model, solid: { vertices, faces } });
  }
  return out;
}
