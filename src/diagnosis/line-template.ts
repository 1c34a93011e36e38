const maxChars = 240;

/** Times, versions and numbers; hashes and ids; addresses and absolute paths; quoted and temporary names. */
const changing =
  /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b|\b0x[\da-f]+\b|\b(?=[a-z]*\d)[\da-f]{7,64}\b|\b\w+:\/\/\S+|(?:(?<=[\s"'(=:[])|^)(?:~|[A-Za-z]:)?[\\/](?:[\w.@+~-]+[\\/])*[\w.@+~-]*|\d+(?:[.,:_/-]\d+)*(?:[a-z]{1,3}\b)?/gi;

/** A line without what changes from run to run: two lines that say the same have the same template. */
export const templateOf = (line: string): string =>
  (line.length > maxChars ? line.slice(0, maxChars) : line)
    .replace(changing, '#')
    .replace(/\s+/g, ' ')
    .trim();

/** A template with too few words is shared by lines that say different things. */
export const saysSomething = (template: string): boolean => (template.match(/[\p{L}]/gu)?.length ?? 0) >= 8;
