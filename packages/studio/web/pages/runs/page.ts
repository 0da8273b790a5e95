import { ChartLine } from 'lucide';
import type { Page } from '../../parts/ui/page.js';

export const runsPage: Page = {
  name: 'runs',
  title: 'Runs',
  words: 'Stages as they work, what they learned, and how runs differ; start, stop and resume.',
  icon: ChartLine,
  load: () => import('./runs-page.js'),
};
