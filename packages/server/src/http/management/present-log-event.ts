import type { LogEvent } from '@countersign/contracts';
import { browserMarks, deviceMarks, type LogEntity, nameByMark, shownReason, systemMarks, type SystemLogEvent } from '@countersign/engine';
import { time } from './links.js';

/** An event in the shape of Okta's LogEvent (okta-api 3.13). */
export function presentLogEvent(event: SystemLogEvent): LogEvent {
  const { actor, ip, userAgent, requestId, outcome } = event;
  return {
    uuid: event.uuid,
    published: time(event.publishedAt),
    eventType: event.eventType,
    version: '0',
    severity: event.severity,
    displayMessage: event.displayMessage,
    legacyEventType: null,
    actor: presentEntity(actor),
    client: {
      userAgent:
        userAgent === ''
          ? null
          : { rawUserAgent: userAgent, os: nameByMark(userAgent, systemMarks), browser: nameByMark(userAgent, browserMarks) },
      zone: null,
      device: nameByMark(userAgent, deviceMarks),
      id: actor.type === 'PublicClientApp' ? (actor.alternateId ?? actor.id) : null,
      ipAddress: ip === '' ? null : ip,
      geographicalContext: null,
    },
    device: null,
    authenticationContext: {
      authenticationProvider: null,
      credentialProvider: null,
      credentialType: null,
      issuer: null,
      interface: null,
      authenticationStep: 0,
      rootSessionId: null,
      externalSessionId: null,
    },
    securityContext: { asNumber: null, asOrg: null, isp: null, domain: null, isProxy: null },
    debugContext: { debugData: event.debugData },
    outcome: { result: outcome.result, reason: shownReason(event) ?? null },
    target: event.targets.map((target) => ({ ...presentEntity(target), changeDetails: target.changeDetails ?? null })),
    transaction: { type: requestId === '' ? 'JOB' : 'WEB', id: requestId === '' ? null : requestId, detail: {} },
    request: {
      ipChain: ip === '' ? [] : [{ ip, geographicalContext: null, version: ip.includes(':') ? 'V6' : 'V4', source: null }],
    },
  };
}

function presentEntity({ id, type, alternateId, displayName }: LogEntity): LogEvent['actor'] {
  return { id, type, alternateId: alternateId ?? null, displayName: displayName ?? null, detailEntry: null };
}
