import type { Command } from 'commander';
import type { Context } from '../context.js';
import { exitCodes, usageError } from '../errors/index.js';
import { jsonSchema, schemaNames } from '../schemas.js';

export function define(command: Command): void {
  command.argument('[name]', `one of: ${schemaNames.join(', ')}`);
}

export async function run(context: Context, args: string[]): Promise<number> {
  const [name] = args;
  if (name === undefined) {
    context.terminal.out(
      context.flags.json
        ? JSON.stringify({ schemaVersion: 1, schemas: schemaNames }, null, 2)
        : schemaNames.join('\n'),
    );
    return exitCodes.done;
  }
  const schema = jsonSchema(name);
  if (schema === undefined)
    throw usageError(`There is no schema "${name}".`, `It takes one of: ${schemaNames.join(', ')}.`);
  context.terminal.out(JSON.stringify(schema, null, 2));
  return exitCodes.done;
}
