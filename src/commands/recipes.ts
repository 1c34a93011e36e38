import type { Command } from 'commander';
import type { Context } from '../context.js';
import type { RecipeListing } from '../domain/index.js';
import { exitCodes } from '../errors/index.js';
import { listRecipes } from '../fixer/index.js';
import { renderRecipes } from '../render/index.js';
import { openWorld } from '../wiring.js';

export function define(_command: Command): void {}

export async function run(context: Context): Promise<number> {
  const { history } = await openWorld(context);
  const listing: RecipeListing = {
    schemaVersion: 1,
    recipes: listRecipes(),
    learned: await history.learned(),
  };
  const { terminal, flags } = context;
  if (flags.json) terminal.out(JSON.stringify(listing, null, 2));
  else terminal.out(renderRecipes(listing, await terminal.paint('out'), terminal.columns));
  return exitCodes.done;
}
