import { native } from '../native.js';
import { Tensor, wrap } from './tensor.js';

/** A tensor on its way to another thread: plain data that postMessage can carry. */
export interface TensorTicket {
  readonly tensorTicket: number;
}

/**
 * Takes a tensor out of this thread, without a copy: send the ticket to another worker thread of the same
 * process and `adopt` it there, once. A ticket that is never adopted keeps its memory.
 */
export function transfer(tensor: Tensor): TensorTicket {
  return { tensorTicket: native().transfer(Tensor.handle(tensor)) };
}

/** The tensor of a ticket; it belongs to the caller's scope. */
export function adopt(ticket: TensorTicket): Tensor {
  return wrap(native().adopt(ticket.tensorTicket));
}
