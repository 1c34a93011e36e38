import type { Recogniser } from '../finding.js';
import { access } from './access.js';
import { ant } from './ant.js';
import { checks } from './checks.js';
import { ciTools } from './ci-tools.js';
import { compilers } from './compilers.js';
import { differences } from './differences.js';
import { dotnet } from './dotnet.js';
import { eslint } from './eslint.js';
import { genericFirst, genericLast } from './generic.js';
import { genericTests } from './generic-tests.js';
import { githubActions } from './github-actions.js';
import { go, goPackages } from './go.js';
import { goTests } from './go-tests.js';
import { infrastructure } from './infrastructure.js';
import { javascriptBrowserTests } from './javascript-browser-tests.js';
import { javascriptBundlers } from './javascript-bundlers.js';
import { javascriptDeno } from './javascript-deno.js';
import { javascriptDocuments } from './javascript-documents.js';
import { javascriptFrameworks } from './javascript-frameworks.js';
import { javascriptInstall } from './javascript-install.js';
import { javascriptLint } from './javascript-lint.js';
import { javascriptNodeTests } from './javascript-node-tests.js';
import { javascriptPackages } from './javascript-packages.js';
import { javascriptPnpm } from './javascript-pnpm.js';
import { javascriptRuntime } from './javascript-runtime.js';
import { javascriptTests } from './javascript-tests.js';
import { jvm } from './jvm.js';
import { jvmTests } from './jvm-tests.js';
import { machine } from './machine.js';
import { marks } from './marks.js';
import { messageAndPlace } from './message-and-place.js';
import { moreLanguages } from './more-languages.js';
import { moreTools } from './more-tools.js';
import { nativeBuild } from './native-build.js';
import { nativeTests } from './native-tests.js';
import { network } from './network.js';
import { otherLanguages } from './other-languages.js';
import { otherTests } from './other-tests.js';
import { packageManagers } from './package-managers.js';
import { php } from './php.js';
import { pytest } from './pytest.js';
import { python } from './python.js';
import { pythonInstall } from './python-install.js';
import { pythonLint } from './python-lint.js';
import { ruby } from './ruby.js';
import { rust } from './rust.js';
import { rustc } from './rustc.js';
import { sanitizers } from './sanitizers.js';
import { servicesAndSites } from './services-and-sites.js';
import { shell } from './shell.js';
import { spokenPlaces } from './spoken-places.js';
import { tsc } from './tsc.js';
import { unixPrograms } from './unix-programs.js';

/**
 * All recognisers, the most particular first. When two read the same line, the earlier one names the tool;
 * the weight decides which of two different readings is believed.
 */
export const recognisers: readonly Recogniser[] = [
  ...marks,
  ...githubActions,
  ...tsc,
  ...javascriptBundlers,
  ...javascriptFrameworks,
  ...javascriptTests,
  ...javascriptBrowserTests,
  ...javascriptNodeTests,
  ...javascriptDeno,
  ...eslint,
  ...javascriptLint,
  ...javascriptDocuments,
  ...javascriptPackages,
  ...javascriptInstall,
  ...javascriptPnpm,
  ...pytest,
  ...python,
  ...pythonLint,
  ...pythonInstall,
  ...goTests,
  ...go,
  ...goPackages,
  ...rust,
  ...jvm,
  ...jvmTests,
  ...ant,
  ...ruby,
  ...php,
  ...nativeTests,
  ...nativeBuild,
  ...otherTests,
  ...sanitizers,
  ...checks,
  ...packageManagers,
  ...moreTools,
  ...otherLanguages,
  ...moreLanguages,
  ...infrastructure,
  ...ciTools,
  ...shell,
  ...dotnet,
  ...compilers,
  ...rustc,
  ...spokenPlaces,
  ...network,
  ...access,
  ...machine,
  ...javascriptRuntime,
  ...servicesAndSites,
  ...unixPrograms,
  ...differences,
  ...genericTests,
  ...messageAndPlace,
  ...genericFirst,
  ...genericLast,
];
