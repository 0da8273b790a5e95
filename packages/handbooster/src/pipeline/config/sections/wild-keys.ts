import { z } from 'zod';
import { type Range, WILD_DEFAULTS } from '../../../capture/plan/wild-options.js';
import { count, positive, section, share } from './section.js';

const { jpegQuality, ...defaults } = WILD_DEFAULTS;

/** A least and a greatest value within limits, between which each picture draws its own. */
const range = (description: string, [low, high]: Range, least: number, most: number) => {
  const end = z.number().min(least).max(most);
  return z
    .tuple([end, end])
    .refine(([from, to]) => from <= to, { error: 'expected the smaller number first' })
    .default([low, high])
    .describe(`${description}; [least, most] within ${least} ... ${most}`);
};

export const wildKeys = section(
  'A simulated capture in the wild: every picture with a hand, light, backdrop and place of its own',
  {
    enabled: z
      .boolean()
      .default(false)
      .describe('Whether the simulated capture is one; the other keys of this section matter only then'),
    environments: count('Different lights, each with a room', defaults.environments),
    freeShare: share('Pictures of a free hand in any pose; the others show grasps', defaults.freeShare),
    roomShare: share(
      'Pictures before a room; the others have backdrops with the statistics of photographs',
      defaults.roomShare,
    ),
    occluderShare: share('Pictures with something before the hand', defaults.occluderShare),
    hiddenShare: share('Most of the hand that it may hide', defaults.hiddenShare),
    handSize: range('Extent of the open hand in shorter sides of the picture', defaults.handSize, 0.05, 2),
    focal: range('Focal length in picture widths, one a camera', defaults.focal, 0.2, 10),
    lamp: range('Strength of the lamp, 1 for daylight at the table', defaults.lamp, 0, 10),
    ambient: range('Strength of the light from all around', defaults.ambient, 0.01, 10),
    exposure: range('Exposure against what the meter says, stops', defaults.exposure, -4, 4),
    balance: share('Most by which white balance misses red and blue', defaults.balance),
    blur: range('Blur of the lens, standard deviation in pixels', defaults.blur, 0, 10),
    motionShare: share('Pictures with motion blur', defaults.motionShare),
    motion: range('Its length, pixels', defaults.motion, 0, 50),
    noise: range('Noise at mid grey, as a share of white', defaults.noise, 0.0001, 0.5),
    lowShare: share('Pictures of a lower resolution', defaults.lowShare),
    resolution: range('That resolution as a share of the picture’s own', defaults.resolution, 0.05, 1),
    spectrumShare: share('Pictures whose amplitude spectrum is changed', defaults.spectrumShare),
    spectrum: positive('By how much: deviation of the logarithm of the gains', defaults.spectrum),
    jpegQuality: range('JPEG quality', jpegQuality, 1, 100),
  },
);
