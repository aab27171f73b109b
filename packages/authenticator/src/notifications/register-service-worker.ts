/** Brings the service worker up, and lets a new version in when nobody is deciding. */

const workerUrl = '/service-worker.js';

interface ScriptUrlPolicy {
  createScriptURL(url: string): unknown;
}
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptUrlPolicy;
}

/** Under Trusted Types the address of a worker must come from a policy; ours knows one address. */
function trustedWorkerUrl(): string {
  const factory = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes; // not in every browser, nor in the type library
  if (factory === undefined) return workerUrl;
  const policy = factory.createPolicy('countersign', {
    createScriptURL(url) {
      if (url !== workerUrl) throw new TypeError('not the service worker');
      return url;
    },
  });
  // a TrustedScriptURL, which the type library takes for text
  return policy.createScriptURL(workerUrl) as string;
}

/** `isDeciding`: a consent page is open here. The new worker asks the other tabs itself. */
export async function registerServiceWorker(isDeciding: () => boolean): Promise<() => void> {
  if (!('serviceWorker' in navigator)) return () => undefined;
  const { serviceWorker } = navigator;
  const registration = await serviceWorker.register(trustedWorkerUrl(), { updateViaCache: 'none' });
  const hadWorker = serviceWorker.controller !== null;
  serviceWorker.addEventListener('controllerchange', () => {
    // the first worker takes nothing over; a later one brings files this page does not fit any more
    if (hadWorker && !isDeciding()) location.reload();
  });
  serviceWorker.addEventListener('message', ({ data, ports }: MessageEvent<unknown>) => {
    if (data === 'deciding?') ports[0]?.postMessage(isDeciding());
  });
  const letIn = (): void => {
    if (!isDeciding()) registration.waiting?.postMessage('take-over');
  };
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', letIn);
  });
  letIn();
  return letIn;
}
