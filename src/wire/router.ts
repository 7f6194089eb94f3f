// What Firefox's background router and the panel say to each other around the relays' messages.

export type FromRouter =
  | { type: 'ready' }
  | { type: 'link'; link: number; frame: { id: number; url: string } }
  | { type: 'from'; link: number; body: unknown }
  | { type: 'unlink'; link: number };

export type ToRouter =
  | { type: 'to'; link: number; body: unknown }
  | { type: 'drop'; link: number; body?: undefined }
  | { type: 'ping'; link?: undefined; body?: undefined };
