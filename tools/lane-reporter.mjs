import { writeFileSync } from 'node:fs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number }} LaneCounts
 */

/** Vitest reporter that writes how each lane (project) went, as JSON, to the file that `COUNTERSIGN_LANE_REPORT` names. */
export default class LaneReporter {
  /**
   * @param {readonly import('vitest/node').TestModule[]} modules
   * @param {readonly unknown[]} unhandledErrors
   */
  onTestRunEnd(modules, unhandledErrors) {
    /** @type {Record<string, LaneCounts>} */
    const lanes = {};
    for (const module of modules) {
      const lane = (lanes[module.project.name] ??= { passed: 0, failed: 0, skipped: 0 });
      // A file that does not load has no tests to fail: it counts as one.
      lane.failed += module.errors().length > 0 ? 1 : 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        lane[state === 'pending' ? 'skipped' : state] += 1;
      }
    }
    const target = process.env['COUNTERSIGN_LANE_REPORT'];
    if (target !== undefined) writeFileSync(target, JSON.stringify({ lanes, unhandledErrors: unhandledErrors.length }));
  }
}
