/** Terms of the pictures by where they are from, as the cards of datasets state them. */
export const PICTURE_TERMS = {
  simulated: 'simulated by HandBooster (MIT).',
  dexycb: 'DexYCB (CC BY-NC 4.0); a model trained on them and its images come under the same terms.',
  ho3d: 'HO3D (academic research only); a model trained on them and its images come under the same terms.',
  coco: 'named by annotation files of the user; the terms of their dataset apply to the model and its images.',
  photos:
    'photos of the user, labelled by landmarks and a fitted hand; whoever they show or took them has a say.',
  obman: 'ObMan (terms of its licence and of ShapeNet).',
  mow: 'MOW (no licence is stated).',
} as const;
