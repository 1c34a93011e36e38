// Errors: classes, the catalogue of texts and the exit-code table. It never prints.
export * from './catalogue.js';
export * from './cifix-error.js';
export * from './exit-codes.js';
export * from './heal-errors.js';
