/** Version of the extension, put in by the build. */
declare const __VERSION__: string;

/** A worker whose code is part of the script that starts it, put in by the build. */
declare module '*?worker&inline' {
  const Inlined: new () => Worker;
  export default Inlined;
}

/** The stage as one function that takes its source with it, put together by the build (`guest-build.ts`). */
declare module 'virtual:stage' {
  /**
   * @param name of the loan
   * @param orders where given, the stage waits for the hook, and then does this (`src/replay/play/literal.ts`)
   * @returns false where it found no loan
   */
  export function comeOnStage(name: string, orders?: string): boolean;
}

/** The gate in the same way. */
declare module 'virtual:gate' {
  /** @param name of the loan. @returns false where it found none */
  export function standAtGate(name: string): boolean;
}
