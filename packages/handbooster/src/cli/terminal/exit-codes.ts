/**
 * What each exit code means, for verbs and nested verbs alike; the reference of the command line prints this
 * table.
 */
export const EXIT_CODES = {
  ok: { code: 0, meaning: 'done' },
  fault: {
    code: 1,
    meaning: 'a fault of the program or of the machine (also: `doctor` found something missing)',
  },
  usage: { code: 2, meaning: 'the command line itself: an unknown verb or flag, a bad value, one missing' },
  badInput: {
    code: 42,
    meaning: 'input that you can mend: a file, a folder, a configuration (also: `data check` found faults)',
  },
  tryAgain: {
    code: 75,
    meaning:
      'not now: another program works in the folder or writes the same output, the disk is full, or a rank was lost; the same command may succeed later',
  },
  interrupted: { code: 130, meaning: 'stopped by SIGINT (Ctrl-C); the same command goes on from there' },
  terminated: {
    code: 143,
    meaning: 'stopped by SIGTERM (a scheduler); the same command goes on from there',
  },
} as const;
