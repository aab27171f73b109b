import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** One line typed by the person. Undefined when the input ends or `signal` fires first. */
export async function askLine(question: string, signal: AbortSignal): Promise<string | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question, { signal });
  } catch {
    return undefined;
  } finally {
    terminal.close();
  }
}

/** The same without showing what is typed. */
export async function askSecret(question: string, signal: AbortSignal): Promise<string | undefined> {
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true });
  try {
    return await terminal.question('', { signal });
  } catch {
    return undefined;
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
