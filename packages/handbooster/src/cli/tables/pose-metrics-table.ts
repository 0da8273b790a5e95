import type { MetricComparison } from '../../commands/conditions/compare-pose-metrics.js';

/** The table for the terminal and for docs/results/conditions.md. */
export function poseMetricsTable({ objects, grasps, picks, rows }: MetricComparison): string {
  const lines = rows.map(({ metric, effect: { spacing, shares } }) =>
    [
      `\`${metric.kind}\``,
      metric.translationScale,
      metric.objectRotationWeight,
      ...[spacing.itself, spacing.joints, spacing.rotation, spacing.translation].map((x) => x.toFixed(2)),
      [shares.joints, shares.rotation, shares.translation].map((x) => x.toFixed(2)).join(', '),
    ].join(' | '),
  );
  return [
    `${picks} of the holding grasps of each of ${objects} objects (${grasps} in all), spacing over that of random picks:`,
    '| metric | scale, m | object weight | itself | joints | rotation | translation | shares of the mean squared distance |',
    '|---|---:|---:|---:|---:|---:|---:|---|',
    ...lines.map((line) => `| ${line} |`),
    '',
  ].join('\n');
}
