import { isBatchSize, isReference, type TracedArgument, type TracedGraph } from './traced-graph.js';

/** The graph for one batch size alone: every size and number that follows the batch becomes a plain one. */
export function fixBatch(graph: TracedGraph, batch: number): TracedGraph {
  const fixed = (argument: TracedArgument): TracedArgument => {
    if (Array.isArray(argument)) return argument.map(fixed);
    if (isReference(argument) || !isBatchSize(argument)) return argument;
    return argument.batch * batch + argument.plus;
  };
  return {
    ...graph,
    calls: graph.calls.map((call) => ({
      ...call,
      arguments: new Map([...call.arguments].map(([name, argument]) => [name, fixed(argument)])),
    })),
    values: new Map(
      [...graph.values].map(([number, { dtype, shape }]) => [
        number,
        { dtype, shape: shape.map((size) => fixed(size) as number) },
      ]),
    ),
  };
}
