import { z } from 'zod';

/** A section of the configuration: its keys, of which none need be given, and what it is about. */
export const section = <Shape extends z.ZodRawShape>(description: string, shape: Shape) =>
  z
    .strictObject(shape)
    .prefault({} as never)
    .describe(description);

/** A whole number of at least 1: a count or a size that nothing can be done without. */
export const count = (description: string, fallback: number, most = Number.MAX_SAFE_INTEGER) =>
  z.int().min(1).max(most).default(fallback).describe(description);

/** A whole number where 0 has a meaning of its own, which the description says. */
export const countOrZero = (description: string, fallback: number) =>
  z.int().min(0).default(fallback).describe(description);

/** A whole number within a range. */
export const wholeWithin = (
  description: string,
  fallback: number,
  [least, most]: readonly [number, number],
) => z.int().min(least).max(most).default(fallback).describe(description);

/** A number above 0. */
export const positive = (description: string, fallback: number) =>
  z.number().gt(0).default(fallback).describe(description);

/** A share, 0 ... 1. */
export const share = (description: string, fallback: number) =>
  z.number().min(0).max(1).default(fallback).describe(description);

/** A path, or null where there is none. */
export const path = (description: string) => z.string().nullable().default(null).describe(description);
