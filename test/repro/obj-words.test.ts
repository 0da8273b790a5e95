import { describe, expect, it } from 'vitest';
import { readObj } from '../../packages/handbooster/src/objects/files/read-obj.js';
import { boxLines, faceColors, filesFolder } from './support/box-files.js';

const { file } = filesFolder('obj-words');
let count = 0;

async function colorsOf(obj: string[], mtl: Record<string, string>, ends = '\n') {
  const folder = `case-${count++}`;
  for (const [name, text] of Object.entries(mtl)) file(`${folder}/${name}`, text);
  const notes: string[] = [];
  const model = await readObj(file(`${folder}/box.obj`, obj.join(ends)), {
    onNote: (words) => notes.push(words),
  });
  return { colors: faceColors(model), notes };
}

const RED_BLUE = { '255,0,0': 6, '0,0,255': 6 };

describe('names of materials', () => {
  it.each<[string, string, string, Record<string, string>]>([
    [
      '# in a name',
      'usemtl Grey #1',
      'usemtl Grey #2',
      { 'm.mtl': 'newmtl Grey #1\nKd 1 0 0\nnewmtl Grey #2\nKd 0 0 1\n' },
    ],
    ['# at their start', 'usemtl #1', 'usemtl #2', { 'm.mtl': 'newmtl #1\nKd 1 0 0\nnewmtl #2\nKd 0 0 1\n' }],
    [
      'comments after them',
      'usemtl red # front',
      'usemtl blue\t# back',
      { 'm.mtl': 'newmtl red\nKd 1 0 0 # red\nnewmtl blue # the sea\nKd 0 0 1#blue\n' },
    ],
    [
      'comments after newmtl alone',
      'usemtl red',
      'usemtl blue',
      { 'm.mtl': 'newmtl red # hot\nKd 1 0 0\nnewmtl blue # cold\nKd 0 0 1\n' },
    ],
    [
      'spaces and tabs',
      'usemtl\tFront  Face',
      'usemtl Back Face ',
      { 'm.mtl': '\tnewmtl Front Face\n\tKd\t1\t0\t0\nnewmtl   Back Face\nKd 0 0 1\n' },
    ],
    [
      'quotation marks',
      'usemtl "Front Face"',
      "usemtl 'Back'",
      { 'm.mtl': 'newmtl Front Face\nKd 1 0 0\nnewmtl Back\nKd 0 0 1\n' },
    ],
    [
      'another letter case',
      'usemtl FRONT',
      'USEMTL back',
      { 'm.mtl': 'NEWMTL front\nKD 1 0 0\nNewmtl Back\nkd 0 0 1\n' },
    ],
    [
      'lines continued',
      'usemtl \\\nred',
      'usemtl blue',
      { 'm.mtl': 'newmtl red\nKd 1 \\\n0 0\nnewmtl blue\nKd \\ \n0 0 1\n' },
    ],
    [
      'a comment that ends in a backslash',
      '# C:\\models\\\nusemtl red',
      'usemtl blue',
      { 'm.mtl': '# D:\\\nnewmtl red\nKd 1 0 0\nnewmtl blue\nKd 0 0 1\n' },
    ],
    [
      'a byte order mark',
      'usemtl red',
      'usemtl blue',
      { 'm.mtl': '\ufeffnewmtl red\r\nKd 1 0 0\r\nnewmtl blue\r\nKd 0 0 1\r\n' },
    ],
  ])('with %s', async (_, first, second, mtl) => {
    const lines = ['mtllib m.mtl', ...boxLines(first, second)];
    for (const ends of ['\n', '\r\n', '\r']) {
      const { colors, notes } = await colorsOf(lines, mtl, ends);
      expect([colors, notes]).toEqual([RED_BLUE, []]);
    }
  });

  it('that no library has are grey with a word, never those of a like name', async () => {
    const lines = ['mtllib m.mtl', ...boxLines('usemtl Grey #1', 'usemtl Grey #3')];
    const { colors, notes } = await colorsOf(lines, { 'm.mtl': 'newmtl Grey #1\nKd 1 0 0\n' });
    expect(colors).toEqual({ '255,0,0': 6, '163,163,163': 6 });
    expect(notes).toEqual([expect.stringMatching(/is called Grey #3 \(they have Grey #1\)/)]);
  });
});

describe('libraries', () => {
  const red = 'newmtl red\nKd 1 0 0\n';
  const blue = 'newmtl blue\nKd 0 0 1\n';
  const faces = boxLines('usemtl red', 'usemtl blue');
  it.each<[string, string[], Record<string, string>]>([
    ['two on a line', ['mtllib a.mtl b.mtl'], { 'a.mtl': red, 'b.mtl': blue }],
    ['two lines', ['mtllib a.mtl', 'mtllib b.mtl'], { 'a.mtl': red, 'b.mtl': blue }],
    [
      'names with spaces on a line',
      ['mtllib my first.mtl my second.mtl # both'],
      { 'my first.mtl': red, 'my second.mtl': blue },
    ],
    ['quotation marks', ['mtllib "my first.mtl" "b.mtl"'], { 'my first.mtl': red, 'b.mtl': blue }],
    ['another letter case and separators', ['MTLLIB Parts\\A.MTL'], { 'parts/a.mtl': red + blue }],
    ['the last part of a path of another machine', ['mtllib C:\\Users\\me\\a.mtl'], { 'a.mtl': red + blue }],
    ['# in a name', ['mtllib no #1.mtl'], { 'no #1.mtl': red + blue }],
    ['none, and one of the same name beside it', [], { 'BOX.mtl': red + blue }],
    ['UTF-16', ['mtllib a.mtl'], { 'a.mtl': `\ufeff${red}${blue}` }],
  ])('%s', async (what, statements, libraries) => {
    const wide = Object.entries(libraries).map(([name, text]) => [
      name,
      what === 'UTF-16' ? Buffer.from(text, 'utf16le') : text,
    ]);
    const { colors, notes } = await colorsOf([...statements, ...faces], Object.fromEntries(wide));
    expect([colors, notes]).toEqual([RED_BLUE, []]);
  });

  it('that are missing are named', async () => {
    const { colors, notes } = await colorsOf(['mtllib a.mtl gone.mtl', ...faces], { 'a.mtl': red });
    expect(colors).toEqual({ '255,0,0': 6, '163,163,163': 6 });
    expect(notes.join('\n')).toMatch(/no material library gone\.mtl[\s\S]*is called blue/);
    const bare = await colorsOf(faces, {});
    expect(bare.notes).toEqual([expect.stringMatching(/names materials but no library/)]);
  });
});

describe('colours', () => {
  it.each([
    ['Kd 0.5', '128,128,128', null],
    ['Kd 0.2 0.4 0.6 # as measured', '51,102,153', null],
    ['kd .2 4e-1 0.6', '51,102,153', null],
    ['Kd 1.5 0 -0.25', '255,0,0', /line 2: Kd 1\.5 0 -0\.25: expected 0 \.\.\. 1/],
    // D65 white is (0.9505, 1, 1.0890) in XYZ, and 18 % of it a grey of 118 (IEC 61966-2-1).
    ['Kd xyz 0.17109 0.18 0.19602', '118,118,118', null],
    [
      'Kd spectral metal.rfl 1',
      '204,204,204',
      /line 2: Kd spectral metal\.rfl 1: expected one to three numbers/,
    ],
    ['Kd 0,5 0,5 0,5', '204,204,204', /expected one to three numbers/],
    ['Kd', '204,204,204', /expected one to three numbers/],
  ])('%s', async (statement, color, word) => {
    const { colors, notes } = await colorsOf(['mtllib m.mtl', ...boxLines('usemtl m', '')], {
      'm.mtl': `newmtl m\n${statement}\n`,
    });
    expect(colors).toEqual({ [color]: 12 });
    expect(notes).toEqual(word === null ? [] : [expect.stringMatching(word)]);
  });
});

it("reads faces by version 2's name, too", async () => {
  const lines = boxLines('usemtl red', 'usemtl blue').map((line) => line.replace(/^f /, 'fo '));
  const { colors } = await colorsOf(['mtllib m.mtl', ...lines], {
    'm.mtl': 'newmtl red\nKd 1 0 0\nnewmtl blue\nKd 0 0 1\n',
  });
  expect(colors).toEqual(RED_BLUE);
});
