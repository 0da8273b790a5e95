import { FlaskConical } from 'lucide';
import type { Page } from '../../parts/ui/page.js';

export const labPage: Page = {
  name: 'lab',
  title: 'Lab',
  words: 'Pose a hand at an object, look at it from anywhere, and have an image made of it.',
  icon: FlaskConical,
  keys: [['← → + - 0', 'turn, zoom and reset the scene, once it has the focus: the maps follow']],
  load: () => import('./lab-page.js'),
};
