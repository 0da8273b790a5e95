import type { FastifyInstance, FastifyReply } from 'fastify';
import { InputError } from 'handbooster';
import pLimit from 'p-limit';
import type { ZodType } from 'zod';
import type { CallBody, CallFailure, CallName, CallReply, FailureKind } from '../api/calls.js';

/** Calls at work at a time; further ones wait. */
const AT_ONCE = 8;
const STATUS: Record<FailureKind, number> = {
  input: 400,
  token: 401,
  missing: 404,
  busy: 409,
  internal: 500,
};

/** What was asked for is not there. */
export class Missing extends Error {}

/** Answers calls of the pages, each under its name, with bodies checked. */
export class AnswerCalls {
  readonly #limit = pLimit(AT_ONCE);

  /** @param complain is told of what should not happen. */
  constructor(
    readonly app: FastifyInstance,
    readonly complain: (text: string) => void,
  ) {}

  on<Name extends CallName>(
    name: Name,
    body: ZodType<CallBody<Name>>,
    answer: (body: CallBody<Name>) => CallReply<Name> | Promise<CallReply<Name>>,
  ): void {
    this.app.post(`/api/${name}`, async (request, reply) => {
      try {
        const checked = body.safeParse(request.body ?? {});
        if (!checked.success) {
          const [{ path, message }] = checked.error.issues;
          throw new InputError(`${name}: ${path.join('.') || 'body'}: ${message}`);
        }
        return await this.#limit(() => answer(checked.data));
      } catch (error) {
        return this.refuse(reply, error);
      }
    });
  }

  /** Says in words why there is no answer. */
  refuse(reply: FastifyReply, error: unknown): FastifyReply {
    const failure = this.failureOf(error);
    return reply.code(STATUS[failure.kind]).type('application/json').send(failure);
  }

  failureOf(error: unknown): CallFailure {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof InputError) return { kind: 'input', message };
    if (error instanceof Missing) return { kind: 'missing', message };
    if (error instanceof Error && error.name === 'BusyError') return { kind: 'busy', message };
    this.complain(error instanceof Error && error.stack !== undefined ? error.stack : message);
    return { kind: 'internal', message };
  }
}
