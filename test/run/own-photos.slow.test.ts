import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { SILENT_PROGRESS } from '../../packages/handbooster/src/base/progress.js';
import { simulateCapture } from '../../packages/handbooster/src/capture/simulate-capture.js';
import { annotatePhotos } from '../../packages/handbooster/src/commands/data/annotate-photos.js';
import { proceduralObjects } from '../../packages/handbooster/src/objects/procedural/procedural-objects.js';
import { boost } from '../../packages/handbooster/src/pipeline/boost.js';
import { Run } from '../../packages/handbooster/src/pipeline/run/open-run.js';

const MINUTES = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'handbooster-own-photos-'));
afterAll(() => rmSync(folder, { recursive: true }));

test(
  'a film of one’s own hand goes the whole way: labelled by landmarks and fit, boosted, reported',
  async () => {
    // The film: what one camera of the simulator sees of two grasps, without a label beside it.
    await simulateCapture(join(folder, 'capture'), {
      objects: proceduralObjects().slice(0, 2),
      seed: 5,
      width: 320,
      height: 240,
      subjects: 1,
      unseenSubjects: 0,
      trainingSequences: 2,
      validationSequences: 0,
      testSequences: 0,
      unseenGrasps: 0,
      framesPerSequence: 16,
      trainingViews: 1,
      depth: false,
      workers: 1,
    });
    const film = join(folder, 'film');
    mkdirSync(film);
    const frames = readdirSync(join(folder, 'capture'), { recursive: true })
      .map(String)
      .filter((name) => /color_.*\.jpg$/.test(name))
      .sort();
    expect(frames).toHaveLength(32);
    frames.forEach((name, i) => {
      copyFileSync(join(folder, 'capture', name), join(film, `${String(i).padStart(4, '0')}.jpg`));
    });
    const signal = new AbortController().signal;
    const labels = await annotatePhotos(film, {
      hand: 'builtin',
      film: true,
      focal: 306.5,
      progress: SILENT_PROGRESS,
      signal,
    });
    expect(labels.kept).toBeGreaterThanOrEqual(8);

    const run = join(folder, 'run');
    const { report } = await boost({
      config: 'smallest',
      output: run,
      overrides: [
        'capture.source=photos',
        `capture.root=${film}`,
        'capture.objects=2',
        'filter.landmarks=true',
      ],
      workers: 2,
    });
    expect(report).not.toBeNull();
    expect(existsSync(report as string)).toBe(true);
    const opened = Run.open(run);
    const splits = await Promise.all(['train', 'val', 'test'].map((split) => opened.captured.samples(split)));
    expect(splits.flat()).toHaveLength(labels.kept);
    // What the paper adds is there: grasps of objects in that hand, images of them, both trainings scored.
    const { stages } = opened.manifest;
    expect(stages.grasps.summary.objects).toHaveLength(2);
    expect(stages.conditions.summary.novelGrasps as number).toBeGreaterThan(0);
    expect(stages.train.summary.real).toBe(splits[0].length);
    // Landmarks and fit have judged every image beside the run's own network.
    const { verdicts } = await opened.verdicts();
    expect(verdicts.length).toBeGreaterThan(0);
    for (const { errors } of verdicts) {
      expect(errors.landmarkDisagreement).toBeGreaterThan(0);
      expect(errors.landmarkDisagreement).toBeLessThanOrEqual(1);
    }
    const methods = opened.scores().map(({ split, method }) => `${split} ${method}`);
    for (const method of ['real', 'real + synthetic', 'mean hand'])
      expect(methods).toContain(`test ${method}`);
    expect(readFileSync(report as string, 'utf8')).toContain('photos');
  },
  20 * MINUTES,
);
