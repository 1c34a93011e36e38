import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  name: string;
  content: Buffer;
}

const signatures = { local: 0x04034b50, central: 0x02014b50, end: 0x06054b50 };
const version = 20;
const utf8Names = 0x0800;
const stored = 0;
const deflated = 8;
/** DOS date of 1980-01-01: an archive then depends on its content alone. */
const earliestDate = 0x0021;

/** A ZIP archive (PKWARE APPNOTE 6.3, without extensions); small entries are stored, others deflated. */
export const createZip = (entries: readonly ZipEntry[]): Buffer => {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const { name, content } of entries) {
    const nameBytes = Buffer.from(name, 'utf8');
    const packed = deflateRawSync(content);
    const isSmaller = packed.length < content.length;
    const data = isSmaller ? packed : content;
    const facts = fixedFields([
      [version, 2],
      [utf8Names, 2],
      [isSmaller ? deflated : stored, 2],
      [0, 2],
      [earliestDate, 2],
      [crc32(content), 4],
      [data.length, 4],
      [content.length, 4],
      [nameBytes.length, 2],
      [0, 2],
    ]);
    const local = Buffer.concat([fixedFields([[signatures.local, 4]]), facts, nameBytes, data]);
    const place = fixedFields([
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 4],
      [offset, 4],
    ]);
    const head = fixedFields([
      [signatures.central, 4],
      [version, 2],
    ]);
    centrals.push(Buffer.concat([head, facts, place, nameBytes]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const end = fixedFields([
    [signatures.end, 4],
    [0, 2],
    [0, 2],
    [entries.length, 2],
    [entries.length, 2],
    [directory.length, 4],
    [offset, 4],
    [0, 2],
  ]);
  return Buffer.concat([...locals, directory, end]);
};

const fixedFields = (fields: [value: number, bytes: number][]): Buffer => {
  const buffer = Buffer.alloc(fields.reduce((sum, [, bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [value, bytes] of fields) at = buffer.writeUIntLE(value, at, bytes);
  return buffer;
};
