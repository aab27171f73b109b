import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBatch } from './batch.js';
import { SqlError } from './sql-errors.js';

/** A flush that is held until told, and remembers what it was asked. */
function heldFlush() {
  const batches: number[][] = [];
  const open: (() => void)[] = [];
  const flush = (requests: readonly number[]) => {
    batches.push([...requests]);
    return new Promise<readonly number[]>((resolve) => open.push(() => resolve(requests.map((n) => n * 10))));
  };
  return { flush, batches, release: () => open.shift()?.() };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('group commit', () => {
  it('sends callers of the same turn together, and those who come meanwhile in the next batch', async () => {
    const { flush, batches, release } = heldFlush();
    const add = createBatch({ flush });
    const first = [add(1), add(2)];
    await turn();
    const second = [add(3), add(4), add(5)];
    await turn();
    expect(batches).toEqual([[1, 2]]);
    release();
    expect(await Promise.all(first)).toEqual([10, 20]);
    await turn();
    expect(batches).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    release();
    expect(await Promise.all(second)).toEqual([30, 40, 50]);
  });

  it('never sends more than 256 rows at once', async () => {
    const sizes: number[] = [];
    const add = createBatch({ flush: async (requests: readonly number[]) => (sizes.push(requests.length), requests) });
    await Promise.all(Array.from({ length: 600 }, (_, n) => add(n)));
    expect(sizes).toEqual([256, 256, 88]);
  });

  it('lets a poison row fail alone', async () => {
    const flush = async (requests: readonly number[]) => {
      if (requests.includes(13)) throw new SqlError('data', 'poison', { code: '22P05' });
      return requests;
    };
    const add = createBatch({ flush });
    const results = await Promise.allSettled(Array.from({ length: 128 }, (_, n) => add(n)));
    expect(results.filter((result) => result.status === 'rejected')).toHaveLength(1);
    expect(results[13]).toMatchObject({ status: 'rejected', reason: { failure: 'data' } });
  });

  it.each(['40001', '40P01'])('tries a batch again as a whole after %s', async (code) => {
    const sizes: number[] = [];
    const flush = async (requests: readonly number[]) => {
      sizes.push(requests.length);
      if (sizes.length < 3) throw new SqlError('retry', 'deadlock', { code });
      return requests;
    };
    const add = createBatch({ flush });
    expect(await Promise.all([add(1), add(2), add(3)])).toEqual([1, 2, 3]);
    expect(sizes).toEqual([3, 3, 3]);
  });

  it('does not try anything again on a lost connection: whether it was written is unknown', async () => {
    let calls = 0;
    const flush = async (): Promise<readonly number[]> => {
      calls += 1;
      throw new SqlError('lost', 'gone');
    };
    const add = createBatch({ flush });
    const results = await Promise.allSettled([add(1), add(2), add(3)]);
    expect(results.every((result) => result.status === 'rejected' && result.reason.failure === 'lost')).toBe(true);
    expect(calls).toBe(1);
  });

  it('keeps requests with the same key in batches one after the other, in their order', async () => {
    const batches: string[][] = [];
    const flush = async (requests: readonly string[]) => (batches.push([...requests]), requests);
    const add = createBatch({ flush, separate: (request) => request.slice(0, 1) });
    expect(await Promise.all(['a1', 'b1', 'a2', 'c1', 'a3', 'b2'].map(add))).toEqual(['a1', 'b1', 'a2', 'c1', 'a3', 'b2']);
    expect(batches).toEqual([['a1', 'b1', 'c1'], ['a2', 'b2'], ['a3']]);
  });

  it('goes on after a failure', async () => {
    let calls = 0;
    const flush = async (requests: readonly number[]) => {
      calls += 1;
      if (calls === 1) throw new SqlError('other', 'once');
      return requests;
    };
    const add = createBatch({ flush });
    await expect(add(1)).rejects.toThrow('once');
    expect(await add(2)).toBe(2);
  });

  it('gives every caller its own outcome, writes nothing twice and keeps the order, whatever fails', async () => {
    const callers = fc.array(fc.record({ poison: fc.boolean(), pause: fc.integer({ min: 0, max: 2 }) }), { maxLength: 60 });
    // fewer than the attempts after which a batch gives up
    const faults = fc.array(fc.constantFrom('none' as const, 'retry' as const), { maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(callers, faults, fc.integer({ min: 1, max: 9 }), async (plan, faultPlan, maxRows) => {
        const faultsLeft = [...faultPlan];
        const written: number[] = [];
        let running = 0;
        const flush = async (requests: readonly number[]) => {
          running += 1;
          await turn();
          running -= 1;
          if (running > 0) throw new Error('two at once');
          if (faultsLeft.shift() === 'retry') throw new SqlError('retry', 'deadlock');
          if (requests.length > maxRows) throw new Error('too many');
          if (requests.some((n) => plan[n]?.poison)) throw new SqlError('unique', 'poison');
          written.push(...requests);
          return requests.map((n) => `outcome of ${n}`);
        };
        const add = createBatch({ flush, maxRows });
        const results: Promise<PromiseSettledResult<string>[]>[] = [];
        for (const [n, { pause }] of plan.entries()) {
          for (let i = 0; i < pause; i += 1) await turn();
          results.push(Promise.allSettled([add(n)]));
        }
        const settled = (await Promise.all(results)).flat();
        const good = plan.flatMap(({ poison }, n) => (poison ? [] : [n]));
        expect(written).toEqual(good);
        expect(settled.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.failure))).toEqual(
          plan.map(({ poison }, n) => (poison ? 'unique' : `outcome of ${n}`)),
        );
      }),
      { numRuns: 150 },
    );
  });
});
