import { Images } from 'lucide';
import type { Page } from '../../parts/ui/page.js';

export const dataPage: Page = {
  name: 'data',
  title: 'Data',
  words: 'Every picture, real or generated, kept or dropped: filter, sort, and look at one closely.',
  icon: Images,
  keys: [
    ['← → ↑ ↓', 'from picture to picture'],
    ['Enter', 'open the picture'],
    ['Home End', 'to the first and the last'],
    ['J K', 'next and previous sample, once one is open'],
    ['X', 'reject a label of one’s own photo, or accept it again'],
    ['Escape', 'back to the grid'],
    ['← → + - 0', 'turn, zoom and reset the scene, once it has the focus'],
  ],
  load: () => import('./data-page.js'),
};
