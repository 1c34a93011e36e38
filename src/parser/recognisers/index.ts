import type { Recogniser } from '../finding.js';
import { access } from './access.js';
import { ciTools } from './ci-tools.js';
import { compilers } from './compilers.js';
import { eslint } from './eslint.js';
import { genericFirst, genericLast } from './generic.js';
import { genericTests } from './generic-tests.js';
import { githubActions } from './github-actions.js';
import { go, goPackages } from './go.js';
import { infrastructure } from './infrastructure.js';
import { javascriptBundlers } from './javascript-bundlers.js';
import { javascriptInstall } from './javascript-install.js';
import { javascriptLint } from './javascript-lint.js';
import { javascriptRuntime } from './javascript-runtime.js';
import { javascriptTests } from './javascript-tests.js';
import { jvm } from './jvm.js';
import { machine } from './machine.js';
import { marks } from './marks.js';
import { nativeBuild } from './native-build.js';
import { network } from './network.js';
import { otherTests } from './other-tests.js';
import { pytest } from './pytest.js';
import { python } from './python.js';
import { pythonInstall } from './python-install.js';
import { pythonLint } from './python-lint.js';
import { rubyAndPhp } from './ruby-php.js';
import { rust } from './rust.js';
import { shell } from './shell.js';
import { tsc } from './tsc.js';

/**
 * All recognisers, the most particular first. When two read the same line, the earlier one names the tool;
 * the weight decides which of two different readings is believed.
 */
export const recognisers: readonly Recogniser[] = [
  ...marks,
  ...githubActions,
  ...tsc,
  ...javascriptBundlers,
  ...javascriptTests,
  ...eslint,
  ...javascriptLint,
  ...javascriptInstall,
  ...pytest,
  ...python,
  ...pythonLint,
  ...pythonInstall,
  ...go,
  ...goPackages,
  ...rust,
  ...jvm,
  ...rubyAndPhp,
  ...nativeBuild,
  ...otherTests,
  ...infrastructure,
  ...ciTools,
  ...shell,
  ...compilers,
  ...network,
  ...access,
  ...machine,
  ...javascriptRuntime,
  ...genericTests,
  ...genericFirst,
  ...genericLast,
];
