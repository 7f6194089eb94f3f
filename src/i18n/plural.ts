// Chooses a plural form by the rules of a language, for the dictionaries.

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** The way to pick a plural form in `locale`. @see https://tc39.es/ecma402/#pluralrules-objects */
export function pluralsOf(locale: string): (count: number, forms: Forms) => string {
  const rules = new Intl.PluralRules(locale);
  return (count, forms) => forms[rules.select(count)] ?? forms.other;
}
