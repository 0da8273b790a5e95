import { describe, expect, it } from 'vitest';
import { firstHost, resolveWorld } from './world.js';

describe('the world of a process', () => {
  it('is torchrun’s where RANK and WORLD_SIZE are set, whatever Slurm says', () => {
    const world = resolveWorld({
      RANK: '3',
      WORLD_SIZE: '4',
      LOCAL_RANK: '1',
      MASTER_ADDR: 'node-a',
      MASTER_PORT: '12345',
      SLURM_PROCID: '0',
      SLURM_NTASKS: '8',
      TORCHELASTIC_RESTART_COUNT: '2',
      TORCHELASTIC_RUN_ID: 'job',
    });
    expect(world).toEqual({
      rank: 3,
      size: 4,
      localRank: 1,
      address: 'node-a',
      port: 12345,
      source: 'torchrun',
      attempt: 'job/2',
    });
  });

  it('is srun’s, which meets at the first host of the step', () => {
    const world = resolveWorld({
      SLURM_PROCID: '5',
      SLURM_NTASKS: '6',
      SLURM_STEP_NUM_TASKS: '6',
      SLURM_LOCALID: '1',
      SLURM_STEP_NODELIST: 'gpu[07-09],big3',
      SLURM_JOB_ID: '4321987',
    });
    expect(world).toMatchObject({ rank: 5, size: 6, localRank: 1, address: 'gpu07', source: 'slurm' });
    expect(world.port).toBe(20_000 + 1_987);
  });

  it('is Open MPI’s with an address from outside', () => {
    const variables = {
      OMPI_COMM_WORLD_RANK: '1',
      OMPI_COMM_WORLD_SIZE: '2',
      OMPI_COMM_WORLD_LOCAL_RANK: '1',
    };
    expect(resolveWorld({ ...variables, MASTER_ADDR: '10.0.0.1' })).toMatchObject({
      rank: 1,
      size: 2,
      address: '10.0.0.1',
      source: 'open-mpi',
    });
    expect(() => resolveWorld(variables)).toThrow(/MASTER_ADDR: 2 ranks need the address/);
  });

  it('is one process where nobody says otherwise, also in a batch script of one task', () => {
    expect(resolveWorld({})).toMatchObject({ rank: 0, size: 1, source: 'alone' });
    expect(resolveWorld({ SLURM_PROCID: '0', SLURM_NTASKS: '1' })).toMatchObject({
      size: 1,
      source: 'alone',
    });
  });

  it.each([
    [{ RANK: '2', WORLD_SIZE: '2', MASTER_ADDR: 'a' }, /RANK is 2 and WORLD_SIZE is 2/],
    [{ RANK: 'x', WORLD_SIZE: '2', MASTER_ADDR: 'a' }, /RANK: expected a whole number, found 'x'/],
    [{ RANK: '-1', WORLD_SIZE: '2', MASTER_ADDR: 'a' }, /RANK: expected a whole number/],
    [{ RANK: '0', WORLD_SIZE: '1', MASTER_PORT: '70000' }, /MASTER_PORT: expected 1 to 65535/],
  ])('refuses %o', (variables, message) => {
    expect(() => resolveWorld(variables)).toThrow(message);
  });

  it.each([
    ['node1', 'node1'],
    ['node[03-05,9],x', 'node03'],
    ['a1,a2', 'a1'],
    ['rack2-n[12]', 'rack2-n12'],
    ['n[1-2].cluster,m', 'n1.cluster'],
    ['', ''],
  ])('first host of %s is %s', (list, host) => {
    expect(firstHost(list)).toBe(host);
  });
});
