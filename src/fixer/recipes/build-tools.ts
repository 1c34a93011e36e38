import { posix } from 'node:path';
import { nearestWith } from './manifest.js';
import type { Project, Recipe } from './recipe.js';
import { textOf } from './recipe.js';

/** A plugin of Gradle, Maven or sbt that lays out sources, and the task of it that does so. */
interface BuildTask {
  name: string;
  title: string;
  languages: readonly string[];
  signal: RegExp;
  /** The task or goal of each build tool that has one. */
  tasks: Partial<Record<BuildTool, string>>;
}

type BuildTool = 'gradle' | 'maven' | 'sbt';

const jvm = ['java', 'kotlin', 'scala', 'groovy'];

const buildTasks: readonly BuildTask[] = [
  {
    name: 'spotless-apply',
    title: 'spotlessApply',
    languages: jvm,
    signal: /spotless(?:Apply\b|:apply\b|\w*Check'|[\s\S]{0,200}format violations)/i,
    tasks: { gradle: 'spotlessApply', maven: 'spotless:apply' },
  },
  {
    name: 'ktlint-gradle',
    title: 'ktlintFormat',
    languages: ['kotlin'],
    signal: /\bktlint\w*Check\b|:ktlint\b/i,
    tasks: { gradle: 'ktlintFormat', maven: 'ktlint:format' },
  },
  {
    name: 'kotlinter-format',
    title: 'formatKotlin',
    languages: ['kotlin'],
    signal: /\blintKotlin\w*\b/,
    tasks: { gradle: 'formatKotlin' },
  },
  {
    name: 'google-java-format',
    title: 'googleJavaFormat',
    languages: ['java'],
    signal: /verifyGoogleJavaFormat\b|(?:spotify\.fmt|fmt-maven-plugin)[^\n]*:check\b|non-complying files/i,
    tasks: { gradle: 'googleJavaFormat', maven: 'fmt:format' },
  },
  {
    name: 'formatter-maven',
    title: 'formatter:format',
    languages: ['java'],
    signal: /formatter-maven-plugin[^\n]*:validate\b/i,
    tasks: { maven: 'formatter:format' },
  },
  {
    name: 'impsort-maven',
    title: 'impsort:sort',
    languages: ['java'],
    signal: /impsort-maven-plugin[^\n]*:check\b/i,
    tasks: { maven: 'impsort:sort' },
  },
  {
    name: 'licence-header-build',
    title: 'write missing licence headers',
    languages: jvm,
    signal:
      /license-maven-plugin[^\n]*:check\b|Some files do not have the expected license header|License violations were found/i,
    tasks: { gradle: 'licenseFormat', maven: 'license:format' },
  },
  {
    name: 'scalafmt',
    title: 'scalafmtAll',
    languages: ['scala'],
    signal: /\bscalafmt(?:Sbt)?Check\w*\b|files? must be formatted/i,
    tasks: { sbt: 'scalafmtAll' },
  },
];

const buildTools: readonly { tool: BuildTool; files: readonly string[]; wrapper: string; argv: string[] }[] =
  [
    {
      tool: 'gradle',
      files: ['settings.gradle', 'settings.gradle.kts', 'build.gradle', 'build.gradle.kts'],
      wrapper: 'gradlew',
      argv: ['gradle', '--console=plain'],
    },
    { tool: 'maven', files: ['pom.xml'], wrapper: 'mvnw', argv: ['mvn', '-q', '-B'] },
    { tool: 'sbt', files: ['build.sbt'], wrapper: 'sbt', argv: ['sbt', '-batch'] },
  ];

export const buildToolRecipes: readonly Recipe[] = buildTasks.map((task) => ({
  name: task.name,
  title: task.title,
  safety: 'formatter',
  tools: Object.keys(task.tasks),
  languages: task.languages,
  answers: (report) => task.signal.test(textOf(report)),
  // The plugins name the first few files only, so any source may be among the rest.
  mayTouch: (file) => /\.(?:java|kts?|scala|sbt|sc|groovy|gradle|xml|properties|md)$/.test(file),
  plan: async (_reports, project) => {
    const found = findBuild(project, task.tasks);
    // The plugins are of the project's own build and lie where the failing step has put them.
    return found && { kind: 'command', ...found, network: true };
  },
}));

function findBuild(project: Project, tasks: BuildTask['tasks']) {
  for (const { tool, files, wrapper, argv } of buildTools) {
    const task = tasks[tool];
    const directory = nearestWith(project, files);
    if (task === undefined || directory === undefined) continue;
    // A module's wrapper lies at the top of the build.
    const top = nearestWith(project, [wrapper], directory);
    if (top !== undefined && project.files.includes(posix.join(directory, wrapper)))
      return { argv: [`./${wrapper}`, ...argv.slice(1), task], directory };
    return { argv: [...argv, task], directory };
  }
  return undefined;
}
