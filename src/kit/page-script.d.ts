/** Text of extension/kit-page.iife.ts as the build makes it: a function of the name of what is exposed. */
declare module 'virtual:page-script' {
  const script: string;
  export default script;
}
