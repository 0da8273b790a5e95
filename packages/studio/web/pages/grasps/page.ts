import { Hand } from 'lucide';
import type { Page } from '../../parts/ui/page.js';

export const graspsPage: Page = {
  name: 'grasps',
  title: 'Grasps',
  words: 'Every try to hold an object: where it touches, why it was kept or rejected, and how it came about.',
  icon: Hand,
  keys: [
    ['J K', 'next and previous grasp'],
    ['Space', 'play how it came about, and stop'],
    [', .', 'one step back and forth'],
    ['← → + - 0', 'turn, zoom and reset the scene, once it has the focus'],
  ],
  load: () => import('./grasps-page.js'),
};
