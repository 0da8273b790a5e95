import { setThreads } from '@handbooster/torch';
import { measureDenoiser } from './measure-denoiser.js';

// A process of its own for denoiser.bench.ts: prints its peak memory in megabytes. Arguments: threads, dim,
// size, batch.
const [threads, dim, size, batch] = process.argv.slice(2).map(Number);
setThreads(threads);
measureDenoiser({ dim }, size, batch, 3);
process.stdout.write(String(process.resourceUsage().maxRSS / 1024));
