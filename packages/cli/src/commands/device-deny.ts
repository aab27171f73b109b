import type { Command } from 'commander';
import type { RunCommand } from '../run-command.js';
import { addDecision } from '../device/decision-command.js';

export function addDeviceDeny(device: Command, run: RunCommand): void {
  addDecision(device, run, 'deny');
}
