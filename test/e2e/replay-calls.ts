// Calls of the panel's `window.streamscope` that may fail, with their errors as data.
import type { Scene } from './scene.ts';

/** What a call gave, or the error it was rejected with. */
export const attempt = (scene: Scene, name: string, ...args: unknown[]): Promise<Record<string, unknown>> =>
  scene.driver.panel(
    async (method, given) => {
      const calls = window.streamscope as unknown as Record<
        string,
        (...a: unknown[]) => Promise<Record<string, unknown>>
      >;
      try {
        return await (calls[method] as (...a: unknown[]) => Promise<Record<string, unknown>>)(...given);
      } catch (error) {
        const { name: kind, code, message, id } = error as Error & { code?: string; id?: string };
        return { name: kind, code, message, ...(id && { id }) };
      }
    },
    name,
    args as never[],
  );

/** Names of all own properties of the page's global object. */
export const globalsOf = (scene: Scene): Promise<string[]> =>
  scene.driver.page(() => Object.getOwnPropertyNames(window).sort());
