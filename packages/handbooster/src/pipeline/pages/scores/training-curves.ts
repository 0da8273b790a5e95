import { mean } from '../../../base/numbers/mean.js';
import { histogram, lineChart } from '../../../drawing/charts.js';
import type { Content } from '../../../drawing/html.js';
import type { Run } from '../../run/open-run.js';

/** Which network a stage trains. */
const SERIES = { baseline: 'real', train: 'real + generated' } as const;

/** Losses of the trainings, and how far the picked grasps are from real poses. */
export async function trainingCurves(run: Run): Promise<Content> {
  const novelty = run
    .selection()
    .objects.flatMap(({ grasps }) =>
      grasps.filter(({ nearestReal }) => Number.isFinite(nearestReal)).map(({ nearestReal }) => nearestReal),
    );
  const losses = (['baseline', 'train'] as const).flatMap((stage) =>
    smoothed(run.log(stage)).map(({ step, loss }) => ({ series: SERIES[stage], x: step, y: loss })),
  );
  const denoiser = smoothed(run.log('denoiser')).map(({ step, loss }) => ({
    series: 'denoiser',
    x: step,
    y: loss,
  }));
  return [
    denoiser.length > 0
      ? await lineChart('Denoiser training', denoiser, { x: 'step', y: 'loss (Eq. 2)', logarithmic: true })
      : null,
    losses.length > 0
      ? await lineChart('Reconstruction training', losses, { x: 'step', y: 'loss', logarithmic: true })
      : null,
    novelty.length > 0
      ? await histogram(
          'Picked grasps: distance to the nearest real pose',
          novelty.map((value) => ({ series: 'picked grasps', value })),
          'pose distance',
        )
      : null,
  ];
}

/** Running mean over a thirtieth of the run: batches differ more than steps. */
function smoothed(lines: readonly Record<string, number>[]): { step: number; loss: number }[] {
  const width = Math.max(1, Math.round(lines.length / 30));
  const result: { step: number; loss: number }[] = [];
  for (let first = 0; first + width <= lines.length; first += width) {
    const part = lines.slice(first, first + width);
    result.push({
      step: part[part.length - 1].step,
      loss: mean(part.map(({ loss }) => loss)),
    });
  }
  return result;
}
