// What `har-schema` exports: it has no types of its own.
declare module 'har-schema' {
  interface Schema {
    $id: string;
    $schema: string;
  }
  /** JSON Schemas (draft 6) by the name of what they describe. */
  const schemas: Record<string, Schema> & { har: Schema };
  export default schemas;
}
