import type { FileHandle } from 'node:fs/promises';

export const zipMethods = { stored: 0, deflated: 8 } as const;

export interface ZipEntry {
  name: string;
  method: number;
  packedSize: number;
  size: number;
  /** Position of the entry's local header. */
  offset: number;
}

/** The end record has 22 bytes and a comment of at most 65,535; that of 64-bit archives stands before it. */
const endBytes = 22;
const maxTailBytes = endBytes + 65_535;
const locator64Bytes = 20;
const end64Bytes = 56;
const entryBytes = 46;
const maxDirectoryBytes = 64 * 1024 * 1024;
const encrypted = 1;
const unknown32 = 0xffffffff;

/** Files in a zip archive, read from its central directory. `refuse` makes the error for an unusable one. */
export async function readZipDirectory(
  handle: FileHandle,
  refuse: (why: string) => Error,
): Promise<ZipEntry[]> {
  const { size } = await handle.stat();
  const tail = await readAt(handle, Math.max(0, size - maxTailBytes), Math.min(size, maxTailBytes));
  const end = tail.length < endBytes ? -1 : tail.lastIndexOf('PK\x05\x06', tail.length - endBytes, 'latin1');
  if (end < 0) throw refuse('is no zip archive');
  const place = (await directory64(handle, tail, end)) ?? {
    bytes: tail.readUInt32LE(end + 12),
    offset: tail.readUInt32LE(end + 16),
  };
  if (place.bytes > maxDirectoryBytes || place.offset + place.bytes > size)
    throw refuse('is a damaged archive');
  const directory = await readAt(handle, place.offset, place.bytes);
  const entries: ZipEntry[] = [];
  for (let at = 0; at + entryBytes <= directory.length; ) {
    if (directory.readUInt32LE(at) !== 0x02014b50) throw refuse('is a damaged archive');
    const nameEnd = at + entryBytes + directory.readUInt16LE(at + 28);
    const extraEnd = nameEnd + directory.readUInt16LE(at + 30);
    const entry = readEntry(directory, at, nameEnd, extraEnd);
    if (directory.readUInt16LE(at + 8) & encrypted) throw refuse('is encrypted');
    if (entry.offset + entry.packedSize > size) throw refuse('is a damaged archive');
    if (entry.method !== zipMethods.stored && entry.method !== zipMethods.deflated)
      throw refuse('is packed in a way that cannot be read');
    entries.push(entry);
    at = extraEnd + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function directory64(
  handle: FileHandle,
  tail: Buffer,
  end: number,
): Promise<{ bytes: number; offset: number } | undefined> {
  const locator = end - locator64Bytes;
  if (locator < 0 || tail.readUInt32LE(locator) !== 0x07064b50) return undefined;
  const record = await readAt(handle, Number(tail.readBigUInt64LE(locator + 8)), end64Bytes);
  if (record.length < end64Bytes || record.readUInt32LE(0) !== 0x06064b50) return undefined;
  return { bytes: Number(record.readBigUInt64LE(40)), offset: Number(record.readBigUInt64LE(48)) };
}

function readEntry(directory: Buffer, at: number, nameEnd: number, extraEnd: number): ZipEntry {
  const entry: ZipEntry = {
    name: directory.toString('utf8', at + entryBytes, nameEnd),
    method: directory.readUInt16LE(at + 10),
    packedSize: directory.readUInt32LE(at + 20),
    size: directory.readUInt32LE(at + 24),
    offset: directory.readUInt32LE(at + 42),
  };
  // Values that need 64 bits stand in an extra field, in this order and only those that do.
  for (let extra = nameEnd; extra + 4 <= Math.min(extraEnd, directory.length); ) {
    const fieldEnd = extra + 4 + directory.readUInt16LE(extra + 2);
    if (directory.readUInt16LE(extra) === 1) {
      let value = extra + 4;
      for (const key of ['size', 'packedSize', 'offset'] as const) {
        if (entry[key] !== unknown32 || value + 8 > Math.min(fieldEnd, directory.length)) continue;
        entry[key] = Number(directory.readBigUInt64LE(value));
        value += 8;
      }
    }
    extra = fieldEnd;
  }
  return entry;
}

async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  if (!Number.isSafeInteger(position) || length <= 0) return Buffer.alloc(0);
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, position);
  return bytes.subarray(0, bytesRead);
}
