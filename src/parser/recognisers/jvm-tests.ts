import { type Block, type Draft, draftOf, type Recogniser } from '../finding.js';
import { ownFrame, placeOf, readFrames } from '../frames.js';

const javaTest = (draft: Draft, block: Block): Draft => {
  const frames = readFrames(block.lines);
  return { ...draft, frames, ...placeOf(ownFrame(frames)) };
};

/** JUnit as Maven and Gradle print it, and what a Java program dies of. */
export const jvmTests: Recogniser[] = [
  {
    tool: 'junit',
    category: 'test',
    need: [' FAILURE!', ' ERROR!'],
    start:
      /^(?:\[ERROR\] +)?(?<test>[\w.$ (){},[\]=:-]+?)(?:\((?<suite>[\w.$]+)\))?(?: -- )? {0,4}Time elapsed: [\d.,]+ s(?:ec)? {0,4}<<< (?:FAILURE|ERROR)!/,
    maxLines: 40,
    until:
      /^(?:\[(?:ERROR|INFO)\] +(?:\S+ +Time elapsed|Tests run|Failures:|Errors:|Results:)|Tests run:|\[INFO\])/,
    weight: 0.95,
    read(block) {
      const groups = block.match.groups ?? {};
      if (/^Tests run:/.test(groups.test ?? '')) return undefined;
      const message = block.lines[1]?.text.trim() ?? '';
      return javaTest(
        { message, test: { name: groups.test ?? '', ...(groups.suite && { suite: groups.suite }) } },
        block,
      );
    },
  },
  {
    tool: 'junit',
    category: 'test',
    need: [' FAILED'],
    start: /^(?<suite>[\w.$]+(?: > [^>]+?)*) > (?<test>[^>]+?)(?:\(\))? FAILED$/,
    maxLines: 30,
    until: /^\S.*(?:FAILED|PASSED|SKIPPED)$|^\d+ tests? completed|^> Task/,
    weight: 0.95,
    read(block) {
      const groups = block.match.groups ?? {};
      const said = block.lines
        .slice(1)
        .map((line) => line.text.trim())
        .find((text) => text !== '');
      const at = block.lines
        .map((line) =>
          /\(([\w$]+\.(?:java|kt|groovy|scala)):(\d+)\)|at ([\w$]+\.(?:java|kt)):(\d+)/.exec(line.text),
        )
        .find((match) => match);
      const draft = javaTest(
        { message: said ?? block.match[0], test: { name: groups.test ?? '', suite: groups.suite ?? '' } },
        block,
      );
      if (!draft.file && at)
        Object.assign(draft, { file: at[1] ?? at[3] ?? '', line: Number(at[2] ?? at[4]) });
      return draft;
    },
  },
  {
    tool: 'java',
    category: 'runtime',
    need: ['Exception in thread', 'Caused by: '],
    start: /^(?:\[ERROR\] )?Exception in thread "[^"]+" (?<message>\S.*)$/,
    maxLines: 40,
    until: /^(?!\s+at |\s*\.\.\. |Caused by|\s)\S/,
    weight: 0.8,
    read: (block) => javaTest(draftOf(block.match), block),
  },
];
