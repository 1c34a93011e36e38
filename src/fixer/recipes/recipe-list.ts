import { actionVersions } from './action-versions.js';
import { buildToolRecipes } from './build-tools.js';
import { cargoFixes } from './cargo-fixes.js';
import { executableBit } from './executable-bit.js';
import { createFileFixer } from './file-fixer.js';
import { javascriptFixers } from './fixers-javascript.js';
import { otherFixers } from './fixers-other.js';
import { pythonFixers } from './fixers-python.js';
import { generatedCode } from './generated-code.js';
import { goModTidy, goModVendor, undeclaredGoModule, unusedGoImport } from './go-modules.js';
import { importPaths } from './import-paths.js';
import { lockfileRecipes } from './lockfiles.js';
import { golangciFix, headerRecipes, preCommitRun, shellcheckFix } from './project-tools.js';
import { mypyStubs, undeclaredPythonPackage, unusedPythonImport } from './python-packages.js';
import type { Recipe, SafetyClass } from './recipe.js';
import { setupRecipes } from './setup-version.js';
import { snapshotRecipes } from './snapshots.js';
import { typescriptRecipes } from './typescript-fixes.js';
import { undeclaredCrate } from './undeclared-crate.js';
import { missingTypes, undeclaredPackage } from './undeclared-package.js';
import { unixLineEnds } from './unix-line-ends.js';

/** Every recipe, in the order they are tried: installs before code, code before layout, tests last. */
export const recipes: readonly Recipe[] = [
  executableBit,
  unixLineEnds,
  ...lockfileRecipes,
  goModTidy,
  goModVendor,
  undeclaredGoModule,
  undeclaredPackage,
  missingTypes,
  undeclaredPythonPackage,
  undeclaredCrate,
  mypyStubs,
  ...setupRecipes,
  actionVersions,
  importPaths,
  ...typescriptRecipes,
  unusedGoImport,
  unusedPythonImport,
  ...cargoFixes,
  golangciFix,
  shellcheckFix,
  ...[...javascriptFixers, ...pythonFixers, ...otherFixers].map(createFileFixer),
  ...buildToolRecipes,
  ...headerRecipes,
  preCommitRun,
  generatedCode,
  ...snapshotRecipes,
];

/** A recipe as it is shown to a person. */
export interface ListedRecipe {
  name: string;
  title: string;
  safety: SafetyClass;
  tools: string[];
  languages: string[];
}

export const listRecipes = (): ListedRecipe[] =>
  recipes.map(({ name, title, safety, tools, languages }) => ({
    name,
    title,
    safety,
    tools: [...tools],
    languages: [...languages],
  }));
