// The panel's filter language on the command line: which exchanges, and of those which messages.
import { matches } from '../filter/match.ts';
import { parse } from '../filter/parse.ts';
import type { Query } from '../filter/query.ts';
import type { Exchange } from '../store/exchange.ts';
import { type Given, type OptionSpec, UsageError } from './command.ts';

export const FILTER: OptionSpec = {
  type: 'string',
  short: 'f',
  value: 'QUERY',
  help: "only exchanges that match, in the language of the panel's filter box",
};

/** The query of `--filter`; matches everything where none was given. @throws {UsageError} with the place of the error. */
export function filterOf(given: Given): Query {
  const text = given.text('filter') ?? '';
  const query = parse(text);
  const [error] = query.errors;
  if (!error) return query;
  const pointer = `${' '.repeat(error.position)}${'^'.repeat(Math.max(1, error.length))}`;
  throw new UsageError(
    `The filter has an error at character ${error.position + 1}: ${error.message}.\n  ${text}\n  ${pointer}`,
  );
}

export async function* filtered(exchanges: AsyncIterable<Exchange>, query: Query): AsyncGenerator<Exchange> {
  for await (const exchange of exchanges) if (matches(query, exchange)) yield exchange;
}

const decoder = new TextDecoder();

/** Whether a message is what the `text:` terms ask for. Without any, each is. */
export function messageTest(query: Query): (exchange: Exchange, seq: number) => boolean {
  const patterns = query.terms.flatMap((term) => (term.kind === 'text' && !term.negated ? [term.pattern] : []));
  return ({ messages }, seq) => {
    if (patterns.length === 0) return true;
    const data = messages.data(seq);
    const comment = messages.event(seq)?.comment ?? '';
    const text = data === null ? '' : typeof data === 'string' ? data : decoder.decode(data);
    return patterns.some((pattern) => pattern.test(text) || pattern.test(comment));
  };
}
