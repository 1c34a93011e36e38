/** Characters by code; all beyond ASCII share the last place. */
export const characterPlaces = 129;
export const beyondAscii = 128;

/** The place of a character in a set of them. */
export const placeOfCharacter = (code: number): number => Math.min(code, beyondAscii);

/** Classes by their letter. What they say of characters beyond ASCII is not asked: those are always in. */
export const classes: Readonly<Record<string, Uint8Array>> = Object.fromEntries(
  Object.entries({ d: /\d/, D: /\D/, w: /\w/, W: /\W/, s: /\s/, S: /\S/ }).map(([letter, pattern]) => {
    const characters = Uint8Array.from({ length: characterPlaces }, (_, code) =>
      code === beyondAscii || pattern.test(String.fromCharCode(code)) ? 1 : 0,
    );
    return [letter, characters];
  }),
);

/** Control characters by the letter of their escape. */
export const controls: Readonly<Record<string, string>> = {
  t: '\t',
  n: '\n',
  r: '\r',
  f: '\f',
  v: '\v',
  '0': '\0',
};
