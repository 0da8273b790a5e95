import { mkdtempSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { ho3dLabel, ho3dMeta, vector, writeHo3dFixture } from '../../../test/fixtures/ho3d-fixture.js';
import { smallHand } from '../../../test/fixtures/small-hand.js';
import { checkDataset } from './check-dataset.js';
import { formatCheckReport } from './check-report.js';

const folder = mkdtempSync(join(tmpdir(), 'check-ho3d-'));
const root = join(folder, 'ho3d');
const hands = { right: smallHand('right') };
const meta = join(root, 'train/ABF10/meta/0000.pkl');
const flipped = () =>
  vector(
    ho3dLabel(0).inFile.map((value, i) => (i % 3 === 2 ? -value : value)),
    21,
    3,
  );

describe('checkDataset on HO3D', () => {
  beforeEach(async () => {
    rmSync(root, { recursive: true, force: true });
    await writeHo3dFixture(root);
    // The list of a clean set has annotated frames only, and every picture its depth.
    writeFileSync(join(root, 'train.txt'), 'ABF10/0000\n');
    rmSync(join(root, 'evaluation/SM1/depth'), { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('finds nothing wrong with a good one', async () => {
    const report = await checkDataset(root, { hands });
    expect(report, formatCheckReport(report)).toEqual({
      root,
      layout: 'HO3D',
      sequences: 2,
      pictures: 2,
      hands: 1,
      findings: [],
    });
  });

  it.each([
    ['hand not annotated', () => writeFileSync(join(root, 'train.txt'), 'ABF10/0000\nABF10/0001\n')],
    ['list of pictures', () => writeFileSync(join(root, 'train.txt'), 'ABF10 0000\n')],
    ['picture twice', () => writeFileSync(join(root, 'train.txt'), 'ABF10/0000\nABF10/0000\n')],
    [
      "joints are not the hand model's",
      () => {
        writeFileSync(join(root, 'train.txt'), 'ABF10/0000\nABF10/0001\n');
        // Of another picture: a hand, but not the one of these parameters.
        writeFileSync(
          join(root, 'train/ABF10/meta/0001.pkl'),
          ho3dMeta(1, { handJoints3D: vector(ho3dLabel(0).inFile, 21, 3) }),
        );
      },
    ],
    ['label missing', () => unlinkSync(meta)],
    ['label wrong', () => truncateSync(meta, 300)],
    ['label wrong', () => writeFileSync(meta, ho3dMeta(0, { camMat: undefined }))],
    ["joints are not the hand model's", () => writeFileSync(meta, ho3dMeta(0, { handJoints3D: flipped() }))],
    ['object too far', () => writeFileSync(meta, ho3dMeta(0, { objTrans: vector([0, 0, -70]) }))],
    ['image unreadable', () => truncateSync(join(root, 'train/ABF10/rgb/0000.png'), 400)],
    ['image missing', () => unlinkSync(join(root, 'train/ABF10/rgb/0000.png'))],
    ['depth unreadable', () => writeFileSync(join(root, 'train/ABF10/depth/0000.png'), 'x')],
    ['depth missing', () => unlinkSync(join(root, 'train/ABF10/depth/0000.png'))],
    ['label wrong', () => writeFileSync(join(root, 'evaluation/SM1/meta/0005.pkl'), ho3dMeta(3))],
  ])('finds: %s', async (kind, harm) => {
    harm();
    const report = await checkDataset(root, { hands });
    expect(
      report.findings.map((finding) => finding.kind),
      formatCheckReport(report),
    ).toContain(kind);
  });
});
