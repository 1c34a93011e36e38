import { greeting } from 'greeting';

process.stdout.write(`${greeting(process.argv[2] ?? 'world')}\n`);
