import { deflateRawSync } from 'node:zlib';

export interface ZipFile {
  name: string;
  content: string | Buffer;
  /** Lies of a hostile archive. */
  declaredSize?: number;
  stored?: boolean;
  flags?: number;
}

/** The bytes of a zip archive. */
export function zipOf(files: readonly ZipFile[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const content = Buffer.from(file.content);
    const packed = file.stored ? content : deflateRawSync(content);
    const name = Buffer.from(file.name);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(file.flags ?? 0x800, 2);
    fields.writeUInt16LE(file.stored ? 0 : 8, 4);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(file.declaredSize ?? content.length, 18);
    fields.writeUInt16LE(name.length, 22);
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), fields, name, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, rest, name);
    offset += 30 + name.length + packed.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listed, end]);
}

/**
 * The bytes of a 64-bit archive of one stored file: sizes and offsets stand in extra fields, and the end
 * record of 64 bits says where the directory is. `lie` overwrites what that record says.
 */
export function zip64Of(name: string, content: string, lie: { directoryAt?: bigint } = {}): Buffer {
  const bytes = Buffer.from(content);
  const label = Buffer.from(name);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(45, 0);
  fields.writeUInt16LE(0x800, 2);
  fields.writeUInt32LE(0xffffffff, 14);
  fields.writeUInt32LE(0xffffffff, 18);
  fields.writeUInt16LE(label.length, 22);
  const sizes = (values: readonly bigint[]): Buffer => {
    const extra = Buffer.alloc(4 + 8 * values.length);
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(8 * values.length, 2);
    for (const [order, value] of values.entries()) extra.writeBigUInt64LE(value, 4 + 8 * order);
    return extra;
  };
  const size = BigInt(bytes.length);
  const inFile = sizes([size, size]);
  const inDirectory = sizes([size, size, 0n]);
  const withExtra = (extra: Buffer): Buffer => {
    const copy = Buffer.from(fields);
    copy.writeUInt16LE(extra.length, 24);
    return copy;
  };
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(0xffffffff, 10);
  const file = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), withExtra(inFile), label, inFile, bytes]);
  const listed = Buffer.concat([
    Buffer.from('PK\x01\x02\x2d\x00', 'latin1'),
    withExtra(inDirectory),
    rest,
    label,
    inDirectory,
  ]);
  const end64 = Buffer.alloc(56);
  end64.write('PK\x06\x06', 0, 'latin1');
  end64.writeBigUInt64LE(44n, 4);
  end64.writeBigUInt64LE(1n, 24);
  end64.writeBigUInt64LE(1n, 32);
  end64.writeBigUInt64LE(BigInt(listed.length), 40);
  end64.writeBigUInt64LE(lie.directoryAt ?? BigInt(file.length), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\x06\x07', 0, 'latin1');
  locator.writeBigUInt64LE(BigInt(file.length + listed.length), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22, 0xff);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt32LE(0, 4);
  end.writeUInt16LE(0, 20);
  return Buffer.concat([file, listed, end64, locator, end]);
}
