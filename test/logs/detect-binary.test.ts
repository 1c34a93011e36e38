import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { detectBinary } from '../../src/logs/index.js';

it('accepts text, coloured text and UTF-16', () => {
  expect(detectBinary(Buffer.from('npm error code E404\n'))).toBeUndefined();
  expect(detectBinary(Buffer.from('\u001b[31m✖ 1 problem\u001b[0m\n'))).toBeUndefined();
  expect(detectBinary(Buffer.from('\ufeffhello there', 'utf16le'))).toBeUndefined();
});

it('refuses nothing, archives and executables', () => {
  expect(detectBinary(new Uint8Array())).toBe('empty');
  expect(detectBinary(gzipSync('x'))).toBe('archive');
  expect(detectBinary(Buffer.from('PK\u0003\u0004rest'))).toBe('archive');
  expect(detectBinary(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0]))).toBe('binary');
});
