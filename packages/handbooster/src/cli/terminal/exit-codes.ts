/** Exit codes: schedulers may retry the last, never the one before. */
export const EXIT_OK = 0;
export const EXIT_FAULT = 1;
export const EXIT_USAGE = 2;
export const EXIT_BAD_INPUT = 42;
export const EXIT_INTERRUPTED = 75;
