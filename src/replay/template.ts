// Placeholders in what a person sends: values that must be new each time.

/** Where the values come from; passed in, so that tests know them. */
export interface Variables {
  uuid(): string;
  /** Epoch ms. */
  now(): number;
  /** 1, 2, 3 … in this panel. */
  counter(): number;
}

const PLACEHOLDER = /\{\{\s*(uuid|now|counter)\s*\}\}/g;

/** Fills `{{uuid}}`, `{{now}}` (epoch ms) and `{{counter}}`, each occurrence anew; anything else in braces stays. */
export const expand = (text: string, variables: Variables): string =>
  text.replace(PLACEHOLDER, (_, name: keyof Variables) => `${variables[name]()}`);
