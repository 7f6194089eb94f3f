// The hands of a person in the page: sends, delivers, closes, requests. It comes into the page's own world when a person
// asks for the first of these, and is no part of the hook. Before that nothing of it is in any page.
import type { Actor, Command, KeptName, Loan, Outcome, Payload } from '../wire/act.ts';

/**
 * Goes into the page as its own source text (`scripting.executeScript`), so it may use nothing from around it but types.
 * It calls nothing that page code could have replaced: all it needs is on loan from the hook.
 *
 * @param name of the global property under which the hook lends
 * @returns false where nothing is lent: another document is there by now, or page code took the loan
 */
export function act(name: string): boolean {
  const loan = (globalThis as unknown as Record<string, Loan | undefined>)[name];
  if (!loan) return false;
  const { lender, apply, construct, settle, fetch } = loan;
  /** Stage or gate may have come before. */
  const { actor: before } = lender;
  /** Requests of ours that may be given up, by their mark. */
  const requests: Record<string, object> = { __proto__: null } as never;

  const get = (of: KeptName, member: string, self: object): unknown =>
    apply(loan[of].members[member]?.get as () => unknown, self, []);
  const call = (of: KeptName, member: string, self: object, args: readonly unknown[] = []): unknown =>
    apply(loan[of].members[member]?.value as () => unknown, self, args);
  const make = (of: KeptName, ...args: unknown[]): object => construct(loan[of].made, args) as object;

  /** All of it marked as ours; the mark never stays behind for a call of the page. */
  const marked = (ours: string, run: () => unknown): unknown => {
    lender.ours = ours;
    try {
      return run();
    } finally {
      lender.ours = '';
    }
  };

  /** Reads a body as a page would, and keeps nothing of it. */
  function drain(response: object, forget: () => void): void {
    const stream = get('Response', 'body', response) as object | null;
    if (!stream) return forget();
    const reader = call('ReadableStream', 'getReader', stream) as object;
    const next = (): void => {
      const read = call('ReadableStreamDefaultReader', 'read', reader) as Promise<never>;
      settle(read, ({ done }: { done: boolean }) => (done ? forget() : next()), forget);
    };
    next();
  }

  function request({ ours, url, method, headers, body, options }: Extract<Command, { do: 'fetch' }>): void {
    const controller = make('AbortController');
    requests[ours] = controller;
    const forget = (): void => {
      delete requests[ours];
    };
    const signal = get('AbortController', 'signal', controller);
    const init = { __proto__: null, ...options, method, headers, signal, ...(body !== null && { body }) };
    const promise = marked(ours, () => apply(fetch as (...args: unknown[]) => unknown, globalThis, [url, init]));
    // What becomes of it is told by the hook, as of every request of the page.
    settle(promise as Promise<never>, (response) => drain(response, forget), forget);
  }

  function deliver(socket: object, data: Payload, origin: string): void {
    // As the page wants binary messages to come.
    const asBlob = typeof data !== 'string' && get('WebSocket', 'binaryType', socket) === 'blob';
    const init = { __proto__: null, data: asBlob ? make('Blob', [data]) : data, origin };
    call('EventTarget', 'dispatchEvent', socket, [make('MessageEvent', 'message', init)]);
  }

  /** Each of them only while the WebSocket is open. By position: iterators of the page's arrays are the page's. */
  function sendAll({ ours, data, more = [] }: Extract<Command, { do: 'send' }>, socket: object): Outcome {
    for (let sent = 0; ; sent++) {
      const readyState = get('WebSocket', 'readyState', socket) as number;
      if (readyState !== 1 || sent > more.length) return { readyState, sent };
      const message = sent === 0 ? data : more[sent - 1];
      try {
        marked(ours, () => call('WebSocket', 'send', socket, [message]));
      } catch (error) {
        return { readyState, sent, error: named(error) };
      }
    }
  }

  function onSocket(command: Extract<Command, { exchange: number }>): Outcome {
    const socket = lender.reach(command.exchange);
    if (!socket) return {};
    const readyState = get('WebSocket', 'readyState', socket) as number;
    // In any other state the platform would refuse or drop it, and a page is told nothing any more.
    if (command.do === 'close' ? readyState > 1 : readyState !== 1) return { readyState };
    if (command.do === 'send' && command.more) return sendAll(command, socket);
    marked(command.ours, () => {
      if (command.do === 'send') call('WebSocket', 'send', socket, [command.data]);
      else if (command.do === 'deliver') deliver(socket, command.data, command.origin);
      else call('WebSocket', 'close', socket, command.arguments);
    });
    return { readyState };
  }

  function obey(command: Exclude<Command, { do: 'play' | 'gate' }>): Outcome {
    if (command.do === 'fetch') request(command);
    else if (command.do === 'open') marked(command.ours, () => make('WebSocket', command.url, command.protocols));
    else if (command.do === 'cancel') {
      const controller = requests[command.ours];
      if (controller) call('AbortController', 'abort', controller);
    } else return onSocket(command);
    return {};
  }

  const named = (error: unknown): { name: string; message: string } => {
    const { name, message } = error as Error;
    return { name: `${name}`, message: `${message}` };
  };

  const actor: Actor = (command, answer) => {
    if (command.do === 'play' || command.do === 'gate') return before ? before(command, answer) : answer({});
    let outcome: Outcome;
    try {
      outcome = obey(command);
    } catch (error) {
      outcome = { error: named(error) };
    }
    answer(outcome);
  };
  lender.actor = actor;
  return true;
}
