/** All of the SDK that its suite runs against, as one module, so that it can be loaded into another JavaScript realm whole. */
export * as base64url from '../core/encoding/base64url.js';
export * as utf8 from '../core/encoding/utf8.js';
export * as eventStream from '../core/live/event-stream.js';
export * as reconnectDelay from '../core/live/reconnect-delay.js';
export * as orgUrl from '../core/org-url.js';
export * as parseJwt from '../core/jwt/parse-jwt.js';
export * as remediation from '../core/remediation.js';
export * as sdk from '../index.js';
export * as reactNative from '../platform/react-native/index.js';
