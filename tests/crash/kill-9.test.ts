/**
 * `kill -9` at a random moment under load: whatever the server acknowledged before it died is there when it is back.
 * What was on its way may have happened or not, but never half.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { poll, requestApproval } from '../support/ciba.js';
import { type TestChallenge, type TestDevice, answerChallenge, decodeJwt, enrollDevice } from '../support/device.js';
import { type HttpAnswer, memberAt, request } from '../support/http.js';
import { type ServerProcess, startProcess } from '../support/start-process.js';

const rounds = process.env['COUNTERSIGN_TEST_LONG'] === '1' ? 10 : 1;
const workers = 6;

/** What one request was told before the server died. */
interface Witness {
  readonly message: string;
  readonly intent: 'leave' | 'approve' | 'deny' | 'redeem';
  readonly authReqId: string;
  decision: 'none' | 'sent' | 'acknowledged';
  redemption: 'none' | 'sent' | 'acknowledged';
}

let server: ServerProcess;
let device: TestDevice;
beforeAll(async () => {
  // A load test: the limits that protect people from floods of prompts are not its subject.
  server = await startProcess({ environment: { PROMPT_LIMITS: 'off' } });
  device = await enrollDevice(server);
});
afterAll(() => server.stop());

/** The pending list without checking signatures: speed matters here, they are checked elsewhere. */
async function pendingByMessage(): Promise<ReadonlyMap<string, TestChallenge>> {
  const answer = await request(device.pendingUrl, { headers: { authorization: `Bearer ${device.tokens.accessToken}` } });
  const items: readonly unknown[] = Array.isArray(answer.json) ? answer.json : [];
  return new Map(
    items.map((item) => {
      const jwt = String(memberAt(item, 'challenge'));
      const { header, claims } = decodeJwt(jwt);
      return [String(memberAt(claims['challengeContext'], 'bindingMessage')), { jwt, header, claims, display: undefined }];
    }),
  );
}

/** One person and application after the other: ask, decide, fetch tokens, each step noted when it is sent and when it is answered. */
async function work(name: string, witnesses: Witness[], isOver: () => boolean): Promise<void> {
  const intents = ['redeem', 'approve', 'redeem', 'deny', 'redeem', 'leave'] as const;
  for (let turn = 0; !isOver(); turn += 1) {
    const message = `Load ${name} ${turn}`;
    const asked = await requestApproval(server, { binding_message: message });
    if (asked.status !== 200) throw new Error(`bc/authorize answered ${asked.status}: ${asked.text}`);
    const authReqId = String(memberAt(asked.json, 'auth_req_id'));
    const witness: Witness = {
      message,
      intent: intents[turn % intents.length] ?? 'leave',
      authReqId,
      decision: 'none',
      redemption: 'none',
    };
    witnesses.push(witness);
    if (witness.intent === 'leave') continue;
    const challenge = (await pendingByMessage()).get(message);
    if (challenge === undefined) throw new Error(`"${message}" was acknowledged but is not pending`);
    witness.decision = 'sent';
    const decided = await answerChallenge(device, challenge, {
      consent: witness.intent === 'deny' ? 'DENIED_CONSENT_PROMPT' : 'APPROVED_CONSENT_PROMPT',
    });
    if (decided.status !== 200 && decided.status !== 204) throw new Error(`verify answered ${decided.status}: ${decided.text}`);
    witness.decision = 'acknowledged';
    if (witness.intent !== 'redeem') continue;
    witness.redemption = 'sent';
    const tokens = await poll(server, authReqId);
    if (tokens.status !== 200) throw new Error(`the token endpoint answered ${tokens.status}: ${tokens.text}`);
    witness.redemption = 'acknowledged';
  }
}

/** The answers a client may get to its next poll, given what it was told before. */
function allowedOutcomes(witness: Witness): readonly string[] {
  const decided = witness.intent === 'deny' ? 'access_denied' : 'tokens';
  if (witness.redemption === 'acknowledged') return ['invalid_grant'];
  if (witness.redemption === 'sent') return ['tokens', 'invalid_grant'];
  if (witness.decision === 'acknowledged') return [decided];
  if (witness.decision === 'sent') return [decided, 'authorization_pending'];
  return ['authorization_pending'];
}

function outcomeOf(answer: HttpAnswer): string {
  if (answer.status === 200) return typeof memberAt(answer.json, 'access_token') === 'string' ? 'tokens' : 'an empty answer';
  const error = memberAt(answer.json, 'error');
  return typeof error === 'string' ? error : `status ${answer.status}: ${answer.text}`;
}

describe('kill -9 under load', () => {
  it.each(Array.from({ length: rounds }, (_, round) => round + 1))(
    'round %i: every acknowledged auth_req_id, decision and redemption is there afterwards',
    async (round) => {
      const witnesses: Witness[] = [];
      const afterMs = 300 + Math.floor(Math.random() * 1_700);
      let isOver = false;
      const failures: unknown[] = [];
      const load = Array.from({ length: workers }, (_, index) =>
        work(`${round}.${index}`, witnesses, () => isOver).catch((error: unknown) => {
          // After the kill every connection breaks; before it nothing may fail.
          if (!isOver) failures.push(error);
        }),
      );
      await pause(afterMs);
      isOver = true;
      await server.kill();
      await Promise.all(load);
      expect(failures).toEqual([]);
      expect(witnesses.length, `requests acknowledged within ${afterMs} ms`).toBeGreaterThan(0);

      await server.restart();
      const wrong: string[] = [];
      for (const witness of witnesses) {
        const outcome = outcomeOf(await poll(server, witness.authReqId));
        const allowed = allowedOutcomes(witness);
        if (!allowed.includes(outcome))
          wrong.push(`${witness.message}: expected ${allowed.join(' or ')}, got ${outcome} (${JSON.stringify(witness)})`);
      }
      expect(wrong, `killed after ${afterMs} ms with ${witnesses.length} requests acknowledged`).toEqual([]);
      await refuseWhatIsLeft();
    },
    120_000,
  );

  /** Leaves the device's list empty for the next round, which also shows that what was pending can still be decided. */
  async function refuseWhatIsLeft(): Promise<void> {
    for (const challenge of (await pendingByMessage()).values()) {
      expect((await answerChallenge(device, challenge, { consent: 'DENIED_CONSENT_PROMPT' })).status).toBeLessThan(300);
    }
    expect((await pendingByMessage()).size).toBe(0);
  }
});
