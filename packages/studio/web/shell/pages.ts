import { dataPage } from '../pages/data/page.js';
import { distributionPage } from '../pages/distribution/page.js';
import { graspsPage } from '../pages/grasps/page.js';
import { labPage } from '../pages/lab/page.js';
import { reconstructPage } from '../pages/reconstruct/page.js';
import { runsPage } from '../pages/runs/page.js';
import type { Page } from '../parts/ui/page.js';

/** All pages in the order of the navigation, a line each. */
export const PAGES: readonly Page[] = [
  dataPage,
  distributionPage,
  graspsPage,
  labPage,
  runsPage,
  reconstructPage,
];
