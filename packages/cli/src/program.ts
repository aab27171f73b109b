import { Command, CommanderError } from 'commander';
import { addAdminCreate } from './commands/admin-create.js';
import { addDemo } from './commands/demo.js';
import { addDeviceApprove } from './commands/device-approve.js';
import { addDeviceDelete } from './commands/device-delete.js';
import { addDeviceDeny } from './commands/device-deny.js';
import { addDeviceEnroll } from './commands/device-enroll.js';
import { addDeviceList } from './commands/device-list.js';
import { addDeviceReport } from './commands/device-report.js';
import { addDeviceWatch } from './commands/device-watch.js';
import { addPoll } from './commands/poll.js';
import { addRequest } from './commands/request.js';
import { addVerify } from './commands/verify.js';
import { addVerifyLog } from './commands/verify-log.js';
import { createRunner, type RunCommand, type Terminal } from './run-command.js';
import { exitCodeHelp, exitCodes } from './terminal/exit-codes.js';

const examples = `
Examples:
  $ countersign demo                                   the whole story in one terminal
  $ countersign device enroll                          a simulated device for the quickstart user
  $ countersign device watch                           show requests and ask for the answer
  $ countersign request --message "Pay 5 EUR?" --poll  ask, wait, show what the tokens say`;

/** Reads the arguments (without the two of the process) and does what they ask. Rejects only on a fault of our own. */
export async function runProgram(terminal: Terminal, args: readonly string[]): Promise<void> {
  try {
    await createProgram(terminal, createRunner(terminal)).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version are asked for; everything else is wrong usage.
    terminal.exitWith(error.exitCode === 0 ? exitCodes.ok : exitCodes.usage);
  }
}

function createProgram(terminal: Terminal, run: RunCommand): Command {
  const program = new Command('countersign')
    .description('Countersign from a terminal: a simulated device, an application that asks, the demo, administration.')
    .version('0.1.0')
    // Before the commands, which inherit it: wrong usage is an exit code, not an end of the process.
    .exitOverride()
    .configureOutput({ writeOut: (text) => void terminal.stdout.write(text), writeErr: (text) => void terminal.stderr.write(text) })
    .option('--json', 'one JSON object per line instead of words')
    .option('--home <dir>', 'where simulated devices are kept (default: $COUNTERSIGN_HOME or ~/.countersign)')
    .option('--quickstart <file>', 'the server’s quickstart.json (default: $COUNTERSIGN_QUICKSTART or $DATA_DIR/quickstart.json)')
    .addHelpText('after', examples + '\n' + exitCodeHelp)
    .configureHelp({ sortSubcommands: false, showGlobalOptions: true });
  const device = program
    .command('device')
    .summary('enrol a simulated device, and answer with it')
    .description('A simulated device: the Devices SDK plus a terminal. Its keys lie in a file: for development only.')
    .option('--name <name>', 'which device', 'phone');
  for (const add of [addDeviceEnroll, addDeviceWatch, addDeviceApprove, addDeviceDeny, addDeviceReport, addDeviceDelete, addDeviceList])
    add(device, run);
  addRequest(program, run);
  addPoll(program, run);
  addVerify(program, run);
  addVerifyLog(program, run);
  addDemo(program, run);
  addAdminCreate(program.command('admin').summary('administration').description('Administration of the org.'), run);
  return program;
}
