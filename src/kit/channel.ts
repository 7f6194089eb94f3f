// A function of the page over a channel of WebDriver BiDi. Puppeteer's own `exposeFunction` fetches the arguments of each call
// from the page once more, so that the last calls of a document, which is gone by then, never arrive. Here the text comes
// with the call. Used where Puppeteer lets us; elsewhere its own function serves.

interface Message {
  channel: string;
  data: { type: string; value?: unknown };
  source: { realm: string };
}

/** What of Puppeteer's inside is used, if it is there. */
interface Connection {
  on(event: 'script.message', listener: (message: Message) => void): unknown;
  send(method: 'script.callFunction', parameters: object): Promise<unknown>;
}
interface Context {
  addPreloadScript(declaration: string, options: { arguments: object[] }): Promise<unknown>;
}

const has = <Name extends string>(value: unknown, name: Name): value is Record<Name, unknown> =>
  typeof value === 'object' && value !== null && name in value;

const isFunction = (value: unknown, name: string): boolean => has(value, name) && typeof value[name] === 'function';

function insideOf(page: { browser(): unknown }): { connection: Connection; context: Context } | null {
  const browser = page.browser();
  const frame = isFunction(page, 'mainFrame') ? (page as unknown as { mainFrame(): unknown }).mainFrame() : null;
  const connection = has(browser, 'connection') ? browser.connection : null;
  const context = has(frame, 'browsingContext') ? frame.browsingContext : null;
  const fit = isFunction(connection, 'on') && isFunction(connection, 'send') && isFunction(context, 'addPreloadScript');
  return fit ? { connection: connection as Connection, context: context as Context } : null;
}

/** The function in the page: it says a text and its number, and is told the answer by that number. */
const inPage = (name: string): string => `(tell) => {
  const NativePromise = Promise;
  const waiting = { __proto__: null };
  let number = 0;
  const say = (text) => new NativePromise((resolve) => {
    waiting[++number] = resolve;
    tell(number + ' ' + text);
  });
  const answer = (to, text) => {
    const resolve = waiting[to];
    delete waiting[to];
    resolve(text);
  };
  Object.defineProperty(globalThis, ${JSON.stringify(name)}, { value: say });
  Object.defineProperty(globalThis, ${JSON.stringify(answerName(name))}, { value: answer });
}`;

const answerName = (name: string): string => `${name}_answer`;

/** As `exposeFunction`, for the documents to come. False, and nothing done, where Puppeteer has no such channel. */
export async function exposeByChannel(
  page: { browser(): unknown },
  name: string,
  run: (text: string) => Promise<string>,
): Promise<boolean> {
  const inside = insideOf(page);
  if (!inside) return false;
  const { connection, context } = inside;
  connection.on('script.message', async ({ channel, data, source }) => {
    if (channel !== name || typeof data.value !== 'string') return;
    const space = data.value.indexOf(' ');
    const answer = await run(data.value.slice(space + 1));
    const call = {
      functionDeclaration: `(to, text) => { globalThis[${JSON.stringify(answerName(name))}](to, text); }`,
      arguments: [
        { type: 'string', value: data.value.slice(0, space) },
        { type: 'string', value: answer },
      ],
      awaitPromise: false,
      target: { realm: source.realm },
    };
    // Rejected where the document is gone: nobody waits for the answer.
    await connection.send('script.callFunction', call).catch(() => undefined);
  });
  await context.addPreloadScript(inPage(name), { arguments: [{ type: 'channel', value: { channel: name } }] });
  return true;
}
