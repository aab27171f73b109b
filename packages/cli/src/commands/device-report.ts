import type { Enrollment, HistoryEntry, ReportReason } from '@countersign/devices-sdk';
import { type Command, Option } from 'commander';
import type { CommandContext } from '../command-context.js';
import { getEnrollments, openSimulatedDevice, type DeviceOptions } from '../device/simulated-device.js';
import type { RunCommand } from '../run-command.js';
import { CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';
import { printable } from '../terminal/printable.js';

export interface ReportOptions extends DeviceOptions {
  readonly reason: ReportReason;
}

export function addDeviceReport(device: Command, run: RunCommand): void {
  device
    .command('report')
    .argument('[transaction]', 'which request (default: the last one this device decided)')
    .summary('say that a request was not right')
    .description('Reports a request that was answered or has expired. not_me also keeps the application from asking again.')
    .addOption(new Option('--reason <reason>', 'what was wrong').choices(['not_me', 'changed_mind', 'wrong_details']).default('not_me'))
    .action((transaction: string | undefined, _options, command: Command) =>
      run<ReportOptions>(command, (context, options) => report(context, options, transaction)),
    );
}

interface Decided {
  readonly enrollment: Enrollment;
  readonly entry: HistoryEntry;
}

async function report(context: CommandContext, options: ReportOptions, wanted: string | undefined): Promise<void> {
  const device = await openSimulatedDevice(context, options);
  const histories = await Promise.all(
    (await getEnrollments(device)).map(async (enrollment): Promise<readonly Decided[]> =>
      (await enrollment.history()).map((entry) => ({ enrollment, entry })),
    ),
  );
  const [last] = histories
    .flat()
    .filter(({ entry }) => wanted === undefined || entry.transactionId === wanted)
    .toSorted((a, b) => b.entry.decidedAt.getTime() - a.entry.decidedAt.getTime());
  if (last === undefined) throw nothingDecided();
  const { enrollment, entry } = last;
  const { transactionId, clientName } = entry;
  const { reason } = options;
  await enrollment.report({ transactionId, reason });
  const { output } = context;
  output.fact({ ok: true, event: 'reported', transactionId, reason });
  output.line(`${output.paint('good', '✓')} reported ${transactionId}: ${reason}`);
  if (reason === 'not_me')
    output.line(`  ${printable(clientName ?? 'The application')} may not ask again until an administrator releases it`);
}

function nothingDecided(): CliError {
  return new CliError({
    code: 'nothing_to_report',
    message: 'This device has decided no such request.',
    next: 'Answer it first: countersign device deny.',
    exitCode: exitCodes.nothingPending,
  });
}
