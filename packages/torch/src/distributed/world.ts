/** Which of several processes this one is, as the program that started it says. */
export interface World {
  /** 0 ... size - 1 over all machines. */
  rank: number;
  size: number;
  /** Among the processes of this machine; which GPU is its own. */
  localRank: number;
  /** Where rank 0 listens. */
  address: string;
  port: number;
  /** Who said so. */
  source: 'torchrun' | 'slurm' | 'open-mpi' | 'alone';
  /**
   * Changes when the launcher starts all processes anew, so that what an earlier attempt left is not read.
   */
  attempt: string;
}

/** PyTorch's own. */
const DEFAULT_PORT = 29_500;

/**
 * Rank and size from the environment: torchrun's contract (RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR,
 * MASTER_PORT; what any launcher of PyTorch sets), else Slurm's `srun` (SLURM_PROCID, SLURM_NTASKS,
 * SLURM_LOCALID), else Open MPI's. Without any of them the process is alone. MASTER_ADDR and MASTER_PORT,
 * where given, hold in all cases.
 *
 * A Slurm step of one task is alone too: `sbatch` sets its variables for scripts that start no ranks.
 *
 * @throws RangeError for numbers that make no sense, and where several ranks have no address to meet at.
 */
export function resolveWorld(environment: Readonly<Record<string, string | undefined>> = process.env): World {
  const { MASTER_ADDR, TORCHELASTIC_RESTART_COUNT = '0', TORCHELASTIC_RUN_ID = '' } = environment;
  const number = (name: string, fallback?: number): number => {
    const text = environment[name];
    if ((text === undefined || text === '') && fallback !== undefined) return fallback;
    const value = Number(text);
    if (!/^\d+$/.test(text ?? '') || !Number.isSafeInteger(value)) {
      throw new RangeError(`${name}: expected a whole number, found '${text ?? ''}'`);
    }
    return value;
  };
  const found = (source: World['source'], names: [rank: string, size: string, local: string]): World => {
    const [rank, size, localRank] = [number(names[0]), number(names[1]), number(names[2], 0)];
    if (size < 1 || rank >= size) {
      throw new RangeError(
        `${names[0]} is ${rank} and ${names[1]} is ${size}: expected a rank below the size`,
      );
    }
    const address =
      MASTER_ADDR || (source === 'slurm' ? firstHost(environment.SLURM_STEP_NODELIST ?? '') : '');
    if (size > 1 && address === '') {
      throw new RangeError(`MASTER_ADDR: ${size} ranks need the address where rank 0 listens, found none`);
    }
    return {
      rank,
      size,
      localRank,
      address: address || '127.0.0.1',
      port: portOf(number('MASTER_PORT', jobPort(environment.SLURM_JOB_ID))),
      source,
      attempt: [TORCHELASTIC_RUN_ID, TORCHELASTIC_RESTART_COUNT].join('/'),
    };
  };
  if (environment.RANK && environment.WORLD_SIZE)
    return found('torchrun', ['RANK', 'WORLD_SIZE', 'LOCAL_RANK']);
  if (environment.SLURM_PROCID && Number(environment.SLURM_STEP_NUM_TASKS ?? environment.SLURM_NTASKS) > 1) {
    const size = environment.SLURM_STEP_NUM_TASKS ? 'SLURM_STEP_NUM_TASKS' : 'SLURM_NTASKS';
    return found('slurm', ['SLURM_PROCID', size, 'SLURM_LOCALID']);
  }
  if (environment.OMPI_COMM_WORLD_RANK) {
    return found('open-mpi', ['OMPI_COMM_WORLD_RANK', 'OMPI_COMM_WORLD_SIZE', 'OMPI_COMM_WORLD_LOCAL_RANK']);
  }
  const port = portOf(number('MASTER_PORT', DEFAULT_PORT));
  return {
    rank: 0,
    size: 1,
    localRank: 0,
    address: MASTER_ADDR || '127.0.0.1',
    port,
    source: 'alone',
    attempt: '/0',
  };
}

/** Two jobs on one machine must not meet at one port. */
function jobPort(job: string | undefined): number {
  const id = Number(job);
  return job && Number.isSafeInteger(id) ? 20_000 + (id % 10_000) : DEFAULT_PORT;
}

function portOf(port: number): number {
  if (port < 1 || port > 65_535) throw new RangeError(`MASTER_PORT: expected 1 to 65535, found ${port}`);
  return port;
}

/**
 * First host of a Slurm node list such as `node[03-05,9],gpu1`, where brackets hold numbers and ranges.
 *
 * @returns '' for an empty list.
 */
export function firstHost(list: string): string {
  const [, before = '', inside, after = ''] = /^([^,[]*)(?:\[([^\]]*)\]([^,]*))?/.exec(list.trim()) ?? [];
  if (inside === undefined) return before;
  return before + inside.split(/[-,]/)[0] + after;
}
