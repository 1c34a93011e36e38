import { inflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createZip } from '../../src/demo/zip-archive.js';

interface Unpacked {
  name: string;
  method: number;
  content: string;
}

/** A reader that goes by the central directory, written from the format's description. */
const unpack = (zip: Buffer): Unpacked[] => {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    expect(zip.readUInt32LE(at)).toBe(0x02014b50);
    const method = zip.readUInt16LE(at + 10);
    const packedSize = zip.readUInt32LE(at + 20);
    const size = zip.readUInt32LE(at + 24);
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.subarray(at + 46, at + 46 + nameLength).toString('utf8');
    const local = zip.readUInt32LE(at + 42);
    expect(zip.readUInt32LE(local)).toBe(0x04034b50);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const data = zip.subarray(start, start + packedSize);
    const content = method === 8 ? inflateRawSync(data) : data;
    expect(content.length).toBe(size);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    return { name, method, content: content.toString('utf8') };
  });
};

test('what goes into an archive comes out again, stored or deflated', () => {
  const long = 'a line of a log\n'.repeat(500);
  const zip = createZip([
    { name: '0_build.txt', content: Buffer.from(long) },
    { name: 'build/3_Tëst.txt', content: Buffer.from('x') },
    { name: 'empty.txt', content: Buffer.alloc(0) },
  ]);
  expect(unpack(zip)).toEqual([
    { name: '0_build.txt', method: 8, content: long },
    { name: 'build/3_Tëst.txt', method: 0, content: 'x' },
    { name: 'empty.txt', method: 0, content: '' },
  ]);
  expect(zip.length).toBeLessThan(1_000);
});

test('an archive without entries is still one', () => {
  expect(unpack(createZip([]))).toEqual([]);
});
