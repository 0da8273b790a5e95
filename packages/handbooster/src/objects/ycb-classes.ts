/** DexYCB's object ids: `YCB_CLASSES[id - 1]` is the name of the model folder. */
export const YCB_CLASSES: readonly string[] = [
  '002_master_chef_can',
  '003_cracker_box',
  '004_sugar_box',
  '005_tomato_soup_can',
  '006_mustard_bottle',
  '007_tuna_fish_can',
  '008_pudding_box',
  '009_gelatin_box',
  '010_potted_meat_can',
  '011_banana',
  '019_pitcher_base',
  '021_bleach_cleanser',
  '024_bowl',
  '025_mug',
  '035_power_drill',
  '036_wood_block',
  '037_scissors',
  '040_large_marker',
  '051_large_clamp',
  '052_extra_large_clamp',
  '061_foam_brick',
];

/** The YCB id (1 ... 21) of a class name, or null. */
export function ycbId(name: string): number | null {
  const index = YCB_CLASSES.indexOf(name);
  return index < 0 ? null : index + 1;
}
