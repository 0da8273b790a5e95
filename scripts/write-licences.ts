// Writes docs/reference/licences.md from the lock file.
import { writeFileSync } from 'node:fs';
import { licenceTable } from '../test/architecture/support/licence-table.js';

writeFileSync(new URL('../docs/reference/licences.md', import.meta.url), licenceTable());
