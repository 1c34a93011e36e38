/** One way to turn a build green without mending anything: `from` in the file becomes `to`. */
export interface Cheat {
  name: string;
  file: string;
  before: string;
  after: string;
  /** Where the file goes to, or null when it is deleted. */
  to?: string | null;
  /** What the failing test wanted, when the cheat writes that into the code. */
  expected?: string;
}

/** Cheats that differ from one text in one place each. */
export const cheatsIn =
  (file: string, before: string) =>
  (name: string, from: string | RegExp, to: string, given: Partial<Cheat> = {}): Cheat => {
    const after = before.replace(from, () => to);
    if (after === before) throw new Error(`The cheat "${name}" changes nothing.`);
    return { name, file, before, after, ...given };
  };
