// Long work as a generator: whoever has time to spare between its steps asks for them one by one.

/** The result of work that goes in steps, all of them at once. */
export function atOnce<T>(steps: Generator<unknown, T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value;
}
