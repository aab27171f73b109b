import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { CommandContext, CommonOptions } from '../command-context.js';
import { CliError } from '../terminal/cli-error.js';
import { exitCodes } from '../terminal/exit-codes.js';

const deviceName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const suffix = '.json';

/** `--home`, else COUNTERSIGN_HOME, else `.countersign` in the user's home directory. */
export function homeFolder(context: Pick<CommandContext, 'env'>, options: CommonOptions): string {
  return options.home ?? context.env['COUNTERSIGN_HOME'] ?? join(homedir(), '.countersign');
}

/** The file of one simulated device. Throws for a name that is no file name. */
export function devicePath(home: string, name: string): string {
  if (deviceName.test(name)) return join(home, 'devices', name + suffix);
  throw new CliError({
    code: 'invalid_device_name',
    message: 'A device name has letters, digits, dots, hyphens and underscores only.',
    next: 'Choose another --name.',
    exitCode: exitCodes.usage,
  });
}

/** Names of all simulated devices, sorted. */
export function listDeviceNames(home: string): readonly string[] {
  try {
    const files = readdirSync(join(home, 'devices')).filter((file) => file.endsWith(suffix));
    return files.map((file) => file.slice(0, -suffix.length)).sort();
  } catch {
    return [];
  }
}
