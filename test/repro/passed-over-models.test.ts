import { describe, expect, it } from 'vitest';
import { whyNotStanding } from '../../packages/handbooster/src/capture/grasping/why-not-standing.js';
import { likelyUnit } from '../../packages/handbooster/src/geometry/mesh/likely-unit.js';
import { parseObj } from '../../packages/handbooster/src/objects/files/parse-obj.js';
import { loadObjectFolder } from '../../packages/handbooster/src/objects/folders/load-object-folder.js';
import { userObjects } from '../../packages/handbooster/src/pipeline/run/user-objects.js';
import { BOX, boxLines, filesFolder } from './support/box-files.js';

const { root, file } = filesFolder('passed-over');
let count = 0;

/** What is read of a tree of files, and what is left out. */
async function load(files: Record<string, string | Uint8Array>) {
  const folder = `case-${count++}`;
  for (const [name, content] of Object.entries(files)) file(`${folder}/${name}`, content);
  const refused: string[] = [];
  const onRefused = (name: string, error: Error) => refused.push(`${name}: ${error.message}`);
  const found = await loadObjectFolder(`${root}/${folder}`, { onRefused });
  return { names: found.map(({ name }) => name), refused, found };
}

const HIDDEN = Buffer.concat([Buffer.from([0, 5, 0x16, 7, 0, 2, 0, 0]), Buffer.alloc(120)]);

describe('a folder of models', () => {
  it.each<[string, Record<string, string | Uint8Array>, string[]]>([
    [
      'hidden files of macOS beside them',
      {
        'mug/._mug.obj': HIDDEN,
        'mug/mug.obj': BOX,
        '._tin.obj': HIDDEN,
        'tin.obj': BOX,
        '.DS_Store': HIDDEN,
      },
      ['mug', 'tin'],
    ],
    ['hidden folders', { '__MACOSX/mug.obj': HIDDEN, '.git/tin.obj': BOX, 'jar.obj': BOX }, ['jar']],
    ['capitals', { 'MUG.OBJ': BOX, 'Tin/Textured.Obj': BOX }, ['MUG', 'Tin']],
    [
      'several in a folder',
      { 'kitchen/mug.obj': BOX, 'kitchen/tin.obj': BOX, 'jar/jar.obj': BOX },
      ['jar', 'mug', 'tin'],
    ],
    ['several of one name', { 'a/x/mug.obj': BOX, 'a/y/mug.obj': BOX, 'b/mug.obj': BOX }, ['b', 'x', 'y']],
    [
      'folders that share a name',
      { 'red/1/m.obj': BOX, 'red/2/m.obj': BOX, 'blue/1/m.obj': BOX, 'blue/2/m.obj': BOX },
      ['blue_1', 'blue_2', 'red_1', 'red_2'],
    ],
    [
      "ShapeNet's depth",
      { '0287/1a7b/models/model_normalized.obj': BOX, '0287/9c3d/models/model_normalized.obj': BOX },
      ['1a7b', '9c3d'],
    ],
    [
      'a file beside a folder of its name',
      { 'mug.obj': BOX, 'mug/mug.obj': BOX, 'Mug/textured.obj': BOX },
      ['Mug', 'mug_2', 'mug_3'],
    ],
    ['a lone object below a folder of models', { 'models/010_can/textured_simple.obj': BOX }, ['010_can']],
    ["one object's folder itself", { 'google_16k/textured.obj': BOX, 'tsdf/textured.obj': BOX }, []],
  ])('%s', async (what, files, names) => {
    const { names: found, refused } = await load(files);
    expect(found).toEqual(names.length > 0 ? names : [`case-${count - 1}`]);
    expect(refused).toHaveLength(what.startsWith('one object') ? 1 : 0);
  });

  it("takes the best of YCB's scans and names the others", async () => {
    const { names, refused, found } = await load({
      '002_master_chef_can/tsdf/textured.obj': 'f',
      '002_master_chef_can/poisson/textured.obj': BOX,
      '002_master_chef_can/clouds/merged_cloud.ply': 'ply\n',
      '003_cracker_box/google_16k/textured.obj': BOX,
      '003_cracker_box/google_16k/nontextured.ply': 'ply\n',
      '003_cracker_box/google_512k/textured.obj': 'f',
      '004_sugar_box/poisson/nontextured.obj': BOX,
      '004_sugar_box/poisson/nontextured.stl': 'solid',
      '005_tomato_soup_can/textured_simple.obj': BOX,
      '005_tomato_soup_can/textured.obj': 'f',
    });
    expect(names).toEqual(['002_master_chef_can', '003_cracker_box', '004_sugar_box', '005_tomato_soup_can']);
    expect(found.map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect(refused).toEqual([
      expect.stringMatching(/^002_master_chef_can: .*poisson\/textured\.obj is taken.*tsdf\/textured\.obj/),
      expect.stringMatching(
        /^003_cracker_box: .*google_16k\/textured\.obj is taken.*google_512k\/textured\.obj/,
      ),
      expect.stringMatching(/^005_tomato_soup_can: .*textured_simple\.obj is taken.*: textured\.obj/),
    ]);
  });

  it('takes what is shown and not the shape for collisions, which is named', async () => {
    const { names, refused } = await load({
      'mug/collision.obj': 'f',
      'mug/visual.obj': BOX,
      'cup/visual/cup.obj': BOX,
      'cup/collision/cup_vhacd.obj': 'f',
      'jar.obj': BOX,
      'jar_convex.obj': 'f',
      'hull.obj': BOX,
    });
    expect(names).toEqual(['cup', 'hull', 'jar', 'mug']);
    expect(refused.map((line) => line.split(':')[0]).sort()).toEqual([`case-${count - 1}`, 'cup', 'mug']);
  });

  it('names models of other kinds', async () => {
    const { refused } = await load({
      'mug.obj': BOX,
      'mug.ply': 'ply\n',
      'obj_000001.stl': 'solid',
      'obj_000002.STL': 'solid',
      'a/b.dae': '',
    });
    expect(refused.sort()).toEqual([
      expect.stringMatching(/^DAE files: .*: a\/b\.dae$/),
      expect.stringMatching(
        /^STL files: .*only OBJ, GLB, glTF and PLY models are read.*: obj_000001\.stl, obj_000002\.STL$/,
      ),
    ]);
    await expect(load({ 'obj_000001.stl': 'solid' })).rejects.toThrow(
      /found STL files \(only OBJ, GLB, glTF and PLY models are read; convert .*obj_000001\.stl/,
    );
  });

  it('goes on after bad ones, and says what is wrong with all where none is left', async () => {
    const bad = {
      'words/words.obj': 'v 0 0 zero\n',
      'page/page.obj': '<!DOCTYPE html><html><body>404</body></html>',
      'lfs/lfs.obj': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
    };
    const { names, refused } = await load({ ...bad, 'good/good.obj': BOX });
    expect(names).toEqual(['good']);
    expect(refused.sort()).toEqual([
      expect.stringMatching(/^lfs: .*found a Git LFS pointer .*git lfs pull/),
      expect.stringMatching(/^page: .*found a web page/),
      expect.stringMatching(/^words: .*line 1: expected 3 finite numbers/),
    ]);
    await expect(load(bad)).rejects.toThrow(
      /none of its 3 models can be used: .*Git LFS.*web page.*finite numbers/s,
    );
  });

  it('stops no run', async () => {
    file('run/bad.obj', 'f 1 2 3\n');
    file('run/good.obj', BOX);
    file('run/grey.obj', ['mtllib gone.mtl', ...boxLines('usemtl skin', '')].join('\n'));
    const said: string[] = [];
    const found = await userObjects(`${root}/run`, (line) => said.push(line));
    expect(found.map(({ name }) => name)).toEqual(['good', 'grey']);
    expect(said.join('\n')).toMatch(/bad left out: .*bad\.obj, line 1[\s\S]*no material library gone\.mtl/);
  });
});

describe('units', () => {
  it.each<[number, string | null]>([
    [0.001, null],
    [0.02, 'metres'],
    [2.5, 'metres'],
    [10, 'centimetres'],
    [35, 'centimetres'],
    [100, 'millimetres'],
    [900, 'millimetres'],
    [5e5, null],
  ])('%s is in %s', (extent, name) => expect(likelyUnit(extent)?.name ?? null).toBe(name));

  it.each([
    [
      'centimetres',
      1,
      /box\.obj: 7 long; expected metres, and that looks like centimetres: multiply its vertices by 0\.01/,
    ],
    ['millimetres', 10, /70 long; .* looks like millimetres: multiply its vertices by 0\.001/],
    ['nothing', 1e-6, /7e-6 long|0\.000007 long/],
  ])('a model in %s is refused with the likely one', async (_, scale, words) => {
    const { refused, names } = await load({
      'ok.obj': BOX,
      'box.obj': boxLines('', '', { scale }).join('\n'),
    });
    expect(names).toEqual(['ok']);
    expect(refused).toEqual([expect.stringMatching(words)]);
  });
});

it('says why an object cannot be captured', () => {
  expect(whyNotStanding(parseObj(BOX, 'box.obj'))).toBe(null);
  const sheet = 'v 0 0 0\nv 0.1 0 0\nv 0.1 0.1 0\nv 0 0.1 0\nf 1 2 3 4\n';
  expect(whyNotStanding(parseObj(sheet, 'sheet.obj'))).toMatch(/not in one plane/);
  // A needle 20 cm long and a millimetre wide lies steadily on none of its sides.
  const needle = boxLines('', '').map((line) =>
    line.replace(/^v (\S+) (\S+) (\S+)/, (_, x, y, z) => `v ${x / 40} ${y / 50} ${z * 3}`),
  );
  expect(whyNotStanding(parseObj(needle.join('\n'), 'needle.obj'))).toMatch(/in no way that is steady/);
});
