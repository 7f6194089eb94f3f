// What replaying needs of the rest of the panel: the documents that answer, and the log in which results appear.
import type { Exchange } from '../store/exchange.ts';
import type { Store } from '../store/store.ts';
import type { Command, Outcome } from '../wire/act.ts';
import { ReplayError } from './errors.ts';
import type { Variables } from './template.ts';

/** A document that answers now. */
export interface Reachable {
  /** Before the dot in the ids of its exchanges. */
  name: string;
  frame: { id: number; url: string };
  /** Position of a message that is held in it; undefined where its row is not in the log. */
  heldAt(exchange: number, row: number, nth: number): number | undefined;
  hands: {
    /** Rejects with an error named `Unreachable` where the document does not answer, or no longer. */
    act(command: Command): Promise<Outcome>;
  };
}

export interface Surroundings {
  store: Store;
  /** Random; names this panel in what it has the page do. */
  panel: string;
  reachable(): Reachable[];
  recording(): boolean;
  /** Reloads the page with a stage in it that does this from its first request on (`play/literal.ts`); null: without. */
  reload(orders: string | null): void;
  /** Asks for what the browser's network log tells of this exchange. */
  look(exchange: Exchange): void;
  variables: Variables;
  /** Another each time; names a call. */
  nextCall(): string;
  /** Resolves after so many ms. */
  later(ms: number): Promise<void>;
}

/** A new exchange appears in the log this soon, ms, or never. */
const APPEARS_WITHIN = 10_000;

/** @throws {ReplayError} `unknown-exchange` */
export function findExchange(store: Store, id: string): Exchange {
  const exchange = store.get(id);
  if (exchange) return exchange;
  throw new ReplayError(
    'unknown-exchange',
    `there is no exchange with id ${JSON.stringify(id)}; exchanges() lists them`,
  );
}

/** Waits until `found` gives something after a change of the store; undefined after `ms`. */
export function awaitStore<T>(
  { store, later }: Pick<Surroundings, 'store' | 'later'>,
  found: () => T | undefined,
  ms: number,
): Promise<T | undefined> {
  const now = found();
  if (now !== undefined) return Promise.resolve(now);
  return new Promise((resolve) => {
    const stop = store.subscribe(() => {
      const value = found();
      if (value === undefined) return;
      stop();
      resolve(value);
    });
    if (ms < Number.POSITIVE_INFINITY)
      void later(ms).then(() => {
        stop();
        resolve(found());
      });
  });
}

/** Its document, where that still answers. */
export function documentOf(around: Surroundings, exchange: Exchange): Reachable | undefined {
  const name = exchange.id.slice(0, exchange.id.lastIndexOf('.'));
  // An exchange that was read from a file has an id of another panel.
  if (around.store.origin(exchange)) return undefined;
  return around.reachable().find((each) => each.name === name);
}

/** Where an exchange is made anew: in its own document, else in what its frame, or the tab, shows now. */
export function stageFor(around: Surroundings, exchange: Exchange): Reachable {
  const all = around.reachable();
  const inFrame = (id: number): Reachable | undefined => all.findLast(({ frame }) => frame.id === id);
  const stage = documentOf(around, exchange) ?? inFrame(exchange.frame.id) ?? inFrame(0);
  if (!stage)
    throw new ReplayError('no-page', 'the inspected page does not answer: load a page that Streamscope may see');
  if (!around.recording())
    throw new ReplayError('not-recording', 'the panel does not record: what is made now would not be seen');
  return stage;
}

/** Has a document obey; a page that went away is an error like any other. */
export async function obey(stage: Reachable, command: Command): Promise<Outcome> {
  try {
    return await stage.hands.act(command);
  } catch (error) {
    if ((error as Error).name === 'Unreachable') throw new ReplayError('page-gone', (error as Error).message);
    throw error;
  }
}

/** Has a document make a new exchange, and waits until the log shows it. */
export async function makeExchange(
  around: Surroundings,
  stage: Reachable,
  parent: string,
  command: (ours: string) => Command,
): Promise<Exchange> {
  const call = around.nextCall();
  const { error } = await obey(stage, command(`${around.panel} ${call} ${parent}`));
  if (error) throw new ReplayError('refused', `the browser refuses it: ${error.name}: ${error.message}`);
  const { exchanges } = around.store;
  const made = await awaitStore(around, () => exchanges.findLast(({ ours }) => ours?.call === call), APPEARS_WITHIN);
  if (!made) throw new ReplayError('page-gone', 'the page went away before it told of the new exchange');
  return made;
}
