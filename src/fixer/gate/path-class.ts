import picomatch from 'picomatch';

export type PathClass =
  | 'workflow'
  | 'git'
  | 'executes'
  | 'test'
  | 'snapshot'
  | 'lockfile'
  | 'manifest'
  | 'config'
  | 'secret'
  | 'vendored'
  | 'generated'
  | 'sensitive'
  | 'source';

/** What a path is, first match wins; patterns are case-insensitive unless they say so. */
const classes: readonly { is: PathClass; patterns: string; withCase?: true }[] = [
  {
    is: 'git',
    patterns: `
      **/.git/** **/.gitmodules **/.gitattributes **/.githooks/** **/.husky/**`,
  },
  {
    is: 'workflow',
    patterns: `
      .github/** .gitlab-ci.yml .circleci/** azure-pipelines.yml .travis.yml Jenkinsfile`,
  },
  {
    is: 'secret',
    patterns: `
      **/.env **/.env.!(example|sample|template|dist|test)
      **/*.{pem,key,p12,pfx,jks,keystore,kdbx} **/id_{rsa,dsa,ecdsa,ed25519}* **/.netrc
      **/.git-credentials **/.ssh/** **/.aws/** **/credentials.json`,
  },
  {
    is: 'executes',
    patterns: `
      **/.npmrc **/.yarnrc* **/.envrc **/Dockerfile* **/*.dockerfile **/Containerfile
      **/docker-compose*.y*ml **/compose.y*ml **/{GNUm,M,m}akefile **/*.mk **/{J,j}ustfile
      **/Taskfile.y*ml **/Rakefile **/noxfile.py **/sitecustomize.py **/usercustomize.py **/*.pth
      **/gradlew* **/mvnw* **/gradle/wrapper/** **/.mvn/** **/.pnpmfile.*js **/.vscode/**
      **/.devcontainer/** **/.cargo/config* **/conftest.py **/setup.py **/build.rs
      **/.pre-commit-config.yaml`,
  },
  {
    is: 'snapshot',
    patterns: '**/*.snap **/__snapshots__/** **/*.snap.new **/__image_snapshots__/**',
  },
  {
    is: 'test',
    patterns: `
      **/test/** **/tests/** **/__tests__/** **/spec/** **/testdata/** **/e2e/** **/cypress/**
      **/*.Tests/** **/*.test.* **/*.spec.* **/*_test.* **/test_*.py **/*_spec.* **/*.bats
      **/{jest,vitest,mocha,test}{.,-}setup.* **/setupTests.* **/spec_helper.rb **/test_helper.*`,
  },
  {
    // `Latest.java` and `Audit.kt` are none.
    is: 'test',
    patterns: '**/*{Test,Tests,TestCase,IT,Spec}.{java,kt,kts,groovy,scala,php,cs,swift}',
    withCase: true,
  },
  {
    is: 'lockfile',
    patterns: `
      **/package-lock.json **/npm-shrinkwrap.json **/yarn.lock **/pnpm-lock.yaml **/bun.lock*
      **/Cargo.lock **/go.sum **/poetry.lock **/uv.lock **/Gemfile.lock **/composer.lock
      **/Pipfile.lock **/pdm.lock **/deno.lock **/packages.lock.json **/gradle.lockfile
      **/mix.lock **/pubspec.lock **/Package.resolved **/go.work.sum **/flake.lock`,
  },
  {
    is: 'manifest',
    patterns: `
      **/package.json **/Cargo.toml **/go.mod **/pyproject.toml **/Gemfile **/composer.json
      **/pom.xml **/build.gradle* **/settings.gradle* **/requirements*.txt **/Pipfile
      **/*.{csproj,fsproj,vbproj} **/*.gemspec **/mix.exs **/pubspec.yaml **/Package.swift
      **/libs.versions.toml`,
  },
  {
    is: 'config',
    patterns: `
      **/tsconfig*.json **/.eslintrc* **/eslint.config.* **/.eslintignore **/.prettierrc*
      **/.prettierignore **/prettier.config.* **/biome.json* **/jest.config.* **/vitest.config.*
      **/vite.config.* **/webpack.config.* **/rollup.config.* **/babel.config.* **/.babelrc*
      **/.golangci.* **/rustfmt.toml **/clippy.toml **/setup.cfg **/tox.ini **/.flake8 **/mypy.ini
      **/ruff.toml **/pytest.ini **/.rubocop.yml **/phpunit.xml* **/phpstan*.neon* **/psalm*.xml*
      **/.php-cs-fixer* **/.php_cs* **/phpcs.xml*
      **/.{stylelint,jshint,oxlint,html-validate,htmlhint,markdownlint,swcrc,mocha,nyc,c8,lintstaged,commitlint,size-limit,jscpd}*
      **/{stylelint,playwright,cypress,karma,ava,wdio,commitlint,lint-staged,jasmine}.conf*
      **/.coveragerc **/{.,}codecov.y*ml **/.codeclimate.yml **/.pylintrc **/pylintrc
      **/pyrightconfig.json **/.mypy.ini **/.ruff.toml **/.bandit* **/{.,}clippy.toml
      **/.rustfmt.toml **/.rubocop* **/.rspec **/.simplecov **/{.,}swiftlint.y*ml **/.swiftformat
      **/detekt*.yml **/{checkstyle,pmd,spotbugs}*.xml **/sonar-project.properties
      **/.clang-{tidy,format} **/.golangci* **/analysis_options.yaml **/.editorconfig
      **/.globalconfig **/Directory.Build.* **/*.runsettings **/.credo.exs **/.shellcheckrc
      **/.hadolint.y*ml **/.yamllint* **/.ansible-lint* **/nx.json **/turbo.json **/deno.json*
      **/.{snyk,trivy,semgrep,gitleaks,markdownlint,cspell,dockle,hadolint}ignore
      **/gradle.properties **/jsconfig*.json`,
  },
  {
    is: 'vendored',
    patterns: `
      **/node_modules/** **/vendor/** **/third_party/** **/third-party/** **/Pods/**`,
  },
  {
    is: 'generated',
    patterns: `
      **/dist/** **/*.min.{js,css} **/*.map **/*.pb.{go,cc,h} **/*_pb2*.py **/*.g.dart
      **/*.generated.*`,
  },
  {
    // Where a small change does the most harm.
    is: 'sensitive',
    patterns: `
      **/{auth,authn,authz,oauth,oauth2,authentication,authorization,crypto,encryption}/**
      **/{payment,payments,billing,permissions,security,migrations,migrate}/**
      **/{auth,oauth,authentication,authorization,crypto,encrypt,decrypt,encryption,password}.*
      **/{payment,payments,billing,permission,permissions,session,csrf}.*
      **/*[-_.]{auth,crypto,payment,billing,permissions}.*`,
  },
];

const matchers = classes.map(({ is, patterns, withCase }) => ({
  is,
  matches: picomatch(patterns.trim().split(/\s+/), { dot: true, nocase: !withCase }),
}));

export const classOf = (path: string): PathClass =>
  matchers.find(({ matches }) => matches(path))?.is ?? 'source';
