import { ChartScatter } from 'lucide';
import type { Page } from '../../parts/ui/page.js';

export const distributionPage: Page = {
  name: 'distribution',
  title: 'Distribution',
  words: 'Real, generated and selected poses as a map: what is covered, and what selection adds.',
  icon: ChartScatter,
  keys: [
    ['← → ↑ ↓', 'to the next pose in that direction, once the map has the focus'],
    ['+ - 0', 'zoom, and back to all of it'],
    ['V', 'list what is in view'],
    ['Escape', 'let go of what is chosen'],
  ],
  load: () => import('./distribution-page.js'),
};
