import { STEADY_SPREAD } from 'handbooster/browser';

/** Whether an answer is to be trusted that moves by so much when its box does (`answerSpread`). */
export function answerWords(spread: number): string {
  return spread <= STEADY_SPREAD
    ? 'Drag the box if it is wrong.'
    : 'Not sure that this is a hand: its answer changes when the box moves. Drag the box to one.';
}
