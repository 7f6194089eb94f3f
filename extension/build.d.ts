/** Version of the extension, put in by the build. */
declare const __VERSION__: string;

/** A worker whose code is part of the script that starts it, put in by the build. */
declare module '*?worker&inline' {
  const Inlined: new () => Worker;
  export default Inlined;
}
