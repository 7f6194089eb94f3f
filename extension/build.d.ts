/** Version of the extension, put in by the build. */
declare const __VERSION__: string;
