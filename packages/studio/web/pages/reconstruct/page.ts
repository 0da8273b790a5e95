import { ScanLine } from 'lucide';
import type { Page } from '../../parts/ui/page.js';

export const reconstructPage: Page = {
  name: 'reconstruct',
  title: 'Reconstruct',
  words: 'A trained network on a picture or the webcam, in this browser alone.',
  icon: ScanLine,
  load: () => import('./reconstruct-page.js'),
};
